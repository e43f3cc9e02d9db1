"""How easy a reply is to read, by a formula that was made for its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bot.content.library import own_file, read_yaml
from porchlight.languages import ENGLISH
from porchlight.numbers import reviewed_numbers

_LIST_MARK = re.compile(r"^(?:- |\d+[.)] |\d (?=[¿¡A-ZÁÉÍÓÚÑ]))")
_JOINED = re.compile(r"(?<=\w)[-/](?=\w)")
_PHONE = r"\b(?:1-)?\d{3}-\d{3}-\d{4}\b"


@dataclass(frozen=True)
class Measure:
    """How texts of one language are measured, and what is easy enough there (`<code>/reading.yml`).

    called: how people call the figure. formula: the name of textstat's function for it. locale: textstat's name of the
    language. easier: whether a lower figure is easier to read, as a school grade, or a higher one, as an ease.
    each, mean: the hardest that one reply may be, and all of them together.
    """

    called: str
    formula: str
    locale: str
    easier: Literal["lower", "higher"]
    each: float
    mean: float
    by: str

    def is_harder(self, figure: float, than: float) -> bool:
        """Say whether a text of this figure is harder to read than one of that."""
        return figure > than if self.easier == "lower" else figure < than

    def limit(self, figure: float) -> str:
        """Return a limit in words."""
        return f"{figure} at {'most' if self.easier == 'lower' else 'least'}"

    def of(self, text: str) -> float:
        """Return how easy a text is as a person reads it.

        The formulas were made for prose, so a few things are put into prose first:

        - The text comes with its placeholders filled. A phone number counts as the one word "number": it is dialled,
          not read.
        - List marks come off, and the end of a line ends a sentence: that is how a list is read. Without it ten short
          points would be one endless sentence.
        - "one-on-one" and "24/7" are the words they are made of, not one long word.
        - Acronyms (IOP) and words to send (MORE) stay, each as textstat counts it; most count as easy words. That an
          acronym is said in full is for the reviewer to see: no formula does.
        """
        return float(getattr(_textstat(self.locale), self.formula)(prose(text)))


@cache
def measure(language: str = ENGLISH) -> Measure:
    """Return how texts of a language are measured."""
    return Measure(**read_yaml(own_file(language, "reading.yml")))


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of an English text: US school years, 6 is sixth grade."""
    return measure(ENGLISH).of(text)


def prose(text: str) -> str:
    """Return the text as sentences alone."""
    shown = sorted((re.escape(number.shown) for number in reviewed_numbers().values()), key=len, reverse=True)
    text = re.sub(rf"{_PHONE}|\b(?:{'|'.join(shown)})\b", "number", text)
    lines = (_LIST_MARK.sub("", line.strip()) for line in text.splitlines())
    return " ".join(_sentence(_JOINED.sub(" ", line)) for line in lines if line)


@cache
def _textstat(locale: str) -> Any:
    """Return textstat for one language: its own for each, because the one that the package offers is set for all."""
    from textstat.textstat import textstatistics  # here, because it brings a dictionary along

    statistics = textstatistics()
    statistics.set_lang(locale)
    return statistics


def _sentence(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else line.rstrip(",:;") + "."
