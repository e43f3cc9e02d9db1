"""Made-up handoffs, messages and pages, and a plain count of them to hold the figures against."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from connectors.tables import conversations, inbox
from hotline.audit import note
from hotline.codes import ALPHABET
from hotline.figures import Answers, Danger
from hotline.tables import audit, calls, handoffs
from porchlight.database import now
from tests.connectors.scene import Scene

ZONE = ZoneInfo("America/New_York")
_CODES = ["".join(letters) for letters in itertools.product(ALPHABET, repeat=3)]


@dataclass(frozen=True)
class Opened:
    """One handoff: how many hours ago it was opened, and after how many seconds what happened to it (None: never)."""

    hours_ago: float
    taken: int | None = None
    told: int | None = None
    closed: bool = False
    urgent: bool = False
    outcome: str | None = None


@dataclass(frozen=True)
class Sent:
    """One message: how many hours ago, whose (a number), what it was taken for, and the danger in it."""

    hours_ago: float
    who: int = 0
    topic: str | None = None
    crisis: str | None = None
    body: bytes | None = None
    kind: str = "text"


class MadeUp:
    """Writes them into a scene's database and counts them by itself. Every moment is counted back from `moment`."""

    def __init__(self, scene: Scene, moment: dt.datetime | None = None) -> None:
        self.scene = scene
        self.moment = moment or now()
        self._numbers = itertools.count()

    def ago(self, hours: float) -> dt.datetime:
        """Return the moment that was so many hours ago."""
        return self.moment - dt.timedelta(hours=hours)

    def clear(self) -> None:
        """Forget everything."""
        with self.scene.database.write() as connection:
            for table in (audit, calls, handoffs, inbox, conversations):
                connection.execute(table.delete())

    def write(self, opened: list[Opened], sent: list[Sent] | None = None) -> None:
        """Write handoffs and messages, each handoff in a conversation of its own."""
        people = {message.who for message in sent or []}
        with self.scene.database.write() as connection:
            for who in people:
                row = {"id": f"person-{who}", "channel": "sms", "created_at": self.moment}
                connection.execute(conversations.insert().values(**row))
            for handoff in opened:
                self._write(connection, handoff)
            for message in sent or []:
                row = {
                    "provider_key": f"key-{next(self._numbers)}",
                    "conversation_id": f"person-{message.who}",
                    "kind": message.kind,
                    "body": message.body,
                    "received_at": self.ago(message.hours_ago),
                    "topic": message.topic,
                    "crisis": message.crisis,
                }
                connection.execute(inbox.insert().values(**row))

    def _write(self, connection: Any, handoff: Opened) -> None:
        number = next(self._numbers)
        name, code, at = f"conversation-{number}", _CODES[number], self.ago(handoff.hours_ago)
        connection.execute(conversations.insert().values(id=name, channel="sms", created_at=at))
        status = "closed" if handoff.closed else "waiting" if handoff.taken is None else "taken"
        row = {
            "code": code,
            "conversation_id": name,
            "opened_at": at,
            "reason": "asked_for_person",
            "urgent": handoff.urgent,
            "status": status,
            "channel": "sms",
            "taken_at": None if handoff.taken is None else at + dt.timedelta(seconds=handoff.taken),
            "closed_at": self.moment if handoff.closed else None,
            "outcome": handoff.outcome if handoff.closed else None,
        }
        connection.execute(handoffs.insert().values(**row))
        if handoff.told is not None:
            told = {"action": "told_nobody_came", "conversation_id": name, "code": code, "detail": "yet"}
            connection.execute(audit.insert().values(at=at + dt.timedelta(seconds=handoff.told), **told))

    def noted(self, action: str, times: int, hours_ago: float = 0.5) -> None:
        """Write some lines of the audit log."""
        with self.scene.database.write() as connection:
            for _ in range(times):
                note(connection, action, code="7KR4")
            lines = audit.c.action == action
            connection.execute(audit.update().where(lines).values(at=self.ago(hours_ago)))


# The same, counted by hand


def since(days: int, moment: dt.datetime) -> dt.datetime:
    """Return the midnight on the wall in New York at which the last `days` days began."""
    local = moment.astimezone(ZONE)
    first = local.date() - dt.timedelta(days=days - 1)
    return dt.datetime(first.year, first.month, first.day, tzinfo=ZONE)


def in_span(made: MadeUp, days: int, hours_ago: float) -> bool:
    """Say whether something belongs to the last `days` days."""
    return made.ago(hours_ago) >= since(days, made.moment)


def answers_of(opened: list[Opened]) -> Answers:
    """Count how quickly handoffs were taken."""
    seconds = sorted(each.taken for each in opened if each.taken is not None)
    if not seconds:
        return Answers(len(opened), 0, None, None)
    middle = len(seconds) // 2
    median = seconds[middle] if len(seconds) % 2 else (seconds[middle - 1] + seconds[middle]) / 2
    enough = next(n for n in range(1, len(seconds) + 1) if n * 100 >= len(seconds) * 95)
    assert enough == math.ceil(0.95 * len(seconds))
    return Answers(len(opened), len(seconds), float(median), float(seconds[enough - 1]))


def abandoned(made: MadeUp, each: Opened) -> bool:
    """Say whether nobody came for this one, as the page defines it."""
    if each.taken is None and each.closed:
        return True
    if each.told is None:
        return False
    until = each.hours_ago * 3_600 if each.taken is None else each.taken
    return until > each.told + 900


def dangers_of(sent: list[Sent]) -> set[Danger]:
    """Count dangers by kind."""
    kinds = Counter(each.crisis for each in sent if each.crisis)
    people = {kind: len({each.who for each in sent if each.crisis == kind}) for kind in kinds}
    return {Danger(str(kind), number, people[kind]) for kind, number in kinds.items()}
