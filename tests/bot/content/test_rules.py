"""Each rule for one reply, with replies that break it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.content.library import Library, Shown
from bot.content.rules import RULES, faults, is_kind
from connectors.messages import Choice
from porchlight.languages import languages
from porchlight.wording import words_not_said

GOOD = "Most programs meet in the day. Text your ZIP."
REPLY = Shown("utter_cost", "money", "sms", GOOD, GOOD, (), "article", dt.date(2026, 1, 31))
LIBRARY = Library((REPLY,), frozenset({"cost"}), ("cost",))


IN_SPANISH = replace(LIBRARY, language="es")


def said(text: str, **changes: Any) -> list[str]:
    """Return what is wrong with a reply of this text."""
    return faults(replace(REPLY, written=text, text=text, **changes), LIBRARY)


def dicho(text: str, **changes: Any) -> list[str]:
    """Return what is wrong with a Spanish reply of this text."""
    return faults(replace(REPLY, written=text, text=text, language="es", **changes), IN_SPANISH)


def test_a_good_reply_has_no_fault() -> None:
    """Nothing is found where nothing is."""
    assert faults(REPLY, LIBRARY) == []
    assert len(RULES) == 9


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


@pytest.mark.parametrize(
    "text",
    ["Muchos adictos van.", "Ayuda a los alcohólicos.", "Siga limpia.", "Si usted recayó, llame.", "Por sus vicios.",
     "Está loco.", "Nadie lo va a saber.", "Es totalmente confidencial.", "Su seguro va a pagar.", "Le prometemos ayuda.",
     "No lo van a deportar.", "Todo va a salir bien.", "Está garantizado.", "No hay garantía: está garantizada."],
)  # fmt: skip
@pytest.mark.parametrize("form", ["telegram", "sms"])
def test_spanish_words_that_wound_and_promises_are_found(text: str, form: str) -> None:
    """With their accents, and without them as SMS shows it."""
    shown = text if form == "telegram" else text.translate(str.maketrans("áíóú", "aiou"))
    assert "it says" in dicho(shown, form=form)[0]


@pytest.mark.parametrize(
    "text",
    ["Alcohólicos Anónimos (AA) se reúne aquí.", "Ningún programa puede asegurar un resultado.", "Una persona que bebe.",
     "Ayuda para drogas y alcohol.", "Cambie sus costumbres de antes.", "Los años pasan.", "Hable con su médico."],
)  # fmt: skip
def test_spanish_words_that_only_look_like_them_are_not(text: str) -> None:
    """The year ("año") keeps its letter, and help is named as it is."""
    assert [*is_kind(replace(REPLY, text=text, language="es"), IN_SPANISH)] == []


@pytest.mark.parametrize("text", ["Llama a tu mamá.", "Si quieres, llame.", "¿Está solo? Llame.", "Bienvenida. Llame."])
def test_spanish_speaks_to_everybody_as_usted(text: str) -> None:
    """And to nobody as a man or a woman."""
    assert any("speaks to the reader" in fault for fault in dicho(text))
    assert not any("speaks to the reader" in fault for fault in dicho(f'Puede decir: "{text}"'))


def test_nobody_is_asked_for_their_age() -> None:
    """Young people write too, and stay only where they are not asked; what ages a program takes may be said."""
    assert any("speaks to the reader" in fault for fault in said("How old are you? Text me."))
    assert any("speaks to the reader" in fault for fault in dicho("¿Cuántos años tiene? Escriba."))
    assert said("Ask what ages they take.") == [] == dicho("Pregunte qué edades aceptan.")


def test_a_number_comes_with_how_to_be_understood_there() -> None:
    """988 answers in English unless one presses 2 or sends AYUDA; veterans press 1."""
    assert dicho("Llame al {crisis_line}.") == [
        "it names {crisis_line} and not what to press or send there for this language"
    ]
    for right in ("Llame al {crisis_line} y oprima 2.", "Mande AYUDA al {crisis_line}.", "{crisis_line}, oprima 1."):
        assert dicho(right) == [] == said("Call {crisis_line} now.")


@pytest.mark.parametrize("language", languages())
def test_each_language_has_a_list_of_words(language: str) -> None:
    """Of both kinds; an entry matches as it is written, so it has no accents that SMS would take off."""
    assert {entry.kind for entry in words_not_said(language)} == {"wounds", "promises"}
    assert not any(re.search("[áíóú]", entry.words) for entry in words_not_said(language))


def test_each_entry_of_the_list_says_why_and_what_instead() -> None:
    """A reviewer can judge it, and whoever writes a reply knows how to go on."""
    for entry in (each for language in languages() for each in words_not_said(language)):
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


def test_a_hard_text_is_found_in_spanish() -> None:
    """By a formula that was made for Spanish."""
    assert dicho("Pregunte hoy. Hay ayuda cerca de usted.") == []
    (found,) = dicho("Las intervenciones psicoeducativas individualizadas favorecen la abstinencia ininterrumpida.")
    assert "reading ease" in found and "at least" in found


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
