"""Which language a message is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.language_classifier import examples
from bot.nlu.language_model import NEITHER, LanguageModel, LanguageWeights, spoken_words
from porchlight.languages import languages


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    """What all examples teach."""
    known = list(examples())
    return LanguageModel.train([text for _, text in known], [label for label, _ in known], LanguageWeights())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"),
        ("gracias", "es"),
        ("sobredosis", "es"),
        ("q onda, cuanto cuesta el programa", "es"),
        ("¿Dónde queda?", "es"),
        ("mi husband toma mucho", "es"),
        ("help", "en"),
        ("how much is it", "en"),
        ("my abuela needs help", "en"),
        ("ok", None),
        ("78201", None),
        ("San Antonio, TX", None),
        ("Guadalupe", None),
        ("medicaid", None),
        ("blue cross", None),
        ("👍", None),
        ("", None),
    ],
)
def test_words_tell_and_names_do_not(model: LanguageModel, text: str, language: str | None) -> None:
    """Towns, people, insurers and numbers are everybody's."""
    assert model.judge(text)[0] == language


def test_more_words_are_more_sure(model: LanguageModel) -> None:
    """The confidence grows with the evidence."""
    sure = [model.judge(text)[1] for text in ("trabajo", "trabajo de noche", "trabajo de noche y no puedo ir de dia")]
    assert sure == sorted(sure) and sure[-1] > 0.95


def test_accents_and_capitals_say_nothing(model: LanguageModel) -> None:
    """Most phones leave them out."""
    assert model.judge("¿CUÁNTO CUESTA?") == model.judge("cuanto cuesta")
    assert spoken_words("No, 2 niños!") == "no ninos"


def test_it_comes_back_from_its_folder(model: LanguageModel, tmp_path: Path) -> None:
    """The same judgement, from numbers and words only: no pickle is loaded."""
    model.save(tmp_path)
    assert LanguageModel.load(tmp_path).judge("necesito ayuda") == model.judge("necesito ayuda")
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_every_language_is_learned() -> None:
    """And what is of none."""
    labels = [label for label, _ in examples()]
    assert {*labels} == {*languages(), NEITHER}
    assert all(labels.count(language) > 1_000 for language in languages())
