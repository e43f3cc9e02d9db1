"""What the intake knows so far, as it stands in the slots: what is open, in plain words, and as needs of a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from bot.actions.intake_meanings import MANAGED_TRACKS
from facilities_db import codes
from facilities_db.needs import Needs

FORM = "intake_form"
QUESTIONS = (
    "for_whom", "place", "payment", "meeting", "hours", "special", "withdrawal", "round_the_clock", "safe_home",
)  # fmt: skip

MEETING = {"in_person": "in person", "online": "online", "either": "in person or online"}
HOURS = {"day": "daytime", "evening": "evenings", "weekend": "weekends", "any": "any time"}
SPECIAL = {
    "women": "for women", "men": "for men", "lgbtq": "LGBTQ+", "veterans": "for veterans", "adolescents": "for teens",
    "pregnant": "for pregnancy", "co_occurring": "mental health too", "medication": "with medication",
}  # fmt: skip
SAFETY = {
    ("withdrawal", "yes"): "shaking or sick when it stops",
    ("withdrawal", "no"): "not sick when it stops",
    ("round_the_clock", "yes"): "care day and night",
    ("round_the_clock", "no"): "no care at night",
    ("safe_home", "yes"): "a safe place to live",
    ("safe_home", "no"): "no safe place to live",
}


@dataclasses.dataclass(frozen=True)
class Progress:
    """Where the intake stands.

    asked: the question last asked. skipped: what the person would not answer. aside: how many messages in a row were
    about something else. done: the class of care (see `risk`) that the result spoke of, once it was given.
    """

    asked: str | None = None
    skipped: tuple[str, ...] = ()
    aside: int = 0
    done: str | None = None

    @classmethod
    def of(cls, slots: Mapping[str, Any]) -> Progress:
        """Read it from the slots."""
        kept = slots.get("intake") or {}
        return cls(kept.get("asked"), tuple(kept.get("skipped", ())), kept.get("aside", 0), kept.get("done"))

    @property
    def begun(self) -> bool:
        """Whether anything was ever asked."""
        return self.asked is not None or self.done is not None

    def after(self, **changes: Any) -> dict[str, Any]:
        """Return the slot's value with these changes."""
        raw = dataclasses.asdict(dataclasses.replace(self, **changes))
        return {**raw, "skipped": list(raw["skipped"])}


def next_open(slots: Mapping[str, Any]) -> str | None:
    """Return the first question that is neither answered nor skipped."""
    skipped = Progress.of(slots).skipped
    return next((name for name in QUESTIONS if slots.get(name) is None and name not in skipped), None)


def already_known(needs: Needs) -> dict[str, Any]:
    """Return the answers that an earlier search for programs already gave."""
    known: dict[str, Any] = {}
    if needs.payers:
        known["payment"] = needs.payers[0]
    if needs.virtual is not None:
        known["meeting"] = "online" if needs.virtual else "in_person"
    hours = ["evening"] * needs.evenings + ["weekend"] * needs.weekends
    if hours:
        known["hours"] = hours
    special = [track for track in needs.tracks if track in SPECIAL] + ["medication"] * bool(needs.medications)
    if special:
        known["special"] = special
    return known


def with_answers(needs: Needs, answers: Mapping[str, Any]) -> Needs:
    """Return the needs after these answers; an answer replaces what was there of its own kind."""
    changes: dict[str, Any] = {}
    if "payment" in answers:
        changes["payers"] = (answers["payment"],)
    if "meeting" in answers:
        changes["virtual"] = {"online": True, "in_person": False}.get(answers["meeting"])
    if "hours" in answers:
        changes["evenings"] = "evening" in answers["hours"]
        changes["weekends"] = "weekend" in answers["hours"]
    if "special" in answers:
        wanted = answers["special"]
        others = tuple(track for track in needs.tracks if track not in MANAGED_TRACKS)
        changes["tracks"] = others + tuple(track for track in MANAGED_TRACKS if track in wanted)
        changes["medications"] = (needs.medications or ("any",)) if "medication" in wanted else ()
        if "adolescents" in wanted:
            changes["ages"] = ("adolescents",)
    return dataclasses.replace(needs, **changes)


def in_words(slots: Mapping[str, Any], *, safety: bool = False) -> str:
    """Return what is known, as the middle of a sentence; empty for nothing. `safety`: those three answers too."""
    parts = []
    who, place = slots.get("for_whom"), slots.get("place")
    if who:
        parts.append({"me": "for you", "someone": "for someone else"}.get(who, f"for your {who}"))
    if place:
        parts.append("near you" if place["kind"] == "here" else f"in {place['label']}")
    if slots.get("payment"):
        parts.append(codes.PAYERS[slots["payment"]].label)
    if slots.get("meeting"):
        parts.append(MEETING[slots["meeting"]])
    parts += [HOURS[key] for key in slots.get("hours") or ()]
    parts += [SPECIAL[key] for key in slots.get("special") or () if key != "none"]
    if safety:
        parts += [said for (name, answer), said in SAFETY.items() if slots.get(name) == answer]
    return ", ".join(parts)


def risk(slots: Mapping[str, Any]) -> str:
    """Return which class of care the answers speak for: "withdrawal", "round_the_clock" or "iop"."""
    if slots.get("withdrawal") == "yes":
        return "withdrawal"
    if slots.get("round_the_clock") == "yes" or slots.get("safe_home") == "no":
        return "round_the_clock"
    return "iop"
