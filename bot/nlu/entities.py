"""Entities that need no training: ZIPs, states, which program of a list is meant, and what a program must offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.numbering import chosen_numbers
from facilities_db import states
from facilities_db.needs import Needs, read_needs
from facilities_db.place_words import is_word_after
from facilities_db.postcodes import zips_in
from porchlight.spelling import accents_off_in_place

_EXTRACTOR = "PhraseEntities"
_CHOOSING = "facility_details"
# Two letters after a town and at the end of a phrase or before a ZIP: "Boise ID", "boise, id 83702".
_STATE_CODE = re.compile(
    r"(?<=[^\W\d_])(?P<between>,\s*|\s+)(?P<code>"
    + "|".join(states.NAMES)
    + r")\b(?=\s*(?P<zip>\d{5})?(?:$|[\s,.!?;)]))",
    re.IGNORECASE,
)
_PHRASE_END = re.compile(r"\s*(?:$|[,.!?;)\n])")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PhraseEntities(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """Adds `zip`, `state`, `number`, `payer` and `need`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PhraseEntities:
        """Nothing to set and nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found to each message's entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            choosing = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) == _CHOOSING
            found = [*message.get(ENTITIES, []), *entities_in(text, choosing=choosing)]
            message.set(ENTITIES, found, add_to_output=True)
        return messages


def entities_in(text: str, *, choosing: bool = False) -> list[dict[str, Any]]:
    """Return the entities of a message. `choosing`: it is known to ask about one program of a list."""
    found = [_entity("zip", *where) for where in zips_in(text)]
    found += [_entity("state", code, start, end) for code, start, end in _states(text)]
    found += [_entity("number", *where) for where in chosen_numbers(text, choosing=choosing)]
    needs = read_needs(text)
    # Needs are read from the message as a whole ("no Medicaid", "not online"), so that is where they stand.
    found += [_entity("payer", payer, 0, len(text)) for payer in needs.payers]
    found += [_entity("need", need, 0, len(text)) for need in _named(needs)]
    return found


def _named(needs: Needs) -> Iterator[str]:
    """What was asked for beside the way to pay, in the words of `facilities_db.codes`."""
    if needs.level_named:
        yield needs.level
    if needs.virtual is not None:
        yield "virtual" if needs.virtual else "in_person"
    if needs.evenings:
        yield "evening"
    if needs.weekends:
        yield "weekend"
    for medication in needs.medications:
        yield "medication" if medication == "any" else medication
    if needs.best:
        yield "best"
    if needs.any_distance:
        yield "any_distance"
    yield from (*needs.ages, *needs.tracks, *needs.languages)


def _states(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each state's two letters and where it stands. Whether it is a town instead is for the place search."""
    text = accents_off_in_place(text)
    names, pattern = _state_names()
    for match in pattern.finditer(text):
        yield names[match[0].lower()], match.start(), match.end()
    for match in _STATE_CODE.finditer(text):
        code = match["code"].upper()
        if _means_state(match, text):
            yield code, match.start("code"), match.end("code")


@cache
def _state_names() -> tuple[dict[str, str], re.Pattern[str]]:
    """The states by their written-out names in every language, and the pattern for these."""
    short = states.short_spellings()
    names = {" ".join(words): code for words, code in states.spellings().items() if words not in short}
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return names, re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)


def _means_state(match: re.Match[str], text: str) -> bool:
    """Whether two letters are a state rather than a word: "Gary IN", but not "rehab in 46402" or "call me"."""
    code = match["code"].upper()
    before = re.search(r"[^\W\d_]+$", text[: match.start()])
    if before and is_word_after(code, before[0].lower()):
        return False
    if not match["zip"] and not _PHRASE_END.match(text, match.end()):
        return False
    if match["code"].isupper() and text != text.upper():
        return True
    if code in states.CODES_IN_ANY_SENTENCE:
        return False
    return bool(match["zip"]) or code not in states.CODES_THAT_ARE_WORDS or "," in match["between"]


def _entity(kind: str, value: str | int, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end, "extractor": _EXTRACTOR}
