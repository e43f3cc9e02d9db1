"""The simpler ways, on a handful of examples."""

from __future__ import annotations

import pytest

from bot.evaluation.baselines import KeywordSearch, NearestExample
from bot.evaluation.corpus import Corpus
from bot.nlu.encoder import encode

EXAMPLES = {
    "cost": ["how much is it", "what does it cost", "price per week", "is it expensive"],
    "duration": ["how long is it", "how many weeks", "how long does it last", "length of the program"],
    "crisis_suicide": ["i want to die", "i am going to kill myself", "i want to end my life", "suicide is the way out"],
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """A dozen examples with real sentence vectors."""
    texts = [text for each in EXAMPLES.values() for text in each]
    intents = [intent for intent, each in EXAMPLES.items() for _ in each]
    return Corpus(texts, intents, encode(texts), ["en"] * len(texts))


def test_keyword_search(corpus: Corpus) -> None:
    """Telling words find their intent, its name counts too, and words nobody knows find nothing."""
    price, length, danger, nothing = KeywordSearch(corpus).read(
        ["price??", "the duration", "i will kill myself", "zebra"]
    )
    assert (price.first[0], length.first[0]) == ("cost", "duration")
    assert (danger.crisis, danger.tier, price.crisis) == ("crisis_suicide", "sure", None)
    assert nothing.ranking == () and nothing.first == (None, 0.0)


def test_nearest_example(corpus: Corpus) -> None:
    """An example is nearest to itself, with confidence 1; other words of the same meaning find it as well."""
    same, other, danger = NearestExample(corpus).read(
        ["price per week", "what will I have to pay", "i wish to be dead"]
    )
    assert same.first == ("cost", pytest.approx(1.0, abs=1e-3))
    assert other.first[0] == "cost"
    assert danger.crisis == "crisis_suicide"
    assert [len(reading.ranking) for reading in (same, other, danger)] == [3, 3, 3]
