"""What to say when calling a program: the first words are the hardest."""

from __future__ import annotations

from collections.abc import Iterator

from facilities_db import codes
from facilities_db.joining import any_of
from facilities_db.needs import Needs
from porchlight.languages import marked, phrase

_ABOUT = {
    "iop": marked("Hi. I'm calling about intensive outpatient (IOP)."),
    "outpatient": marked("Hi. I'm calling about outpatient treatment."),
    "php": marked("Hi. I'm calling about day treatment."),
    "residential": marked("Hi. I'm calling about residential treatment."),
    "detox": marked("Hi. I'm calling about detox."),
    "otp": marked("Hi. I'm calling about methadone treatment."),
}
# Groups one can ask for without telling of oneself what others in the room should not hear.
_OPENLY = ("women", "men", "veterans", "first_responders")
_WHEN = {"evenings": marked("in the evening"), "weekends": marked("on weekends")}
_MOST_QUESTIONS = 3
_HELP_WITH_COST = frozenset(("low_cost", "sliding", "assistance", "free"))


def call_script(needs: Needs) -> str:
    """Return a few sentences to read out, made of what was asked for, for oneself or for someone else.

    They are in the caller's language. Whoever picks up may not know it: what opens them can ask in English first.

    What may be private (court, pregnancy, trauma, mental health, whom one loves) is left for the caller to say. What
    does not fit into three questions can be asked when they answer.
    """
    questions = list(_questions(needs))[:_MOST_QUESTIONS]
    return " ".join((phrase(_ABOUT[needs.level]), *questions, phrase("When could it start?")))


def _questions(needs: Needs) -> Iterator[str]:
    """What decides whether to go on with the call comes first."""
    if needs.ages:
        yield phrase("Do you take {whom}?", whom=any_of(phrase(codes.AGES[key].label) for key in needs.ages))
    paid = [phrase(codes.PAYERS[key].label) for key in needs.payers if key not in (*_HELP_WITH_COST, "cash")]
    if paid:
        yield phrase("Do you take {payers}?", payers=any_of(paid))
    elif _HELP_WITH_COST & set(needs.payers):
        yield phrase("What does it cost, and is there help with that?")
    else:
        yield phrase("What does it cost?")
    if needs.medications:
        medications = any_of(phrase(codes.MEDICATIONS[key].label) for key in needs.medications)
        yield phrase("Do you prescribe {medications}?", medications=medications)
    if needs.languages:
        languages = any_of(phrase(codes.LANGUAGES[key].label) for key in needs.languages)
        yield phrase("Can it be in {languages}?", languages=languages)
    if needs.unknown:
        yield phrase("Do you meet {times}?", times=any_of(phrase(_WHEN[what]) for what in needs.unknown))
    if needs.virtual:
        yield phrase("Can all of it be online?")
    groups = [phrase(codes.TRACKS[key].label) for key in needs.tracks if key in _OPENLY]
    if groups:
        yield phrase("Do you have a group for {people}?", people=any_of(groups))
