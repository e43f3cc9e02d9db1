"""Figures of speech, read as what they mean."""

from __future__ import annotations

import pytest

from bot.nlu.normalising import normalise
from bot.safety.idioms import Idiom, idioms, plainly


@pytest.mark.parametrize("idiom", idioms(), ids=lambda idiom: idiom.example)
def test_each_is_found_in_its_example(idiom: Idiom) -> None:
    """An expression that finds nothing would be a comfort without effect."""
    assert idiom.says.search(normalise(idiom.example))
    assert plainly(normalise(idiom.example)) != normalise(idiom.example)


@pytest.mark.parametrize(
    "text",
    [
        "i want to die", "i want to kill myself", "im killing myself tonight", "i cut myself", "i am dead inside",
        "he is going to kill me", "i deserve to die for what i did", "i am going to hang myself", "i want to jump",
        "shoot me", "i burned my arm again", "they hung up on me", "i overdosed", "im drowning", "i took a shot at myself",
    ],
)  # fmt: skip
def test_danger_is_no_figure_of_speech(text: str) -> None:
    """Words of someone in danger are left as they are."""
    assert plainly(text) == text
