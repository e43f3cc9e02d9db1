"""The provider's bad days, scripted: what the next calls get in place of an answer."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = int | Literal["garbage", "silence", "drop", "lost"]
NAMED = ("garbage", "silence", "drop", "lost")


@dataclass(frozen=True)
class Fault:
    """One misfortune: an HTTP status, or one of the four kinds that have no status.

    garbage: 200 with an HTML page, as a proxy in between sends. silence: the connection is held for
    `seconds`, then closed. drop: closed at once. None of these takes the message. lost: the message IS taken,
    then the connection is closed before the answer, the case in which a sender cannot know.
    """

    kind: Kind
    seconds: float = 30.0
    retry_after: int = 2


class Faults:
    """A queue of faults and at most one standing fault. Thread-safe: tests write, the server reads."""

    def __init__(self, applies: Callable[[str | None, str], bool]) -> None:
        self._applies = applies
        self._lock = threading.Lock()
        self._queue: deque[tuple[str | None, Fault]] = deque()
        self._standing: tuple[str | None, Fault] | None = None

    def next(
        self,
        kind: Kind,
        seconds: float = 30.0,
        *,
        times: int = 1,
        on: str | None = None,
        retry_after: int = 2,
    ) -> None:
        """Let the next `times` calls fail this way; `on` keeps it for one method of Telegram or one recipient at Twilio."""
        fault = _checked(Fault(kind, seconds, retry_after))
        with self._lock:
            self._queue.extend([(on, fault)] * times)

    def until_cleared(self, kind: Kind, seconds: float = 30.0, *, on: str | None = None, retry_after: int = 2) -> None:
        """Let every call fail this way, after the queued faults, until `clear`."""
        with self._lock:
            self._standing = (on, _checked(Fault(kind, seconds, retry_after)))

    def clear(self) -> None:
        """The provider is well again: forget the standing fault and the queued ones."""
        with self._lock:
            self._queue.clear()
            self._standing = None

    @property
    def pending(self) -> int:
        """How many queued faults no call has met yet."""
        return len(self._queue)

    def take(self, method: str) -> Fault | None:
        """What befalls this call, if anything: the server asks once per call."""
        with self._lock:
            for index, (on, fault) in enumerate(self._queue):
                if self._applies(on, method):
                    del self._queue[index]
                    return fault
            if self._standing and self._applies(self._standing[0], method):
                return self._standing[1]
        return None


def _checked(fault: Fault) -> Fault:
    """Refuse a kind nobody plays, so that a misspelt fault fails the test that scripts it."""
    known = 400 <= fault.kind < 600 if isinstance(fault.kind, int) else fault.kind in NAMED
    if not known:
        raise ValueError(f"no such fault: {fault.kind!r}")
    return fault
