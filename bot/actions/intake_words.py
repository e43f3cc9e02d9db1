"""The words people steer the intake with: skip, why, stop asking, go on, no I meant.

All patterns run on `spoken` text: lower case, without accents, apostrophes and commas, without marks at the ends. They
are English; what other languages say is in `words/<language>/intake.yml`, and is heard beside them, whatever language
is spoken: people mix them.
"""

from __future__ import annotations

import re
from pathlib import Path

from facilities_db.other_languages import OtherLanguages, Shape
from facilities_db.placenames import plain

OTHERS = OtherLanguages(Path(__file__).parent / "words", "intake.yml")


def whole(pattern: str) -> re.Pattern[str]:
    """Return a pattern for a whole message, with or without a please."""
    polite = r"(?:ok(?:ay)?|pls|please|um+|uh|well|hmm|so)"
    return re.compile(rf"(?:{polite} )*(?:{pattern})(?: (?:{polite}|thanks|thx|now|then))*")


def somewhere(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for whole words anywhere in a message."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def beside(english: re.Pattern[str], *path: str, shape: Shape = somewhere) -> re.Pattern[str]:
    """Return the English pattern or what other languages have for it, as words anywhere in a message."""
    return OTHERS.beside(english, *path, shape=shape)


def whole_elsewhere(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for a whole message in other languages, with or without a please in theirs."""
    polite = "|".join(OTHERS.said("polite"))
    return re.compile(rf"(?:(?:{polite}) )*(?:{'|'.join(patterns)})(?: (?:{polite}))*")


def first(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for the words that a message begins with."""
    return re.compile(rf"(?:{'|'.join(patterns)})\b")


SKIP = whole(
    r"skip(?: (?:it|this|that|one|this one|that one|the question))?|pass|next(?: one| question)?|idk|"
    r"i?dunno|dont know|"
    r"(?:i )?(?:really )?(?:dont|do not) know(?: (?:yet|that|sorry))?|"
    r"(?:im )?not (?:really )?sure(?: yet)?|unsure|no idea|"
    r"(?:i(?:d| would)? )?(?:rather|prefer) not(?: (?:to )?(?:say|answer|tell))?(?: that)?|no comment|"
    r"(?:i )?(?:dont|do not|wont) (?:want to|wanna|care to|like to) (?:say|answer|tell)(?: (?:you|that|this|it))?|"
    r"none of (?:your|ur) business|thats private|too personal|cant say"
)
WHY = whole(
    r"why|why is that|how come|what for|whats (?:that|it|this) for|"
    r"why (?:do|would|did|are|r) (?:you|u|ya|yall) (?:\w+ )?(?:ask|asking|need|want|care|wanna)\b.{0,40}|"
    r"(?:what|why) (?:does|would) (?:it|that|this) matter|why ask(?: .{0,20})?|"
    r"what (?:do|does) (?:you|u|it) need (?:it|that|this) for|whats it to (?:you|u)|who wants to know"
)
LEAVE = whole(
    r"(?:please )?(?:stop|quit) (?:asking|with)(?: (?:me|so many|all))*(?: (?:this|these|the|questions?|stuff))*|"
    r"forget (?:it|this|that|about it)|never ?mind|nvm|nm|cancel (?:that|this|it)|"
    r"(?:no|enough|too many) (?:more )?questions|enough(?: of (?:this|that))?|stop (?:this|it)|"
    r"(?:im|i am) done(?: (?:answering|with this|with the questions))?|leave it|drop it|"
    r"i (?:dont|do not) want to (?:answer|do this)(?: (?:any ?more|questions|these))*|not now|"
    r"maybe later|later|another time"
)
GO_ON = whole(
    r"continue|(?:lets |we can |can we )?(?:continue|go on|keep going|carry on|resume|go ahead|"
    r"move on|finish(?: up)?|pick (?:it|this) "
    r"(?:back )?up)(?: (?:with )?(?:the|these|those|your) questions| with it| where we (?:left off|"
    r"were|stopped)| from before)?|"
    r"where were we|where did we (?:stop|leave off)|(?:pick up )?where we left off|back to (?:the|your) questions|"
    r"ask (?:me )?(?:the (?:rest|next one|questions)|again|away)|whats the next question|"
    r"(?:im |i am )?(?:ready|back)(?: (?:to (?:continue|go on|keep going)|again))*|go on with (?:it|the questions)"
)
OK = whole(
    r"ok(?:ay)?|k|kk|sure|fine|alright|all right|yes|yeah|yep|yup|ya|sounds good|go|ready|im ready|"
    r"lets go|lets do (?:it|this)"
)
NO = whole(r"no+|nope|nah|n|none|nothing|neither|na|n/a|no thing|not any|no one|doesnt matter")
CORRECTION = re.compile(
    r"\b(?:actually|i meant?|meant to say|change (?:it|that|this|my|the|his|her)|correction|wait|"
    r"scratch that|instead|"
    r"made a mistake|i was wrong|got that wrong|switch (?:it|that|to|my))\b|^(?:sorry|oops|"
    r"no),? (?:it|its|im|i|for|my|the|not)\b"
)
_ASKS = re.compile(
    r"^(?:(?:and|so|but|ok|wait|hey|um|also) )*(?:what|whats|how|hows|does|do|did|is|are|can|could|"
    r"will|would|who|whos|when|where|"
    r"wheres|why|should|which|tell me|explain|am i)\b(?! ?(?:it )?evenings?$)|"
    r"\b(?:want(?:ed)? to (?:know|ask)|wanna know|wondering|curious|explain|info(?:rmation)? (?:on|"
    r"about)|question about|"
    r"tell me (?:about|more))\b"
)
PROGRAMS = somewhere(
    r"programs?|places?|find|show|list|search|near me|close by|closest|nearest|rehabs?|iops?|clinics?|centers?"
)


def spoken(text: str) -> str:
    """Return the words alone."""
    return " ".join(plain(text).replace(",", " ").split()).strip(" .!?¡¿;:-\"'()")


def steers(said: str, english: re.Pattern[str], name: str) -> bool:
    """Say whether the whole message is one of these words, in any language: `steers(said, SKIP, "skip")`."""
    return bool(beside(english, name, shape=whole_elsewhere).fullmatch(said))


def corrects(said: str) -> bool:
    """Say whether something is taken back: "actually", "i meant"."""
    return bool(beside(CORRECTION, "correction").search(said))


def names_programs(said: str) -> bool:
    """Say whether programs are asked for."""
    return bool(beside(PROGRAMS, "programs").search(said))


def asks_something(text: str) -> bool:
    """Say whether this is a question of their own, which wants its own answer."""
    said = spoken(text)
    return bool(beside(_ASKS, "asks").search(said)) or (text.rstrip().endswith("?") and len(said.split()) > 3)
