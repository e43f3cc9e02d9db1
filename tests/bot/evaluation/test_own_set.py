"""The own set is complete, and holds nothing that the model has learned from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from bot.content.examples import read_examples
from bot.evaluation.datasets import own_messages, unseen_messages
from bot.evaluation.intents import TALK, is_danger, known_intents
from bot.nlu.danger_classifier import examples as danger_examples
from bot.nlu.normalising import normalise
from bot.safety.verdict import PRIORITY
from porchlight.languages import languages

ALIKE_WORDS, ALIKE_LETTERS = 0.8, 0.9


def words_of(text: str) -> str:
    """Return a message's normalised words, without marks."""
    return " ".join(re.findall(r"\w+", normalise(text)))


def learned_from() -> list[str]:
    """Return the normalised words of everything that is trained on."""
    texts = [text for examples in read_examples().values() for text in examples]
    texts += [text for _, text in danger_examples()]
    return sorted({words_of(text) for text in texts})


def near_copies(texts: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs with nearly the same words (Jaccard) or nearly the same letters (difflib's ratio).

    The ratio is slow, so it is asked only of pairs whose counts of letters allow it to be high enough.
    """
    words = CountVectorizer(binary=True, token_pattern=r"\S+", lowercase=False).fit([*texts, *others])
    ours, theirs = words.transform(texts), words.transform(others)
    shared = (ours @ theirs.T).toarray()
    union = np.asarray(ours.sum(axis=1)) + np.asarray(theirs.sum(axis=1)).T - shared
    same_words = shared >= ALIKE_WORDS * np.maximum(union, 1)
    letters = CountVectorizer(analyzer="char", lowercase=False, dtype=np.int16).fit([*texts, *others])
    our_letters, their_letters = letters.transform(texts).toarray(), letters.transform(others).toarray()
    lengths = their_letters.sum(axis=1)
    for i, text in enumerate(texts):
        enough = ALIKE_LETTERS * (our_letters[i].sum() + lengths) / 2
        near = np.flatnonzero(np.minimum(our_letters[i].sum(), lengths) >= enough)
        near = near[np.minimum(our_letters[i], their_letters[near]).sum(axis=1) >= enough[near]]
        copies = {j for j in near if SequenceMatcher(None, text, others[j], False).ratio() >= ALIKE_LETTERS}
        yield from ((text, others[j]) for j in sorted(copies | set(np.flatnonzero(same_words[i]))))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("how much is it", "how much is it"),
        ("how much is it then", "how much is it"),
        ("representative", "representatve"),
    ],
)
def test_near_copies_are_found(text: str, other: str) -> None:
    """The same words, four of five of them, or one letter less."""
    assert list(near_copies([text, "something else"], ["nothing like it", other])) == [(text, other)]


@pytest.mark.parametrize("language", languages())
def test_every_intent_has_messages(language: str) -> None:
    """At least eight for each intent: questions for those, danger for those."""
    own = own_messages(language)
    counts = Counter(row.label for row in own.rows)
    assert {intent: counts[intent] for intent in known_intents() if counts[intent] < 8} == {}


@pytest.mark.parametrize("language", languages())
def test_every_label_is_known(language: str) -> None:
    """Topics are intents; labels are dangers, past events or none."""
    own = own_messages(language)
    assert {row.label for row in own.questions} <= known_intents()
    assert {row.label for row in own.danger} <= {*PRIORITY, "past_event", "none"}


def test_the_unseen_sets_are_whole() -> None:
    """Each language has one; every intent that is no danger has six messages or more, and few were learned from."""
    assert [unseen.name for unseen in unseen_messages()] == ["unseen set, en", "unseen set, es"]
    for unseen in unseen_messages():
        assert {row.label for row in unseen.danger} <= {*PRIORITY, "past_event", "none"}
        counts = Counter(row.label for row in unseen.questions)
        wanted = {intent for intent in known_intents() if not is_danger(intent)}
        assert set(counts) == wanted and min(counts.values()) >= 6
        shared = {words_of(row.text) for row in unseen.rows} & set(learned_from())
        assert len(shared) < 0.08 * len(unseen.rows)  # "bye" and "claro que sí" are what everybody says


def test_talk_and_danger_are_told_from_questions() -> None:
    """What counts as talk is in the domain, and each intent that counts as danger is one that the screen ranks."""
    assert TALK < known_intents()
    assert {intent for intent in known_intents() if is_danger(intent)} <= set(PRIORITY)


def test_nothing_was_learned_from() -> None:
    """No message is a training example, or nearly one. If this fails, word the message anew, not the example."""
    own = {words_of(row.text): row.id for row in own_messages().rows}
    assert [(own[text], other) for text, other in near_copies(list(own), learned_from())] == []
