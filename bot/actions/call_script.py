"""What to say when calling a program: the first words are the hardest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from facilities_db import codes
from facilities_db.needs import Needs

_ABOUT = {
    "iop": "intensive outpatient (IOP)",
    "outpatient": "outpatient treatment",
    "php": "day treatment",
    "residential": "residential treatment",
    "detox": "detox",
    "otp": "methadone treatment",
}
# Groups one can ask for without telling of oneself what others in the room should not hear.
_OPENLY = ("women", "men", "veterans", "first_responders")
_WHEN = {"evenings": "in the evening", "weekends": "on weekends"}
_MOST_QUESTIONS = 3
_HELP_WITH_COST = frozenset(("low_cost", "sliding", "assistance", "free"))


def call_script(needs: Needs) -> str:
    """Return a few sentences to read out, made of what was asked for, for oneself or for someone else.

    What may be private (court, pregnancy, trauma, mental health, whom one loves) is left for the caller to say. What
    does not fit into three questions can be asked when they answer.
    """
    questions = list(_questions(needs))[:_MOST_QUESTIONS]
    return " ".join((f"Hi. I'm calling about {_ABOUT[needs.level]}.", *questions, "When could it start?"))


def _questions(needs: Needs) -> Iterator[str]:
    """What decides whether to go on with the call comes first."""
    if needs.ages:
        yield f"Do you take {_or(codes.AGES[key].label for key in needs.ages)}?"
    paid = [codes.PAYERS[key].label for key in needs.payers if key not in (*_HELP_WITH_COST, "cash")]
    if paid:
        yield f"Do you take {_or(paid)}?"
    elif _HELP_WITH_COST & set(needs.payers):
        yield "What does it cost, and is there help with that?"
    else:
        yield "What does it cost?"
    if needs.medications:
        yield f"Do you prescribe {_or(codes.MEDICATIONS[key].label for key in needs.medications)}?"
    if needs.languages:
        yield f"Can it be in {_or(codes.LANGUAGES[key].label for key in needs.languages)}?"
    if needs.unknown:
        yield f"Do you meet {_or(_WHEN[what] for what in needs.unknown)}?"
    if needs.virtual:
        yield "Can all of it be online?"
    groups = [codes.TRACKS[key].label for key in needs.tracks if key in _OPENLY]
    if groups:
        yield f"Do you have a group for {_or(groups)}?"


def _or(labels: Iterable[str]) -> str:
    return " or ".join(labels)
