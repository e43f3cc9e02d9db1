"""Puts together what was said just now, what was said just before, and what the model makes of it."""

from __future__ import annotations

import json
from typing import Any

from bot.safety.screen import CrisisScreen
from bot.safety.verdict import Verdict
from connectors.journal import Claim

# So short a message may be the end of the sentence before it: "i want it to", "END".
_AN_ENDING = 4
# How likely danger must be, in the learned classifier's eyes. Chosen on examples it had not seen: docs/safety.md.
SURE, UNSURE = 0.85, 0.5


def screened(screen: CrisisScreen, claim: Claim) -> Verdict | None:
    """Return what the reviewed phrases find in a message, or in the sentence that it ends."""
    if claim.kind == "text":
        words = claim.text
    elif claim.kind == "command":
        words = str(claim.body.get("written", ""))
    else:
        return None
    found = screen.screen(words) if claim.kind == "text" else None
    before, danger = claim.lately.words, claim.lately.danger
    # What was an alarm just now is answered already: "no" or "thanks" behind it is not the same alarm again. A stop
    # word is: whoever writes "END" there is not let go unheard.
    answered = claim.kind == "text" and danger is not None and danger.since == 0
    if found is None and before and not answered and len(words.split()) <= _AN_ENDING:
        found = screen.screen(f"{before} {words}")
    return found


def judged(seen: Verdict | None, parsed: dict[str, Any]) -> Verdict | None:
    """Return the verdict of phrases and learned classifier together.

    Phrases that are sure decide. Else the classifier does, and where it sees nothing, phrases that are unsure ask.
    """
    if seen is not None and seen.tier == "sure":
        return seen
    danger = parsed.get("danger") or {}
    confidence, name = float(danger.get("confidence", 0.0)), str(danger.get("name", ""))
    if confidence < UNSURE or (name == "grief" and seen is not None):
        return seen
    sure = confidence >= SURE and name != "grief"  # grief asks for no alarm, however plain it is
    if seen is None:
        return Verdict(name, "sure" if sure else "unsure")
    return Verdict(seen.crisis, "sure") if sure and seen.crisis != "grief" else seen


def without_form(state: str | None) -> str | None:
    """Return the dialogue state with nothing asked any more: after danger, no form goes on as if nothing were.

    `state` is what `bot.trackers.snapshot` writes: a JSON list of Rasa's events.
    """
    if state is None:
        return None
    events: list[dict[str, Any]] = json.loads(state)
    aside = [
        {"event": "active_loop", "name": None},
        *({"event": "slot", "name": slot, "value": None} for slot in ("requested_slot", "asked")),
    ]
    return json.dumps([*events, *aside])
