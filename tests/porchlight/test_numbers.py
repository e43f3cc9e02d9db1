"""The reviewed phone numbers."""

from __future__ import annotations

import datetime as dt
import re

from porchlight.numbers import placeholders, reviewed_numbers


def test_each_number_has_a_source_and_a_date() -> None:
    """Someone has held it against an official page, and not tomorrow."""
    numbers = reviewed_numbers()
    assert len(numbers) >= 8
    for name, number in numbers.items():
        assert number.name == name and re.fullmatch(r"[a-z_]+", name)
        assert number.source.startswith("https://"), name
        assert isinstance(number.reviewed, dt.date), name
        assert number.reviewed <= dt.date.today() + dt.timedelta(days=1), name
        assert len(number.what) > 10, name


def test_each_number_is_written_as_one_dials_it() -> None:
    """A three-digit service, a short code, or 1-800-...; no two names have the same."""
    shown = [number.shown for number in reviewed_numbers().values()]
    assert all(re.fullmatch(r"\d{3}|\d{5,6}|1-\d{3}-\d{3}-\d{4}", each) for each in shown)
    assert len(set(shown)) == len(shown)


def test_the_numbers_that_save_lives_are_right() -> None:
    """Held here a second time, so that a slip in the file does not go unseen."""
    shown = {name: number.shown for name, number in reviewed_numbers().items()}
    assert (shown["emergency"], shown["crisis_line"], shown["samhsa"]) == ("911", "988", "1-800-662-4357")
    assert (shown["poison_control"], shown["veterans_text"]) == ("1-800-222-1222", "838255")
    assert (shown["domestic_violence"], shown["domestic_violence_text"]) == ("1-800-799-7233", "88788")


def test_the_numbers_for_whoever_does_not_hear_are_right() -> None:
    """The relay, SAMHSA by TTY, and the videophone where signing is understood; held here a second time, too."""
    shown = {name: number.shown for name, number in reviewed_numbers().items()}
    assert (shown["relay"], shown["samhsa_tty"]) == ("711", "1-800-487-4889")
    assert (shown["domestic_violence_videophone"], shown["trevor"]) == ("1-855-812-1001", "1-866-488-7386")


def test_the_operators_line_has_the_national_one_as_its_stand_in() -> None:
    """Whoever has no line of their own sends nobody into the void."""
    assert placeholders("1-800-555-0199")["hotline"] == "1-800-555-0199"
    for nothing in (None, ""):
        assert placeholders(nothing)["hotline"] == "1-800-662-4357"
    assert set(placeholders(None)) == {*reviewed_numbers(), "hotline"}
