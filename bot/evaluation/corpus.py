"""The training examples with their sentence vectors, for everything else that learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.encoder import encode
from bot.training import ROOT

EXAMPLES = ROOT / "data" / "nlu"


@dataclass(frozen=True)
class Corpus:
    """texts, intents and vectors (examples x 512, each of length 1) belong together by their place."""

    texts: list[str]
    intents: list[str]
    vectors: npt.NDArray[np.float32]


def read_corpus(folder: Path = EXAMPLES) -> Corpus:
    """Read and encode every example. Takes some milliseconds an example."""
    examples = load_data(str(folder)).intent_examples
    texts = [str(example.get(TEXT)) for example in examples]
    return Corpus(texts, [str(example.get(INTENT)) for example in examples], encode(texts))


def encoded(texts: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
    """Return each text's sentence vector."""
    return dict(zip(texts, encode(list(texts)), strict=True))
