"""Hears that somebody wants no more messages, in whatever words they say it, without the model.

Two kinds of words. Those that name messages, the list or the number count wherever they are said to us: in a sentence
of their own, or at its end. Those that also have another sense ("leave me alone") count only where a message says
nothing else. What people tell of others ("my ex won't stop texting me"), of drinking ("i want to stop") and of calls
("don't text me, call me") is neither. Danger is looked for before this is asked (`bot.turn`).
"""

from __future__ import annotations

import re

from bot.wordings import any_of, words_of
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
    "(?:ya )?no me (?:escriban?|escribas|manden?|mandes|envien?|envies)(?: mas)?(?: (?:mensajes|textos))?",
    "dej(?:a|e|en) de (?:escribirme|mandarme (?:mensajes|textos))|no mas (?:mensajes|textos)",
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
_OTHERS = re.compile(
    r"\b(?:he|she|they|him|her|them|his|who|people|someone|somebody|every(?:one|body)|tell|told|said|say|says|"
    r"ask(?:ed|ing)?|make|made|makes|get|wont|will not|cant|can ?not|couldnt|doesnt|does not|didnt|if|when|until|"
    r"unless|wish|how|why|to|not|dont|never|keeps?|or|without|ex|dealer|boss)\b"
)
_REPORTED = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|yell(?:s|ed|ing)?|scream(?:s|ed)?|like|(?:tell|told|tells) \w+(?: \w+)?)$"
)
_INSTEAD = re.compile(r"\b(?:call|phone|ring|e ?mail) (?:me|us|my)\b|\bjust call\b")
# What may follow where the message begins with the wish: another sentence, without a mark between them.
_NEXT = r"(?: (?:i|im|ive|id|ill|we|my|its|this is|you|youre|u|yall|wrong|or|thank|thanks|stop)\b.*)?"

_WISHED = re.compile(rf"(?P<before>(?:.*? )?)(?:{_POLITE} )*{_NAMED}(?: {_POLITE})*(?P<after>{_NEXT})")
_ONLY = re.compile(
    rf"(?:(?:{_POLITE}|{_CHATTER}) )*(?:{_ALONE}|{_NAMED})(?: (?:{_POLITE}|{_CHATTER}|{_ALONE}|{_NAMED}))*"
)
_BACK = re.compile(
    r"(?:please )?(?:start|unstop|opt (?:me )?(?:back )?in|resume|re ?subscribe(?: me)?|subscribe(?: me)?|"
    r"(?:start|resume) (?:te?xting|messaging|sending)(?: me)?(?: te?xts| messages)?(?: again)?|"
    r"(?:you can |can you )?(?:text|message|write) me again)(?: (?:please|again|now))*"
)
# Where one thing that is said may end and the next begin.
_JOINTS = re.compile(r"[.,!?;:\n()\u2026\u2013\u2014]+| -+ |\b(?:and|but|so|because|bc|cuz)\b")
_LONGEST = 160  # characters of one sentence; the wish is short, and what is long is a story


def wants_no_more(text: str) -> bool:
    """Say whether a message asks us to send no more.

    The worst that can happen: a story is taken for it, and somebody who wants help hears nothing more. So what has two
    senses is left to the model, which only asks; and the confirmation says how to come back.
    """
    said = plain(text[:1_000])
    words = words_of(said)
    if len(words) <= _LONGEST and _ONLY.fullmatch(words) and not _INSTEAD.search(words):
        return True
    if _INSTEAD.search(words):
        return False
    before = ""
    for sentence in map(words_of, _JOINTS.split(said)):
        if not sentence:
            continue
        if len(sentence) <= _LONGEST and _wished(sentence, before):
            return True
        before = sentence
    return False


def comes_back(text: str) -> bool:
    """Say whether a message of somebody who has opted out asks for messages again."""
    return bool(_BACK.fullmatch(words_of(plain(text[:200]))))


def _wished(sentence: str, before: str) -> bool:
    found = _WISHED.fullmatch(sentence)
    if found is None:
        return False
    if found["before"]:
        return not found["after"] and _OTHERS.search(found["before"]) is None
    return _REPORTED.search(before) is None
