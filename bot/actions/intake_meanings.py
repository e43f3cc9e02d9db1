"""What people's words mean as answers to the intake's questions. All run on `spoken` text."""

from __future__ import annotations

import re

from bot.actions.intake_words import NO, somewhere, spoken, whole
from facilities_db.needs import read_needs

MANAGED_TRACKS = ("women", "men", "lgbtq", "veterans", "pregnant", "co_occurring")
YES_NO = ("withdrawal", "round_the_clock", "safe_home")

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
_SOMEONE = r"someone(?: else)?|somebody(?: else)?|other|another person|a client|a patient|not me|not for me"
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
_YES = re.compile(
    r"(?:y|ya|yes+|yea|yeah+|yep|yup|yas|si|sure|definitely|absolutely|i do|i am|i have|he does|"
    r"she does|they do|he is|she is|"
    r"i think so|sometimes|a little|a bit|kinda|kind of|sort of|somewhat|always|every ?time|"
    r"most(?:ly)?|usually|"
    r"bad|really bad|very|a lot|often|i get (?:both|them)|both|true|correct|right)\b"
)
_NO_FIRST = re.compile(
    r"(?:n|no+|nope|nah|naw|not (?:really|that i know|at all|any ?more|so far|me|yet)|never|none|"
    r"neither|i dont|i do not|i am not|im not|"
    r"doesnt|he doesnt|she doesnt|dont think so|i dont think so|hardly|false|im (?:fine|ok|good))\b"
)
_FILLER = re.compile(r"^(?:(?:just|maybe|i guess|well|honestly|um+|oh|i think|probably) )+")
_PLAIN_NO = re.compile(r"(?:no+|nope|nah|not really|never)\b")
_PLAIN_YES = re.compile(r"(?:yes+|yeah+|yea|yep|yup)\b")
_SHORT = 8
_SICK_NO = somewhere(
    r"(?:dont|doesnt|never|not|do not|does not|didnt|wont)(?: (?:really|ever|usually))? (?:get|feel|"
    r"been|have)?\s?(?:sick|shaky|shakes|the shakes|withdrawals?|ill)"
)
_SICK = somewhere(
    r"(?:get|gets|got|feel|feels|am|im|be|real|so) (?:(?:very|really|pretty|so|real|bad|"
    r"dope) )*(?:sick|shaky|the shakes|shakes|sweaty|ill)|"
    r"withdrawals?|dope ?sick|shakes|sweats?|sweating|throw(?:ing)? up|vomit\w*|puk\w+|had a seizure|"
    r"seizures?|shaky|shak(?:e|ing)|trembl\w+"
)
_WATCH_NO = somewhere(
    r"(?:dont|doesnt|do not|does not|not) (?:really )?(?:need|want) (?:that|it|24|around|round|"
    r"someone|inpatient|to stay)"
)
_WATCH = somewhere(
    r"24[ /-]?7|24[ -]?hours?|around the clock|round the clock|day and night|all the time|all day|"
    r"inpatient|residential|someone (?:there|with me)|cant be alone"
)
_HOME_NO = somewhere(
    r"homeless|on the streets?|streets|shelter|in my (?:car|truck|van)|couch ?surf\w*|no ?where|"
    r"no place|(?:not|isnt|aint|no longer|dont feel) (?:really )?safe|"
    r"unsafe|sleeping (?:in|outside)|kicked out|evicted|(?:everyone|everybody|they all|people|"
    r"roommates?|he|she|partner|husband|wife|house) (?:\w+ ){0,3}"
    r"(?:drinks?|uses?|using|drinking|smokes?)|dont have (?:a |any )?(?:place|home|house)|"
    r"nowhere to (?:go|live|stay)|between places"
)
_HOME = somewhere(
    r"safe|own (?:place|home|house|apartment)|(?:my|our) (?:place|home|house|apartment)|with my|"
    r"live (?:with|alone|at home)|sober (?:house|home|living)|i have a (?:place|home|house)|stable"
)
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
    hours = ["day"] * bool(_DAYTIME.search(said)) + ["evening"] * needs.evenings + ["weekend"] * needs.weekends
    if hours:
        found["hours"] = hours
    special = [track for track in needs.tracks if track in MANAGED_TRACKS] + ["medication"] * bool(needs.medications)
    if special:
        found["special"] = special
    if _FEELS.search(said) or corrected:
        if _SICK_NO.search(said):
            found["withdrawal"] = "no"
        elif _SICK.search(said):
            found["withdrawal"] = "yes"
    if re.search(r"\b(?:homeless|living in my (?:car|truck|van)|(?:in|at) a shelter|sleeping outside)\b", said):
        found["safe_home"] = "no"
    return found


def _who(said: str, *, anywhere: bool) -> str | None:
    match = _FOR_RELATION.search(said)
    if match is None and anywhere:
        match = re.search(rf"\b(?:my|our) {_AGE}{_RELATION}\b", said)
    if match:
        return next(word for word in match.groupdict().values() if word)
    if _FOR_AGED.search(said):
        return "child"
    return "me" if _FOR_ME.search(said) else None


def answer_to(question: str, text: str) -> object | None:
    """Return what the words mean as an answer to that question; a few words are enough there. None: not an answer."""
    said = spoken(text)
    short = len(said.split()) <= _SHORT
    if question == "for_whom":
        if _ME.fullmatch(said):
            return "me"
        match = _RELATION_AT_START.match(said) if short else None
        if match:
            return match["relation"]
        if short and _AGED.match(said):
            return "child"
        return "someone" if re.fullmatch(rf"(?:for |its for |it is for )?(?:{_SOMEONE})", said) else None
    if question == "special" and NO.fullmatch(said):
        return ["none"]
    if question in YES_NO:
        return {"withdrawal": _sick, "round_the_clock": _watched, "safe_home": _home}[question](said)
    if not short:
        return None
    if question == "payment":
        payers = read_needs(text).payers
        if payers:
            return payers[0]
        return "low_cost" if _NO_INSURANCE.fullmatch(said) else _first(_PAYMENT, said)
    if question == "meeting":
        return _first(_MEETING, said)
    if question == "hours":
        return [key for key, pattern in _HOURS if pattern.search(said)] or (["any"] if _ANY_TIME.search(said) else None)
    return [key for key, pattern in _SPECIAL if pattern.search(said)] or None


def _first(table: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> str | None:
    return next((key for key, pattern in table if pattern.search(said)), None)


def _yes_or_no(said: str) -> str | None:
    """Return the yes or no that a message begins with; a long one has to say it plainly."""
    said = _FILLER.sub("", said)
    short = len(said.split()) <= _SHORT
    if (_NO_FIRST if short else _PLAIN_NO).match(said):
        return "no"
    return "yes" if (_YES if short else _PLAIN_YES).match(said) else None


def _sick(said: str) -> str | None:
    if _SICK_NO.search(said):
        return "no"
    if _SICK.search(said) and not _NO_FIRST.match(said):
        return "yes"
    # "Not really, but I sweat a lot": the careful reading.
    after_but = said.partition(" but ")[2]
    return "yes" if _SICK.search(after_but) else _yes_or_no(said)


def _watched(said: str) -> str | None:
    if _WATCH_NO.search(said):
        return "no"
    return _yes_or_no(said) or ("yes" if _WATCH.search(said) else None)


def _home(said: str) -> str | None:
    if _HOME_NO.search(said) or said in ("sometimes", "not always", "kinda", "sort of", "somewhat"):
        return "no"
    return _yes_or_no(said) or ("yes" if _HOME.search(said) else None)
