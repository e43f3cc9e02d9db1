"""Hears that somebody wants no more messages, in whatever words they say it, without the model.

English words stand here, those of other languages in their data (`bot.wordings`). Two kinds of words. Those that name
messages, the list or the number count wherever they are said to us: in a sentence of their own, or at its end. Those
that also have another sense ("leave me alone") count only where a message says nothing else. What people tell of others
("my ex won't stop texting me"), of drinking ("i want to stop") and of calls ("don't text me, call me") is neither.
Danger is looked for before this is asked (`bot.turn`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.wordings import Heard, any_of, elsewhere, heard, words_of
from facilities_db.placenames import plain

# Pieces. All run on lower case words with one space between them, without accents and marks.
_NOT = any_of("dont", "do not", "dnt", "never")
_ME = r"(?:to )?" + any_of("me", "us", "my (?:phone|number|cell)", "this (?:phone|number)")
_SEND = any_of("te?xt", "txt", "message", "msg", "contact", "write", "spam", "bother", "bug", "ping")
_SENDING = any_of(
    "te?xti?ng?", "messagi?ng?", "msgi?ng?", "contacting", "writing", "spamming", "bothering", "bugging", "harassing"
)
_TEXT = any_of(
    "te?xts?", "te?xt (?:messages?|msgs?)", "messages?", "msgs?", "sms", "notifications?", "alerts?", "reminders?"
)
_WHICH = r"(?:(?:all|any|more|of|these|this|those|your|ur|the|such|automated|annoying|stupid) )*"
_TEXTS = _WHICH + _TEXT
_YOU = r"(?: from " + any_of("you", "u", "yall", "this number", "here") + ")?"
_LIST = (
    r"(?:of )?(?:(?:this|your|ur|the|that|any|all) )?(?:(?:te?xt|te?xting|sms|mailing|contact|message|phone) )*"
    r"(?:lists?|te?xts?|messages|messaging|thread|subscription|contacts)"
)
_MINE = any_of("me", "us", "my (?:name|number|cell|phone|phone number|cell number)", "this (?:number|phone)")
_STOP = any_of("stop+", "quit", "cease", "halt", "discontinue", "no more")
_WISH = (
    r"(?:i (?:want|need|would like|wanna) (?:to )?|id like (?:to )?|how (?:do|can) i |can i (?:just )?|let me |i |im )?"
)
_NO_WISH = r"(?:i |we )?(?:dont|do not|no longer) (?:want|wish|need|care|like) "

# What names messages, the list, or the number.
_NAMED = any_of(
    f"{_STOP} {_SENDING}(?: {_ME})?(?: {_TEXTS})?",
    f"{_STOP} (?:sending|with) (?:{_ME} )?(?:{_TEXTS}|stuff|things|this|these|anything|crap)(?: {_ME})?",
    f"{_STOP} (?:reaching out(?: to me)?|hitting me up|blowing up my phone|trying to (?:reach|contact) me)",
    f"(?:stop|end|cancel|turn off|shut off|mute|halt|discontinue) (?:my )?(?:{_TEXTS}|subscription)",
    f"stop it with {_TEXTS}|make {_TEXTS} stop|enough (?:with |of )?{_TEXTS}",
    f"{_NOT} (?:ever )?{_SEND} {_ME}(?: back)?",
    f"{_NOT} (?:ever )?(?:reach out(?: to me)?|{_SEND} (?:here|back) (?:again|any ?more))",
    f"{_NOT} (?:ever )?send (?:{_ME} )?(?:{_TEXTS}|anything(?: else)?|any ?more|stuff)(?: {_ME})?",
    f"{_NO_WISH}(?:to (?:get|receive|be sent|keep getting) )?{_TEXTS}{_YOU}",
    f"{_NO_WISH}to (?:be (?:te?xted|messaged|contacted|on {_LIST})|hear from (?:you|u|yall|this)|get te?xted)",
    f"(?:i )?(?:didnt|did not|never) (?:ask|asked|sign up|signed up|subscribed?) (?:for|to) {_TEXTS}",
    f"{_WISH}(?:be )?(?:unsub|un?su[bs]s?cri?be?d?)(?: {_ME})?(?: from (?:{_LIST}|this|all|here|you))?",
    f"{_WISH}opt(?:ing)? (?:me |us )?out(?: of (?:{_LIST}|this|all|{_TEXTS}))?",
    f"(?:i (?:want|need|would like) to |id like to |how (?:do|can) i )"
    f"(?:stop|turn off|end|cancel|get rid of|block) (?:getting |receiving )?{_TEXTS}",
    f"(?:how (?:do|can) i|i want to|i need) make {_TEXTS} stop|(?:i want|i need|id like) {_TEXTS} to stop",
    f"(?:take|get|remove|drop|cut|scratch|pull|delete) {_MINE} (?:off|from|out) {_LIST}",
    "(?:take|remove) (?:my (?:phone |cell )?number|this number)(?: off| out)?",
    f"i want (?:off|out)(?: of)? {_LIST}",
    f"(?:no|zero) (?:more )?{_TEXTS}(?: to me)?{_YOU}",
    "lose my (?:phone )?number|leave my phone alone|cease and desist",
    f"i (?:revoke|withdraw|take back) (?:my )?consent(?: (?:to|for) (?:{_TEXTS}|be (?:te?xted|contacted)))?",
)
# What means that only where a message says nothing else.
_ALONE = any_of(
    "(?:leave|let) (?:me|us) (?:the (?:hell|fuck|f) )?(?:alone|be|in peace)",
    "go away",
    "stop+",
    "stop all",
    "take me off(?: this)?",
)
# What may stand around either.
_POLITE = any_of(
    "please", "pl[sz]", "plz", "kindly", "ok", "okay", "no", "nope", "hey", "hi", "hello", "ugh", "omg", "dude", "bro",
    "sir", "maam", "just", "seriously", "already", "now", "again", "ever", "any ?more", "no more", "at all",
    "right now", "immediately", "asap", "for good", "forever", "thanks?", "thank you", "thx", "ty", "you people",
    "you guys", "yall", "people", "bot", "ffs", "smh", "lol", "man", "today", "period", "from now on", "altogether",
    "i said", "i mean it", "im serious", "thats it", "(?:can|could|will|would) (?:you|u|yall)",
    "(?:i|we) (?:want|need|would like|am asking|ask) you to", "id like you to",
    "(?:you|u) (?:all )?(?:need to|have to|must|should|can)",
)  # fmt: skip
_CHATTER = any_of(
    "(?:im )?(?:good|fine|all set|done|not interested)", "(?:you have the )?wrong (?:number|person)", "and",
    "who is this", "i (?:dont|do not) (?:want|need) (?:this|help|it|your help|any help|anything)",
    "i never signed up for this", "i (?:dont|do not) know (?:you|who (?:you are|this is))",
)  # fmt: skip
# What comes before words that are said of others, or not at all.
_OTHERS = (
    r"(?:he|she|they|him|her|them|his|who|people|someone|somebody|every(?:one|body)|tell|told|said|say|says|"
    r"ask(?:ed|ing)?|make|made|makes|get|wont|will not|cant|can ?not|couldnt|doesnt|does not|didnt|if|when|until|"
    r"unless|wish|how|why|to|not|dont|never|keeps?|or|without|ex|dealer|boss)\b"
)
_REPORTED = r"(?:sa(?:id|ys?|ying)|yell(?:s|ed|ing)?|scream(?:s|ed)?|like|(?:tell|told|tells) \w+(?: \w+)?) "
_INSTEAD = r"(?:(?:call|phone|ring|e ?mail) (?:me|us|my)|just call)\b"
# What may follow where the message begins with the wish: another sentence, without a mark between them.
_NEXT = r"(?:i|im|ive|id|ill|we|my|its|this is|you|youre|u|yall|wrong|or|thank|thanks|stop)\b"
# Where one thing that is said may end and the next begin: at a mark, or at one of these.
_MARKS = r"[.,!?;:\n()\u2026\u2013\u2014\u00a1\u00bf]+| -+ "
_JOINTS = r"(?:and|but|so|because|bc|cuz)\b"
_BACK = re.compile(
    r"(?:please )?(?:start|unstop|opt (?:me )?(?:back )?in|resume|re ?subscribe(?: me)?|subscribe(?: me)?|"
    r"(?:start|resume) (?:te?xting|messaging|sending)(?: me)?(?: te?xts| messages)?(?: again)?|"
    r"(?:you can |can you )?(?:text|message|write) me again)(?: (?:please|again|now))*"
)
_LONGEST = 160  # characters of one sentence; the wish is short, and what is long is a story


@dataclass(frozen=True)
class _Hearing:
    """One language's words, held against words with a space behind each.

    wished: the wish within a sentence. only: a message that says nothing else. others, reported: what stands before
    words that are no wish of this person. joints: where sentences end.
    """

    wished: re.Pattern[str]
    only: re.Pattern[str]
    others: re.Pattern[str]
    reported: re.Pattern[str]
    instead: re.Pattern[str]
    joints: re.Pattern[str]

    @classmethod
    def of(
        cls, *, named: str, alone: str, polite: str, chatter: str, others: str, reported: str, instead: str, then: str,
        joints: str,
    ) -> _Hearing:  # fmt: skip
        """Put the pieces of one language together."""
        around = any_of(polite, chatter)
        return cls(
            wished=re.compile(rf"(?P<before>(?:.*? )?){polite}*{named}{polite}*(?P<after>(?:{then}.*)?)"),
            only=re.compile(f"{around}*{any_of(alone, named)}{any_of(around, alone, named)}*"),
            others=re.compile(rf"\b{others}"),
            reported=re.compile(rf"\b{reported}$"),
            instead=re.compile(rf"\b{instead}"),
            joints=re.compile(rf"{_MARKS}|\b{joints}"),
        )

    def hears(self, said: str) -> bool:
        """Say whether plain text asks for no more messages."""
        words = f"{words_of(said)} "
        if len(words) <= _LONGEST and self.only.fullmatch(words):
            return True
        before = ""
        for sentence in map(words_of, self.joints.split(said)):
            if not sentence:
                continue
            if len(sentence) <= _LONGEST and self._wished(f"{sentence} ", before):
                return True
            before = f"{sentence} "
        return False

    def _wished(self, sentence: str, before: str) -> bool:
        found = self.wished.fullmatch(sentence)
        if found is None:
            return False
        if found["before"]:
            return not found["after"] and self.others.search(found["before"]) is None
        return self.reported.search(before) is None


def wants_no_more(text: str) -> bool:
    """Say whether a message asks us to send no more.

    The worst that can happen: a story is taken for it, and somebody who wants help hears nothing more. So what has two
    senses is left to the model, which only asks; and the confirmation says how to come back.
    """
    said = plain(text[:1_000])
    words = f"{words_of(said)} "
    if any(hearing.instead.search(words) for hearing in _hearings()):
        return False
    return any(hearing.hears(said) for hearing in _hearings())


def comes_back(text: str) -> bool:
    """Say whether a message of somebody who has opted out asks for messages again."""
    words = words_of(plain(text[:200]))
    return _BACK.fullmatch(words) is not None or elsewhere("opting_out", "back").fullmatch(f"{words} ") is not None


@cache
def _hearings() -> tuple[_Hearing, ...]:
    """Return how each language is heard, English first."""
    english = _Hearing.of(
        named=f"(?:{_NAMED} )", alone=f"(?:{_ALONE} )", polite=f"(?:{_POLITE} )", chatter=f"(?:{_CHATTER} )",
        others=_OTHERS, reported=_REPORTED, instead=_INSTEAD, then=_NEXT, joints=_JOINTS,
    )  # fmt: skip
    return (english, *map(_of, heard("opting_out")))


def _of(language: Heard) -> _Hearing:
    """Return how a language is heard whose words stand in its data."""
    pieces = ("named", "alone", "polite", "chatter", "others", "reported", "instead", "then", "joints")
    return _Hearing.of(**{piece: language.any_of(piece) for piece in pieces})
