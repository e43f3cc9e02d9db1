"""A call that is wished for: now, at a time, and not in the night."""

from __future__ import annotations

import datetime as dt
import json

from bot.safety.screen import CrisisScreen
from connectors.messages import Choice, Reply
from hotline.tables import audit, callbacks, calls
from tests.bot.reaching.waiting import NEW_YORK, NUMBER, WEDNESDAY, Waiting
from tests.bot.turns import Answer, Bench
from tests.connectors.scene import Scene


def test_call_me_now(ann: Waiting) -> None:
    """The line is rung; "no call" takes it back."""
    ann.numbered()
    assert "press 1" in ann.says("call me now")[1][0]
    assert ann.bench.phone.wanted == [ann.now().id] and ann.now().wish == "call_now"
    assert "will not call" in ann.says("no call")[1][0]
    assert ann.bench.phone.wanted == []


def test_a_call_where_none_can_be_made(ann: Waiting) -> None:
    """Where Porchlight cannot ring anybody, a time is asked for, and staff will call by hand."""
    ann.numbered()
    ann.bench.phone.set_up = False
    assert "What time" in ann.says("call me")[1][0]


def test_call_me_at_a_time(ann: Waiting) -> None:
    """The time is read where she is, confirmed with its zone, and can be moved and taken back."""
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "What time" in ann.says("call me later")[1][0]
    assert "today at 5 pm Eastern time" in ann.says("5 pm")[1][0]
    (row,) = ann.bench.scene.rows(callbacks)
    assert (row.due_at, row.status, row.timezone) == (WEDNESDAY + dt.timedelta(hours=7), "set", "America/New_York")
    assert "tomorrow at 10 am" in ann.says("tomorrow at 10 am")[1][0]
    assert "will not call" in ann.says("no call")[1][0]
    assert {row.status for row in ann.bench.scene.rows(callbacks)} == {"cancelled"}


def test_the_time_may_come_with_the_wish(ann: Waiting) -> None:
    """ "call me at 5" needs no second question."""
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "today at 5 pm Eastern time" in ann.says("call me at 5")[1][0]


def test_the_ways_may_be_answered_with_a_time(ann: Waiting) -> None:
    """ "When is good?" "5 pm": it is no question about treatment. A choice that was offered comes first, and so does
    the intake."""
    ann.numbered()
    ann.lives(json.dumps([*json.loads(NEW_YORK), {"event": "active_loop", "name": "intake_form"}]))
    assert ann.says("tomorrow at 10")[0] == "answered"
    ann.lives(NEW_YORK)
    days = Reply("When?", (Choice("Tomorrow", "/later"),), numbered=True)
    ann.bench.assistant.answers = [Answer((days,), NEW_YORK)]
    ann.says("when can i begin")
    assert ann.says("tomorrow")[0] == "answered"
    ann.lives(NEW_YORK)
    assert "tomorrow at 10 am Eastern time" in ann.says("tomorrow at 10")[1][0]


def test_another_day_without_a_time(ann: Waiting) -> None:
    """A call is planned, and "actually friday" is meant for it: they are asked to say it whole."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me at 5")
    assert "Friday at 10 am" in ann.says("actually friday")[1][0]
    assert "Friday, Nov 27, at 3 pm" in ann.says("friday at 3")[1][0]


def test_a_time_that_is_none(ann: Waiting) -> None:
    """It is asked once more, kindly; another question is answered, and a story's numbers are no time."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me later")
    assert "could not read a time" in ann.says("25 or 30 pm")[1][0]
    assert ann.says("what does it cost")[0] == "answered"
    story = "my son is 19 and he has been using since he was 15 and i am so tired of it"
    assert ann.says(story)[0] == "answered"
    assert ann.bench.scene.rows(callbacks) == []


def test_a_call_in_the_night_is_moved(ann: Waiting) -> None:
    """Nobody is called at 11 at night: the next time that is possible is offered, and a yes takes it."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me later")
    said = ann.says("tonight at 11 pm")[1][0]
    assert "cannot call at that time" in said and "tomorrow at 8 am Eastern time" in said
    assert "tomorrow at 8 am Eastern time" in ann.says("yes")[1][0]
    (row,) = ann.bench.scene.rows(callbacks)
    assert row.due_at == dt.datetime(2026, 11, 26, 13, 0, tzinfo=dt.timezone.utc)


def test_a_call_now_while_the_line_is_closed(scene: Scene, screen: CrisisScreen) -> None:
    """It cannot be, and that is said, with the next time at which it can; where there is none, that is said."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Fri 16:00-17:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    ann.numbered()
    ann.lives(NEW_YORK)
    said = ann.says("call me now")[1][0]
    assert "cannot call at that time" in said and "today at 11 am Eastern time" in said
    assert "We plan to call you today at 11 am" in ann.says("yes")[1][0]


def test_a_line_that_is_staffed_at_night_alone(scene: Scene, screen: CrisisScreen) -> None:
    """Nobody is called then, and nobody is told "okay" to a call that will never come."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Sun 05:00-07:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "we cannot call you" in ann.says("call me tomorrow at 9")[1][0]
    assert (ann.now().wish, bench.scene.rows(callbacks)) == ("will_call", [])


def test_an_unknown_time_zone_is_asked(ann: Waiting) -> None:
    """A number from everywhere and no place: she says where she is."""
    ann.numbered("+18005550123")
    assert "What time zone" in ann.says("call me later")[1][0]
    assert "What time should" in ann.says("pacific")[1][0]
    assert "Pacific time" in ann.says("3 pm")[1][0]


def test_telegram_stays_anonymous(bench: Bench) -> None:
    """Only someone who wants to be called is asked for a number; it is kept with the contact and logged."""
    ann = Waiting(bench, channel="telegram")
    said = ann.says("call me now")[1][0]
    assert "Which phone number" in said and "anonymous" in said and NUMBER in said
    assert "all ten digits" in ann.says("617-555")[1][0]
    assert "press 1" in ann.says("it is (617) 555-0123")[1][0]
    assert bench.phone.numbers == {ann.now().conversation_id: "+16175550123"}
    assert bench.phone.wanted == [ann.now().id]
    assert [row.action for row in bench.scene.rows(audit)][-1] == "number_given"


def test_other_words_instead_of_a_number(bench: Bench) -> None:
    """Whoever speaks of something else is answered, and not asked again and again."""
    ann = Waiting(bench, channel="telegram")
    ann.says("call me now")
    assert ann.says("what does it cost")[0] == "answered"


def rung(ann: Waiting, times: int, minutes: float) -> None:
    """Let her have been called so often, so long ago."""
    with ann.bench.scene.database.write() as connection:
        for number in range(times):
            at = WEDNESDAY - dt.timedelta(minutes=minutes)
            row = {
                "token": f"{number} {minutes}",
                "handoff_id": ann.now().id,
                "status": "ended",
                "made_at": at,
                "due_at": at,
            }
            connection.execute(calls.insert().values(**row))


def test_nobody_has_us_ring_without_end(ann: Waiting) -> None:
    """The number may be somebody else's, and others wait for the line: after five calls in an hour it is given."""
    ann.numbered()
    ann.lives(NEW_YORK)
    rung(ann, 4, 30)
    rung(ann, 9, 61)
    assert "press 1" in ann.says("call me now")[1][0]
    rung(ann, 1, 2)
    assert "Call when you are ready" in ann.says("call me again")[1][0]
    assert "Call when you are ready" in ann.says("call me in 5 minutes")[1][0]
    assert "tomorrow at 10 am" in ann.says("call me tomorrow at 10 am")[1][0]
    assert len(ann.bench.phone.wanted) == 1
