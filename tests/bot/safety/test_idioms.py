"""Figures of speech, read as what they mean."""

from __future__ import annotations

import pytest

from bot.nlu.normalising import normalise
from bot.safety.idioms import Idiom, idioms, idioms_of, plainly
from porchlight.languages import languages


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
        "me quiero matar", "me corto", "quiero morirme", "ya no aguanto", "estarian mejor sin mi", "me va a matar mi ex",
        "shoot me", "i burned my arm again", "they hung up on me", "i overdosed", "im drowning", "i took a shot at myself",
    ],
)  # fmt: skip
def test_danger_is_no_figure_of_speech(text: str) -> None:
    """Words of someone in danger are left as they are."""
    assert plainly(text) == text


@pytest.mark.parametrize("language", languages())
def test_every_language_has_some(language: str) -> None:
    """What they mean is written as the model reads it: in lower case, without accents."""
    assert len(list(idioms_of(language))) > 20
    assert all(idiom.means.isascii() and idiom.means == idiom.means.lower() for idiom in idioms_of(language))
