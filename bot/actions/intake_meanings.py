"""What people's words mean as answers to the intake's questions. All run on `spoken` text, in any language of ours."""

from __future__ import annotations

import re

from bot.actions.intake_relations import relation
from bot.actions.intake_safety import YES_NO, safety_answer, sickness
from bot.actions.intake_words import NO, beside, somewhere, spoken, steers, whole
from facilities_db.needs import read_needs

MANAGED_TRACKS = ("women", "men", "lgbtq", "veterans", "pregnant", "co_occurring")
# A longer message is no answer.
_SHORT = 8
Table = tuple[tuple[str, re.Pattern[str]], ...]

_CHILD = (
    r"son|daughter|kid|kids|child|teen|teenager|stepson|stepdaughter|grandson|granddaughter|grandkid|"
    r"nephew|niece|boy|girl"
)
_PARTNER = r"husband|wife|partner|boyfriend|girlfriend|spouse|fiancee?|bf|gf|ex|hubby"
_OTHERS = (
    r"mom|mother|mum|mama|dad|father|parents?|brother|sister|sibling|bro|sis|cousin|uncle|aunt|"
    r"grandma|grandpa|grandmother|"
    r"grandfather|friend|buddy|roommate|neighbor|coworker|family member|loved one"
)
_RELATION = rf"(?P<relation>{_CHILD}|{_PARTNER}|{_OTHERS})"
_FOR_SOMEONE = re.compile(
    r"(?:for |its for |it is for )?(?:someone(?: else)?|somebody(?: else)?|other|another person|a client|a patient|"
    r"not me|not for me)"
)
_AGE = r"(?:\d{1,2}[ -]?(?:yr|year|yo|y/o)?s?[ -]?(?:old)?[ ,]*)?"
_ME = whole(
    r"(?:(?:its |it is |this is |just |only |yes )*(?:for )?)?(?:me|myself|mine|self|just me|only me|"
    r"moi)|i am|i do|i need it|"
    r"(?:its |it is )?for (?:me|myself|mi)|im the one(?: .{0,30})?|i need (?:it|help)(?: for myself)?|my ?self|i"
)
_ANYONE = rf"(?:{_CHILD}|{_PARTNER}|{_OTHERS})"
_FOR_RELATION = re.compile(
    rf"\b(?:for|about) (?:my|our|his|her|a|the) {_AGE}(?:adult |older |younger |little |grown )?{_RELATION}\b|"
    rf"\bhelp (?:for )?(?:my|our) {_AGE}(?:adult |older |younger )?(?P<helped>{_ANYONE})\b|"
    rf"\b(?:my|our) (?P<who>{_ANYONE})(?:s| is| who is)? \d{{1,2}}\b|"
    rf"\b(?:my|our) (?P<needy>{_ANYONE}) "
    r"(?:needs|wants|has been|has a|is (?:using|drinking|on|struggling|addicted))\b"
)
_FOR_AGED = re.compile(r"\b(?:for|about) (?:my|our|a) \d{1,2}[ -]?(?:yr|year|yo|y/o)s?\b")
_AGED = re.compile(r"(?:(?:its|it is|for|my|our|a) )*\d{1,2}[ -]?(?:yrs?|years?|yo|y/o)[ -]?(?:old)?\b")
_RELATION_AT_START = re.compile(
    rf"(?:(?:its|it is|yes|for|about|just|my|our|a|the|adult|older|younger) )*{_AGE}{_RELATION}\b"
)
_FOR_ME = somewhere(r"for (?:me|myself)(?! to)|its me|im the one|its just me|about me(?! to)")

