"""Segments, by 3GPP TS 23.038: what a text costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sms.segments import count, plain
from porchlight.spelling import without_accents


@pytest.mark.parametrize(
    ("text", "encoding", "characters", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("a" * 1600, "GSM-7", 1600, 11),
        ("ñ" * 160, "GSM-7", 160, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("я" * 70, "UCS-2", 70, 1),
        ("я" * 71, "UCS-2", 71, 2),
        ("я" * 134, "UCS-2", 134, 2),
        ("я" * 135, "UCS-2", 135, 3),
        ("a" * 69 + "’", "UCS-2", 70, 1),
        ("a" * 70 + "’", "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_costs_so_many_segments(text: str, encoding: str, characters: int, segments: int) -> None:
    """160 and 153 characters a segment in GSM-7, 70 and 67 in UCS-2; an emoji counts as two units."""
    cost = count(text)
    assert (cost.encoding, cost.characters, cost.segments) == (encoding, characters, segments)


@pytest.mark.parametrize("character", list("^{}\\[~]|€\f"))
def test_extension_characters_count_twice(character: str) -> None:
    """The ten characters behind the escape cost two places each."""
    assert count(character).characters == 2
    assert count(character).encoding == "GSM-7"


@pytest.mark.parametrize("character", list("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r"))
def test_the_basic_alphabet_counts_once(character: str) -> None:
    """Every letter of the basic alphabet costs one place."""
    assert (count(character).encoding, count(character).characters) == ("GSM-7", 1)


@pytest.mark.parametrize("character", list("áíóúçâÁ`\u200d“—\t"))
def test_look_alikes_are_not_in_the_alphabet(character: str) -> None:
    """Letters that look as if they belonged, such as á beside à, make the whole text UCS-2."""
    assert count(character).encoding == "UCS-2"


def test_half_an_emoji_is_counted_too() -> None:
    """A lone surrogate, which a broken client may send, costs one unit and raises nothing."""
    assert count("\ud83d").characters == 1


def test_plain_makes_typographic_text_cheap() -> None:
    """After `plain`, what editors put in fits GSM-7."""
    text = "‘don’t’ “worry” – now — then… a\u00a0b • c ` d\u2011e"
    assert count(text).encoding == "UCS-2"
    assert plain(text) == "'don't' \"worry\" - now - then... a b - c ' d-e"
    assert count(plain(text)).encoding == "GSM-7"


def test_plain_leaves_other_letters_alone() -> None:
    """What GSM-7 has, what it has nothing like, and an emoji are not rewritten."""
    assert plain("José, ñame, ¿qué? ¡Übel! Ñuble, привет, 你好 😀") == "José, ñame, ¿qué? ¡Übel! Ñuble, привет, 你好 😀"


def test_plain_takes_off_accents_that_would_cost_twice() -> None:
    """Spanish is read without those of a, i, o and u; with one of them a text of two segments is five."""
    text = "Así, más información: ¿cómo está? ÁREA, ÍNDICE, ÓPTIMO, ÚLTIMO, Él, pingüino, año"
    assert count(text).encoding == "UCS-2"
    assert plain(text) == "Asi, mas informacion: ¿como esta? AREA, INDICE, OPTIMO, ULTIMO, Él, pingüino, año"
    assert count(plain(text)).encoding == "GSM-7"
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_plain_makes_no_text_dearer(text: str) -> None:
    """Whatever staff or a listing writes, in whatever script."""
    assert count(plain(text)).segments <= count(text).segments + text.count("…")


def test_accents_are_taken_off_to_compare() -> None:
    """All of them: what is typed on an old phone has none."""
    assert without_accents("Sí, mañana a Cañón, ¿qué?") == "Si, manana a Canon, ¿que?"
