"""How easy a reply is to read."""

from __future__ import annotations

import re

from porchlight.numbers import reviewed_numbers

_LIST_MARK = re.compile(r"^(?:- |\d+[.)] |\d (?=[A-Z]))")
_JOINED = re.compile(r"(?<=\w)[-/](?=\w)")
_PHONE = r"\b(?:1-)?\d{3}-\d{3}-\d{4}\b"


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text as a person reads it, by textstat: US school years, 6 is sixth grade.

    The formula was made for prose, so a few things are put into prose first:

    - The text comes with its placeholders filled. A phone number counts as the one word "number": it is dialled,
      not read.
    - List marks come off, and the end of a line ends a sentence: that is how a list is read. Without it ten short
      points would be one endless sentence.
    - "one-on-one" and "24/7" are the words they are made of, not one long word.
    - Acronyms (IOP) and words to send (MORE) stay, each as textstat counts it; most count as easy words. That an
      acronym is said in full is for the reviewer to see: no formula does.
    """
    from textstat import textstat  # here, because it brings a dictionary along

    return float(textstat.flesch_kincaid_grade(prose(text)))


def prose(text: str) -> str:
    """Return the text as sentences alone."""
    shown = sorted((re.escape(number.shown) for number in reviewed_numbers().values()), key=len, reverse=True)
    text = re.sub(rf"{_PHONE}|\b(?:{'|'.join(shown)})\b", "number", text)
    lines = (_LIST_MARK.sub("", line.strip()) for line in text.splitlines())
    return " ".join(_sentence(_JOINED.sub(" ", line)) for line in lines if line)


def _sentence(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else line.rstrip(",:;") + "."
