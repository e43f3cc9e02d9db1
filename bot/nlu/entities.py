"""Entities that need no training: ZIPs, and which program of a list is meant."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

_ZIP = re.compile(r"(?<!\d)\d{5}(?:-\d{4})?(?!\d)")
_ORDINALS = {"first": 1, "1st": 1, "one": 1, "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3, "three": 3,
             "last": -1}  # fmt: skip
_NUMBER = re.compile(
    r"\b(?:(?:number|no\.?|#|option)\s*(?P<digit>\d{1,2})|(?P<alone>\d)"
    r"|(?P<word>first|1st|second|2nd|third|3rd|last))\b(?!\s*(?:step|time|day|week|month|year|times|days))"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PhraseEntities(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """Adds `zip` and `number`."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> PhraseEntities:  # fmt: skip
        """Nothing to set and nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found to each message's entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [*message.get(ENTITIES, []), *_entities(text)]
            message.set(ENTITIES, found, add_to_output=True)
        return messages


def _entities(text: str) -> list[dict[str, Any]]:
    found = [_entity("zip", match[0], match) for match in _ZIP.finditer(text)]
    for match in _NUMBER.finditer(text.lower()):
        said = match["digit"] or match["alone"]
        value = int(said) if said else _ORDINALS[match["word"]]
        found.append(_entity("number", str(value), match))
    return found


def _entity(kind: str, value: str, match: re.Match[str]) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": match.start(), "end": match.end(), "extractor": "PhraseEntities"}
