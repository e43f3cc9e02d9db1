"""After danger: how the next messages are answered. The person decides what they want to talk about.

Nothing here asks for a place or a payer, and a number stays at hand for a while.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.safety.verdict import Tier, Verdict
from bot.wordings import elsewhere, words_of
from connectors.lately import Danger
from facilities_db.placenames import plain

# What a turn did about danger, as the inbox keeps it.
OUTCOME: Mapping[Tier, str] = {"sure": "crisis", "unsure": "asked_safe"}
# What a turn did, where its answer stands behind "first, are you safe right now?".
CHECKED = frozenset({"answered", "greeting", "fixed"})

Feeling = Literal["safe", "not_safe"]
# What the buttons under "are you safe" stand for. They never reach Rasa.
TAPPED: Mapping[str, Feeling] = {"/safe": "safe", "/not_safe": "not_safe"}
# For so many messages after danger, small talk is answered gently.
_GENTLE = 3

_I_AM = r"(?:i|we|he|she|they|it) ?(?:am|m|are|re|is|s|feel)\b"
_YEAH = r"(?:(?:yes|yeah|yep|yea|ya|yup|y|si|no|nah|ok|okay|oh)\b[ ,]*)?"
_NOW = r"(?: (?:now|right now|rn|here|thanks|thank you|ty|tonight|today|for now|i think|i guess))*"
_SAFE = re.compile(
    rf"{_YEAH}"
    rf"(?:{_I_AM} )?(?:all |totally |really |now )?"
    rf"(?:safe|ok|okay|fine|good|alright|all right|not in danger|estoy bien){_NOW}"
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yea|ya|yup|y|si|i am|we are|i think so|yes i am|yes we are)(?: (?:thanks|thank you))?"
)
# Said in so many words, this is no answer to anything else.
_PLAINLY_SAFE = re.compile(
    rf"{_YEAH}(?:{_I_AM} )?(?:all |totally |really |now )*"
    rf"(?:safe|not in danger|out of danger|(?:in|at) a safe place){_NOW}|"
    rf"{_YEAH}{_I_AM} (?:ok|okay|fine|alright|all right|better|calmer)"
    rf"(?: right)? (?:now|today){_NOW}"
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


def says_safe(text: str) -> bool:
    """Say whether a message says in so many words that they are safe, and nothing else."""
    return _says(_plain(text), "plainly_safe", _PLAINLY_SAFE)


def answer_in(text: str, danger: Danger | None) -> Feeling | None:
    """Return what a message says to "are you safe", where that was asked last; whoever says "I am safe" says it anyway.

    It was asked in the reply to danger, and again in front of the answer that came after it.
    """
    if says_safe(text):
        return "safe"
    if danger is None or danger.crisis == "grief":
        return None
    asked = danger.since == 0 or (danger.since == 1 and danger.last in CHECKED)
    return feeling(text) if asked else None


def answer_to(danger: Danger | None, text: str, feels: Feeling | None, parsed: Mapping[str, Any]) -> str | None:
    """Return the name of the reply that a message after danger gets instead of the usual one, or None.

    `feels`: what it says to "are you safe", where that was asked, or where it says so plainly.
    "full": the whole reply to that danger is due, because the person has said that they are not safe.
    """
    if feels == "safe":
        return "utter_after_safe"
    if feels == "not_safe":
        return "utter_after_no" if danger is not None and danger.outcome == OUTCOME["sure"] else "full"
    if danger is None or danger.crisis == "grief":
        return None
    intent = (parsed.get("intent") or {}).get("name")
    if intent in TALK and danger.since < _GENTLE and not _says(_plain(text), "go_on", _GO_ON):
        return "utter_after_thanks" if intent in ("thanks", "goodbye") else "utter_after_here"
    return None


def not_safe(danger: Danger | None) -> Verdict:
    """Return what it means that they are not safe: the danger that they were asked about.

    Where that is long ago, or was none, the reply that names 988 and 911 both.
    """
    crisis = danger.crisis if danger is not None and danger.crisis != "grief" else "crisis_suicide"
    return Verdict(crisis, "sure")


def _says(words: str, what: str, english: re.Pattern[str]) -> bool:
    """Say whether the words are nothing but this, in any language."""
    return english.fullmatch(words) is not None or elsewhere("checkin", what).fullmatch(f"{words} ") is not None


def _plain(text: str) -> str:
    """Return the words alone, in lower case, without accents: most phones leave them out."""
    return " ".join(re.sub(r"[^a-z ]+", " ", words_of(plain(text))).split())


def line_for(danger: Danger) -> str:
    """Return the name of the short line with a number that goes under an answer after danger."""
    return _LINES.get(danger.crisis, "utter_line_crisis")
