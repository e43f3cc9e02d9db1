"""When a line is staffed, as people write it: `Mon-Fri 09:00-17:00; Sat 10:00-14:00`, or `24/7`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_DAY = 24 * 60
_PART = re.compile(
    r"(?P<first>[a-z]{3})[a-z]*(?:\s*-\s*(?P<last>[a-z]{3})[a-z]*)?\s+"
    r"(?P<open>\d{1,2}:\d{2})\s*-\s*(?P<close>\d{1,2}:\d{2})"
)
_EXAMPLE = "write it like: Mon-Fri 09:00-17:00; Sat 10:00-14:00 (or 24/7)"


@dataclass(frozen=True)
class OpeningHours:
    """Spans of one week as (weekday, opens, closes): Monday is 0, times are minutes after midnight.

    A span whose end is at or before its start runs past midnight into the next day.
    """

    spans: tuple[tuple[int, int, int], ...]
    always: bool = False

    @classmethod
    def parse(cls, text: str) -> OpeningHours:
        """Read hours as an operator writes them. Raises ValueError with an example when it cannot."""
        if text.strip().lower() in ("24/7", "always"):
            return cls((), always=True)
        spans: list[tuple[int, int, int]] = []
        for part in filter(None, (part.strip().lower() for part in re.split("[;,]", text))):
            match = _PART.fullmatch(part)
            if match is None:
                raise ValueError(f"{part!r}; {_EXAMPLE}")
            first, last = match["first"], match["last"] or match["first"]
            if first not in _DAYS or last not in _DAYS:
                raise ValueError(f"{part!r} names no day; {_EXAMPLE}")
            count = (_DAYS.index(last) - _DAYS.index(first)) % 7 + 1
            for step in range(count):
                day = (_DAYS.index(first) + step) % 7
                spans.append((day, _minutes(match["open"]), _minutes(match["close"])))
        if not spans:
            raise ValueError(_EXAMPLE)
        return cls(tuple(spans))

    def open_at(self, moment: dt.datetime) -> bool:
        """Say whether the line is staffed at `moment`, which must carry the line's own time zone."""
        if self.always:
            return True
        minute = moment.hour * 60 + moment.minute
        today, yesterday = moment.weekday(), (moment.weekday() - 1) % 7
        for day, opens, closes in self.spans:
            overnight = closes <= opens
            if day == today and opens <= minute < (_MINUTES_A_DAY if overnight else closes):
                return True
            if overnight and day == yesterday and minute < closes:
                return True
        return False


def _minutes(clock: str) -> int:
    hours, minutes = (int(part) for part in clock.split(":"))
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValueError(f"{clock} is no time of day; {_EXAMPLE}")
    return hours * 60 + minutes
