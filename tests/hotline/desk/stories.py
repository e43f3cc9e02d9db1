"""People with a story, for the tests of a conversation's page."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import update

from connectors.tables import contacts, conversations, outbox
from hotline.audit import entries
from hotline.handoffs import Handoff
from hotline.tables import audit
from tests.connectors.scene import ANN
from tests.hotline.desk.desk import Desk

# What the assistant knows of somebody, as slots of its dialogue state.
KNOWN = {
    "for_whom": "mom",
    "place": {"label": "Cambridge, MA", "lat": 42.37, "lng": -71.1, "state": "MA", "zip": None, "kind": "city"},
    "payment": "medicaid",
    "meeting": "in_person",
    "needs": {"level": "iop", "payers": ["medicaid"]},
    "withdrawal": "yes",
    "safe_home": "no",
}


def state(**slots: Any) -> str:
    """Return a dialogue state with these slots, as `bot.trackers.snapshot` writes it."""
    return json.dumps([{"event": "slot", "name": name, "value": value} for name, value in slots.items()])


def story(
    desk: Desk,
    *said: str,
    who: str = ANN,
    channel: str = "sms",
    answer: str = "We asked someone.",
    crisis: str | None = None,
    known: dict[str, Any] | None = None,
) -> Handoff:
    """Let somebody write all of this, each answered, and wait for a person. The last of it is the danger, if there is."""
    for number, words in enumerate(said or ("please help me",), 1):
        desk.scene.hears(words, who, channel=channel)
        danger = crisis if number == max(1, len(said)) else None
        claim = desk.scene.answers(answer, state=state(**known) if known else None, crisis=danger)
    with desk.parts.database.write() as connection:
        reason = crisis or "asked_for_person"
        code = desk.parts.handoffs.open(connection, claim.conversation_id, channel, reason, crisis is not None)
    found = desk.parts.handoffs.by_code(code)
    assert found is not None
    return found


def now(desk: Desk, handoff: Handoff) -> Handoff:
    """Return a handoff as it stands now."""
    found = desk.parts.handoffs.by_code(handoff.code)
    assert found is not None
    return found


def change(desk: Desk, handoff: Handoff, **columns: Any) -> None:
    """Change a handoff behind the code's back."""
    with desk.parts.database.write() as connection:
        desk.parts.handoffs.change(connection, handoff, **columns)


def mark(desk: Desk, handoff: Handoff, **columns: Any) -> None:
    """Change what is known of somebody's address."""
    with desk.parts.database.write() as connection:
        owner = contacts.c.conversation_id == handoff.conversation_id
        connection.execute(update(contacts).where(owner).values(**columns))


def became(desk: Desk, status: str, error: str | None = None) -> None:
    """Let the newest thing that was said come so far on its way."""
    newest = max(row.id for row in desk.scene.rows(outbox))
    with desk.parts.database.write() as connection:
        connection.execute(update(outbox).where(outbox.c.id == newest).values(status=status, error=error))


def erase(desk: Desk, handoff: Handoff) -> None:
    """Erase a conversation, as when the person asked for it."""
    with desk.parts.database.write() as connection:
        connection.execute(conversations.delete().where(conversations.c.id == handoff.conversation_id))


def logged(desk: Desk, handoff: Handoff) -> list[tuple[str | None, str]]:
    """Return who did what with this conversation, oldest first."""
    with desk.parts.database.read() as connection:
        found = entries(connection, conversation_id=handoff.conversation_id)
    return [(entry.who, entry.action) for entry in reversed(found)]


def let_pass(desk: Desk, seconds: float) -> None:
    """Let the audit log be older by so many seconds."""
    with desk.parts.database.write() as connection:
        for row in connection.execute(audit.select()).all():
            connection.execute(
                update(audit).where(audit.c.id == row.id).values(at=row.at - dt.timedelta(seconds=seconds))
            )


def told(desk: Desk) -> list[str]:
    """Return everything that was said to anybody, oldest first."""
    return [json.loads(desk.scene.cipher.decrypt(row.body))["text"] for row in desk.scene.rows(outbox)]
