"""When a model is trained anew, and which one is used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import bot.training as training


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project in the place of `bot/`."""
    for name in ("config.yml", "domain.yml", "data/rules.yml", "data/es/nlu/a.yml", "nlu/part.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return tmp_path


def trained(folder: Path) -> Path:
    """Leave what a training now would leave."""
    folder.mkdir(exist_ok=True)
    model = folder / training._model_name(training.fingerprint())
    model.write_bytes(b"a model")
    return model


def test_no_model_wants_training(project: Path, tmp_path: Path) -> None:
    """An empty folder, or none."""
    assert training.needs_training(tmp_path / "none")
    assert training.latest_model(tmp_path / "none") is None


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/rules.yml", "data/es/nlu/a.yml", "nlu/part.py"])
def test_any_change_wants_training(project: Path, changed: str) -> None:
    """Of data, domain, pipeline or the components' code."""
    model = trained(project / "models")
    assert not training.needs_training(project / "models")
    (project / changed).write_text("changed")
    assert training.needs_training(project / "models")
    assert training.latest_model(project / "models") == model, "the old one still answers meanwhile"


def test_a_file_more_wants_training(project: Path) -> None:
    """A new file of examples."""
    trained(project / "models")
    (project / "data" / "es" / "nlu" / "b.yml").write_text("")
    assert training.needs_training(project / "models")


def test_a_change_taken_back_needs_none(project: Path) -> None:
    """The model of what is here now becomes the newest again, without training."""
    model = trained(project / "models")
    (project / "domain.yml").write_text("changed")
    other = trained(project / "models")
    os.utime(model, (1, 1))
    (project / "domain.yml").write_text("domain.yml")
    assert training.latest_model(project / "models") == other
    stages: list[float] = []
    assert training.train(project / "models", lambda stage, done: stages.append(done)) == model
    assert training.latest_model(project / "models") == model and stages == [1.0]


@pytest.mark.parametrize("name", ["examples.yml", "idioms.yml"])
def test_words_of_danger_in_any_language_want_training(project: Path, name: str) -> None:
    """The danger classifier learns from them."""
    trained(project / "models")
    (project / "data" / "es" / "safety").mkdir()
    (project / "data" / "es" / "safety" / name).write_text("changed")
    assert training.needs_training(project / "models")


@pytest.mark.parametrize("name", ["es/responses/talk.yml", "es/heard/distress.yml", "es/safety/patterns.yml"])
def test_what_is_not_learned_wants_none(project: Path, name: str) -> None:
    """Replies in other languages, and words that are listened for without the model."""
    trained(project / "models")
    (project / "data" / name).parent.mkdir(parents=True)
    (project / "data" / name).write_text("changed")
    assert not training.needs_training(project / "models")