_NO_INSURANCE = whole(
    r"(?:i )?(?:have |got )?(?:no|none|nothing|zero|not any|uninsured|no insurance|no money|broke)|"
    r"i dont(?: have (?:any|it|one))?|nope|nah|without|free|"
    r"(?:my |our |the |insurance |it |mine )*(?:ran out|expired|lapsed|got cut off|was cut off)|(?:i )?lost (?:it|mine)"
)
_PAYMENT = (
    ("military", somewhere(r"va|tricare|champva|military|veterans? affairs")),
    (
        "cash",
        somewhere(
            r"cash|self[ -]?pay|pay (?:for it )?(?:my|our|him|her|them)sel(?:f|ves)|out of pocket|pay myself|"
            r"credit card|own money|savings"
        ),
    ),
    (
        "private",
        somewhere(
            r"private|insurance|insured|(?:my|his|her|our|their|through|thru|from) (?:work|job|employer|plan)|"
            r"obamacare|marketplace|bcbs|blue ?cross|through (?:my|his|her) \w+|^(?:work|job|employer|union)$"
        ),
    ),
)
_MEETING = (
    (
        "either",
        somewhere(r"either|both|any|whichever|whatever|doesnt matter|dont (?:care|mind)|no preference|mix|hybrid|open"),
    ),
    (
        "in_person",
        somewhere(r"in[ -]?person|face to face|go in|go there|on ?site|there|come in|not online|in a (?:room|group)"),
    ),
    (
        "online",
        somewhere(r"online|on line|virtual\w*|video|zoom|tele\w*|(?:from|at) home|home|remote\w*|phone|computer"),
    ),
)
_HOURS = (
    (
        "day",
        somewhere(
            r"days?|day ?times?|mornings?|afternoons?|noon|weekdays?|while (?:the )?kids are (?:at|in) school|"
            r"\d ?am|early"
        ),
    ),
    ("evening", somewhere(r"evenings?|evning|nights?|nite|late|after (?:work|school|5|five|6|six)|pm|after dinner")),
    ("weekend", somewhere(r"week ?ends?|saturdays?|sundays?|sat|sun")),
)
_DAYTIME = somewhere(r"day ?times?|mornings?|during the day|afternoons?|days work|only days")
_ANY_TIME = somewhere(
    r"any ?time|any|whenever|all|flexible|always|doesnt matter|dont (?:care|mind)|open|no preference|im free"
)
_SPECIAL = (
    ("women", somewhere(r"wom[ae]ns?|females?|ladies|lady")),
    ("men", somewhere(r"m[ae]ns?|males?|guys?")),
    ("lgbtq", somewhere(r"lgbt\w*|gay|lesbian|bi|bisexual|trans(?:gender)?|queer|non ?binary|lgtb\w*")),
    ("veterans", somewhere(r"vets?|veterans?|army|navy|marines?|air force|military")),
    ("adolescents", somewhere(r"teens?|teen ?agers?|adolescents?|under 18|high ?school")),
    ("pregnant", somewhere(r"pregnant|pregnancy|expecting|preg|having a baby|post ?partum")),
    (
        "co_occurring",
        somewhere(
            r"mental(?: health)?|depress\w*|anxiety|anxious|bipolar|ptsd|schizo\w*|panic|dual|"
            r"co[ -]?occurring|trauma"
        ),
    ),
    (
        "medication",
        somewhere(r"medications?|meds|medicine|mat|su?boxone|subs|methadone|vivitrol|naltrexone|bup\w*|sublocade"),
    ),
)
_HOMELESS = re.compile(r"\b(?:homeless|living in my (?:car|truck|van)|(?:in|at) a shelter|sleeping outside)\b")
_FEELS = re.compile(r"\bwhen (?:i|he|she|they) (?:stop|quit|dont|doesnt|cant|go without|run out)")


def named(text: str, *, corrected: bool = False) -> dict[str, object]:
    """Return every answer that the words name by themselves, whatever was asked. `corrected`: they take one back."""
    said = spoken(text)
    found: dict[str, object] = {}
    who = _who(said, anywhere=corrected)
    if who:
        found["for_whom"] = who
    needs = read_needs(text)
    if needs.payers:
        found["payment"] = needs.payers[0]
    if needs.virtual is not None:
        found["meeting"] = "online" if needs.virtual else "in_person"
    hours = (
        ["day"] * bool(beside(_DAYTIME, "daytime").search(said))
        + ["evening"] * needs.evenings
        + ["weekend"] * needs.weekends
    )
    if hours:
        found["hours"] = hours
    special = [track for track in needs.tracks if track in MANAGED_TRACKS] + ["medication"] * bool(needs.medications)
    if special:
        found["special"] = special
    if beside(_FEELS, "feels").search(said) or corrected:
        sick = sickness(said)
        if sick:
            found["withdrawal"] = sick
    if beside(_HOMELESS, "homeless").search(said):
        found["safe_home"] = "no"
    return found


def _who(said: str, *, anywhere: bool) -> str | None:
    match = _FOR_RELATION.search(said)
    if match is None and anywhere:
        match = re.search(rf"\b(?:my|our) {_AGE}{_RELATION}\b", said)
    if match:
        return next(word for word in match.groupdict().values() if word)
    elsewhere = relation(said, "relation_in") or (relation(said, "relation_anywhere") if anywhere else None)
    if elsewhere:
        return elsewhere
    if _FOR_AGED.search(said):
        return "child"
    return "me" if beside(_FOR_ME, "for_me").search(said) else None


def answer_to(question: str, text: str) -> object | None:
    """Return what the words mean as an answer to that question; a few words are enough there. None: not an answer."""
    said = spoken(text)
    short = len(said.split()) <= _SHORT
    if question == "for_whom":
        return _for_whom(said, short=short)
    if question == "special" and steers(said, NO, "no"):
        return ["none"]
    if question in YES_NO:
        return safety_answer(question, said)
    if not short:
        return None
    if question == "payment":
        payers = read_needs(text).payers
        if payers:
            return payers[0]
        return "low_cost" if steers(said, _NO_INSURANCE, "no_insurance") else _first(question, _PAYMENT, said)
    if question == "meeting":
        return _first(question, _MEETING, said)
    if question == "hours":
        return _all(question, _HOURS, said) or (["any"] if beside(_ANY_TIME, "any_time").search(said) else None)
    return _all(question, _SPECIAL, said) or None


def _for_whom(said: str, *, short: bool) -> str | None:
    if steers(said, _ME, "me"):
        return "me"
    match = _RELATION_AT_START.match(said) if short else None
    if match:
        return match["relation"]
    elsewhere = relation(said, "relation_first") if short else None
    if elsewhere:
        return elsewhere
    if short and _AGED.match(said):
        return "child"
    return "someone" if steers(said, _FOR_SOMEONE, "someone") else None


def _first(question: str, table: Table, said: str) -> str | None:
    return next(iter(_all(question, table, said)), None)


def _all(question: str, table: Table, said: str) -> list[str]:
    return [key for key, pattern in table if beside(pattern, question, key).search(said)]
