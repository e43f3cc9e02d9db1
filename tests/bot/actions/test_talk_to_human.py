"""I want to talk to someone."""

from __future__ import annotations

import pytest

from bot.actions.talk_to_human import ActionTalkToHuman
from bot.context import REFERENCE
from connectors.capabilities import CHANNELS
from connectors.messages import Choice, Reply
from connectors.rendering import shown_text
from connectors.sms.segments import count
from hotline.handoffs import Wish
from hotline.lines import ALWAYS, Offer
from hotline.offering import Reach
from tests.bot.actions.stage import Stage, closed_hours, hotline

OURS, NATIONAL = "1-800-555-0199", "1-800-662-4357"


def test_an_open_line_is_given(empty_stage: Stage) -> None:
    """Its number, its hours, and the code under which the story waits."""
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS))
    assert played.responses == ["utter_person_now"]
    assert OURS in played.text and REFERENCE in played.text and NATIONAL not in played.text
    assert played.context.handoff == ("asked_for_person", False)


def test_a_closed_line_is_not_given(empty_stage: Stage) -> None:
    """The national line instead, honestly: they do not have the story; and when ours opens."""
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS, closed_hours()))
    assert played.responses == ["utter_person_closed"]
    assert NATIONAL in played.text and OURS not in played.text
    assert "do not have your story" in played.text and "9 am" in played.text


def test_without_a_line_the_national_one_is_given(empty_stage: Stage) -> None:
    """No hours are named that nobody keeps."""
    played = empty_stage.play(ActionTalkToHuman())
    assert played.responses == ["utter_person_national"]
    assert NATIONAL in played.text and "()" not in played.text


def test_an_urgent_handoff_stays_urgent(empty_stage: Stage) -> None:
    """Asking for a person after danger in the same turn does not calm the queue."""
    played = empty_stage.play(ActionTalkToHuman())
    played.context.open_handoff("crisis_suicide", urgent=True)
    played.context.open_handoff("asked_for_person")
    assert played.context.handoff == ("crisis_suicide", True)


def test_who_is_at_the_desk_is_offered(empty_stage: Stage) -> None:
    """Somebody is there: that is said, with the ways to reach them, each of which leads somewhere."""
    reach = Reach(Offer(OURS, True, ALWAYS, True, True), True, ("chat", "call_now", "call_at", "will_call"))
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS), reach=reach)
    assert played.responses == ["utter_person_here"]
    assert OURS in played.text and REFERENCE in played.text and "Someone is here" in played.text
    assert played.buttons == [
        ("Chat here", '/handoff{"wish": "chat"}'),
        ("Call me now", '/handoff{"wish": "call_now"}'),
        ("Call me later", '/handoff{"wish": "call_at"}'),
        ("I'll call", '/handoff{"wish": "will_call"}'),
    ]


@pytest.mark.parametrize("number", [OURS, None])
@pytest.mark.parametrize(("is_open", "staffed"), [(True, True), (True, False), (False, True), (False, False)])
def test_it_is_two_texts_with_every_way_and_all_the_hours(
    empty_stage: Stage, number: str | None, is_open: bool, staffed: bool
) -> None:
    """By SMS the ways stand below the words, one a line."""
    when = "Mon-Fri 9 am to 5 pm Eastern time"
    is_ours = number is not None and is_open
    wishes: tuple[Wish, ...] = ("chat", *(("call_now",) if is_open else ()), "call_at", "will_call")
    reach = Reach(Offer(OURS, is_open, when, False, is_ours), staffed, wishes)
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(number), reach=reach)
    ways = tuple(Choice(title, payload) for title, payload in played.buttons)
    text = shown_text(Reply(played.text.replace(REFERENCE, "7KQ4"), ways), CHANNELS["sms"])
    assert f"{len(wishes)} I'll call" in text and count(text).segments == 2
    assert not is_open or staffed or number is None or f"Open {when}. Your code" in text


def test_the_national_line_is_not_said_to_have_the_story(empty_stage: Stage) -> None:
    """Somebody is at the desk while no line of ours is open: the number is another one's, and that is said."""
    reach = Reach(Offer(NATIONAL, False, "Mon 9 am to 5 pm Eastern time", False), True, ("chat", "will_call"))
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS, closed_hours()), reach=reach)
    assert "They do not have your story" in played.text and NATIONAL in played.text
    assert [title for title, _ in played.buttons] == ["Chat here", "I'll call"]
