"""The four characters by which a handoff is called."""

from __future__ import annotations

from hotline.codes import ALPHABET, DIGITS, LENGTH, LETTERS, new_code, read_code

MANY = [new_code() for _ in range(20_000)]


def test_every_code_can_be_read_and_written() -> None:
    """Four characters of the alphabet, one digit at least."""
    for code in MANY:
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
        assert set(code) & set(DIGITS)


def test_the_alphabet_has_no_look_alikes_and_no_vowels() -> None:
    """No two characters are taken for each other, and no word can be written."""
    assert not set(ALPHABET) & set("0OQ1IL5S8B2ZUVGN")
    assert not set(LETTERS) & set("AEIOUY")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_no_code_reads_as_a_word_in_digits() -> None:
    """A 3 or 4 between letters, read as E or A, does not make METH or DAMP of a code."""
    readings = {code.replace("3", "E").replace("4", "A") for code in MANY}
    assert not readings & {"METH", "DEAD", "HEAR", "HARM", "DAMP", "HATE", "CRAP", "DAMF", "FEAR", "TEAR", "JERK"}
    assert not [code for code in MANY if len(set(code)) == 1]


def test_codes_are_spread_out() -> None:
    """Twenty thousand codes use every character at every place and repeat no more than chance does."""
    assert all({code[place] for code in MANY} == set(ALPHABET) for place in range(LENGTH))
    assert len(set(MANY)) > 15_000


def test_a_code_is_read_however_it_was_typed() -> None:
    """Case, spaces and dashes do not matter."""
    assert read_code(" 7k-r 4.") == "7KR4"


def test_a_character_that_a_database_refuses_is_left_out() -> None:
    """PostgreSQL takes no NUL: a look-up with one finds nothing, and breaks nothing."""
    assert read_code("7\0KR4\0") == "7KR4"
