"""The hotline in figures, for the supervisor: who waited how long, what became of them, what they asked for.

Counts and times only. What somebody has had erased is not counted any more.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from connectors.tables import inbox
from hotline.cases import Case, Span, cases
from hotline.tables import audit, calls, handoffs

# The intents of a message that the assistant had no answer to.
UNANSWERED = ("nlu_fallback", "out_of_scope")
_HOURS = 24


@dataclass(frozen=True)
class Answers:
    """How many handoffs were opened, how many of them were taken, and after how many seconds: the median, and what all
    but the slowest twentieth took. None where none was taken."""

    opened: int
    taken: int
    median: float | None
    p95: float | None


@dataclass(frozen=True)
class Danger:
    """How often one kind of danger was seen: in how many messages, of how many people."""

    kind: str
    messages: int
    people: int


@dataclass(frozen=True)
class Waiting:
    """Who waits at this moment, whatever the span. `longest`: since the oldest of them was opened."""

    urgent: int
    other: int
    longest: dt.timedelta | None


Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Figures:
    """All figures of a span.

    hours: by the hour of the day, in the line's time zone, at which a handoff was opened. outcomes, topics, results (of
    calls): most frequent first. unanswered: messages without an answer, of all `messages` that were taken for
    something. paged: pages sent; failed: pages that an address did not take; unpaged: handoffs with nobody to page.
    """

    span: Span
    waiting: Waiting
    answers: Answers
    urgent: Answers
    hours: tuple[Answers, ...]
    abandoned: int
    outcomes: Counts
    topics: Counts
    messages: int
    unanswered: int
    dangers: tuple[Danger, ...]
    paged: int
    failed: int
    unpaged: int
    results: Counts


def figures(connection: Connection, span: Span) -> Figures:
    """Count everything of a span. Reads each message and handoff of it once: 0.1 s for 100,000 and 10,000."""
    found = cases(connection, span)
    by_hour: list[list[Case]] = [[] for _ in range(_HOURS)]
    for case in found:
        by_hour[case.opened_at.astimezone(span.zone).hour].append(case)
    topics, pages = _topics(connection, span), _paging(connection, span)
    return Figures(
        span=span,
        waiting=_waiting(connection, span),
        answers=answers(found),
        urgent=answers([case for case in found if case.urgent]),
        hours=tuple(answers(each) for each in by_hour),
        abandoned=sum(case.abandoned(span.until) for case in found),
        outcomes=_ranked(Counter(case.outcome for case in found if case.outcome)),
        topics=_ranked(topics),
        messages=sum(topics.values()),
        unanswered=sum(topics[topic] for topic in UNANSWERED),
        dangers=_dangers(connection, span),
        paged=pages["paged"],
        failed=pages["page_failed"],
        unpaged=pages["no_one_to_page"],
        results=_ranked(_results(connection, span)),
    )


def answers(found: Sequence[Case]) -> Answers:
    """Return how quickly these were taken."""
    seconds = sorted(each for case in found if (each := case.answer_seconds) is not None)
    if not seconds:
        return Answers(len(found), 0, None, None)
    p95 = seconds[math.ceil(0.95 * len(seconds)) - 1]
    return Answers(len(found), len(seconds), statistics.median(seconds), p95)


def _paging(connection: Connection, span: Span) -> Counter[str]:
    actions = ("paged", "page_failed", "no_one_to_page")
    wanted = (
        select(audit.c.action, func.count().label("number"))
        .where(audit.c.at >= span.since, audit.c.action.in_(actions))
        .group_by(audit.c.action)
    )
    return Counter({row.action: row.number for row in connection.execute(wanted)})


def _waiting(connection: Connection, span: Span) -> Waiting:
    h = handoffs.c
    wanted = select(h.urgent, func.count().label("number"), func.min(h.opened_at).label("oldest"))
    rows = {row.urgent: row for row in connection.execute(wanted.where(h.status == "waiting").group_by(h.urgent))}
    urgent, other = (rows[kind].number if kind in rows else 0 for kind in (True, False))
    oldest = min((row.oldest for row in rows.values()), default=None)
    return Waiting(urgent, other, None if oldest is None else span.until - oldest)


def _topics(connection: Connection, span: Span) -> Counter[str]:
    wanted = (
        select(inbox.c.topic, func.count().label("number"))
        .where(inbox.c.received_at >= span.since, inbox.c.topic.is_not(None))
        .group_by(inbox.c.topic)
    )
    return Counter({row.topic: row.number for row in connection.execute(wanted)})


def _dangers(connection: Connection, span: Span) -> tuple[Danger, ...]:
    people = func.count(inbox.c.conversation_id.distinct())
    wanted = (
        select(inbox.c.crisis, func.count(), people)
        .where(inbox.c.received_at >= span.since, inbox.c.crisis.is_not(None))
        .group_by(inbox.c.crisis)
    )
    found = [Danger(*row) for row in connection.execute(wanted)]
    return tuple(sorted(found, key=lambda danger: (-danger.messages, danger.kind)))


def _results(connection: Connection, span: Span) -> Counter[str]:
    wanted = (
        select(calls.c.result, func.count().label("number"))
        .where(calls.c.made_at >= span.since, calls.c.result.is_not(None))
        .group_by(calls.c.result)
    )
    return Counter({row.result: row.number for row in connection.execute(wanted)})


def _ranked(counted: Counter[str]) -> Counts:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
