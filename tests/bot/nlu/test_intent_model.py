"""The classifier's mathematics, on a few dozen examples and real sentence vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bot.nlu.intent_model as module
from bot.nlu.encoder import DIMENSIONS, encode
from bot.nlu.intent_model import IntentModel, Weights
from bot.nlu.normalising import normalise

EXAMPLES = {
    "cost": [
        "how much is it", "what does it cost", "price per week", "is it expensive", "whats the fee", "cost of iop",
        "how many dollars", "do i have to pay a lot", "whats it run me", "ballpark price",
    ],
    "duration": [
        "how long is it", "how many weeks", "when would i be done", "is it months", "length of the program",
        "how long does iop last", "how many weeks total", "till when", "whats the duration", "is it 90 days",
    ],
    "thanks": [
        "thank you", "thanks a lot", "ty", "appreciate it", "thx", "thanks so much", "many thanks", "bless you thanks",
        "thank u", "cool thanks",
    ],
}  # fmt: skip
TEXTS = [normalise(text) for texts in EXAMPLES.values() for text in texts]
LABELS = [intent for intent, texts in EXAMPLES.items() for _ in texts]


@pytest.fixture(scope="module")
def vectors() -> module.Floats:
    """The examples' sentence vectors."""
    return encode(TEXTS)


@pytest.fixture(scope="module")
def model(vectors: module.Floats) -> IntentModel:
    """A model of the three intents."""
    return IntentModel.train(TEXTS, vectors, LABELS, Weights())


def best(model: IntentModel, text: str) -> str:
    """Return the likeliest intent of a message."""
    return model.intents[int(np.argmax(model.confidences([normalise(text)], encode([text]))[0]))]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("what will this cost me", "cost"), ("how long would i be in it", "duration"), ("thank you very much", "thanks")],
)
def test_words_it_never_saw(model: IntentModel, text: str, intent: str) -> None:
    """Other words for the same thing."""
    assert best(model, text) == intent


def test_confidences_are_a_distribution(model: IntentModel) -> None:
    """They sum to one, also for nothing known and for nothing at all; noise is less certain than an example."""
    for text in ("how much is it", "zzzz qqqq", ""):
        confidences = model.confidences([normalise(text)], encode([text or " "]))[0]
        assert confidences.sum() == pytest.approx(1.0, abs=1e-5) and (confidences >= 0).all()
    noise = model.confidences(["xqzt"], encode(["xqzt"]))[0]
    assert noise.max() < model.confidences(TEXTS[:1], encode(TEXTS[:1]))[0].max()


def test_training_twice_gives_the_same(model: IntentModel, vectors: module.Floats) -> None:
    """No random start."""
    again = IntentModel.train(TEXTS, vectors, LABELS, Weights())
    assert np.array_equal(again.influence, model.influence) and (again.power, again.floor) == (model.power, model.floor)


def test_a_model_comes_back_from_its_folder(model: IntentModel, tmp_path: Path) -> None:
    """Bit for bit the same confidences, from numbers and words only: no pickle is loaded."""
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    text = "how long and how much"
    vectors = encode([text])
    assert np.array_equal(loaded.confidences([text], vectors), model.confidences([text], vectors))
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_confidences_are_tried_on_what_was_written_last() -> None:
    """A fifth of each intent's examples, in a stretch; with a handful of examples, nothing is left out."""
    known, order = module._tried_last(np.array([0] * 10 + [1] * 5 + [2] * 3))
    assert (known, order[known:].tolist()) == (15, [8, 9, 14])
    known, order = module._tried_last(np.array([0, 1, 1]))
    assert (known, order.tolist()) == (3, [0, 1, 2])


def test_an_influence_solves_the_likenesses(vectors: module.Floats) -> None:
    """Against the plain way to solve them; the first part of the factor solves the first examples alone."""
    kernel = module._nearness(vectors @ vectors.T, 2.0)
    targets = np.eye(3, dtype=np.float32)[np.unique(LABELS, return_inverse=True)[1]]
    factor = module._factor(kernel.copy(), 0.5)
    for size in (len(kernel), len(kernel) - 5):
        held = kernel[:size, :size] + 0.5 * np.eye(size)
        plainly = np.linalg.solve(held, targets[:size])
        assert np.allclose(module._solved(factor[:size, :size], targets[:size]), plainly, atol=1e-4)


def test_a_text_s_features_are_scikit_learns(model: IntentModel) -> None:
    """The quick way to one row gives the row of the library."""
    text = normalise("how much is it, and how long???")
    for likeness in (model.words, model.letters):
        columns, values = likeness.row(text)
        row = likeness._counter.transform([text])
        assert dict(zip(columns.tolist(), values.tolist(), strict=True)) == pytest.approx(
            dict(zip(row.indices.tolist(), row.data.tolist(), strict=True)), abs=1e-5
        )


def test_examples_that_cannot_be_solved_are_refused(vectors: module.Floats) -> None:
    """A ridge of less than nothing: the setting to change is named."""
    with pytest.raises(ValueError, match="ridge"):
        IntentModel.train(TEXTS, vectors, LABELS, Weights(ridge=-5.0))


def test_the_encoder_hears_no_shouting() -> None:
    """Capitals mean the same; vectors have length one; nothing gives no vector."""
    loud, low = encode(["HOW MUCH", "how much"])
    assert np.allclose(loud, low) and np.linalg.norm(low) == pytest.approx(1.0, abs=1e-3)
    assert encode([]).shape == (0, DIMENSIONS)
