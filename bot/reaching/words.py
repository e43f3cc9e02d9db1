"""How people say which way they would like to be reached, once a person was offered to them.

All patterns run on `bot.actions.intake_words.spoken` text: lower case, no accents, apostrophes or commas. They are
English; other languages are heard beside it, whatever somebody wrote in before (`bot.reaching.other_words`).
"""

from __future__ import annotations

import re
from typing import Literal

from bot.actions.intake_words import NO, OK, spoken, whole
from bot.reaching.other_words import held, means, wants_call_later
from hotline.time_words import in_english

Said = Literal["chat", "call_now", "call_at", "will_call", "no_call", "no_sharing", "is_anyone_there"]

_ASK = r"(?:(?:can|could|will|would) (?:you|u|someone|somebody|they) )?(?:please )?(?:just )?"
_RING = r"(?:call|phone|ring)"
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_THEN = (
    r"(?:later|tomorrow|tmrw|today|tonight|another time|at|in|after|around|on|this|next|before|by|between|when|noon|"
    rf"any ?time|\d[\d:/]*(?:am|pm)?|{_DAYS})"
)
_THEM = r"(?:to |with )?(?:them|someone|somebody|a person|you)"
_LIKE = r"(?:lets |can (?:we|i) (?:just )?|i?d (?:rather|like to) |i (?:rather|prefer to|want to|wanna) |would rather )"
_HERE = r"(?:(?:right |in |on )?here|(?:by|over|on) text)"

NO_CALL = whole(
    rf"no calls?|(?:please )?(?:dont|do not) {_RING}(?: (?:me|us))?(?: (?:back|after all|any ?more))?|"
    r"(?:cancel|forget|stop|skip|never ?mind) (?:about )?(?:the|my|that) (?:phone )?call(?:back)?|"
    r"i (?:dont|do not) (?:want|need) (?:a|the|any) (?:phone )?call(?: (?:back|any ?more))?"
)
NO_SHARING = whole(
    r"(?:please )?(?:do not|dont|never) share(?: (?:it|that|this|anything|my (?:story|info|information|stuff)))?"
    r"(?: with (?:anyone|anybody|them))?|no sharing|stop sharing|i changed my mind about sharing"
)
WILL_CALL = whole(
    r"(?:i|we)(?:ll| will| can| would rather| ?d rather| prefer to| want to| ?m going to| am going to) (?:just )?call"
    r"(?: (?:you|them|it|the line|that number|the number|myself|in|later))*|let me call(?: (?:you|them))?|"
    r"calling (?:you|them) now"
)
CALL_AT = whole(
    rf"{_ASK}{_RING}(?: (?:me|us))?(?: back)? {_THEN}\b.*|{_RING} (?:me )?(?:at|for) (?:a|another|some) time|"
    rf"(?:(?:(?:i )?(?:cant|cannot|can not) (?:talk|speak|chat|call)|(?:im )?(?:busy|at work)|not)(?: (?:right )?now)?|"
    rf"but|and|hi|hey|yes) {_ASK}{_RING} (?:me|us)(?: back)? {_THEN}\b.*|"
    r"(?:set (?:up )?a|schedule a) (?:time|call)\b.*|(?:a )?call(?:back)? (?:later|tomorrow|tonight|at .*)"
)
CALL_NOW = whole(
    rf"{_ASK}{_RING} (?:me|us)(?: back)?(?: (?:right )?(?:now|asap|please|right away|again|instead))*|"
    r"call (?:right )?now|(?:a )?(?:phone )?call(?: (?:now|please))?|give me a (?:call|ring)(?: (?:now|please|back))*"
)
CHAT = whole(
    rf"(?:just )?{_LIKE}?(?:just )?(?:talk|chat|text|write|type|message|do (?:it|this)|answer)(?: {_THEM})? {_HERE}|"
    rf"{_HERE}|"
    rf"chat(?: please)?|texting|text(?:ing)? is (?:fine|better|good)|(?:text|message) me|{_LIKE}?text(?: {_THEM})?|"
    rf"write (?:to )?me(?: {_HERE})?|i cant (?:talk|call)(?: out loud| right now)?"
)
_ANYONE = r"(?:any ?one|any ?body|some ?one|some ?body|a person|you|u|they|yall)"
IS_ANYONE_THERE = whole(
    rf"(?:is|are) {_ANYONE} (?:really |even |still )?(?:there|here|coming|around|available|reading(?: this)?)"
    rf"(?: yet| still)?(?: {_ANYONE})?|"
    rf"{_ANYONE} (?:there|here|coming)|(?:hello[?! ]*)+(?:{_ANYONE}(?: there| here)?)?|any ?(?:one|body)|"
    rf"where (?:are|is|r) (?:{_ANYONE}|every ?(?:one|body))|(?:im |i am )?still (?:waiting|here)|(?:im|i am) waiting|"
    r"how (?:much )?long(?:er)?(?: (?:do|must|should) i (?:have to |need to )?wait| is the wait)?|"
    rf"(?:how (?:much )?long(?:er)? )?(?:til|till|until) {_ANYONE} \w+(?: \w+)?|"
    rf"when (?:will|is|are|does|do) {_ANYONE} (?:come|coming|be here|be there|write|answer|get here)(?: back)?|"
    r"(?:why is )?(?:no ?body|no one)(?: is)? (?:there|here|coming|came|answering)|"
    r"whats (?:going on|happening|taking so long)|"
    rf"did {_ANYONE} (?:see|get|read) (?:this|it|my .{{1,20}})"
)
_PATTERNS: tuple[tuple[Said, re.Pattern[str]], ...] = (
    ("no_sharing", NO_SHARING),
    ("no_call", NO_CALL),
    ("will_call", WILL_CALL),
    ("call_now", CALL_NOW),
    ("call_at", CALL_AT),
    ("chat", CHAT),
    ("is_anyone_there", IS_ANYONE_THERE),
)
# Says that a message was meant as a time, though none could be read in it.
_TIME_LIKE = re.compile(
    r"\b(?:\d{1,2}(?::\d\d)?|am|pm|morning|afternoon|evening|tonight|tomorrow|noon|oclock|hours?|minutes?)\b"
)
# Words that a message may hold which says a time and nothing else, and one of which it must hold.
_OF_A_TIME = (
    r"(?:at|around|about|after|before|by|on|in|the|this|next|maybe|how|is|good|works?|best|better|ok|okay|id|i|like|prefer|"
    r"would|be|between|and|or|to|til|until|please|pls|not|now|no|actually|make|it|lets|instead|morning|afternoon|evening|"
    r"night|half|past|quarter|an?|few|hours?|hrs?|min(?:ute)?s?|oclock|ish|eastern|central|mountain|pacific|time|day)"
)
_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_A_TIME = (
    rf"(?:{_HOUR}(?::\d\d)? ?(?:am|pm|a|p|oclock)|\d{{1,2}}:\d\d|(?:at|around|about|after|before|by|past) {_HOUR}|"
    rf"in (?:\d{{1,3}}|{_HOUR}|an?|half an) (?:hours?|hrs?|min(?:ute)?s?)|tomorrow|tmrw|tmw|today|tonight|noon|{_DAYS})"
)
_ONLY_A_TIME = re.compile(rf"(?:{_OF_A_TIME} )*{_A_TIME}(?: (?:{_A_TIME}|{_OF_A_TIME}|{_HOUR}))*")
_YES = whole(r"yes share|you (?:can|may)|thats (?:fine|good|ok)|go ahead|i agree|share it|si")
# Says what it agrees to, so that it needs no question just before it.
_SHARES = whole(
    r"yes (?:you (?:can|may) )?share(?: (?:it|that|this|my (?:story|info|information)))?(?: with them)?|share it|"
    r"(?:you (?:can|may)|go ahead and|i agree to|please) share(?: (?:it|that|this|my (?:story|info|information)))?"
    r"(?: with them)?"
)
_ERASES = whole(
    r"yes erase|(?:delete|erase|remove) (?:all (?:of )?)?(?:my|the) (?:data|info|information|messages?|texts?|story|"
    r"history|records?|notes?)|(?:delete|erase|forget) (?:me|everything)(?: (?:about|on) me)?"
)
_DECLINES = re.compile(r"(?:id |i would )?(?:rather|prefer) not\b.*|(?:please )?(?:dont|do not)\b.*|no\b.{0,40}")
_NOW = whole(r"(?:right )?now|asap|as soon as (?:possible|you can)")
_SHORT = 12  # words; more is a story, and a "5" in it is no time of day


