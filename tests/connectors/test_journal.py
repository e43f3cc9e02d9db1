"""The journal's first half: nothing lost, nothing twice, one answer at a time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from connectors.journal import LEASE, LeaseLost
from connectors.messages import MAX_TEXT, Choice, Reply
from connectors.tables import contacts, conversations, inbox, outbox
from porchlight.database import now
from tests.connectors.scene import ANN, BOB, PHONE, Scene, ago


def test_the_same_message_is_kept_once(scene: Scene) -> None:
    """A provider that tries again changes nothing, whatever it says the second time."""
    assert scene.hears("first", key="SM1") is True
    assert scene.hears("again", key="SM1") is False
    assert scene.claim().text == "first"
    assert len(scene.rows(inbox)) == 1


def test_the_same_id_on_another_channel_is_another_message(scene: Scene) -> None:
    """Ids are the provider's own; two providers may use the same."""
    assert scene.hears(key="7", channel="sms") and scene.hears(key="7", channel="telegram")
    assert len(scene.rows(conversations)) == 2


def test_one_person_has_one_conversation(scene: Scene) -> None:
    """Everything a person writes on one channel belongs together; another person is another conversation."""
    for who in (ANN, BOB, ANN):
        scene.hears(who=who)
    assert len(scene.rows(conversations)) == len(scene.rows(contacts)) == 2


def test_many_at_once_are_all_kept(scene: Scene) -> None:
    """Twenty webhooks at the same moment, half of them repetitions, leave ten messages and one conversation."""
    with ThreadPoolExecutor(10) as pool:
        new = list(pool.map(lambda number: scene.hears(key=f"SM{number % 10}"), range(20)))
    assert sorted(new) == [False] * 10 + [True] * 10
    assert len(scene.rows(inbox)) == 10
    assert len(scene.rows(contacts)) == len(scene.rows(conversations)) == 1


def test_nothing_readable_is_stored(scene: Scene) -> None:
    """Neither words nor numbers can be found in the file."""
    scene.hears("my secret words")
    scene.answers("a private answer", state='{"slot": "secret state"}')
    scene.database.dispose()
    folder = Path(scene.database.engine.url.database).parent
    stored = b"".join(path.read_bytes() for path in folder.glob("scene.db*"))
    for secret in (b"secret words", b"private answer", b"secret state", ANN.encode()):
        assert secret not in stored


def test_a_very_long_text_is_cut_and_marked(scene: Scene) -> None:
    """One message cannot stall a worker."""
    scene.hears("x" * (MAX_TEXT + 1))
    claim = scene.claim()
    assert (len(claim.text), claim.body["cut"]) == (MAX_TEXT, True)


def test_half_an_emoji_survives(scene: Scene) -> None:
    """A lone surrogate comes back as it came."""
    scene.hears("\ud83d broken")
    assert scene.claim().text == "\ud83d broken"


def test_the_oldest_message_comes_first(scene: Scene) -> None:
    """People are answered in the order in which they wrote."""
    scene.hears("ann 1", ANN)
    scene.hears("bob 1", BOB)
    scene.hears("ann 2", ANN)
    assert [scene.answers().text for _ in range(3)] == ["ann 1", "bob 1", "ann 2"]
    assert scene.journal.claim() is None


def test_one_claim_a_conversation(scene: Scene) -> None:
    """While one message is being answered, the same person's next one waits and others do not."""
    scene.hears("ann 1", ANN)
    scene.hears("ann 2", ANN)
    scene.hears("bob 1", BOB)
    held = scene.claim()
    assert (held.text, scene.claim().text, scene.journal.claim()) == ("ann 1", "bob 1", None)
    scene.finish(held)
    assert scene.claim().text == "ann 2"


def test_no_message_is_claimed_twice(scene: Scene) -> None:
    """Eight workers at once share twelve people's messages without meeting."""
    for number in range(12):
        scene.hears(str(number), f"+1555010{number:04}")
    with ThreadPoolExecutor(8) as pool:
        claims = [claim for claim in pool.map(lambda _: scene.journal.claim(), range(16)) if claim]
    assert sorted(int(claim.text) for claim in claims) == list(range(12))


def test_several_are_claimed_at_once(scene: Scene) -> None:
    """One of each person, oldest first, as many as are wanted; the others wait for the next claim."""
    for text, who in (("ann 1", ANN), ("ann 2", ANN), ("bob 1", BOB), ("cy 1", "+15550100003")):
        scene.hears(text, who)
    claims = scene.journal.claim_several(2)
    assert [(claim.text, claim.attempts) for claim in claims] == [("ann 1", 1), ("bob 1", 1)]
    assert [claim.text for claim in scene.journal.claim_several(2)] == ["cy 1"]
    assert scene.journal.claim_several(2) == []
    scene.finish(claims[0])
    assert scene.claim().text == "ann 2"


def test_what_was_tried_before_is_claimed_alone(scene: Scene) -> None:
    """It may break the worker once more: then it takes nobody else's tries with it."""
    for text, who in (("ann 1", ANN), ("bob 1", BOB), ("cy 1", "+15550100003"), ("dee 1", "+15550100004")):
        scene.hears(text, who)
    for claim in scene.journal.claim_several(4):
        scene.journal.give_back(claim, counted=claim.text == "bob 1")
    claimed = [[claim.text for claim in scene.journal.claim_several(4)] for _ in range(3)]
    assert claimed == [["ann 1"], ["bob 1"], ["cy 1", "dee 1"]]


