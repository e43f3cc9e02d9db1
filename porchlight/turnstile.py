"""Which thread of this process may write next: SQLite has one write lock, and no queue for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Lets one thread through at a time; those that come `first` go before everybody who waits already.

    The worst that can happen: those that are first come without end, and nobody else gets through; their wait ends
    with TimeoutError, which is raised before anything was done.
    """

    def __init__(self, wait: float) -> None:
        """`wait`: seconds that a thread waits for its turn."""
        self._wait = wait
        self._changed = threading.Condition()
        self._taken = False
        self._first_waiting = 0

    @contextmanager
    def through(self, *, first: bool) -> Iterator[None]:
        """Hold the turn for the length of the block. Not for use within itself."""
        with self._changed:
            self._first_waiting += first
            try:
                free = self._changed.wait_for(lambda: self._free_for(first), self._wait)
            finally:
                self._first_waiting -= first
            if not free:
                self._changed.notify_all()  # someone may have been held back for the sake of this one
                raise TimeoutError
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _free_for(self, first: bool) -> bool:
        return not self._taken and (first or not self._first_waiting)
