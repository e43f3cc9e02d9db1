"""How the words of other languages are written down, and what they are held against."""

from __future__ import annotations

import re

import pytest

from bot.wordings import Heard, elsewhere, heard
from porchlight.languages import languages

LISTENERS = ("checkin", "distress", "opting_out", "several")


def hears(wording: str, text: str, **words: str) -> bool:
    """Say whether a wording is the whole of a text."""
    pattern = Heard({"words": words, "said": [wording]}).any_of("said")
    return re.fullmatch(pattern, f"{text} ") is not None


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("no me mandes", "no me mandes"),
        ("(dejen|paren) de escribirme", "paren de escribirme"),
        ("no mas? mensajes", "no mensajes"),
        ("cansad[oa]", "cansada"),
        ("no @send", "no manden"),
        ("@send ~2 mensajes", "envien de esos mensajes"),
        ("señora|sí", "senora"),
    ],
)
def test_notation(wording: str, text: str) -> None:
    """Each sign means what it says; accents are taken off, as they are of what people write."""
    assert hears(wording, text, send="manden|envien")
    assert not hears(wording, f"{text} hoy", send="manden|envien")
    assert not hears(wording, "otra cosa", send="manden|envien")


def test_what_makes_no_sense_is_refused() -> None:
    """A mark that means nothing, and a name that is not there."""
    with pytest.raises(ValueError, match="cannot be read"):
        hears("no! me", "no me")
    with pytest.raises(KeyError):
        hears("@nobody", "nobody")


def test_a_section_that_is_missing_hears_nothing() -> None:
    """Not even silence."""
    assert re.fullmatch(Heard({}).any_of("said"), "") is None


@pytest.mark.parametrize("listener", LISTENERS)
def test_every_language_has_its_words(listener: str) -> None:
    """One file a listener; all of it can be read."""
    assert len(heard(listener)) == len(languages()) - 1
    for language in heard(listener):
        for section in set(language._written) - {"words"}:
            re.compile(language.any_of(section))


def test_languages_are_heard_together() -> None:
    """Whatever a person speaks."""
    assert elsewhere("checkin", "safe").fullmatch("si ")
    assert not elsewhere("checkin", "safe").fullmatch("yes ")
