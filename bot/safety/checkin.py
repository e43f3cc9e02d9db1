"""After danger: how the next messages are answered. The person decides what they want to talk about.

Nothing here asks for a place or a payer, and a number stays at hand for a while.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.safety.verdict import Tier
from bot.wordings import elsewhere, words_of
from connectors.lately import Danger
from facilities_db.placenames import plain

# What a turn did about danger, as the inbox keeps it.
OUTCOME: Mapping[Tier, str] = {"sure": "crisis", "unsure": "asked_safe"}

Feeling = Literal["safe", "not_safe"]
# For so many messages after danger, small talk is answered gently.
_GENTLE = 3

_WE = r"(?:i|we|he|she|they|it)"
_SAFE = re.compile(
    rf"(?:(?:yes|yeah|yep|yea|ya|yup|y|si|no|nah|ok|okay|oh)\b[ ,]*)?"
    rf"(?:{_WE} ?(?:am|m|are|re|is|s|feel)\b )?(?:all |totally |really |now )?"
    r"(?:safe|ok|okay|fine|good|alright|all right|not in danger|estoy bien)"
    r"(?: (?:now|right now|rn|here|thanks|thank you|ty|tonight|today|for now|i think|i guess))*"
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yea|ya|yup|y|si|i am|we are|i think so|yes i am|yes we are)(?: (?:thanks|thank you))?"
)
_NO = re.compile(
    r"(?:no|nope|nah|n|not really|not sure|idk|i ?do ?nt know|i don t know|dont know|maybe|kind ?of|kinda|not safe|"
    r"(?:no )?(?:i|we)(?: am|m| are|re)? not(?: safe| ok| okay| sure)?(?: (?:right )?now| anymore)?|"
    r"i (?:do not|dont|don t) (?:feel safe|think so))"
)

# Talk that wants no facts: after danger it gets a reply of its own.
TALK = frozenset({"greeting", "thanks", "goodbye", "deny", "frustration", "out_of_scope", "nlu_fallback"})
# Who wants to go on with what was asked before, may.
_GO_ON = re.compile(
    r"(?:ok |okay |yes |please |can we |lets |i want to )*(?:continue|go on|keep going|carry on|resume|next)\b.*"
)
_LINES = {"crisis_violence": "utter_line_violence", "crisis_overdose": "utter_line_overdose"}


def feeling(text: str) -> Feeling | None:
    """Return what a short message says to "Are you safe right now?", or None when it says something else."""
    said = _plain(text)
    if _says(said, "not_safe", _NO):
        return "not_safe"
    if _says(said, "safe", _YES) or _SAFE.fullmatch(said):
        return "safe"
    return None


def answer_to(danger: Danger, text: str, feels: Feeling | None, parsed: Mapping[str, Any]) -> str | None:
    """Return the name of the reply that a message after danger gets instead of the usual one, or None.

    "full": the whole reply to that danger is due, because the person has said that they are not safe.
    """
    if danger.crisis == "grief":
        return None
    if danger.since == 0 and feels == "not_safe":
        return "full" if danger.outcome == OUTCOME["unsure"] else "utter_after_no"
    if danger.since == 0 and feels == "safe":
        return "utter_after_safe"
    intent = (parsed.get("intent") or {}).get("name")
    if intent in TALK and danger.since < _GENTLE and not _says(_plain(text), "go_on", _GO_ON):
        return "utter_after_thanks" if intent in ("thanks", "goodbye") else "utter_after_here"
    return None


def _says(words: str, what: str, english: re.Pattern[str]) -> bool:
    """Say whether the words are nothing but this, in any language."""
    return english.fullmatch(words) is not None or elsewhere("checkin", what).fullmatch(f"{words} ") is not None


def _plain(text: str) -> str:
    """Return the words alone, in lower case, without accents: most phones leave them out."""
    return " ".join(re.sub(r"[^a-z ]+", " ", words_of(plain(text))).split())


def line_for(danger: Danger) -> str:
    """Return the name of the short line with a number that goes under an answer after danger."""
    return _LINES.get(danger.crisis, "utter_line_crisis")
