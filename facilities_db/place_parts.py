"""The ways a message names a place, from the surest to the least sure.

Each yields what the message may mean and where it stands: one place, or several of one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from facilities_db import place_spans as spans
from facilities_db import states
from facilities_db.abroad import NO_LAND, cities_abroad, countries
from facilities_db.gazetteer import Named, Names, county_key, state_key
from facilities_db.nicknames import nicknames
from facilities_db.place_meaning import in_states, is_clear, meaning, means_state, named_abroad, states_elsewhere
from facilities_db.place_text import Message
from facilities_db.place_unknown import unknown_before
from facilities_db.place_words import NAMES_TOO, county_words, filler, not_towns

# A town in mid-sentence has to be one that many know.
_ZIPS_OF_A_CITY = 4
_LONGEST_COUNTY = 4
# So long a name is hardly anything else, even before "in" or "oh".
_LONG_NAME = 8
# Each is a look-up.
_MOST_TRIES = 12
# In front of "Los Angeles" and "El Paso" everyday words are part of the name.
_BEGIN_NAMES = frozenset(("los", "las", "la", "el", "san", "st", "new"))


class Reading(NamedTuple):
    """What the words from `start` on may mean; several places are of one name."""

    start: int
    means: list[Named]


def candidates(message: Message) -> set[str]:
    """The keys of everything in the message that could be a place, for one look-up."""
    keys = {state_key(mention.code) for mention in message.states}
    if any(mention.code == "LA" for mention in message.states):
        keys.add("losangeles")
    runs = {
        span
        for mention in message.states
        for span in (*spans.before_state(message, mention), *spans.after_state(message, mention))
    }
    runs |= {span for start, _ in spans.sites(message) for span in spans.runs_from(message, start)}
    runs |= {span for mention in message.states if mention.spelled for span in spans.runs_from(message, mention.start)}
    runs |= {*spans.whole_runs(message), *spans.nickname_runs(message), *spans.loose_runs(message)}
    counties = {county_key(message.key(start, end)) for _, runs_ in _county_runs(message) for start, end in runs_}
    return keys | counties | {message.key(start, end) for start, end in runs}


def town_with_state(message: Message, names: Names) -> Iterator[Reading]:
    """ "Austin TX", "Worcester, Massachusetts", "springfield in illinois"."""
    for mention in message.states:
        for start, end in spans.before_state(message, mention):
            town = names.town(message.key(start, end), mention.code)
            if town and means_state(message, mention, start, end) and not _of_county(message, start):
                yield Reading(start, town)
                break
        for start, end in spans.after_state(message, mention):
            yield Reading(start, names.town(message.key(start, end), mention.code))


def _of_county(message: Message, start: int) -> bool:
    """Whether the name that begins there is a county's: "county of orange", "condado de orange"."""
    before = message.said(start - 2, start)
    return len(before) == 2 and before[0] in county_words() and before[1] in ("of", "de")


def county(message: Message, names: Names) -> Iterator[Reading]:
    """ "Orange County CA", "in cook county", "st tammany parish", "county of kern"."""
    for after, runs in _county_runs(message):
        kind = message.words[after - 1].text
        for start, end in runs:
            found = names.counties(county_key(message.key(start, end)))
            found = [named for named in found if named.name.lower().endswith(kind)] or found
            if found:
                named = {
                    mention.code
                    for mention in message.states
                    if mention.start in (after, after + 1)
                    and mention.start != start - 1  # "de" is no Delaware
                    and means_state(message, mention, start, end)
                }
                yield Reading(start, in_states(found, named or states_elsewhere(message, start, after)))
                break


def nickname(message: Message, names: Names) -> Iterator[Reading]:
    """ "nyc" or "philly" anywhere; DC in capitals anywhere."""
    for start, end in spans.nickname_runs(message):
        if any(each.spelled and each.start < start and each.end == end for each in message.states):
            continue  # "estado de nueva york"
        yield Reading(start, names.towns(message.key(start, end)))
    for index, word in enumerate(message.words):
        if word.raw == "DC" and not message.shouted:
            yield Reading(index, names.town("washington", "DC"))


def bare_place(message: Message, names: Names) -> Iterator[Reading]:
    """A town or state after a preposition, or a state's full name anywhere."""
    for start, after_the in spans.sites(message):
        for first, end in spans.runs_from(message, start):
            if after_the and message.key(first, end) not in nicknames():
                continue
            found = meaning(message, names, first, end)
            if found:
                yield _settled(message, names, first, end, found)
                break
    for mention in message.states:
        spelled = message.said(mention.start, mention.end)
        if not mention.spelled or spelled in states.short_spellings() or unknown_before(message, mention):
            continue
        for first, end in spans.runs_from(message, mention.start):
            found = meaning(message, names, first, end) if end >= mention.end else []
            if found:
                yield Reading(first, found)
                break


def whole_clause(message: Message, names: Names) -> Iterator[Reading]:
    """A town when its clause says nothing else: "boston iop please", "no insurance, sarasota", "Mobile", "LA".

    Beside other clauses a hamlet is too small to be meant: "Thanks, Anna".
    """
    alone = sum(1 for _ in message.clauses()) == 1
    for start, end in spans.whole_runs(message):
        found = meaning(message, names, start, end)
        if found and (alone or found[0].zips > 1 or found[0].kind == "abroad"):
            yield _settled(message, names, start, end, found)


