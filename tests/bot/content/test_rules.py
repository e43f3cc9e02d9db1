"""Each rule for one reply, with replies that break it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.content.library import Library, Shown
from bot.content.rules import RULES, faults, is_kind
from connectors.messages import Choice
from porchlight.wording import words_not_said

GOOD = "Most programs meet in the day. Text your ZIP."
REPLY = Shown("utter_cost", "money", "sms", GOOD, GOOD, (), "article", dt.date(2026, 1, 31))
LIBRARY = Library((REPLY,), frozenset({"cost"}), ("cost",))


def said(text: str, **changes: Any) -> list[str]:
    """Return what is wrong with a reply of this text."""
    return faults(replace(REPLY, written=text, text=text, **changes), LIBRARY)


def test_a_good_reply_has_no_fault() -> None:
    """Nothing is found where nothing is."""
    assert faults(REPLY, LIBRARY) == []
    assert len(RULES) == 7


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"source": ""}, "its source is 'missing'"),
        ({"source": "somebody"}, "its source is 'somebody'"),
        ({"reviewed": None}, "no day of review"),
        ({"reviewed": dt.date.today() + dt.timedelta(days=2)}, "in the future"),
    ],
)
def test_a_reply_has_a_source_and_a_day(changes: dict[str, Any], fault: str) -> None:
    """For the people who review the content."""
    (found,) = faults(replace(REPLY, **changes), LIBRARY)
    assert fault in found


def test_a_placeholder_is_one_that_somebody_fills() -> None:
    """The numbers' names and what actions fill in; no other."""
    assert said("Call {samhsa}. Your code is {reference}.") == []
    assert said("Call {samsa} now.") == ["nobody fills {samsa}"]


@pytest.mark.parametrize(
    "text",
    ["Call 988.", "Call 911 now.", "Text 838255.", "Call 1-800-662-4357.", "Call (212) 555-0142.",
     "Call 212 555 0142.", "Call 212.555.0142.", "Call 2125550142.", "Call 988-now."],
)  # fmt: skip
def test_a_phone_number_is_not_written_out(text: str) -> None:
    """However it is written, and on a button too."""
    assert "itself" in said(text)[0]
    choice = (Choice(text, "/cost"),)
    assert "itself" in said(GOOD, choices=choice)[0]


@pytest.mark.parametrize("text", ["It is 9 to 12 hours.", "Text 44105.", "It costs $250 to $600 a week, 24/7."])
def test_other_digits_are_no_phone_number(text: str) -> None:
    """Hours, ZIP codes and prices."""
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    ["Many addicts go.", "It helps alcoholics.", "Stay clean.", "A dirty test.", "For drug users.", "Substance abuse.",
     "If you relapsed, call.", "He committed suicide.", "It is completely confidential.", "Your plan will pay.",
     "We promise.", "It is guaranteed.", "You won't be fired.", "No one will know.", "100% safe.", "You will get better.",
     "Your parents will not find out.", "It will be covered."],
)  # fmt: skip
def test_words_that_wound_and_promises_are_found(text: str) -> None:
    """Each of these has been seen in what others write."""
    assert "it says" in said(text)[0]


@pytest.mark.parametrize(
    "text",
    ["Alcoholics Anonymous (AA) meets here.", "No program can promise a result.", "I can't promise when.",
     "The ADA does not protect current illegal drug use.", "Change old habits.", "We can't say a parent will not know.",
     "Someone who uses drugs may go.", "Cleaning up is not it."],
)  # fmt: skip
def test_words_that_only_look_like_them_are_not(text: str) -> None:
    """An honest "no promise" is what replies should say."""
    assert [*is_kind(replace(REPLY, text=text), LIBRARY)] == []


def test_each_entry_of_the_list_says_why_and_what_instead() -> None:
    """A reviewer can judge it, and whoever writes a reply knows how to go on."""
    for entry in words_not_said():
        assert len(entry.why) > 5 and len(entry.instead) > 3, entry.words
        assert not entry.pattern.search(entry.instead) or entry.words.startswith("(?:drug"), entry.words
        assert entry.reviewed <= dt.date.today() + dt.timedelta(days=1)


def test_an_sms_has_two_segments_and_its_more_three() -> None:
    """On Telegram length costs nothing."""
    two, three, four = ("Go and see. " * times for times in (25, 38, 39))
    assert said(two) == [] == said(three, name="utter_cost_more") == said(four, form="telegram")
    assert "segments" in said(three)[0] and "segments" in said(four, name="utter_cost_more")[0]


def test_an_sms_is_gsm7() -> None:
    """One other letter makes each segment less than half as long."""
    assert said("Text your ZIP ☺.") == ["it has a letter that is not in GSM-7"]
    assert said("Text your ZIP ☺.", form="telegram") == []


def test_a_hard_text_is_found() -> None:
    """With its grade."""
    (found,) = said("Individualized psychoeducational interventions facilitate sustained abstinence.")
    assert "reading grade" in found


@pytest.mark.parametrize(
    ("choices", "fault"),
    [
        ([("Cost", "/cost"), ("Cost", '/cost{"a": 1}')], "the same"),
        ([("A button that is far too long", "/cost")], "29 characters"),
        ([("Cost", "/price")], "leads nowhere"),
        ([("Cost", "cost")], "leads nowhere"),
    ],
)
def test_a_button_is_short_and_leads_somewhere(choices: list[tuple[str, str]], fault: str) -> None:
    """To an intent of the domain."""
    (found,) = said(GOOD, choices=tuple(Choice(*choice) for choice in choices))
    assert fault in found
