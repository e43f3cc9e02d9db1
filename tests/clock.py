"""The service's clock, in the hands of a test."""

from __future__ import annotations

import datetime as dt


class Clock:
    """Goes on by itself, as a real one does, until it is stopped; jumps when it is told to."""

    def __init__(self) -> None:
        self._ahead = dt.timedelta()
        self._stopped_at: dt.datetime | None = None

    def __call__(self) -> dt.datetime:
        """Return the moment that the service believes it to be."""
        return (self._stopped_at or dt.datetime.now(dt.timezone.utc)) + self._ahead

    def stop(self) -> None:
        """Let it stand still: from now on only the test moves it."""
        self._stopped_at = dt.datetime.now(dt.timezone.utc)

    def forward(self, **by: float) -> None:
        """Set it forward, by what `datetime.timedelta` takes."""
        self._ahead += dt.timedelta(**by)

    def back(self, **by: float) -> None:
        """Set it back."""
        self._ahead -= dt.timedelta(**by)