def city_in_passing(message: Message, names: Names) -> Iterator[Reading]:
    """A large city in mid-sentence, when its name is nothing else: "detox for my brother tucson he has medicaid"."""
    read_to = 0
    for start, end in spans.loose_runs(message):
        key = message.key(start, end)
        if start < read_to or key in NAMES_TOO or (end - start == 1 and message.words[start].text in not_towns()):
            continue
        first = message.words[start].text
        if end - start > 1 and first in filler() and first not in _BEGIN_NAMES:
            continue
        found = names.towns(key)
        if found and found[0].zips >= _ZIPS_OF_A_CITY - (end - start > 1):
            read_to = end
            found = in_states(found, states_elsewhere(message, start, end))
            yield _settled(message, names, start, end, found)


def abroad(message: Message, names: Names) -> Iterator[Reading]:
    """A city or a country that is not ours: "tijuana", "my sister is in canada", "london uk"."""
    for index in range(len(message.words)):
        for end in range(min(len(message.words), index + 3), index, -1):
            key = message.key(index, end)
            known = key in countries() or key in cities_abroad() or (end - index > 1 and key in NO_LAND)
            if known and message.words[index].text != "the" and message.said(index - 1, index) != ("new",):
                yield Reading(index, [named_abroad(message, index, end)])
                break


def misspelt(message: Message, names: Names) -> Iterator[Reading]:
    """A town or county that is nearly a known one: before a state, else where nothing but a town can stand."""
    for start, key, state, kind in islice(_perhaps_misspelt(message), _MOST_TRIES):
        if state or kind == "county" or not names.towns(key):
            yield Reading(start, names.spelled_like(key, state, kind))


def _perhaps_misspelt(message: Message) -> Iterator[tuple[int, str, str | None, Literal["city", "county"]]]:
    """Where a name that nobody knows begins, its key, its state if one is named, and what it should be."""
    tried: set[tuple[int, int]] = set()
    for mention in message.states:
        if message.words[mention.start].after_stop:
            continue
        for start in range(max(0, mention.start - 3), mention.start):
            long = len(message.key(start, mention.start)) >= _LONG_NAME and message.ends_clause(mention.end)
            if (long or is_clear(message, mention)) and _is_name(message, start, mention.start):
                tried.add((start, mention.start))
                yield start, message.key(start, mention.start), mention.code, "city"
    for after, runs in _county_runs(message):
        named = states_elsewhere(message, after, after)
        state = named.pop() if len(named) == 1 else None
        for start, end in runs:
            if _is_name(message, start, end):
                yield start, county_key(message.key(start, end)), state, "county"
    for start, end in _where_a_town_should_be(message):
        if (start, end) not in tried and _is_name(message, start, end):
            yield start, message.key(start, end), None, "city"


def _where_a_town_should_be(message: Message) -> Iterator[tuple[int, int]]:
    for start, sure in spans.prepositions(message):
        if sure or message.words[start - 1].text in ("in", "from", "en"):
            first, end = spans.uncommon_run(message, start)
            yield from ((first, last) for last in range(end, first, -1))
    clauses = list(message.clauses())
    for start, end in spans.whole_runs(message):
        if len(clauses) == 1 or (start, end) in clauses:
            yield start, end


def _is_name(message: Message, start: int, end: int) -> bool:
    """Whether the words can be a misspelt name: no everyday word but the first of "los angelas"."""
    if not message.unbroken(start, end):
        return False
    words = message.said(start, end)
    key = message.key(start, end)
    if key in countries() or key in cities_abroad():
        return False
    if end - start > 1 and words[0] in _BEGIN_NAMES:
        words = words[1:]
    return not any(word in filler() for word in words) and not all(word in not_towns() for word in words)


def _settled(message: Message, names: Names, start: int, end: int, found: list[Named]) -> Reading:
    """The reading, or the one place right behind it that it is a part of: "brighton beach brooklyn", "london, uk"."""
    if found[0].kind == "state":
        return Reading(start, found)
    for length in (3, 2, 1):
        after = end + length
        if message.key(end, after) in countries() and not message.words[end].after_stop:
            return Reading(start, [named_abroad(message, start, end)])
        if after <= len(message.words) and message.unbroken(start, after):
            around = meaning(message, names, end, after)
            if len(around) == 1 and around[0].kind in ("city", "area"):
                return Reading(end, around)
    return Reading(start, found)


def _county_runs(message: Message) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each "county", where what comes after begins, and the runs that may be its name, longest first."""
    found = []
    for index, word in enumerate(message.words):
        if word.text not in county_words():
            continue
        if word.text == "co" and not any(mention.start == index + 1 for mention in message.states):
            continue
        runs = [
            (start, index)
            for start in range(max(0, index - _LONGEST_COUNTY), index)
            if message.unbroken(start, index + 1)
        ]
        if message.said(index + 1, index + 2) in (("of",), ("de",)):
            runs += list(spans.runs_from(message, index + 2))
        found.append((index + 1, runs))
    return found
