"""What a reply looks like on a channel, and what a person's answer to it means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.capabilities import CHANNELS, SMS, TELEGRAM
from connectors.messages import Choice, Reply, Venue
from connectors.rendering import chosen, map_link, pin, shown_text, split
from porchlight.languages import speaking

OFFER = Reply("Which one?", (Choice("Toledo, OH", "/a"), Choice("Toledo, OR", "/b")))


def test_sms_numbers_the_choices() -> None:
    """Without buttons, choices become a numbered list and a word on how to answer."""
    assert shown_text(OFFER, SMS) == "Which one?\n1 Toledo, OH\n2 Toledo, OR\nReply with a number."


def test_telegram_leaves_choices_to_buttons() -> None:
    """With buttons, the text stays as it is, curly quotes and all."""
    assert shown_text(OFFER, TELEGRAM) == "Which one?"
    assert shown_text(Reply("It’s fine"), TELEGRAM) == "It’s fine"


def test_choices_that_the_text_numbers_are_not_listed_twice() -> None:
    """A list of programs already carries its numbers."""
    assert shown_text(Reply("1 This\n2 That", OFFER.choices, numbered=True), SMS) == "1 This\n2 That"


def test_sms_gets_plain_punctuation() -> None:
    """Curly quotes and dashes, which would halve a segment, are replaced, in titles too."""
    assert shown_text(Reply("It’s “fine” – really…", (Choice("I’m in", "/x"),)), SMS) == (
        "It's \"fine\" - really...\n1 I'm in\nReply with a number."
    )


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        ("1", "/a"), (" 2. ", "/b"), ("2)", "/b"), ("toledo, oh", "/a"), ("TOLEDO, OR!", "/b"),
        ("the first one", "/a"), ("Second", "/b"), ("the third", None),
        ("3", None), ("0", None), ("-1", None), ("11", None), ("toledo", None), ("", None), ("one", None),
    ],
)  # fmt: skip
def test_a_choice_is_named_by_number_or_title(words: str, payload: str | None) -> None:
    """The number or the whole title names a choice; anything else is the person's own words."""
    assert chosen(OFFER, words) == payload


def test_nothing_offered_nothing_chosen() -> None:
    """A reply without choices has none to name."""
    assert chosen(Reply("Hello"), "1") is None


def test_what_is_added_is_in_the_language_that_is_spoken() -> None:
    """The word on how to answer and the link to a map; on SMS without the accents that would cost twice."""
    offer = Reply("¿Cuál?", (Choice("Más información", "/a"), Choice("Nada", "/b")), venue=Venue("Faro", "1 Main St"))
    with speaking("es"):
        assert shown_text(offer, SMS) == (
            "¿Cual?\n1 Mas informacion\n2 Nada\nResponda con un numero.\nMapa: https://maps.google.com/?q=1+Main+St"
        )
        assert shown_text(Reply("Está bien, ¿sí?"), TELEGRAM) == "Está bien, ¿sí?"


@pytest.mark.parametrize("words", ["2", "la segunda", "el 2", "nada", "Nada."])
def test_a_spanish_choice_is_taken_in_either_language(words: str) -> None:
    """Choosing works whichever language the choices were shown in."""
    assert chosen(Reply("¿Cuál?", (Choice("Más información", "/a"), Choice("Nada", "/b"))), words) == "/b"
    assert chosen(OFFER, "la segunda") == "/b"


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("short", 10, ["short"]),
        ("exactly10!", 10, ["exactly10!"]),
        ("one two three", 8, ["one two", "three"]),
        ("line one\nline two", 12, ["line one", "line two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("", 10, []),
    ],
)
def test_long_texts_are_cut_between_words(text: str, limit: int, pieces: list[str]) -> None:
    """Cuts fall at a line's or word's end where there is one, else at the limit."""
    assert split(text, limit) == pieces


@given(st.text(alphabet="ab \nñ😀", max_size=200).map(str.strip), st.integers(min_value=2, max_value=40))
def test_cutting_loses_and_adds_nothing(text: str, limit: int) -> None:
    """Pieces are never empty or too long, and together they are the text but for white space."""
    pieces = split(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize("name", sorted(CHANNELS))
def test_a_venue_is_a_pin_or_a_link(name: str) -> None:
    """A pin on Telegram where the building's position is known; everywhere else a link under the text."""
    channel = CHANNELS[name]
    there = Reply("Go there.", venue=Venue("Harbor Light", "1 Main St, Salem, MA 01970", (42.5, -70.9)))
    somewhere = Reply("Go there.", venue=Venue("Harbor Light", "1 Main St, Salem, MA 01970"))
    linked = "Go there.\nMap: https://maps.google.com/?q=1+Main+St+Salem+MA+01970"
    pinned = name == "telegram"
    assert (pin(there, channel), shown_text(there, channel)) == (
        (there.venue, "Go there.") if pinned else (None, linked)
    )
    assert (pin(somewhere, channel), shown_text(somewhere, channel)) == (None, linked)


@given(st.text())
def test_a_map_link_is_a_link(address: str) -> None:
    """Whatever a street is called, the link ends where the address does, and an SMS with it stays in GSM-7."""
    assert re.fullmatch(r"https://maps\.google\.com/\?q=[A-Za-z0-9_.~%+-]*", map_link(address))


_PLACES = st.builds(Venue, st.text(), st.text(), st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
_CHOICES = st.lists(st.builds(Choice, st.text(), st.text())).map(tuple)


@given(st.builds(Reply, st.text(), _CHOICES, st.booleans(), st.booleans(), st.none() | _PLACES))
def test_a_reply_comes_back_from_the_journal_as_it_went_in(reply: Reply) -> None:
    """JSON keeps every part of a reply, whatever characters it holds."""
    assert Reply.from_json(reply.to_json()) == reply


def test_a_reply_of_an_earlier_version_can_still_be_sent() -> None:
    """What waited in the outbox during an update had no venue."""
    kept = '{"text": "Hello", "choices": [["Yes", "/affirm"]], "numbered": false, "ask_location": true}'
    assert Reply.from_json(kept) == Reply("Hello", (Choice("Yes", "/affirm"),), ask_location=True)
