"""Works out the charts of the figures: where each bar, dot and line of an SVG picture goes. Lengths are its units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.figures import Answers

WIDTH, HEIGHT = 720, 190
_LEFT, _RIGHT, _TOP, _FLOOR = 46, 4, 10, 164
_HIGH = _FLOOR - _TOP
# What a scale of waiting times is marked with, in seconds.
_MARKS = (
    (1, "1 s"),
    (10, "10 s"),
    (60, "1 min"),
    (600, "10 min"),
    (3_600, "1 h"),
    (36_000, "10 h"),
    (360_000, "100 h"),
)


@dataclass(frozen=True)
class Mark:
    """A line across a chart, and what it stands for."""

    y: float
    label: str


@dataclass(frozen=True)
class Bar:
    """One bar. `says`: what it stands for, in words, for whoever points at it."""

    x: float
    y: float
    width: float
    height: float
    says: str


@dataclass(frozen=True)
class Reach:
    """A line from a middle value up to a high one."""

    x: float
    low: float
    high: float
    says: str


@dataclass(frozen=True)
class Chart:
    """One chart over the hours of a day. hours: (where, what) for the axis below."""

    marks: tuple[Mark, ...]
    hours: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...] = ()
    reaches: tuple[Reach, ...] = ()


def opened_chart(hours: Sequence[Answers]) -> Chart:
    """Return how many handoffs were opened at each hour of the day, as bars."""
    step = _round_step(max((each.opened for each in hours), default=0))
    top = step * 4
    slot = _slot(len(hours))
    bars = [
        Bar(
            _LEFT + number * slot + slot * 0.15,
            _FLOOR - _HIGH * each.opened / top,
            slot * 0.7,
            _HIGH * each.opened / top,
            f"{hour_words(number)}: {each.opened}",
        )
        for number, each in enumerate(hours)
        if each.opened
    ]
    marks = [Mark(_FLOOR - _HIGH * part / 4, str(step * part)) for part in range(5)]
    return Chart(tuple(marks), _hours(len(hours)), bars=tuple(bars))


def answer_chart(hours: Sequence[Answers]) -> Chart:
    """Return how long people waited at each hour of the day, from the median to all but the slowest twentieth.

    The scale goes by tens: half a minute and three hours are both to be seen.
    """
    slow = max((each.p95 for each in hours if each.p95 is not None), default=0.0)
    marks = [(seconds, label) for seconds, label in _MARKS if seconds <= 600 or seconds <= slow * 10]
    top = math.log10(marks[-1][0])

    def height(seconds: float) -> float:
        return _FLOOR - _HIGH * min(1.0, math.log10(max(1.0, seconds)) / top)

    slot = _slot(len(hours))
    reaches = [
        Reach(
            _LEFT + (number + 0.5) * slot,
            height(each.median),
            height(each.p95),
            f"{hour_words(number)}: half within {time_words(each.median)}, 95 of 100 within {time_words(each.p95)}",
        )
        for number, each in enumerate(hours)
        if each.median is not None and each.p95 is not None
    ]
    shown = [Mark(height(seconds), label) for seconds, label in marks]
    return Chart(tuple(shown), _hours(len(hours)), reaches=tuple(reaches))


def time_words(seconds: float | None) -> str:
    """Return a time as one says it: `42 s`, `3 min 5 s`, `2 h 10 min`, `3 days`; a dash for none."""
    if seconds is None:
        return "-"
    whole = round(seconds)
    for size, name, part, part_name in ((86_400, "day", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            count, rest = whole // size, whole % size // part
            unit = f"{name}s" if name == "day" and count > 1 else name
            return f"{count} {unit} {rest} {part_name}" if rest else f"{count} {unit}"
    return f"{whole} s"


def hour_words(hour: int) -> str:
    """Return an hour of the day as its beginning: `12 am`, `5 pm`."""
    return f"{hour % 12 or 12} {'pm' if hour >= 12 else 'am'}"


def _slot(count: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / count


def _hours(count: int) -> tuple[tuple[float, str], ...]:
    return tuple((_LEFT + (hour + 0.5) * _slot(count), hour_words(hour)) for hour in range(0, count, 3))


def _round_step(most: int) -> int:
    """Return the quarter of a scale that holds `most`: 1, 2 or 5, or a power of ten times that."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 4 >= most:
                return step
        size *= 10
