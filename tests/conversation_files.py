"""Conversations as files that a clinician can read and change: who says what, and what must come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.people import Person, TelegramPerson, person_on
from tests.service import Service

FOLDER = Path(__file__).parent / "conversations"
QUESTIONS = FOLDER / "questions.yml"
Step = dict[str, Any]


@dataclass(frozen=True)
class Conversation:
    """One file. `hotline`: the operator's line is "open" (the default) or "closed", or there is "none"."""

    title: str
    channel: str
    steps: list[Step]
    hotline: str = "open"


def read(path: Path) -> Conversation:
    """Read one file. Raises ValueError for a step nobody knows."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    for step in raw["steps"]:
        unknown = set(step) - set(_PERSON) - set(_CHECKS)
        if unknown or len(step) != 1:
            raise ValueError(f"{path.name}: not a step: {step}")
    return Conversation(raw["title"], raw["channel"], raw["steps"], raw.get("settings", {}).get("hotline", "open"))


def files() -> list[Path]:
    """Every conversation, by name."""
    return sorted(path for path in FOLDER.glob("*.yml") if path != QUESTIONS)


def questions() -> dict[str, dict[str, Any]]:
    """The questions by id: `ask`, a person's words, and `answer`, words that only its answer holds."""
    asked: dict[str, dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return asked


@dataclass
class Play:
    """One conversation under way."""

    person: Person
    replies: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    def they(self, words: object) -> None:
        """The person does something and waits for the answer."""
        kind, what = next(iter(words.items())) if isinstance(words, dict) else ("they", words)
        self.transcript.append(f"  {kind}: {str(what)[:100]}")
        self.replies = self.person.hears(_PERSON[kind](self.person, what))
        self.transcript += [f"      we: {reply!r}" for reply in self.replies] or ["      we: (nothing)"]

    def check(self, kind: str, expected: Any) -> None:
        """Hold one expectation against what came back. Raises AssertionError with the conversation so far."""
        problem = _CHECKS[kind](self, expected)
        if problem:
            raise AssertionError("\n".join([f"{kind}: {problem}", *self.transcript]))


def play(conversation: Conversation, service: Service) -> None:
    """Have a conversation with the real service. Raises AssertionError where it goes another way."""
    under_way = Play(person_on(conversation.channel, service))
    for step in conversation.steps:
        kind, value = next(iter(step.items()))
        if kind in _PERSON:
            under_way.they({kind: value})
        else:
            under_way.check(kind, value)


def _telegram(person: Person) -> TelegramPerson:
    assert isinstance(person, TelegramPerson), "only Telegram has that"
    return person


_PERSON: dict[str, Callable[[Person, Any], str]] = {
    "they": lambda person, words: person.writes(str(words)),
    "they_write_at_length": lambda person, at: person.writes((at["words"] * at["characters"])[: at["characters"]]),
    "send": lambda person, kind: person.sends_file(kind),
    "tap": lambda person, title: _telegram(person).taps(title),
    "tap_data": lambda person, data: _telegram(person).tap_data(data),
    "share_location": lambda person, point: _telegram(person).shares_location(*point),
}


def _we(play: Play, expected: list[str] | str) -> str | None:
    if expected == "nothing":
        return None if not play.replies else "something was said"
    said = "\n".join(play.replies)
    missing = [words for words in expected if words.lower() not in said.lower()]
    return f"not said: {missing}" if missing else None


def _we_not(play: Play, forbidden: list[str]) -> str | None:
    said = "\n".join(play.replies)
    found = [words for words in forbidden if words.lower() in said.lower()]
    return f"was said: {found}" if found else None


def _texts(play: Play, number: int) -> str | None:
    return None if len(play.replies) == number else f"{len(play.replies)} texts came, not {number}"


def _buttons(play: Play, titles: list[str]) -> str | None:
    shown = play.person.buttons()
    missing = [title for title in titles if title not in shown]
    return f"no buttons {missing} among {shown}" if missing else None


def _in_all(play: Play, times: dict[str, int]) -> str | None:
    whole = "\n".join(play.person.screen()).lower()
    wrong = {words: whole.count(words.lower()) for words, n in times.items() if whole.count(words.lower()) != n}
    return f"said this often: {wrong}" if wrong else None


def _handoff(play: Play, expected: dict[str, Any] | str) -> str | None:
    waiting = play.person.service.ledger.handoffs_of(play.person.conversation_id)
    if expected == "none":
        return None if not waiting else f"staff were called: {waiting[0].reason}"
    if not waiting:
        return "nobody was called"
    handoff, code = waiting[0], expected.get("code_is_said", False)
    told = {"reason": handoff.reason, "urgent": handoff.urgent}
    if told != {key: expected[key] for key in ("reason", "urgent")}:
        return f"staff were told {told}"
    if code and handoff.code not in "\n".join(play.replies):
        return f"the code {handoff.code} was not said"
    story = " | ".join(line.text for line in play.person.service.ledger.story_of(handoff.conversation_id))
    missing = [words for words in expected.get("story", []) if words not in story]
    return f"the story for staff lacks {missing}: {story}" if missing else None


def _outcome(play: Play, expected: str) -> str | None:
    row = play.person.service.ledger.message(play.person.channel, play.person.last_id)
    outcome = None if row is None else row.outcome
    return None if outcome == expected else f"the journal says {outcome}"


def _kept(play: Play, expected: bool) -> str | None:
    kept = play.person.service.ledger.contact(play.person.channel, play.person.address)
    return None if (kept is not None) == expected else f"kept: {kept is not None}"


def _opted_out(play: Play, expected: bool) -> str | None:
    contact = play.person.service.ledger.contact(play.person.channel, play.person.address)
    opted_out = contact is not None and contact.opted_out_at is not None
    return None if opted_out == expected else f"opted out: {opted_out}"


_CHECKS: dict[str, Callable[[Play, Any], str | None]] = {
    "we": _we,
    "we_not": _we_not,
    "texts": _texts,
    "buttons": _buttons,
    "in_all": _in_all,
    "handoff": _handoff,
    "outcome": _outcome,
    "kept": _kept,
    "opted_out": _opted_out,
}
