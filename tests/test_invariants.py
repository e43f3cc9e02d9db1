"""The checker of the journal itself: a run that is whole has nothing broken, and each way to break one is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Table, insert, select, update

from bot.safety.replies import crisis_reply
from bot.safety.verdict import Verdict
from connectors.capabilities import SMS
from connectors.messages import Reply
from connectors.rendering import shown_text
from connectors.tables import conversations, inbox, outbox
from hotline.handoffs import Handoffs
from hotline.tables import handoffs
from porchlight.database import now
from porchlight.sealing import Cipher
from tests.connectors.scene import ANN, BOB, SECRET, Scene
from tests.invariants import Seen, broken_in

DANGER = crisis_reply(Verdict("crisis_suicide", "sure"), "sms")


class Run:
    """A run in which Ann asks three things and Bob is in danger; both are answered, and everything was seen."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        for number in range(3):
            scene.hears("a question", ANN, channel="sms", key=f"SM-ann-{number}")
            scene.answers(f"answer {number}", *(["and more"] if number == 1 else []))
        scene.hears("i want to kill myself", BOB, channel="sms", key="SM-bob")
        claim = scene.claim()
        with scene.database.write() as connection:
            Handoffs(scene.database).open(connection, claim.conversation_id, "sms", "crisis_suicide", urgent=True)
            scene.journal.finish(connection, claim, outcome="crisis", replies=[DANGER], crisis="crisis_suicide")
        while due := scene.due("sms"):
            for delivery in due:
                scene.outbox.sent(delivery, f"SM-out-{delivery.outbox_id}")
        acknowledged = [("sms", f"SM-ann-{number}") for number in range(3)] + [("sms", "SM-bob")]
        taken = {
            ("sms", ANN): ["answer 0", "answer 1", "and more", "answer 2"],
            ("sms", BOB): [shown_text(DANGER, SMS)],
        }
        self.seen = Seen(acknowledged, taken)

    def broken(self, twice: int = 0) -> list[str]:
        """What does not hold of it."""
        return broken_in(self.scene.database, self.scene.cipher, self.seen, twice=twice)

    def change(self, table: Table, number: int, **values: Any) -> None:
        """Change the n-th row of a table behind the code's back."""
        rows = self.scene.rows(table)
        with self.scene.database.write() as connection:
            connection.execute(update(table).where(table.c.id == rows[number].id).values(**values))

    def lose(self, table: Table, number: int) -> None:
        """Delete the n-th row of a table."""
        rows = self.scene.rows(table)
        with self.scene.database.write() as connection:
            connection.execute(table.delete().where(table.c.id == rows[number].id))

    def repeat(self, table: Table, number: int, **values: Any) -> None:
        """Insert the n-th row of a table once more, as it is but for its number and `values`."""
        with self.scene.database.write() as connection:
            row = dict(connection.execute(select(table).order_by(table.c.id)).all()[number]._mapping)
            del row["id"]
            connection.execute(insert(table).values(**{**row, **values}))

    def without_index(self, name: str) -> None:
        """Let go of what holds an invariant in the database itself."""
        with self.scene.database.write() as connection:
            connection.exec_driver_sql(f"DROP INDEX {name}")

    def took(self, who: str, *texts: str) -> None:
        """The provider took these texts for somebody."""
        self.seen = replace(self.seen, taken={**self.seen.taken, ("sms", who): list(texts)})


@pytest.fixture
def run(scene: Scene) -> Run:
    """One run, whole."""
    return Run(scene)


def test_a_whole_run(run: Run) -> None:
    """Nothing is broken."""
    assert run.broken() == []


def test_a_run_in_which_somebody_was_erased(run: Run) -> None:
    """What they were told is gone from the outbox, but not from their phone: nothing is broken."""
    run.scene.hears("delete my data", ANN, channel="sms", key="SM-ann-3")
    claim = run.scene.claim()
    run.scene.forget(claim, "It is done.")
    (goodbye,) = run.scene.due("sms")
    run.took(ANN, *run.seen.taken["sms", ANN], "It is done.")
    run.scene.outbox.sent(goodbye, "SM-goodbye")
    assert run.broken() == []


def _two_keys(run: Run) -> None:
    """The same message twice, each time under the fingerprint of another key."""
    run.scene.cipher = Cipher("another secret for tests, of 32 letters", SECRET)
    again = run.scene.cipher.fingerprint("message", "sms", "SM-ann-0")
    run.repeat(inbox, 0, provider_key=again)


