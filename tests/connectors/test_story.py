"""What staff are told of a conversation, and what is left of one that was erased."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.messages import Choice, Reply
from connectors.tables import contacts, conversations, inbox, outbox
from tests.connectors.scene import ANN, BOB, Scene


def _story(scene: Scene, conversation_id: str, limit: int = 30) -> list[tuple[str, str]]:
    with scene.database.read() as connection:
        return [(line.who, line.text) for line in scene.transcript.story(connection, conversation_id, limit)]


def test_the_story_has_both_sides_in_order(scene: Scene) -> None:
    """Oldest first, each person's words before the answer to them; other people's are not in it."""
    scene.hears("hello")
    claim = scene.answers("hi")
    scene.asked_and_answered("for bob", who=BOB)
    scene.hears("what does it cost")
    scene.answers("it varies")
    assert _story(scene, claim.conversation_id) == [
        ("person", "hello"), ("assistant", "hi"), ("person", "what does it cost"), ("assistant", "it varies"),
    ]  # fmt: skip


def test_replies_of_one_turn_keep_their_order(scene: Scene) -> None:
    """The first thing said comes first in the story as well."""
    claim = scene.asked_and_answered("one", "two", "three")
    assert [text for who, text in _story(scene, claim.conversation_id) if who == "assistant"] == ["one", "two", "three"]


def test_what_could_be_chosen_is_in_it(scene: Scene) -> None:
    """Or nobody knows what "2" was an answer to. A list that is numbered already is not told twice; an empty message
    is one."""
    claim = scene.asked_and_answered(Reply("Who is it for?", (Choice("Me", "/me"), Choice("My child", "/child"))))
    scene.hears("2")
    scene.answers(Reply("1 Harbor Light\n2 Cedar Path", (Choice("1", "/1"), Choice("2", "/2")), numbered=True))
    scene.hears(" ")
    assert [text for _, text in _story(scene, claim.conversation_id)][1:] == [
        "Who is it for?\n(1 Me, 2 My child)", "2", "1 Harbor Light\n2 Cedar Path", "(an empty message)",
    ]  # fmt: skip


def test_what_is_not_words_is_named(scene: Scene) -> None:
    """Taps, places and files appear as what they are, never as their data."""
    scene.hears("stop", kind="command")
    scene.hears("12:0", kind="choice")
    scene.hears("", kind="location", latitude=40.1, longitude=-75.0)
    scene.hears("", kind="media")
    conversation_id = scene.claim().conversation_id
    assert [text for _, text in _story(scene, conversation_id)] == [
        "stop", "(tapped a button)", "(shared a location)", "(sent a file)",
    ]  # fmt: skip


def test_a_tapped_button_is_told_by_its_title(scene: Scene) -> None:
    """Staff read what was chosen, not that something was."""
    claim = scene.asked_and_answered(Reply("Who is this for?", (Choice("Me", "/me"), Choice("My child", "/child"))))
    scene.hears(f"{scene.rows(outbox)[-1].id}:1", kind="choice")
    assert _story(scene, claim.conversation_id)[-1] == ("person", "(tapped: My child)")


@pytest.mark.parametrize(
    "token", ["", ":", "1:", ":0", "1:2", "1:-1", "9:0", "1:\u00b2", "9" * 18 + ":0", "1:" + "9" * 5_000]
)
def test_a_button_that_was_never_there(scene: Scene, token: str) -> None:
    """An app may claim any button, and staff can read on all the same."""
    claim = scene.asked_and_answered(Reply("Who is this for?", (Choice("Me", "/me"), Choice("My child", "/child"))))
    scene.hears(token, kind="choice")
    assert _story(scene, claim.conversation_id)[-1] == ("person", "(tapped a button)")
    assert scene.transcript.tapped(claim.conversation_id, token) is None


def test_somebody_elses_button_is_not_mine(scene: Scene) -> None:
    """A token names a reply to this person, or nothing."""
    scene.asked_and_answered(Reply("Who is this for?", (Choice("Me", "/me"),)), who=BOB)
    claim = scene.asked_and_answered("hi")
    assert scene.transcript.tapped(claim.conversation_id, f"{scene.rows(outbox)[0].id}:0") is None


def test_only_the_last_messages_are_told(scene: Scene) -> None:
    """A long conversation is cut at its beginning."""
    for number in range(6):
        scene.hears(f"question {number}")
        claim = scene.answers(f"answer {number}")
    assert _story(scene, claim.conversation_id, limit=3) == [
        ("assistant", "answer 4"), ("person", "question 5"), ("assistant", "answer 5"),
    ]  # fmt: skip


def test_erasing_keeps_only_the_goodbye(scene: Scene) -> None:
    """State and words are gone at once; the goodbye still goes out, and takes the rest with it."""
    scene.hears("private")
    scene.answers("an answer", state="[]")
    scene.hears("forget me")
    claim = scene.claim()
    scene.forget(claim)
    assert scene.row(conversations).state is None
    goodbye = scene.next_due()
    assert (goodbye.address, goodbye.reply.text) == (ANN, "It is done.")
    scene.outbox.sent(goodbye, "SM9")
    for table in (conversations, contacts, outbox):
        assert scene.rows(table) == []
    assert [(row.body, row.conversation_id) for row in scene.rows(inbox)] == [(None, None)] * 2


def test_an_undeliverable_goodbye_erases_too(scene: Scene) -> None:
    """The erasure does not depend on the goodbye arriving; while it is tried again, the contact is needed."""
    scene.hears("forget me")
    scene.forget(scene.claim())
    delivery = scene.next_due()
    scene.outbox.retry(delivery, 0.0, "busy")
    assert len(scene.rows(contacts)) == 1
    scene.outbox.give_up(scene.next_due(), "30003")
    assert scene.rows(contacts) == scene.rows(conversations) == []


def test_a_late_repetition_of_an_erased_message_is_still_known(scene: Scene) -> None:
    """A tombstone without words or person keeps the provider's retry from starting a new conversation."""
    scene.hears("forget me", key="SM1")
    scene.forget(scene.claim())
    scene.outbox.sent(scene.next_due(), "SM9")
    assert scene.hears("forget me", key="SM1") is False
    assert scene.rows(conversations) == []
    assert scene.journal.claim() is None


