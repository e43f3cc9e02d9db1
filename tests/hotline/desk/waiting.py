"""People who wait at a desk, for the tests of its queue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import update

from connectors.conversations import touch
from connectors.tables import contacts, conversations
from hotline.handoffs import Handoff, Handoffs
from hotline.staff import Member
from hotline.tables import handoffs
from porchlight.database import now
from tests.connectors.scene import ANN, Scene, ago


def waits(scene: Scene, who: str = ANN, *, minutes: float = 0, **columns: Any) -> Handoff:
    """Let somebody write, and wait for a person since so many minutes; `columns` of the handoff are set as given."""
    scene.hears("please help me", who)
    while scene.journal.unread(now()):  # what others wrote before is answered before
        claim = scene.answers("We asked someone.")
    columns = {"opened_at": ago(60 * minutes)} | columns
    with scene.database.write() as connection:
        desk = Handoffs(scene.database)
        desk.open(connection, claim.conversation_id, claim.channel, "asked_for_person", False)
        handoff = desk.open_one(connection, claim.conversation_id)
        assert handoff is not None
        desk.change(connection, handoff, **columns)
        again = desk.get(connection, handoff.id)
    assert again is not None
    return again


def held(scene: Scene, by: Member, who: str = ANN, *, minutes: float = 0, **columns: Any) -> Handoff:
    """Let somebody of the staff have them."""
    taken: dict[str, Any] = {
        "status": "taken",
        "staff_id": by.id,
        "taken_at": ago(60 * minutes),
        "joined_at": ago(60 * minutes),
    }
    return waits(scene, who, minutes=minutes, **(taken | columns))


def closed(scene: Scene, by: Member, who: str = ANN, *, at: dt.datetime | None = None, **columns: Any) -> Handoff:
    """Let somebody have been helped."""
    over: dict[str, Any] = {"status": "closed", "closed_at": at or now(), "outcome": "helped"}
    return held(scene, by, who, **(over | columns))


def change(scene: Scene, handoff: Handoff, **columns: Any) -> None:
    """Change a handoff behind the code's back, without touching its conversation."""
    with scene.database.write() as connection:
        connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(**columns))


def mark_contact(scene: Scene, handoff: Handoff, **columns: Any) -> None:
    """Change what is known of somebody's address."""
    with scene.database.write() as connection:
        owner = contacts.c.conversation_id == handoff.conversation_id
        connection.execute(update(contacts).where(owner).values(**columns))
        touch(connection, handoff.conversation_id)


def erase(scene: Scene, handoff: Handoff) -> None:
    """Erase a conversation, and with it its handoff, as when somebody asked for it."""
    with scene.database.write() as connection:
        connection.execute(conversations.delete().where(conversations.c.id == handoff.conversation_id))
