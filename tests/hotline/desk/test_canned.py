"""The ready replies keep the rules of everything that a person can receive."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from bot.content.reading import grade
from bot.content.rules import faults, limits
from hotline.desk.canned import canned_replies, reviewed_replies
from hotline.relay import MAX_TEXT


@pytest.fixture(scope="module")
def library() -> Library:
    """The assistant's own replies, which the rules are made for."""
    return Library.read()


def test_they_keep_the_content_rules(library: Library) -> None:
    """Dated, kind, easy, in the GSM alphabet, two segments at most, and no phone number of their own."""
    ready = [shown for shown in library.with_ready_replies().replies if shown.group == "ready"]
    assert len(ready) == len(reviewed_replies())
    assert [(shown.name, faults(shown, library)) for shown in ready if faults(shown, library)] == []


def test_they_are_easy_to_read_together() -> None:
    """The mean grade is no harder than the assistant's own."""
    grades = [grade(text) for _, text in canned_replies(None)]
    assert sum(grades) / len(grades) <= limits().mean_grade


def test_each_can_be_told_apart() -> None:
    """Neither a key, nor a title, nor a text is there twice, and there are enough to begin with."""
    replies = reviewed_replies()
    for values in ([each.key for each in replies], [each.title for each in replies], [each.text for each in replies]):
        assert len(set(values)) == len(values) >= 20
    assert all(len(text) <= MAX_TEXT for _, text in canned_replies(None))


def test_numbers_are_filled_in() -> None:
    """What staff see and insert has the numbers themselves, and no placeholder."""
    texts = [text for _, text in canned_replies("617-555-0199")]
    assert not any("{" in text for text in texts)
    assert any("988" in text and "911" in text for text in texts)
