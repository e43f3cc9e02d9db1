"""Erasing a person reaches every table: the schema itself is asked which there are, so that no new one is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, or_, select

from connectors.messages import Reply
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.tables import audit, handoffs
from porchlight.schema import all_tables
from tests.connectors.scene import ANN, BOB, Scene, ago
from tests.everything import Everything

# Tables that keep their rows when a person is erased, each with the reason. What is not here must lose them.
KEPT = {
    "audit": "who of the staff did what stays, by a random conversation id that leads nowhere any more; it has no words",
    "corrections": "the public directory",
    "facilities": "the public directory",
    "facility_changes": "the public directory",
    "imports": "the public directory",
    "place_names": "a map",
    "places": "a map",
    "sign_in_failures": "staff, by keyed fingerprints, for 15 minutes",
    "staff": "staff: the audit log names them; the sealed secret is their authenticator's",
    "staff_sessions": "staff, until they sign out",
    "synced_states": "the public directory",
    "workers": "processes",
}
# Of these a row stays, but with nothing in it that leads to anybody.
EMPTIED = {
    "inbox": "the fingerprint of the provider's message id stays, so that a late repeat of a webhook is known as one",
}


def personal_tables() -> list[Table]:
    """Return every table that may hold something of a person: all but those that are listed."""
    return [table for table in all_tables().sorted_tables if table.name not in KEPT]


def rows_of(scene: Scene, table: Table, conversation_id: str, handoff_ids: list[int]) -> list[Any]:
    """Return the rows of a table that belong to a conversation, by whatever column says so."""
    columns = table.columns
    mine = []
    if table is conversations:
        mine.append(columns["id"] == conversation_id)
    if "conversation_id" in columns:
        mine.append(columns["conversation_id"] == conversation_id)
    if "handoff_id" in columns:
        mine.append(columns["handoff_id"].in_(handoff_ids))
    assert mine, (
        f"{table.name}: nothing says whose a row is. Give it a conversation_id, or list it in KEPT with a reason"
    )
    with scene.database.read() as connection:
        return list(connection.execute(select(table).where(or_(*mine))))


def asks_to_be_forgotten(kept: Everything, conversation_id: str) -> None:
    """The person asks for it, and the goodbye goes out."""
    scene = kept.scene
    scene.hears("yes erase", ANN, channel="sms")
    claim = scene.claim()
    assert claim.conversation_id == conversation_id
    with scene.database.write() as connection:
        scene.journal.forget(connection, conversation_id)
        kept.handoffs.forget(connection, conversation_id)
        scene.journal.finish(connection, claim, outcome="forgotten", replies=[Reply("It is done.")])
    kept.delivers("sms")


def is_not_heard_of(kept: Everything, conversation_id: str) -> None:
    """Nothing is heard of the person for longer than contacts are kept; of others there is."""
    with kept.scene.database.write() as connection:
        this = conversations.c.id == conversation_id
        connection.execute(conversations.update().where(this).values(touched_at=ago(91 * 86_400)))
    kept.retention().purge()


@pytest.mark.parametrize("erases", [asks_to_be_forgotten, is_not_heard_of])
def test_erasing_a_person_leaves_no_row_of_theirs(scene: Scene, erases: Callable[[Everything, str], None]) -> None:
    """Whoever is erased was in every table, and is in none; whoever is not is still where they were."""
    kept = Everything(scene)
    ann, bob = kept.happens(ANN), kept.happens(BOB)
    ids = {who: [row.id for row in scene.rows(handoffs) if row.conversation_id == who] for who in (ann, bob)}
    before = {table.name: rows_of(scene, table, bob, ids[bob]) for table in personal_tables()}
    for table in personal_tables():
        assert rows_of(scene, table, ann, ids[ann]), (
            f"{table.name}: tests/everything.py must put a row of a person there"
        )
    known = {row.id for row in scene.rows(inbox) if row.conversation_id == ann}
    erases(kept, ann)
    for table in personal_tables():
        assert rows_of(scene, table, ann, ids[ann]) == [], table.name
        assert rows_of(scene, table, bob, ids[bob]) == before[table.name], table.name
    for row in scene.rows(inbox):
        if row.id in known:
            assert (row.body, row.crisis, row.topic) == (None, None, None)


def test_every_table_that_is_listed_exists() -> None:
    """The lists name tables that there are, and none twice."""
    names = set(all_tables().tables)
    assert set(KEPT) <= names and set(EMPTIED) <= names and not set(KEPT) & set(EMPTIED)


def test_what_is_kept_leads_to_nobody() -> None:
    """A table that keeps its rows has no sealed column and no way to a person, but for the two that say why."""
    for name in KEPT:
        table = all_tables().tables[name]
        leads = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
        leads |= {"conversation_id", "handoff_id", "contact_id"} & set(table.columns.keys())
        leads |= {
            key.parent.name
            for key in table.foreign_keys
            if key.column.table in (conversations, contacts, inbox, outbox, handoffs)
        }
        assert leads == {"audit": {"conversation_id"}, "staff": {"totp_secret"}}.get(name, set()), name


def test_the_audit_log_outlives_a_person_without_naming_them(scene: Scene) -> None:
    """Its lines stay, and lead to no conversation."""
    kept = Everything(scene)
    ann = kept.happens(ANN)
    lines = len(scene.rows(audit))
    asks_to_be_forgotten(kept, ann)
    assert len(scene.rows(audit)) == lines > 3
    assert ANN not in kept.unsealed()


def test_what_was_noted_and_given_goes_at_once(scene: Scene) -> None:
    """Also when the goodbye cannot go out, or the person writes again meanwhile and so begins anew."""
    kept = Everything(scene)
    ann = kept.happens(ANN)
    scene.hears("yes erase", ANN, channel="sms")
    claim = scene.claim()
    with scene.database.write() as connection:
        scene.journal.forget(connection, ann)
        kept.handoffs.forget(connection, ann)
        scene.journal.finish(connection, claim, outcome="forgotten", replies=[Reply("It is done.")])
    scene.hears("hello again", ANN, channel="sms")
    kept.delivers("sms")
    assert scene.row(contacts).call_address is None
    texts = kept.unsealed()
    assert "zanzibarquux" not in texts and "hello again" in texts
