"""Somebody phones and says their code."""

from __future__ import annotations

import pytest

from tests.hotline.desk.desk import Desk
from tests.hotline.desk.stories import change, erase, logged, story


def test_a_code_leads_to_the_conversation(desk: Desk) -> None:
    """However it is typed; the look itself is noted when the page is shown."""
    desk.member("sam")
    handoff, browser = story(desk), desk.browser("sam")
    first, last = handoff.code[:2], handoff.code[2:]
    for typed in (handoff.code, handoff.code.lower(), f"{first} {last}", f"{first}-{last.lower()}."):
        answer = browser.get(f"/desk/code?code={typed}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/conversations/{handoff.id}")
    assert logged(desk, handoff) == []


def test_a_closed_one_is_found_too(desk: Desk) -> None:
    """They may call back days later."""
    desk.member("sam")
    handoff = story(desk)
    change(desk, handoff, status="closed", outcome="helped")
    assert desk.browser("sam").get(f"/desk/code?code={handoff.code}").status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("7KQ4", "No code has Q in it"),
        ("ABBA", "No code has A or B in it"),
        ("7K4", "four letters and digits"),
        ("3333", "say it once more"),
        ("", "No conversation has the code you typed"),
        ("%3Cscript%3E", "&lt;SCRIPT&gt;"),
        ("x" * 5_000, "four letters and digits"),
    ],
)
def test_no_such_code(desk: Desk, typed: str, words: str) -> None:
    """The page helps to hear it better; what was typed is only text."""
    desk.member("sam")
    answer = desk.browser("sam").get(f"/desk/code?code={typed}")
    assert answer.status_code == 404
    assert words in answer.text and "<SCRIPT>" not in answer.text


def test_an_erased_one_is_not_found(desk: Desk) -> None:
    """Nothing says that it was ever there."""
    desk.member("sam")
    handoff = story(desk)
    erase(desk, handoff)
    assert desk.browser("sam").get(f"/desk/code?code={handoff.code}").status_code == 404


def test_a_stranger_finds_nothing(desk: Desk) -> None:
    """Whoever is not signed in is sent to sign in, whether there is such a code or not."""
    handoff = story(desk)
    for code in (handoff.code, "3333"):
        answer = desk.stranger().get(f"/desk/code?code={code}")
        assert answer.status_code == 303 and answer.headers["location"].startswith("/desk?next=")