def test_whoever_writes_after_an_erasure_begins_anew(scene: Scene) -> None:
    """The same number is then a new conversation, with a first contact."""
    scene.hears("forget me")
    old = scene.claim()
    scene.forget(old)
    scene.outbox.sent(scene.next_due(), "SM9")
    scene.hears("hello again")
    new = scene.claim()
    assert new.first_contact and new.conversation_id != old.conversation_id


def test_whoever_writes_before_the_goodbye_is_out_keeps_the_conversation(scene: Scene) -> None:
    """A message that comes between the erasure and its goodbye is answered, not swallowed."""
    scene.hears("forget me")
    scene.forget(scene.claim())
    scene.hears("wait, one more thing")
    scene.outbox.sent(scene.next_due(), "SM9")
    assert scene.claim().text == "wait, one more thing"


def test_what_was_written_while_the_erasure_ran_is_not_swallowed(scene: Scene) -> None:
    """A second message that came before the erasure was written, unread till then, still gets its answer."""
    scene.hears("forget me")
    claim = scene.claim()
    scene.hears("i want to die")
    scene.forget(claim)
    scene.outbox.sent(scene.next_due(), "SM9")
    assert scene.claim().text == "i want to die"


def test_the_number_to_call_goes_at_once(scene: Scene) -> None:
    """Also where the contact stays, because somebody wrote on before the goodbye was out."""
    scene.hears("call me")
    scene.change(contacts, call_address=scene.cipher.encrypt("+16175550123"))
    scene.forget(scene.claim())
    scene.hears("wait, one more thing")
    scene.outbox.sent(scene.next_due(), "SM9")
    assert scene.row(contacts).call_address is None


def test_erasing_one_person_leaves_others(scene: Scene) -> None:
    """Nobody else's words go."""
    scene.asked_and_answered("for bob", who=BOB)
    scene.hears("forget me", ANN)
    scene.forget(scene.claim())
    for delivery in scene.due():
        scene.outbox.sent(delivery, None)
    with scene.database.read() as connection:
        kept = connection.execute(select(inbox.c.body).where(inbox.c.body.is_not(None))).all()
    assert len(kept) == len(scene.rows(contacts)) == len(scene.rows(outbox)) == 1
