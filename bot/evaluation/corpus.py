"""The training examples with their sentence vectors, for everything else that learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.encoder import encode
from bot.training import examples_folder
from porchlight.languages import languages


@dataclass(frozen=True)
class Corpus:
    """texts, intents, vectors (examples x 512, each of length 1) and languages belong together by their place."""

    texts: list[str]
    intents: list[str]
    vectors: npt.NDArray[np.float32]
    languages: list[str]

    def of(self, language: str) -> Corpus:
        """Return the examples of one language."""
        at = [place for place, each in enumerate(self.languages) if each == language]
        texts, intents = [self.texts[place] for place in at], [self.intents[place] for place in at]
        return Corpus(texts, intents, self.vectors[at], [language] * len(at))


def read_corpus() -> Corpus:
    """Read and encode every example of every language. Takes some milliseconds an example."""
    examples = [
        (language, example)
        for language in languages()
        for example in load_data(str(examples_folder(language))).intent_examples
    ]
    texts = [str(example.get(TEXT)) for _, example in examples]
    intents = [str(example.get(INTENT)) for _, example in examples]
    return Corpus(texts, intents, encode(texts), [language for language, _ in examples])


def encoded(texts: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
    """Return each text's sentence vector."""
    return dict(zip(texts, encode(list(texts)), strict=True))
