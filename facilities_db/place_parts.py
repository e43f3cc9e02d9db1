"""The ways a message names a place, from the surest to the least sure. Each returns what it may mean, or nothing."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from facilities_db import place_spans, states
from facilities_db.gazetteer import Named, Names, state_key
from facilities_db.nicknames import NICKNAMES
from facilities_db.place_text import Message, StateMention
from facilities_db.place_words import (
    AFTER_TOWN,
    BEFORE_TOWN,
    DIRECTIONS,
    FILLER,
    NOT_TOWNS,
)

# State names that are first of all a city: "in New York" hardly ever means Buffalo.
_CITIES_FIRST = frozenset(("newyork", "washington"))


class Unknown(NamedTuple):
    """A word that was taken for a town that nobody knows, and the state named with it."""

    word: str
    state: str | None


def candidates(message: Message) -> set[str]:
    """The keys of everything in the message that could be a place, for one look-up."""
    keys = {state_key(mention.code) for mention in message.states} | {
        "washington",
        "losangeles",
        state_key("LA"),
    }
    spans = {
        span
        for mention in message.states
        for span in (*place_spans.before_state(message, mention), *place_spans.after_state(message, mention))
    }
    spans |= {span for start, _ in place_spans.sites(message) for span in place_spans.runs_from(message, start)}
    spans |= {
        span for mention in message.states if mention.spelled for span in place_spans.runs_from(message, mention.start)
    }
    spans |= set(place_spans.whole_runs(message)) | set(place_spans.nickname_runs(message))
    return keys | {message.key(start, end) for start, end in spans}


def town_with_state(message: Message, names: Names) -> list[Named]:
    """ "Austin TX", "Worcester, Massachusetts", "springfield in illinois". A place one comes from goes last."""
    found: list[Named] = []
    for mention in message.states:
        for start, end in place_spans.before_state(message, mention):
            town = names.town(message.key(start, end), mention.code)
            if not town or not _means_state(message, mention, start, end):
                continue
            if start == 0 or message.words[start - 1].text != "from":
                return town
            found = found or town
            break
        for start, end in place_spans.after_state(message, mention):
            found = found or names.town(message.key(start, end), mention.code)
    return found


def nickname(message: Message, names: Names) -> list[Named]:
    """ "nyc" or "philly" anywhere; DC in capitals anywhere."""
    for start, end in place_spans.nickname_runs(message):
        return names.towns(message.key(start, end))
    for word in message.words:
        if word.raw == "DC" and not message.shouted:
            return names.town("washington", "DC")
    return []


def bare_place(message: Message, names: Names) -> list[Named]:
    """A town or state after a preposition, or a state's full name anywhere."""
    for start, after_the in place_spans.sites(message):
        for first, end in place_spans.runs_from(message, start):
            key = message.key(first, end)
            if after_the and key not in NICKNAMES:
                continue
            found = _named(message, names, first, end)
            if found:
                return found
    for mention in message.states:
        spelled = tuple(word.text for word in message.words[mention.start : mention.end])
        if not mention.spelled or spelled in states.SHORT_SPELLINGS or _unknown_before(message, mention):
            continue
        for first, end in place_spans.runs_from(message, mention.start):
            found = _named(message, names, first, end) if end >= mention.end else []
            if found:
                return found
    return []


def whole_message(message: Message, names: Names) -> list[Named]:
    """A town when nothing else but filler is said: "boston iop please", "Mobile", "LA"."""
    for start, end in place_spans.whole_runs(message):
        found = _named(message, names, start, end)
        if found:
            return found
    return []


def unknown_town(message: Message) -> Unknown | None:
    """The words that stand where a town should, when nothing else was understood."""
    for mention in message.states:
        word = _unknown_before(message, mention)
        if word and _is_clear(message, mention):
            return Unknown(word, mention.code)
    for start, sure in place_spans.prepositions(message):
        run = _plain_run(message, start)
        if not run or not message.ends_clause(start + len(run)):
            continue
        others = message.words[:start] + message.words[start + len(run) :]
        capital = message.words[start].raw[:1].isupper() and not message.shouted
        # "so close to giving up" and "my friend in India" are not questions about a town we should know.
        if (sure and capital) or all(word.text in FILLER for word in others):
            return Unknown(" ".join(run), None)
    return None


