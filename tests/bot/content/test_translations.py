"""One language's replies held against the English ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.content.library import Library, Shown
from bot.content.translations import astray
from connectors.messages import Choice

DAY = dt.date(2026, 1, 31)
BUTTONS = (Choice("Cost", "/cost"), Choice("No", "/deny"))
TEXT = "Call {samhsa}, any hour. It is 9 to 19 hours."
SMS = Shown("utter_cost", "money", "sms", TEXT, TEXT, BUTTONS, "article", DAY)
ENGLISH = Library((SMS, replace(SMS, form="telegram")), frozenset({"cost", "deny"}), ("cost",))
SPANISH = replace(
    SMS,
    written="Llame al {samhsa}, las 24 horas. Son de 9 a 19 horas.",
    choices=(Choice("Costo", "/cost"), Choice("No", "/deny")),
    language="es",
    reviewed=dt.date(2026, 2, 1),
)
ON_TELEGRAM = replace(SPANISH, form="telegram")


def strays(*replies: Shown) -> list[str]:
    """Return where these differ from the English ones in more than words."""
    return astray(replace(ENGLISH, replies=replies, language="es"), ENGLISH)


def test_a_faithful_translation_is_right() -> None:
    """Other words, other titles on the buttons, another day of review: that is what a translation is."""
    assert strays(SPANISH, ON_TELEGRAM) == []


def test_a_missing_reply_and_one_too_many_are_named() -> None:
    """The first would be said in English; the second is said by nobody."""
    assert strays() == ["utter_cost: it is not translated"]
    extra = replace(SPANISH, name="utter_new")
    assert strays(SPANISH, ON_TELEGRAM, extra) == ["utter_new: English has no such reply"]


def test_a_form_that_is_missing_is_named() -> None:
    """And a variant too many: they take turns in English or they do not."""
    assert strays(SPANISH) == ["utter_cost (telegram): it has 0 texts, and English 1"]
    assert strays(SPANISH, SPANISH, ON_TELEGRAM) == ["utter_cost (sms): it has 2 texts, and English 1"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"written": "Son de 9 a 19 horas."}, "only one of it and English names {samhsa}"),
        ({"written": f"{SPANISH.written} {{crisis_line}}"}, "only one of it and English names {crisis_line}"),
        ({"written": "Llame al {samhsa}. Son de 9 a 20 horas."}, "only one of it and English says 19, 20"),
        ({"choices": BUTTONS[:1]}, "its buttons lead elsewhere than in English"),
        ({"choices": BUTTONS[::-1]}, "its buttons lead elsewhere than in English"),
        ({"source": "checked"}, "its source is 'checked', and in English 'article'"),
        ({"group": "talk"}, "it stands in talk.yml, and in English in money.yml"),
    ],
)
def test_what_differs_in_more_than_words_is_named(changes: dict[str, Any], fault: str) -> None:
    """A number, a figure, a button in another place: each could send somebody the wrong way."""
    assert strays(replace(SPANISH, **changes), ON_TELEGRAM) == [f"utter_cost (sms): {fault}"]


def test_a_word_to_send_is_said_in_its_language() -> None:
    """Or nobody finds the person, the rest of the answer, or the way out; NO CALL is no NO."""
    english = "Text PERSON for a person, or NO CALL."
    model = replace(ENGLISH, replies=(replace(SMS, written=english),))

    def said(text: str) -> list[str]:
        return astray(replace(ENGLISH, replies=(replace(SPANISH, written=text),), language="es"), model)

    assert [line for line in said("Mande PERSONA, o NO LLAMAR.") if "send" in line] == []
    assert [line for line in said("Mande PERSON, o NO LLAMAR.") if "send" in line] == [
        "utter_cost (sms): English says to send PERSON, and it does not say PERSONA"
    ]
