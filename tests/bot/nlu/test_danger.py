"""The learned half of the watch for danger."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.danger_classifier import examples, examples_in
from bot.nlu.danger_model import NONE, DangerModel, DangerWeights
from bot.nlu.encoder import encode
from bot.nlu.normalising import normalise
from bot.safety.reviewed import reviewed_file
from bot.safety.verdict import PRIORITY, Verdict
from bot.safety.watch import SURE, UNSURE, judged
from porchlight.languages import languages

TEXTS = [
    "i want it all to be over", "no one would miss me", "i said my goodbyes", "i cant live like this",
    "he hits me", "my boyfriend beats me", "he choked me", "i am scared of him",
    "he took too many pills", "she is not waking up", "he is blue and cold", "took the whole bottle",
    "how much is it", "what does it cost", "where are you", "is it private", "do you take medicaid", "how long is it",
]  # fmt: skip
LABELS = ["crisis_suicide"] * 4 + ["crisis_violence"] * 4 + ["crisis_overdose"] * 4 + [NONE] * 6


@pytest.fixture(scope="module")
def model() -> DangerModel:
    """A model of eighteen examples."""
    return DangerModel.train([normalise(text) for text in TEXTS], encode(TEXTS), LABELS, DangerWeights())


@pytest.mark.parametrize(("text", "danger"), list(zip(TEXTS, LABELS, strict=True)))
def test_it_tells_danger_from_none_and_which(model: DangerModel, text: str, danger: str) -> None:
    """On what it has learned."""
    name, confidence = model.judge(normalise(text), encode([text])[0])
    assert (confidence > 0.5) == (danger != NONE)
    assert danger in (NONE, name)


def test_it_comes_back_from_its_folder(model: DangerModel, tmp_path: Path) -> None:
    """The same judgement, from numbers and words only: no pickle is loaded."""
    model.save(tmp_path)
    loaded, vector = DangerModel.load(tmp_path), encode(["no one would care"])[0]
    assert loaded.judge("no one would care", vector) == model.judge("no one would care", vector)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_nothing_known_is_a_number_too(model: DangerModel) -> None:
    """Empty, or words nobody has seen."""
    for text in ("", "zzzz qqqq"):
        assert np.isfinite(model.judge(text, encode([text or " "])[0])[1])


def test_it_learns_of_three_dangers_or_more() -> None:
    """With two, the library would answer with one row for both."""
    with pytest.raises(ValueError, match="three"):
        DangerModel.train(
            ["a b", "c d", "e f"], encode(["a b", "c d", "e f"]), ["crisis_suicide", "grief", NONE], DangerWeights()
        )


def test_the_examples_are_many_and_of_every_danger() -> None:
    """Harmless ones are there as well, and nothing is both."""
    written = list(examples())
    assert {danger for danger, _ in written} == {*PRIORITY, NONE}
    alarming = {normalise(text) for danger, text in written if danger != NONE}
    assert len(alarming) > 1500
    assert not alarming & {normalise(text) for danger, text in written if danger == NONE}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_examples(language: str) -> None:
    """Of danger and of what only looks like it."""
    written = [danger for danger, _ in examples_in(reviewed_file(language, "examples.yml"))]
    assert written.count(NONE) > 100 and len(written) - written.count(NONE) > 100


def test_an_unknown_danger_is_refused(tmp_path: Path) -> None:
    """A misspelt heading would be learned as a danger that has no reply."""
    file = tmp_path / "examples.yml"
    file.write_text("danger: {crisis_of_faith: [help]}\nharmless: {}\n", encoding="utf-8")
    with pytest.raises(KeyError):
        list(examples_in(file))


def test_grief_is_never_an_alarm() -> None:
    """However plain it is; and it takes nothing from what the phrases have found."""
    plain = {"danger": {"name": "grief", "confidence": 1.0}}
    assert judged(None, plain) == Verdict("grief", "unsure")
    assert judged(Verdict("crisis_suicide", "unsure"), plain) == Verdict("crisis_suicide", "unsure")


@pytest.mark.parametrize(
    ("seen", "confidence", "verdict"),
    [
        (None, UNSURE - 0.01, None),
        (None, UNSURE, Verdict("crisis_selfharm", "unsure")),
        (None, SURE, Verdict("crisis_selfharm", "sure")),
        (Verdict("crisis_suicide", "unsure"), 0.0, Verdict("crisis_suicide", "unsure")),
        (Verdict("crisis_suicide", "unsure"), SURE, Verdict("crisis_suicide", "sure")),
        (Verdict("crisis_suicide", "sure"), 0.0, Verdict("crisis_suicide", "sure")),
    ],
)
def test_phrases_and_classifier_judge_together(
    seen: Verdict | None, confidence: float, verdict: Verdict | None
) -> None:
    """Phrases that are sure decide; else the classifier; where it sees nothing, unsure phrases ask."""
    assert judged(seen, {"danger": {"name": "crisis_selfharm", "confidence": confidence}}) == verdict
