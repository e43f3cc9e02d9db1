"""Rasa's default: a project as `rasa init` lays it out, with our data, our domain and our actions.

The pipeline and the policies are the file that Rasa itself falls back to (`default_config.yml` of the installed
package). A trained model is kept under `var/benchmarks/`, named after everything that went into it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from benchmarks.children import hand_back, peak_mb

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "benchmarks"
# Rasa's own number is 100. DIET takes minutes for each here, and what is compared (turn, load, memory) does not
# depend on it; 5 are enough for it to tell the intents apart.
RASAS_EPOCHS, DEFAULT_EPOCHS = 100, 5


@dataclass(frozen=True)
class Trained:
    """A trained default model and what is known of its training."""

    model: str
    epochs: int
    examples: int
    intents: int
    stories: int
    seconds: float
    peak_mb: float
    cores: int
    measured_at: str
    fingerprint: str


def fingerprint(epochs: int) -> str:
    """Return what names a trained default model: its data, domain, configuration, epochs and Rasa's version."""
    digest = hashlib.sha256(f"{version('rasa')} {platform.python_version()} {epochs}".encode())
    for path in [*_data_files(), *_domain_files(), _default_config()]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(made_stories()).encode())
    return digest.hexdigest()[:16]


def kept(epochs: int | None, *, any_data: bool = False) -> Trained | None:
    """Return a kept model, the one with the most epochs, or None. `any_data`: one trained on other data will do."""
    found = [_read(path) for path in KEPT.glob("default-*/training.json")]
    found = [trained for trained in found if epochs in (None, trained.epochs)]
    if not any_data:
        found = [trained for trained in found if trained.fingerprint == fingerprint(trained.epochs)]
    return max(found, key=lambda trained: (trained.epochs, trained.measured_at), default=None)


def train(epochs: int) -> Trained:
    """Lay the project out, train it, and keep the model. Takes many minutes."""
    folder = KEPT / f"default-{fingerprint(epochs)}"
    shutil.rmtree(folder, ignore_errors=True)
    stories = lay_out(folder, epochs)
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    started = time.perf_counter()
    import rasa

    result = rasa.train(
        domain=str(folder / "domain"),
        config=str(folder / "config.yml"),
        training_files=[str(folder / "data")],
        output=str(folder / "models"),
        force_training=True,
        fixed_model_name="default",
    )
    seconds = time.perf_counter() - started
    if result.model is None:
        raise RuntimeError("Rasa did not train its default project")
    examples, intents = count_examples()
    trained = Trained(
        model=result.model,
        epochs=epochs,
        examples=examples,
        intents=intents,
        stories=stories,
        seconds=seconds,
        peak_mb=peak_mb(),
        cores=os.cpu_count() or 1,
        measured_at=dt.datetime.now(dt.timezone.utc).isoformat(timespec="minutes"),
        fingerprint=folder.name.removeprefix("default-"),
    )
    (folder / "training.json").write_text(json.dumps(asdict(trained), indent=2) + "\n", encoding="utf-8")
    return trained


def lay_out(folder: Path, epochs: int) -> int:
    """Write config.yml, domain/ and data/ into `folder`; return how many stories there are."""
    (folder / "data").mkdir(parents=True)
    (folder / "domain").mkdir()
    for path in _data_files():
        shutil.copy(path, folder / "data" / path.name)
    for path in _domain_files():
        shutil.copy(path, folder / "domain" / path.name)
    config = yaml.safe_load(_default_config().read_text(encoding="utf-8"))
    for component in [*config["pipeline"], *config["policies"]]:
        if "epochs" in component:
            component["epochs"] = epochs
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    stories = made_stories()
    written = yaml.safe_dump({"version": "3.1", "stories": stories}, sort_keys=False)
    (folder / "data" / "stories.yml").write_text(written, encoding="utf-8")
    return len(stories)


def count_examples() -> tuple[int, int]:
    """Return how many training examples there are, and of how many intents."""
    examples, intents = 0, set()
    for path in (ROOT / "bot" / "data" / "nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            if "intent" in entry:
                intents.add(entry["intent"])
                examples += sum(line.strip().startswith("- ") for line in entry["examples"].splitlines())
    return examples, len(intents)


def _data_files() -> list[Path]:
    data = ROOT / "bot" / "data"
    return [*sorted((data / "nlu").glob("*.yml")), *sorted(data.glob("rules*.yml"))]


def _domain_files() -> list[Path]:
    return [ROOT / "bot" / "domain.yml", *sorted((ROOT / "bot" / "data" / "responses").glob("*.yml"))]


def _default_config() -> Path:
    found = importlib.util.find_spec("rasa")  # without importing Rasa, which takes seconds
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "engine" / "recipes" / "config_files" / "default_config.yml"


def _read(path: Path) -> Trained:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Trained(**raw)


def made_stories() -> list[dict[str, Any]]:
    """Return one story for each question that has a fixed answer: hello, the question and its answer, thanks.

    Our bot has rules only. TED and UnexpecTED learn from stories alone and would sit idle without any, which no
    project made by `rasa init` does.
    """
    pairs = [pair for path in _data_files() if path.name.startswith("rules") for pair in _fixed_answers(path)]
    first, last = ("greeting", "utter_greeting"), ("thanks", "utter_thanks")
    stories = []
    for question in pairs:
        if question not in (first, last):
            steps = [
                part for intent, action in (first, question, last) for part in ({"intent": intent}, {"action": action})
            ]
            stories.append({"story": f"hello, {question[0]}, thanks", "steps": steps})
    return stories


def _fixed_answers(path: Path) -> list[tuple[str, str]]:
    rules = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    pairs = []
    for rule in rules:
        steps = rule["steps"]
        plain = len(steps) == 2 and "intent" in steps[0] and str(steps[1].get("action", "")).startswith("utter_")
        if plain and "condition" not in rule and steps[0]["intent"] != "nlu_fallback":
            pairs.append((steps[0]["intent"], steps[1]["action"]))
    return pairs


if __name__ == "__main__":
    hand_back(asdict(train(int(sys.argv[1]))))
