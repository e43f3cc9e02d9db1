"""What a run of words stands for once it is taken for a place: a state, a nickname, a town, a place abroad."""

from __future__ import annotations

import dataclasses

from facilities_db import states
from facilities_db.abroad import NO_LAND, cities_abroad, countries
from facilities_db.gazetteer import Named, Names
from facilities_db.nicknames import nicknames
from facilities_db.place_spans import left_behind
from facilities_db.place_text import Message, StateMention
from facilities_db.place_words import (
    directions,
    everyday,
    filler,
    is_word_after,
    is_word_before,
    may_be_word,
    not_towns,
)

# State names that are first of all a city: "in New York" hardly ever means Buffalo.
_CITIES_FIRST = frozenset(("newyork", "washington"))
_POLITE = {("please",), ("pls",), ("plz",), ("thanks",), ("thx",)}


def meaning(message: Message, names: Names, start: int, end: int) -> list[Named]:
    """What the words stand for: one place, or every town of that name (asked back when several), or nothing."""
    key, single = message.key(start, end), end - start == 1
    word = message.words[start]
    mention = message.state_at.get((start, end))
    if single and word.text == "la":
        return _la(message, names, start)
    if mention and mention.spelled and nicknames().get(key, (key,))[0] not in _CITIES_FIRST:
        return names.state(mention.code)
    if mention and _is_another_word(message, mention):
        return []
    if mention and not mention.spelled and key not in nicknames():
        capital = message.in_capitals(start) and mention.code not in states.CODES_IN_ANY_SENTENCE
        return names.state(mention.code) if capital or mention.code not in states.CODES_THAT_ARE_WORDS else []
    if key in cities_abroad() or key in countries() or key in NO_LAND:
        return [named_abroad(message, start, end)]
    if single and word.text in everyday():
        return []
    if not single and all(w.text in filler() for w in message.words[start:end]) and key not in nicknames():
        return []
    if mention and _whole_state_meant(message, mention):
        return names.state(mention.code)
    with_filler = key not in nicknames() and any(w.text in filler() for w in message.words[start:end])
    # "do I go" is no message about Igo: with filler in it, the name must be written in as many words.
    towns = [town for town in names.towns(key) if not with_filler or single or len(town.name.split()) == end - start]
    if single and key not in nicknames():
        towns = [town for town in towns if len(word.text) > 2 and _in_one_word(town)]
    if key == "washington" and towns:
        towns[1:1] = names.state("WA")
    return in_states(towns, states_elsewhere(message, start, end))


def means_state(message: Message, mention: StateMention, start: int, end: int) -> bool:
    """Whether the two letters after the words `start` to `end` are a state, and not "me", "or", "in", "ma"."""
    if _is_another_word(message, mention):
        return False
    if mention.spelled or message.in_capitals(mention.start):
        return True
    if start == 0 and mention.end == len(message.words):
        return True  # nothing else is said: "bend or", "media pa"
    polite = message.words[mention.start].after_comma and message.said(mention.end, mention.end + 1) in _POLITE
    if mention.code in states.CODES_AFTER_TOWNS and not (message.ends_clause(mention.end) or polite):
        return False
    word = message.words[start].text
    common = end - start == 1 and (word in not_towns() or word in filler())
    return not common or (mention.code not in states.CODES_THAT_ARE_WORDS and word not in filler())


def is_clear(message: Message, mention: StateMention) -> bool:
    """Whether it is a state even after a word nobody knows."""
    if mention.spelled:
        spelled = message.said(mention.start, mention.end)
        return spelled not in states.short_spellings() or message.ends_clause(mention.end)
    if mention.code in states.CODES_IN_ANY_SENTENCE:
        return message.in_capitals(mention.start) and not message.ends_clause(mention.start)
    return _surely_code(message, mention) or message.ends_clause(mention.end)


def states_elsewhere(message: Message, start: int, end: int) -> set[str]:
    """The states that are surely named outside the words `start` to `end`, and not left behind."""
    return {
        mention.code
        for mention in message.states
        if (mention.end <= start or mention.start >= end)
        and (mention.spelled or _surely_code(message, mention))
        and not left_behind(message, mention.start)
    }


def in_states(found: list[Named], codes: set[str]) -> list[Named]:
    """Of several places of one name those in the states; all of them when none is."""
    if len(found) < 2:
        return found
    return [named for named in found if named.state in codes] or found


def _la(message: Message, names: Names, index: int) -> list[Named]:
    """LA is Los Angeles and Louisiana; in Spanish "en la" is neither."""
    alone = len(message.words) == 1
    after_in = index > 0 and message.words[index - 1].text in ("in", "near", "around")
    if not (message.in_capitals(index) or alone or (after_in and message.ends_clause(index + 1))):
        return []
    both = names.town("losangeles", "CA") + names.state("LA")
    return [dataclasses.replace(named, asked="LA") for named in both]


def _in_one_word(town: Named) -> bool:
    """Whether the name may be written as one word: "lasvegas", but a "cutoff" is not Cut Off in Louisiana."""
    return " " not in town.name or town.zips > 1


def named_abroad(message: Message, start: int, end: int) -> Named:
    """The words as the name of a place that is not ours."""
    name = " ".join(word.raw for word in message.words[start:end])
    return Named(name, "", 0.0, 0.0, 0, "abroad", name)


def _whole_state_meant(message: Message, mention: StateMention) -> bool:
    """ "upstate New York", "Washington state", "state of New York"."""
    before = message.words[mention.start - 1].text if mention.start else ""
    after = message.words[mention.end].text if mention.end < len(message.words) else ""
    of_state = message.said(mention.start - 2, mention.start) == ("state", "of")
    return (before in directions() and before != "of") or after == "state" or of_state


def _is_another_word(message: Message, mention: StateMention) -> bool:
    """ "The VA" is Veterans Affairs, and "en mi idioma" is Spanish."""
    if mention.spelled:
        return False
    before, after = message.said(mention.start - 1, mention.start), message.said(mention.end, mention.end + 1)
    if mention.code == "VA" and before == ("the",):
        return True
    if any(is_word_after(mention.code, word) for word in before):
        return True
    return any(is_word_before(mention.code, word) for word in after) and not message.in_capitals(mention.start)


def _surely_code(message: Message, mention: StateMention) -> bool:
    if _is_another_word(message, mention):
        return False
    if may_be_word(mention.code):
        return message.in_capitals(mention.start) or message.ends_clause(mention.end)
    return mention.code not in states.CODES_THAT_ARE_WORDS or message.in_capitals(mention.start)