def read_wish(text: str) -> Said | None:
    """Return which way a whole message names, or None."""
    english, other = spoken(text), held(text)
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(english) or _elsewhere(name, other)), None)


def _elsewhere(name: Said, said: str) -> bool:
    return means(name, said) or (name == "call_at" and wants_call_later(said, _THEN))


def is_yes(text: str) -> bool:
    """Say whether a whole message agrees."""
    said = spoken(text)
    return bool(_YES.fullmatch(said) or OK.fullmatch(said)) or means("agrees", held(text))


def is_no(text: str) -> bool:
    """Say whether a whole message declines."""
    said = spoken(text)
    return bool(NO.fullmatch(said) or _DECLINES.fullmatch(said)) or means("declines", held(text))


def agrees_to_share(text: str) -> bool:
    """Say whether a whole message says that a story may be shared, in so many words."""
    return bool(_SHARES.fullmatch(spoken(text))) or means("shares", held(text))


def wants_erasure(text: str) -> bool:
    """Say whether a whole message asks to be erased, or confirms it."""
    return bool(_ERASES.fullmatch(spoken(text))) or means("erases", held(text))


def may_be_a_time(text: str) -> bool:
    """Say whether a message is short enough to be looked through for a time.

    By the words as the patterns see them: "at,5,at,5,at,5" has no space, and a hundred words would take for ever.
    """
    return len(spoken(text).split()) <= _SHORT


def is_a_time(text: str) -> bool:
    """Say whether a whole message names a day or a time of day, and speaks of nothing else."""
    return may_be_a_time(text) and bool(_ONLY_A_TIME.fullmatch(spoken(in_english(text))))


def like_a_time(text: str) -> bool:
    """Say whether a message was probably meant as a time, so that it is kind to say that it could not be read."""
    return may_be_a_time(text) and bool(_TIME_LIKE.search(spoken(in_english(text))))


def is_now(text: str) -> bool:
    """Say whether a whole message is "now": an answer to when somebody would like to be called."""
    return bool(_NOW.fullmatch(spoken(text))) or means("now", held(text))
