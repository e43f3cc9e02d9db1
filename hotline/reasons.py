"""Why somebody was handed over, in one sentence for staff, and in a few words for a page or a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """`sentence` is read at the desk; `spoken` is said by a machine on the phone, before anybody has pressed a key."""

    sentence: str
    spoken: str


REASONS = {
    "asked_for_person": Reason("They asked to talk to a person.", "asked for a person"),
    "callback": Reason("They asked to be called.", "asked for a call"),
    "trouble": Reason("Something broke while we answered them. They got an apology.", "a technical problem"),
    "crisis_suicide": Reason("They may be thinking of suicide.", "urgent, safety concern"),
    "crisis_selfharm": Reason("They may be hurting themselves.", "urgent, safety concern"),
    "crisis_overdose": Reason("Someone may have taken too much.", "urgent, medical concern"),
    "crisis_withdrawal": Reason("They may be in dangerous withdrawal.", "urgent, medical concern"),
    "crisis_violence": Reason("They may be in danger from someone.", "urgent, safety concern"),
    "concern_third_person": Reason("They fear for someone else's life.", "urgent, safety concern"),
    "poisoning": Reason("Someone, maybe a child, may have swallowed something.", "urgent, medical concern"),
    "recent_attempt": Reason("They wrote of a recent suicide attempt.", "urgent, safety concern"),
}
_OTHER = Reason("A person is wanted.", "needs a person")


def reason_of(key: str) -> Reason:
    """Return the words for a handoff's reason; an unknown key has words too, so that nobody is dropped for it."""
    return REASONS.get(key, _OTHER)
