"""The ready replies keep the rules of everything that a person can receive."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.content.reading import measure
from bot.content.rules import faults
from hotline.desk.canned import _read, canned_replies, reviewed_replies
from hotline.relay import MAX_TEXT
from porchlight.languages import ENGLISH, languages, speaking


@pytest.mark.parametrize("language", languages())
def test_they_keep_the_content_rules(language: str) -> None:
    """Dated, kind, easy, in the GSM alphabet, two segments at most, and no phone number of their own."""
    library = Library.read(language=language)
    ready = [shown for shown in library.with_ready_replies().replies if shown.group == "ready"]
    assert len(ready) == len(reviewed_replies())
    assert [(shown.name, faults(shown, library)) for shown in ready if faults(shown, library)] == []


@pytest.mark.parametrize("language", languages())
def test_they_are_easy_to_read_together(language: str) -> None:
    """Their mean is no harder than the assistant's own may be, by the measure of each language."""
    by = measure(language)
    figures = [by.of(each.text) for each in canned_replies(None, language)]
    assert not by.is_harder(sum(figures) / len(figures), by.mean)


def test_each_can_be_told_apart() -> None:
    """Neither a key, nor a title, nor a text is there twice, and there are enough to begin with."""
    replies = reviewed_replies()
    for values in ([each.key for each in replies], [each.title for each in replies], [each.text for each in replies]):
        assert len(set(values)) == len(values) >= 20
    assert all(len(each.text) <= MAX_TEXT for language in languages() for each in canned_replies(None, language))


def test_numbers_are_filled_in() -> None:
    """What staff see and insert has the numbers themselves, and no placeholder."""
    texts = [each.text for language in languages() for each in canned_replies("617-555-0199", language)]
    assert not any("{" in text for text in texts)
    assert any("988" in text and "911" in text for text in texts)


@pytest.mark.parametrize("language", [each for each in languages() if each != ENGLISH])
def test_each_is_translated(language: str) -> None:
    """Every language has every ready reply, in the same order, with the same numbers in it."""
    with speaking(language):
        theirs = reviewed_replies()
    ours = reviewed_replies()
    assert [each.key for each in theirs] == [each.key for each in ours]
    for mine, other in zip(ours, theirs, strict=True):
        assert set(re.findall(r"{\w+}", mine.text)) <= set(re.findall(r"{\w+}", other.text)), mine.key
        assert other.text != mine.text, mine.key


def test_what_they_say_is_known_in_english() -> None:
    """Staff read English: beside each reply in another language stands what it says; beside an English one nothing."""
    english = canned_replies(None)
    spanish = canned_replies(None, "es")
    assert [(each.title, each.english) for each in spanish] == [(each.title, each.text) for each in english]
    assert {each.english for each in english} == {None}


def test_one_that_is_not_translated_is_offered_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language that has none of them yet leaves nobody without a ready reply."""
    monkeypatch.setattr("hotline.desk.canned._OTHERS", Path("nowhere"))
    _read.cache_clear()
    assert canned_replies(None, "es") == canned_replies(None)
    _read.cache_clear()