def test_one_that_nobody_can_read_does_not_stop_the_others(scene: Scene) -> None:
    """Sealed with another key: it is set aside, and the rest is claimed in the same go."""
    scene.hears("ann 1", ANN)
    scene.change(inbox, body=b"sealed with a key that is lost")
    scene.hears("bob 1", BOB)
    scene.hears("cy 1", "+15550100003")
    assert [claim.text for claim in scene.journal.claim_several(4)] == ["bob 1", "cy 1"]
    assert [row.outcome for row in scene.rows(inbox)] == ["unreadable", None, None]


def test_a_claim_tells_what_a_turn_needs(scene: Scene) -> None:
    """First contact, opt-out, state and attempts are as the turns before left them."""
    scene.hears("one")
    first = scene.claim()
    assert (first.first_contact, first.opted_out, first.state, first.attempts) == (True, False, None, 1)
    scene.finish(first, state="[1]", welcomed=True)
    with scene.database.write() as connection:
        scene.journal.set_opted_out(connection, first.conversation_id, True)
    scene.hears("two")
    second = scene.claim()
    assert (second.first_contact, second.opted_out, second.state, second.attempts) == (False, True, "[1]", 1)
    assert dt.timedelta(0) <= second.waited < dt.timedelta(seconds=5)


def test_a_lease_that_ran_out_is_taken_over(scene: Scene) -> None:
    """A worker that died is relieved; what it might still write is refused, and nothing of it stays."""
    scene.hears("still there?")
    dead = scene.claim()
    scene.change(conversations, lease_until=ago(1))
    second = scene.claim()
    assert (second.inbox_id, second.attempts) == (dead.inbox_id, 2)
    with pytest.raises(LeaseLost):
        scene.finish(dead, "too late", state="late")
    assert scene.rows(outbox) == []
    scene.finish(second, "in time", state="good")
    assert [row.outcome for row in scene.rows(inbox)] == ["answered"]
    assert len(scene.rows(outbox)) == 1


def test_a_lease_lasts_as_long_as_promised(scene: Scene) -> None:
    """Fifteen seconds from the claim."""
    scene.hears()
    scene.claim()
    left = scene.row(conversations).lease_until - now()
    assert LEASE - dt.timedelta(seconds=2) < left <= LEASE


def test_a_turn_cannot_be_finished_twice(scene: Scene) -> None:
    """The lease ends with the turn."""
    scene.hears()
    claim = scene.answers("once")
    with pytest.raises(LeaseLost):
        scene.finish(claim, "twice")
    assert len(scene.rows(outbox)) == 1


def test_a_turn_is_written_whole_or_not_at_all(scene: Scene) -> None:
    """An error in the caller's transaction undoes replies, state and "handled" together."""
    scene.hears()
    claim = scene.claim()
    with pytest.raises(RuntimeError), scene.database.write() as connection:
        scene.journal.finish(connection, claim, outcome="answered", replies=[Reply("hi")], state="[]", welcomed=True)
        raise RuntimeError
    assert scene.rows(outbox) == []
    row = scene.row(conversations)
    assert (row.state, row.welcomed_at, row.lease_token) == (None, None, claim.token)
    scene.finish(claim, "hi")
    assert scene.row(inbox).handled_at is not None


def test_given_back_it_is_claimed_again(scene: Scene) -> None:
    """A turn that failed gives the message back at once and counts the attempt."""
    scene.hears()
    claim = scene.claim()
    with scene.database.write() as connection:
        scene.journal.release(connection, claim)
    assert scene.claim().attempts == 2


def test_web_can_seize_from_a_worker(scene: Scene) -> None:
    """Seizing beats a running lease; the worker's own answer is then refused."""
    scene.hears("danger")
    held = scene.claim()
    with scene.database.write() as connection:
        seized = scene.journal.seize(connection, held)
        assert seized is not None
        scene.journal.finish(connection, seized, outcome="crisis", replies=[Reply("call now")], crisis="x")
    with pytest.raises(LeaseLost):
        scene.finish(held, "slow answer")
    assert len(scene.rows(outbox)) == 1
    assert scene.row(conversations).crisis_at is not None


def test_what_is_answered_cannot_be_seized(scene: Scene) -> None:
    """The worker was quicker: web leaves it alone."""
    scene.hears()
    claim = scene.answers("done")
    with scene.database.write() as connection:
        assert scene.journal.seize(connection, claim) is None


def test_unread_messages_can_be_looked_at_without_a_claim(scene: Scene) -> None:
    """Neither answered ones nor ones younger than asked for; whoever claims them finds them as they were."""
    for text in ("answered", "first", "second"):
        scene.hears(text)
        if text == "answered":
            scene.answers("an answer")
    unread = scene.journal.unread(now())
    assert [claim.text for claim in scene.journal.look_at(unread)] == ["first", "second"]
    assert scene.journal.unread(ago(60)) == []
    assert scene.claim().text == "first"


def test_the_last_choices_are_remembered(scene: Scene) -> None:
    """ "2" means the last list that this person was shown, also after an answer without one."""
    offer = Reply("Which?", (Choice("A", "/a"), Choice("B", "/b")))
    claim = scene.asked_and_answered(offer, "and something else")
    assert scene.transcript.last_choices(claim.conversation_id) == offer
    other = scene.asked_and_answered("hello", who=BOB)
    assert scene.transcript.last_choices(other.conversation_id) is None
    rows = scene.rows(outbox)
    assert scene.transcript.said(claim.conversation_id, rows[0].id) == offer
    assert scene.transcript.said(other.conversation_id, rows[0].id) is None


@pytest.mark.sqlite
def test_without_its_database_nothing_is_acknowledged(scene: Scene) -> None:
    """A locked database raises, so that the provider is not told a lie."""
    scene.hears()
    impatient = Scene(type(scene.database)(scene.database.url, wait=0.05))
    with scene.database.write(), pytest.raises(OperationalError):
        impatient.hears(channel=PHONE)
    assert len(scene.rows(inbox)) == 1
