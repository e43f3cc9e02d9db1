"""The figures as files for a spreadsheet: nothing that anybody wrote, and of a handoff no more than its code."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from hotline.cases import Span, cases
from hotline.figures import figures
from hotline.tables import handoffs

Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _hours(connection: Connection, span: Span) -> Rows:
    yield "hour", "opened", "taken", "median_seconds", "p95_seconds"
    for hour, each in enumerate(figures(connection, span).hours):
        yield hour, each.opened, each.taken, _seconds(each.median), _seconds(each.p95)


def _outcomes(connection: Connection, span: Span) -> Rows:
    yield "outcome", "handoffs"
    yield from figures(connection, span).outcomes


def _topics(connection: Connection, span: Span) -> Rows:
    yield "topic", "messages"
    yield from figures(connection, span).topics


def _crises(connection: Connection, span: Span) -> Rows:
    yield "kind", "messages", "people"
    for danger in figures(connection, span).dangers:
        yield danger.kind, danger.messages, danger.people


def _handoffs(connection: Connection, span: Span) -> Rows:
    yield (
        "code", "opened", "reason", "urgent", "status", "channel", "wish", "taken", "seconds_to_answer", "closed",
        "outcome", "pages", "told_nobody_came", "abandoned",
    )  # fmt: skip
    h = handoffs.c
    more = select(h.code, h.reason, h.status, h.channel, h.wish, h.closed_at, h.pages).where(h.opened_at >= span.since)
    rows = {row.code: row for row in connection.execute(more)}
    for case in cases(connection, span):
        row = rows[case.code]
        yield (
            case.code, _time(case.opened_at, span), row.reason, _yes(case.urgent), row.status, row.channel, row.wish,
            _time(case.taken_at, span), _seconds(case.answer_seconds), _time(row.closed_at, span), case.outcome,
            row.pages, _time(case.told_at, span), _yes(case.abandoned(span.until)),
        )  # fmt: skip


PARTS: dict[str, Callable[[Connection, Span], Rows]] = {
    "hours": _hours,
    "outcomes": _outcomes,
    "topics": _topics,
    "crises": _crises,
    "handoffs": _handoffs,
}


def as_csv(rows: Rows) -> str:
    """Return rows as a CSV file. No cell of text begins like a formula."""
    file = io.StringIO()
    csv.writer(file).writerows([[_safe(cell) for cell in row] for row in rows])
    return file.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _time(moment: dt.datetime | None, span: Span) -> str | None:
    return None if moment is None else moment.astimezone(span.zone).isoformat(timespec="seconds")


def _seconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _yes(true: bool) -> str:
    return "yes" if true else "no"
