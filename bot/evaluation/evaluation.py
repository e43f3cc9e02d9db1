"""One run: everything that is compared reads every message."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import yaml

from bot.evaluation.ablation import danger_parts, english_alone, weights_in, without_parts
from bot.evaluation.baselines import KeywordSearch, NearestExample
from bot.evaluation.corpus import encoded, read_corpus
from bot.evaluation.datasets import MessageSet, language_messages
from bot.evaluation.measuring import Evaluation, measure
from bot.evaluation.rasa_default import train_default
from bot.evaluation.readers import Porchlight, load_agent
from bot.evaluation.tongues import score_languages
from bot.nlu.language_classifier import examples
from bot.nlu.language_model import LanguageModel, LanguageWeights
from bot.safety.screen import CrisisScreen
from bot.training import ROOT

Tell = Callable[[str], None]


def evaluate(model: Path, sets: Sequence[MessageSet], *, quick: bool, tell: Tell) -> Evaluation:
    """Measure a trained model and what it is compared with. `quick` leaves out Rasa's default, which must be trained.

    `tell` is told what is being done.
    """
    tell("Porchlight")
    agent, screen = load_agent(model), CrisisScreen.load()
    ours = measure(Porchlight(agent, screen), sets)
    tell("Patterns alone, learned alone")
    halves = [measure(reader, sets) for reader in danger_parts(agent, screen)]
    tell("Encoding the training examples")
    corpus = read_corpus()
    alternatives = []
    for reader in (KeywordSearch(corpus), NearestExample(corpus)):
        tell(reader.name)
        alternatives.append(measure(reader, sets))
    vectors = encoded([row.text for messages in sets for row in messages.rows])
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    parts = []
    weights = weights_in(pipeline)
    for part in chain(without_parts(corpus, weights, vectors), english_alone(corpus, weights, vectors)):
        tell(f"The intent model, {part.name}")
        parts.append(measure(part, sets))
    if not quick:
        tell("Training Rasa's default pipeline: some minutes")
        with tempfile.TemporaryDirectory() as folder:
            alternatives.append(measure(train_default(Path(folder), len(corpus.texts)), sets))
    tell("The language")
    known = list(examples())
    tongues = score_languages(
        LanguageModel.train([text for _, text in known], [language for language, _ in known], LanguageWeights()),
        language_messages(),
    )
    return Evaluation(ours, alternatives, parts, halves, Counter(corpus.languages), tongues)
