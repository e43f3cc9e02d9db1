"""Replies looked at together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.content.library import Library, Shown
from bot.content.review import broken, overdue, wrong
from connectors.capabilities import Form
from connectors.messages import Choice
from porchlight.numbers import reviewed_numbers

FIRST = "Most programs meet in the day. Text MORE. Text your ZIP."
DAY = dt.date(2026, 1, 31)
BUTTONS = (Choice("Cost", "/cost"),)


def reply(name: str, form: Form, text: str, group: str = "money") -> Shown:
    """Return a reply as it is in one form."""
    return Shown(name, group, form, text, text, BUTTONS if form == "telegram" else (), "article", DAY)


SMS, TELEGRAM = reply("utter_cost", "sms", FIRST), reply("utter_cost", "telegram", "Most meet in the day.")
MORE = [reply("utter_cost_more", form, "Some meet at night. Text your ZIP.") for form in ("sms", "telegram")]


def found(*replies: Shown) -> list[str]:
    """Return what is wrong with these replies together."""
    return broken(Library(replies, frozenset({"cost"}), ("cost",)))


def test_a_question_that_is_answered_in_full_is_right() -> None:
    """First reply, more, a Telegram form with buttons, a next step."""
    assert found(SMS, TELEGRAM, *MORE) == []


def test_a_fault_of_one_reply_is_named_with_it() -> None:
    """The reply, the form and what is wrong."""
    assert found(replace(SMS, source=""), TELEGRAM, *MORE)[0].startswith("utter_cost (sms): its source is")


def test_what_a_question_lacks_is_named() -> None:
    """Each part of an answer in its turn."""
    assert found(TELEGRAM, *MORE) == ["utter_cost (sms): there is none"]
    assert "utter_cost_more (sms): there is none" in found(SMS, TELEGRAM)
    assert found(SMS, replace(TELEGRAM, choices=()), *MORE) == ["utter_cost (telegram): it has no buttons"]


def test_an_answer_that_leads_nowhere_is_named() -> None:
    """What to do next is in its last two sentences."""
    text = "Text MORE. Most meet in the day. Some meet at night."
    assert found(replace(SMS, text=text), TELEGRAM, *MORE) == ["utter_cost (sms): it does not end with a next step"]


def test_more_is_offered_exactly_where_there_is_more() -> None:
    """ "Text MORE" in an answer, and `utter_..._more` behind it."""
    text = "Most programs meet in the day. Text your ZIP."
    assert found(replace(SMS, text=text), TELEGRAM, *MORE) == [
        "utter_cost (sms): it does not offer the MORE that is there"
    ]
    lonely = reply("utter_thanks", "sms", "You are welcome. Text MORE.")
    assert found(SMS, TELEGRAM, *MORE, lonely) == ["utter_thanks (sms): it offers MORE, and there is none"]


def test_a_reply_to_danger_names_911_or_988() -> None:
    """Or it helps nobody."""
    helpless = reply("utter_crisis_new", "sms", "Stay near someone you trust.", group="crisis")
    assert found(SMS, TELEGRAM, *MORE, helpless) == ["utter_crisis_new (sms): it names neither 911 nor 988"]
    named = replace(helpless, written="Call {emergency} now.")
    assert found(SMS, TELEGRAM, *MORE, named) == []


def test_a_hard_collection_is_named() -> None:
    """Each may be just easy enough, and all together too hard."""
    text = (
        "You may ask any program about medicine or therapy. Then text your ZIP to learn more about getting help today."
    )
    hard = [replace(shown, text=text) for shown in (SMS, TELEGRAM, *MORE)]
    assert any(line.startswith("all replies: their mean reading grade is") for line in found(*hard))


@pytest.mark.parametrize(("days", "late"), [(365, False), (366, True)])
def test_a_review_holds_for_a_year(days: int, late: bool) -> None:
    """Then the reply is named with its form and its day."""
    library = Library((SMS,), frozenset({"cost"}), ("cost",))
    named = [line for line in overdue(library, DAY + dt.timedelta(days=days)) if line.startswith("utter_")]
    assert named == (["utter_cost (sms): last reviewed 2026-01-31"] if late else [])


def test_numbers_and_words_grow_old_too() -> None:
    """Every one of them is named when its year is over."""
    newest = max(number.reviewed for number in reviewed_numbers().values())
    lines = overdue(Library((), frozenset(), ()), newest + dt.timedelta(days=366))
    assert {f"number {name}: last reviewed {number.reviewed}" for name, number in reviewed_numbers().items()} <= {
        *lines
    }
    assert any(line.startswith("words ") for line in overdue(Library((), frozenset(), ()), dt.date(2100, 1, 1)))


def test_each_language_is_held_against_its_own_words() -> None:
    """The offer of more, the next step and the words that are not said; and its lines begin with its code."""
    english = Library((SMS, TELEGRAM, *MORE), frozenset({"cost"}), ("cost",))
    words = {"sms": "Casi todos son de día. Mande MAS. Mande su código postal.", "telegram": "Casi todos son de día."}
    more = "Algunos son de noche. Mande su código postal."
    texts = [words["sms"], words["telegram"], more, more]
    spanish = [
        replace(shown, text=text, written=text, language="es")
        for shown, text in zip(english.replies, texts, strict=True)
    ]
    sms = replace(spanish[0], text=spanish[0].text.replace("ó", "o").replace("í", "i"))
    more_sms = replace(spanish[2], text=spanish[2].text.replace("ó", "o"))
    library = replace(english, replies=(sms, spanish[1], more_sms, spanish[3]), language="es")
    assert wrong([english, library], DAY) == []
    silent = replace(sms, text="Casi todos son de dia. Mande su codigo postal.")
    lines = wrong([english, replace(library, replies=(silent, *library.replies[1:-1]))], DAY)
    assert "es: utter_cost (sms): it does not offer the MORE that is there" in lines
    assert "es: utter_cost_more (telegram): there is none" in lines
    assert any(line.startswith("es: words ") for line in wrong([english, library], dt.date(2100, 1, 1)))
