"""What the intake knows so far, as it stands in the slots: what is open, in plain words, and as needs of a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from bot.actions.intake_meanings import MANAGED_TRACKS
from facilities_db import codes
from facilities_db.needs import Needs
from porchlight.languages import marked, phrase

FORM = "intake_form"
QUESTIONS = (
    "for_whom", "place", "payment", "meeting", "hours", "special", "withdrawal", "round_the_clock", "safe_home",
)  # fmt: skip

MEETING = {"in_person": marked("in person"), "online": marked("online"), "either": marked("in person or online")}
HOURS = {
    "day": marked("daytime"), "evening": marked("evenings"), "weekend": marked("weekends"), "any": marked("any time"),
}  # fmt: skip
SPECIAL = {
    "women": marked("for women"),
    "men": marked("for men"),
    "lgbtq": marked("LGBTQ+"),
    "veterans": marked("for veterans"),
    "adolescents": marked("for teens"),
    "pregnant": marked("for pregnancy"),
    "co_occurring": marked("mental health too"),
    "medication": marked("with medication"),
}
SAFETY = {
    ("withdrawal", "yes"): marked("shaking or sick when it stops"),
    ("withdrawal", "no"): marked("not sick when it stops"),
    ("round_the_clock", "yes"): marked("care day and night"),
    ("round_the_clock", "no"): marked("no care at night"),
    ("safe_home", "yes"): marked("a safe place to live"),
    ("safe_home", "no"): marked("no safe place to live"),
}
# Whom the slot "for_whom" may name beside "me" and "someone": English words, whatever language they were said in.
RELATIONS = (
    marked("son"), marked("daughter"), marked("kid"), marked("kids"), marked("child"), marked("teen"),
    marked("teenager"), marked("stepson"), marked("stepdaughter"), marked("grandson"), marked("granddaughter"),
    marked("grandkid"), marked("nephew"), marked("niece"), marked("boy"), marked("girl"), marked("husband"),
    marked("wife"), marked("partner"), marked("boyfriend"), marked("girlfriend"), marked("spouse"), marked("fiance"),
    marked("fiancee"), marked("bf"), marked("gf"), marked("ex"), marked("hubby"), marked("mom"), marked("mother"),
    marked("mum"), marked("mama"), marked("dad"), marked("father"), marked("parent"), marked("parents"),
    marked("brother"), marked("sister"), marked("sibling"), marked("bro"), marked("sis"), marked("cousin"),
    marked("uncle"), marked("aunt"), marked("grandma"), marked("grandpa"), marked("grandmother"),
    marked("grandfather"), marked("friend"), marked("buddy"), marked("roommate"), marked("neighbor"),
    marked("coworker"), marked("family member"), marked("loved one"),
)  # fmt: skip


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
        parts.append(_for(who))
    if place:
        parts.append(phrase("near you") if place["kind"] == "here" else phrase("in {place}", place=place["label"]))
    if slots.get("payment"):
        parts.append(phrase(codes.PAYERS[slots["payment"]].label))
    if slots.get("meeting"):
        parts.append(phrase(MEETING[slots["meeting"]]))
    parts += [phrase(HOURS[key]) for key in slots.get("hours") or ()]
    parts += [phrase(SPECIAL[key]) for key in slots.get("special") or () if key != "none"]
    if safety:
        parts += [phrase(said) for (name, answer), said in SAFETY.items() if slots.get(name) == answer]
    return ", ".join(parts)


def _for(who: str) -> str:
    if who == "me":
        return phrase("for you")
    return phrase("for someone else") if who == "someone" else phrase("for your {whom}", whom=phrase(who))


def risk(slots: Mapping[str, Any]) -> str:
    """Return which class of care the answers speak for: "withdrawal", "round_the_clock" or "iop"."""
    if slots.get("withdrawal") == "yes":
        return "withdrawal"
    if slots.get("round_the_clock") == "yes" or slots.get("safe_home") == "no":
        return "round_the_clock"
    return "iop"
