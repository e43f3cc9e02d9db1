"""The phrase finder: what each sign of the notation means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.notation import Names
from bot.safety.phrases import Phrases


def found(phrase: str, text: str, **names: str) -> list[tuple[int, int]]:
    """Return the first and the last word of everything found."""
    phrases = Phrases([phrase], Names(names), frozenset({"i", "but"}))
    return [(each.span[0], each.span[-1]) for each in phrases.find(text.split())]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("want to die", "just want to die", [(1, 3)]),
        ("(want|need) to", "want to need to", [(0, 1), (2, 3)]),
        ("(want to|must) go", "must go want to go", [(0, 1), (2, 4)]),
        ("want ~2 die", "want die", [(0, 1)]),
        ("want ~2 die", "want so badly die", [(0, 3)]),
        ("want ~2 die", "want a b die", [(0, 3)]),
        ("want ~2 die", "want a b c die", []),
        ("want ~2 die", "want . die", []),
        ("want ~2 die", "want i die", []),
        ("want ~2 die", "want but die", []),
        ("i am? sad", "i sad i am sad", [(0, 1), (2, 4)]),
        ("(so very)? sad", "so very sad", [(2, 2), (0, 2)]),
        ("(a|b c)? d", "d b c d", [(0, 0), (3, 3), (1, 3)]),
        (". die .", ". die .", [(0, 2)]),
        (". die .", ". i die .", []),
        ("@who dies", "he dies she dies", [(0, 1), (2, 3)]),
        ("a a", "a a a", [(0, 1), (1, 2)]),
    ],
)
def test_notation(phrase: str, text: str, expected: list[tuple[int, int]]) -> None:
    """Each sign of the notation finds what it says, where it is."""
    assert sorted(found(phrase, text, who="he|she")) == sorted(expected)


@pytest.mark.parametrize("phrase", ["", "(a", "a)", "a ~2", "a b?", "~3", "a | ", "a $ b"])
def test_a_phrase_that_makes_no_sense_is_refused(phrase: str) -> None:
    """A phrase that cannot be read, or that ends in a word that may be missing, is an error at loading."""
    with pytest.raises(ValueError):
        Phrases([phrase], Names({}))


def test_an_unknown_name_is_refused() -> None:
    """A named choice that is nowhere defined is an error at loading."""
    with pytest.raises(KeyError):
        Phrases(["@nobody dies"], Names({}))


def test_many_phrases_are_told_apart() -> None:
    """Several phrases that end at the same word are all found, each by its number."""
    phrases = Phrases(["to die", "want to die", "die"], Names({}))
    assert sorted(each.phrase for each in phrases.find(["want", "to", "die"])) == [0, 1, 2]


places = st.sampled_from(["a", "b", "(a|b)", "(a b|c)", "c?", "(a b)?", "~2"])


@settings(max_examples=300, deadline=None)
@given(st.lists(places, max_size=4), st.sampled_from(["a", "b", "c"]), st.lists(st.sampled_from("abcd"), max_size=9))
def test_it_finds_what_a_regular_expression_finds(head: list[str], tail: str, words: list[str]) -> None:
    """The bits find the same last words as Python's own regular expressions do, on small phrases."""
    regex = "".join(
        {"~2": "(?:[abcd] ){0,2}", "c?": "(?:c )?", "(a b)?": "(?:a b )?"}.get(part)
        or "(?:" + part.strip("()").replace("|", " |") + " )"
        for part in head
    )
    pattern, text = re.compile(regex + tail + " "), [word + " " for word in words]
    expected = {
        end
        for end in range(len(words))
        if any(pattern.fullmatch("".join(text[start : end + 1])) for start in range(end + 1))
    }
    assert {end for _, end in found(" ".join([*head, tail]), " ".join(words))} == expected
