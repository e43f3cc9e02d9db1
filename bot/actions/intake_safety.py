"""What people's words mean as answers to the questions about safety: sick without it, care day and night, a safe home.

All run on `spoken` text. The worst that can happen is "yes, I get sick" heard as no: detox would not be
spoken of.
"""

from __future__ import annotations

import re

from bot.actions.intake_words import beside, first, somewhere, steers, whole

YES_NO = ("withdrawal", "round_the_clock", "safe_home")

# A longer message has to say it plainly.
_SHORT = 8
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
_BUT = somewhere(r"but")
_SOMETIMES = whole(r"sometimes|not always|kinda|sort of|somewhat")


def safety_answer(question: str, said: str) -> str | None:
    """Return "yes" or "no" as the answer to one of `YES_NO`, or None for words that are neither."""
    return {"withdrawal": _sick, "round_the_clock": _watched, "safe_home": _home}[question](said)


def sickness(said: str) -> str | None:
    """Return whether the words by themselves say that somebody is sick when it stops, or is not; None: neither."""
    if beside(_SICK_NO, "sick_no").search(said):
        return "no"
    return "yes" if beside(_SICK, "sick").search(said) else None


def _yes_or_no(said: str) -> str | None:
    """Return the yes or no that a message begins with; a long one has to say it plainly."""
    said = beside(_FILLER, "filler", shape=_leading).sub("", said)
    if len(said.split()) <= _SHORT:
        no, yes = beside(_NO_FIRST, "no_first", shape=first), beside(_YES, "yes", shape=first)
    else:
        no, yes = beside(_PLAIN_NO, "plain_no", shape=first), beside(_PLAIN_YES, "plain_yes", shape=first)
    if no.match(said):
        return "no"
    return "yes" if yes.match(said) else None


def _leading(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{'|'.join(patterns)}) )+")


def _sick(said: str) -> str | None:
    sick = beside(_SICK, "sick")
    # "Not really, but I sweat a lot": the careful reading.
    if any(sickness(after) == "yes" for after in beside(_BUT, "but").split(said, maxsplit=1)[1:]):
        return "yes"
    if sickness(said) == "no":
        return "no"
    if sick.search(said) and not beside(_NO_FIRST, "no_first", shape=first).match(said):
        return "yes"
    return _yes_or_no(said)


def _watched(said: str) -> str | None:
    if beside(_WATCH_NO, "watch_no").search(said):
        return "no"
    return _yes_or_no(said) or ("yes" if beside(_WATCH, "watch").search(said) else None)


def _home(said: str) -> str | None:
    if beside(_HOME_NO, "home_no").search(said) or steers(said, _SOMETIMES, "sometimes"):
        return "no"
    return _yes_or_no(said) or ("yes" if beside(_HOME, "home").search(said) else None)