def _two_open_handoffs(run: Run) -> None:
    run.without_index("uq_handoffs_open")
    run.repeat(handoffs, 0, code="ZZZZ")


def _twice_the_same_part(run: Run) -> None:
    """Two replies to one message have the same place: the unique constraint is for the pair, so the first loses its."""
    run.change(outbox, 1, part=5)


WAYS: dict[str, tuple[Callable[[Run], None], str]] = {
    "lost": (lambda run: run.lose(inbox, 3), "SM-bob was acknowledged and is in the inbox 0 times"),
    "kept twice": (_two_keys, "SM-ann-0 was acknowledged and is in the inbox 2 times"),
    "unread": (lambda run: run.change(inbox, 0, handled_at=None, outcome=None), "inbox 1 is still unread"),
    "no outcome": (lambda run: run.change(inbox, 0, outcome=None), "inbox 1 is half handled"),
    "no moment": (lambda run: run.change(inbox, 0, handled_at=None), "inbox 1 is half handled"),
    "silence": (lambda run: run.lose(outbox, 0), "inbox 1 counts as answered, and nothing was said"),
    "not sent": (lambda run: run.change(outbox, 3, status="pending"), "outbox 4 still waits"),
    "a part is missing": (lambda run: run.lose(outbox, 1), "the replies to inbox 2 have the parts [1]"),
    "parts in disorder": (_twice_the_same_part, "the replies to inbox 2 have the parts [1, 5]"),
    "answered and unread": (
        lambda run: run.change(inbox, 0, handled_at=None, outcome=None), "inbox 1 has replies and is not handled"
    ),
    "to somebody else": (
        lambda run: run.change(outbox, 4, cause=run.scene.rows(inbox)[0].id, part=1),
        "a reply to inbox 1 goes to somebody else",
    ),
    "answers overtake": (
        lambda run: (run.change(outbox, 0, cause=None), run.change(outbox, 3, cause=1))[0],
        "outbox 4 answers inbox 1 after a later message was answered",
    ),
    "a lease": (
        lambda run: run.scene.change(conversations, lease_token="t", lease_until=now()),
        "still has lease_token, lease_until",
    ),
    "a mark of sending": (
        lambda run: run.scene.change(conversations, sending_until=now()), "still has sending_until"
    ),
    "two open handoffs": (_two_open_handoffs, "has 2 open handoffs"),
    "danger, and another reply": (
        lambda run: run.change(outbox, 4, body=run.scene.cipher.encrypt(Reply("You can do it!").to_json())),
        "inbox 4 is crisis_suicide, and its crisis reply is missing",
    ),
    "danger, and nobody called": (
        lambda run: run.lose(handoffs, 0), "inbox 4 is crisis_suicide, and no person was called"
    ),
    "danger, not urgent": (
        lambda run: run.change(handoffs, 0, urgent=False), "inbox 4 is crisis_suicide, and the handoff is not urgent"
    ),
    "never came": (lambda run: run.took(BOB), "1 of 1 texts are written down as sent and never came"),
    "came twice": (
        lambda run: run.took(BOB, shown_text(DANGER, SMS), shown_text(DANGER, SMS)), "1 texts reached their person twice"
    ),
    "came in another order": (
        lambda run: run.took(ANN, "answer 1", "answer 0", "and more", "answer 2"), "text 1 of 4 is not what was sent next"
    ),
    "came though it was never sent": (
        lambda run: run.took(ANN, "answer 0", "answer 1", "and more", "answer 2", "hello?"),
        "text 5 of 5 is not what was sent next",
    ),
    "came to a stranger": (lambda run: run.took("+15550109999", "hello"), "somebody unknown on sms was sent something"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_break_it_is_said(run: Run, way: str) -> None:
    """What is broken is named in words, with the row it is about."""
    break_it, words = WAYS[way]
    break_it(run)
    found = run.broken()
    assert any(words in problem for problem in found), found


def test_a_known_repeat_may_be_allowed(run: Run) -> None:
    """One text that came twice is allowed where the test knows why; the third time, or another's, is not."""
    said = shown_text(DANGER, SMS)
    run.took(BOB, said, said)
    assert run.broken(twice=1) == []
    run.took(BOB, said, said, said)
    assert any("a third time" in problem for problem in run.broken(twice=2))
    run.took(BOB, said, said)
    run.took(ANN, "answer 0", "answer 0", "answer 1", "and more", "answer 2")
    assert run.broken(twice=1) == ["2 texts reached their person twice; 1 may have"]
