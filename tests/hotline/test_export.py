"""A person gets everything that is kept about them, in words, and nothing about anybody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from bot.briefing import brief
from connectors.tables import inbox
from hotline.export import Export
from hotline.tables import audit
from porchlight.schema import all_tables
from porchlight.sealing import Cipher
from tests.connectors.scene import ANN, BOB, Scene
from tests.everything import Everything, mark
from tests.test_erasing import KEPT

# Which part of the export a table's rows are in.
PARTS = {
    "conversations": "person", "contacts": "person", "inbox": "messages", "outbox": "messages", "handoffs": "handoffs",
    "callbacks": "promised_calls", "calls": "calls", "notes": "staff_notes", "audit": "log",
}  # fmt: skip


def export(kept: Everything, conversation_id: str, **more: bool) -> dict[str, Any]:
    """Return one person's export."""
    reader = Export(kept.scene.cipher, brief)
    with kept.scene.database.write() as connection:
        return reader.of(connection, conversation_id, **more)


@pytest.fixture
def kept(scene: Scene) -> Everything:
    """Ann and Bob, with everything."""
    kept = Everything(scene)
    for who in (ANN, BOB):
        kept.happens(who)
    return kept


def conversation(kept: Everything, who: str) -> str:
    """Return whose conversation that is."""
    with kept.scene.database.read() as connection:
        found = Export(kept.scene.cipher, brief).conversation_at(connection, "sms", who)
    assert found is not None
    return found


def test_everything_is_there_and_nothing_of_others(kept: Everything) -> None:
    """Both sides' words, what became of them, handoffs, calls, notes, and who looked."""
    made = export(kept, conversation(kept, ANN))
    text = json.dumps(made)
    for place in ("message", "reply", "note", "staff"):
        assert mark(place, ANN) in text and mark(place, BOB) not in text
    assert made["person"]["address"] == made["person"]["number_for_calls"] == ANN
    assert made["messages"][0]["from"] == "person" and made["messages"][0]["danger_seen"] == "crisis_suicide"
    assert {message["from"] for message in made["messages"]} == {"person", "assistant", "staff"}
    assert made["handoffs"][0]["outcome"] == "helped" and made["calls"][0]["result"] == "completed"
    assert "noted" in {line["action"] for line in made["log"]} and made["log"][-1]["by"] == "sam"
    assert made["staff_notes"][0]["by"] == "sam" and made["promised_calls"][0]["timezone"] == "America/Chicago"


def test_every_table_that_is_about_people_is_in_it(kept: Everything) -> None:
    """A new table with something of a person is missed here."""
    assert set(PARTS) == (set(all_tables().tables) - set(KEPT)) | {"audit"}
    made = export(kept, conversation(kept, ANN))
    assert all(made[part] for part in PARTS.values())


def test_notes_can_be_left_out(kept: Everything) -> None:
    """Where the law or a supervisor says so."""
    made = export(kept, conversation(kept, ANN), with_notes=False)
    assert "staff_notes" not in made and mark("note", ANN) not in json.dumps(made)


def test_that_it_was_made_is_noted(kept: Everything) -> None:
    """In the audit log, and not what it held."""
    ann = conversation(kept, ANN)
    export(kept, ann)
    line = kept.scene.rows(audit)[-1]
    assert (line.action, line.conversation_id, line.staff_id, line.detail) == ("exported", ann, None, None)


def test_what_was_erased_is_said_to_be(kept: Everything) -> None:
    """After the content's time."""
    kept.retention(31).purge()
    made = export(kept, conversation(kept, ANN))
    assert [message["text"] for message in made["messages"]] == ["(erased)"]


def test_who_is_not_known(kept: Everything) -> None:
    """No row, no export, no line in the log."""
    with kept.scene.database.write() as connection:
        reader = Export(kept.scene.cipher, brief)
        assert reader.conversation_at(connection, "telegram", ANN) is None
        with pytest.raises(LookupError):
            reader.of(connection, "nobody")
    assert "exported" not in {row.action for row in kept.scene.rows(audit)}


def test_what_another_key_has_sealed(kept: Everything) -> None:
    """It cannot be read, and the rest can."""
    with kept.scene.database.write() as connection:
        connection.execute(update(inbox).values(body=Cipher("another secret, of 32 letters and more").encrypt("{}")))
    made = export(kept, conversation(kept, ANN))
    assert made["messages"][0]["text"] == "(sealed with another SECRET_KEY)"
    assert mark("reply", ANN) in json.dumps(made)