def _named(message: Message, names: Names, start: int, end: int) -> list[Named]:
    """What the words stand for: a state, a nickname, or every town of that name (asked back when several)."""
    key, single = message.key(start, end), end - start == 1
    word = message.words[start]
    mention = message.state_at.get((start, end))
    if single and word.text == "la":
        return _la(message, names, start)
    if mention and mention.spelled and key not in _CITIES_FIRST:
        return names.state(mention.code)
    if mention and not mention.spelled and key not in NICKNAMES:
        capital = message.in_capitals(start) and mention.code not in states.CODES_IN_ANY_SENTENCE
        return names.state(mention.code) if capital or mention.code not in states.CODES_THAT_ARE_WORDS else []
    if single and word.text in NOT_TOWNS | FILLER | DIRECTIONS:
        return []
    if not single and all(w.text in FILLER for w in message.words[start:end]) and key not in NICKNAMES:
        return []
    if mention and _whole_state_meant(message, mention):
        return names.state(mention.code)
    filler = key not in NICKNAMES and any(w.text in FILLER for w in message.words[start:end])
    # "do I go" is no message about Igo: with filler in it, the name must be written in as many words.
    towns = [town for town in names.towns(key) if not filler or single or len(town.name.split()) == end - start]
    if key == "washington" and towns:
        towns[1:1] = names.state("WA")
    if len(towns) > 1:
        outside = [m for m in message.states if m.end <= start or m.start >= end]
        elsewhere = {m.code for m in outside if m.spelled or _surely_code(message, m)}
        towns = [town for town in towns if town.state in elsewhere] or towns
    return towns


def _la(message: Message, names: Names, index: int) -> list[Named]:
    """LA is Los Angeles and Louisiana; in Spanish "en la" is neither."""
    alone = len(message.words) == 1
    after_in = (
        index > 0 and message.words[index - 1].text in ("in", "near", "around") and message.ends_clause(index + 1)
    )
    if not (message.in_capitals(index) or alone or after_in):
        return []
    both = names.town("losangeles", "CA") + names.state("LA")
    return [dataclasses.replace(named, asked="LA") for named in both]


def _whole_state_meant(message: Message, mention: StateMention) -> bool:
    """ "upstate New York", "Washington state", "state of New York"."""
    before = message.words[mention.start - 1].text if mention.start else ""
    after = message.words[mention.end].text if mention.end < len(message.words) else ""
    of_state = before == "of" and mention.start > 1 and message.words[mention.start - 2].text == "state"
    return (before in DIRECTIONS and before != "of") or after == "state" or of_state


def _surely_code(message: Message, mention: StateMention) -> bool:
    return mention.code not in states.CODES_THAT_ARE_WORDS or message.in_capitals(mention.start)


def _is_clear(message: Message, mention: StateMention) -> bool:
    """Whether it is a state even after a word nobody knows."""
    if mention.spelled:
        spelled = tuple(word.text for word in message.words[mention.start : mention.end])
        return spelled not in states.SHORT_SPELLINGS
    if mention.code in states.CODES_IN_ANY_SENTENCE:
        return False
    return _surely_code(message, mention) or message.ends_clause(mention.end)


def _means_state(message: Message, mention: StateMention, start: int, end: int) -> bool:
    """Whether the two letters after the words `start` to `end` are a state, and not "me", "or", "in", "ma"."""
    if mention.spelled or message.in_capitals(mention.start):
        return True
    if mention.code in states.CODES_AFTER_TOWNS and not message.ends_clause(mention.end):
        return False
    word = message.words[start].text
    common = end - start == 1 and (word in NOT_TOWNS or word in FILLER)
    return not common or (mention.code not in states.CODES_THAT_ARE_WORDS and word not in FILLER)


def _unknown_before(message: Message, mention: StateMention) -> str | None:
    """The run of uncommon words between a preposition (or the start, or a comma) and a state."""
    if message.words[mention.start].after_stop:
        return None
    for start in range(max(0, mention.start - 3), mention.start):
        run = message.words[start : mention.start]
        if any(word.text in FILLER | DIRECTIONS | NOT_TOWNS for word in run) or not message.unbroken(
            start, mention.start
        ):
            continue
        if start == 0 or place_spans.follows_preposition(message, start) or message.words[mention.start].after_comma:
            return " ".join(word.raw for word in run)
    return None


def _plain_run(message: Message, start: int) -> list[str]:
    """Up to three uncommon words from `start`, as written."""
    run: list[str] = []
    for index in range(start, min(start + 3, len(message.words))):
        word = message.words[index]
        if word.text in FILLER | NOT_TOWNS | DIRECTIONS | BEFORE_TOWN | AFTER_TOWN:
            break
        if run and not message.unbroken(start, index + 1):
            break
        run.append(word.raw)
    return run
