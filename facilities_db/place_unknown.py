"""The words that stand where a town should, when no town was understood."""

from __future__ import annotations

from typing import NamedTuple

from facilities_db import place_spans as spans
from facilities_db.place_meaning import is_clear
from facilities_db.place_text import Message, StateMention
from facilities_db.place_words import AFTER_TOWN, before_town, everyday, filler


class Unknown(NamedTuple):
    """A word that was taken for a town that nobody knows, and the state named with it."""

    word: str
    state: str | None


def unknown_town(message: Message) -> Unknown | None:
    """What was meant as a town but is none we know."""
    for mention in message.states:
        word = unknown_before(message, mention)
        if word and is_clear(message, mention):
            return Unknown(word, mention.code)
    for start, sure in spans.prepositions(message):
        run = _plain_run(message, start)
        if not run or not message.ends_clause(start + len(run)):
            continue
        others = message.words[:start] + message.words[start + len(run) :]
        capital = message.words[start].raw[:1].isupper() and not message.shouted
        # "so close to giving up" and "my friend in Narnia" are not questions about a town we should know.
        if run[0].endswith("ing") and not capital:
            continue
        if (sure and capital) or all(word.text in filler() for word in others):
            return Unknown(" ".join(run), None)
    return None


def unknown_before(message: Message, mention: StateMention) -> str | None:
    """The run of uncommon words between a preposition and a state, or all that a clause has before its state."""
    if message.words[mention.start].after_stop:
        return None
    for start in range(max(0, mention.start - 3), mention.start):
        run = message.words[start : mention.start]
        if any(word.text in everyday() for word in run) or not message.unbroken(start, mention.start):
            continue
        begins = start == 0 or message.ends_clause(start)
        # "Xyzzyville TX", but not "marchman act florida" or "prop 36 california treatment".
        named = len(run) == 1 or message.words[mention.start].after_comma or run[0].raw[:1].isupper()
        alone = begins and named and message.ends_clause(mention.end)
        if alone or spans.follows_preposition(message, start):
            return " ".join(word.raw for word in run)
    return None


def _plain_run(message: Message, start: int) -> list[str]:
    """Up to three uncommon words from `start`, as written."""
    run: list[str] = []
    for index in range(start, min(start + 3, len(message.words))):
        word = message.words[index]
        if word.text in everyday() or word.text in before_town() or word.text in AFTER_TOWN:
            break
        if run and not message.unbroken(start, index + 1):
            break
        run.append(word.raw)
    return run
