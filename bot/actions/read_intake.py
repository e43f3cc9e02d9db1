"""Reads every message with the intake in mind: answers, skips, corrections, "why", "stop asking", "continue"."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import intake_words as words
from bot.actions.intake_answers import FORM, QUESTIONS, Progress, already_known, with_answers
from bot.actions.intake_meanings import answer_to, named
from bot.actions.intake_safety import YES_NO
from bot.actions.places import find, place_slots
from facilities_db.needs import Needs, read_needs

# These always get their own answer, unless the words are nothing but an answer.
_OF_THEIR_OWN = {"talk_to_human", "callback_request", "delete_my_data", "opt_out"}
_UNCLEAR = {"nlu_fallback", "out_of_scope"}
_PLACE_NAMED = re.compile(r"\b(?:in|near|around|by|from|live in|to|outside) \w|\b\d{5}\b")
_AGE = re.compile(r"\b(?:son|daughter|kid|child|teen|boy|girl|nephew|niece|he|she|im) (\d{1,2})\b")

Answers = dict[str, Any]


class ActionReadIntake(Action):  # type: ignore[misc]  # Rasa ships no types
    """Runs on every message before anything is decided; sets what it read, and what kind of message it was."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_read_intake"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Set `intake_heard` (what kind of message), the answers, and `intake_go_on` to bring the form back."""
        if _just_begun(tracker):
            return []  # Rasa reads a message again when it begins a form with it
        now = _Reading(tracker, domain).slots()
        return [SlotSet(name, value) for name, value in now.items() if tracker.get_slot(name) != value]


class _Reading:
    """One message, and where the intake stood when it came."""

    def __init__(self, tracker: Tracker, domain: dict[str, Any]) -> None:
        self._tracker = tracker
        self._domain = domain
        self._progress = Progress.of(tracker.slots)
        self._loop = (tracker.active_loop or {}).get("name")
        self._asked = self._progress.asked
        self._intent = tracker.latest_message["intent"].get("name") or ""
        self._text = str(tracker.latest_message.get("text") or "")
        self._said = words.spoken(self._text)
        self._entities: dict[str, Any] = {}
        for entity in tracker.latest_message.get("entities", []):
            if self._text.startswith("/") and entity.get("entity") in (*QUESTIONS, "intake"):
                self._entities[entity["entity"]] = entity["value"]

    def slots(self) -> dict[str, Any]:
        """Return the slots to set."""
        kind, answers = self._heard()
        if kind == "over":
            return {
                **dict.fromkeys((*QUESTIONS, "place_asked", "needs", "shown", "chosen", "intake", "intake_paused")),
                "intake_heard": {"kind": "start"}, "intake_go_on": self._brings_back(),
            }  # fmt: skip
        heard = {"kind": kind, "about": list(answers)} if kind else None
        brings_back = self._brings_back() if kind and self._intent != "start_intake" else None
        read: dict[str, Any] = {"intake_heard": heard, "intake_go_on": brings_back}
        if kind == "skip" and self._asked:
            read["intake"] = self._progress.after(skipped=(*self._progress.skipped, self._asked), aside=0)
        if kind in ("known", "start"):
            prefilled = already_known(self._needs())
            read |= {name: value for name, value in prefilled.items() if self._tracker.get_slot(name) is None}
        if not answers and kind != "noted":
            return read
        return read | self._filled(answers)

    def _brings_back(self) -> bool | None:
        return None if self._loop == FORM else True

    def _needs(self) -> Needs:
        return Needs.from_dict(self._tracker.get_slot("needs") or {})

    def _ages(self) -> tuple[str, ...]:
        return read_needs(self._text).ages or _age(self._said)

    def _filled(self, answers: Answers) -> dict[str, Any]:
        """Return the slots for the answers, and the needs that follow from them."""
        filled = {name: value for name, value in answers.items() if name != "place"}
        if "place" in answers:
            filled |= answers["place"]
        needs = self._needs()
        if not self._entities:
            said = read_needs(self._text)
            needs = needs.merge(Needs(ages=self._ages(), languages=said.languages))
            needs = needs.merge(Needs(level=said.level, level_named=said.level_named, medications=said.medications))
        filled["needs"] = with_answers(needs, answers).as_dict()
        filled |= {"shown": None, "chosen": None}
        skipped = tuple(name for name in self._progress.skipped if name not in answers)
        filled["intake"] = self._progress.after(skipped=skipped, aside=0)
        return filled

    def _heard(self) -> tuple[str | None, Answers]:
        """Return what kind of message this is (None: about something else), and the answers in it."""
        control = self._entities.pop("intake", None)
        if control == "over":
            return "over", {}
        if control == "skip":
            return ("skip", {}) if self._loop == FORM else ("go_on", {})
        if self._entities:
            answers = self._tapped()
            if answers and (self._loop == FORM or self._intent == "start_intake"):
                return self._kind_of(answers), answers
        if self._text.startswith("/"):
            return self._of_a_button()
        return self._while_asking() if self._loop == FORM else self._meanwhile()

    def _of_a_button(self) -> tuple[str | None, Answers]:
        if self._intent == "start_intake":
            return ("known" if self._progress.begun else "start"), {}
        return None, {}

    def _tapped(self) -> Answers:
        answers: Answers = {}
        for name, value in self._entities.items():
            if name == "place":
                answers["place"] = place_slots(find(str(value)))
            elif name in ("hours", "special"):
                answers[name] = [value]
            else:
                answers[name] = value
        return answers

    def _while_asking(self) -> tuple[str | None, Answers]:
        """The form waits for an answer."""
        if words.steers(self._said, words.LEAVE, "leave"):
            return "leave", {}
        if words.steers(self._said, words.WHY, "why"):
            return "why", {}
        if words.steers(self._said, words.SKIP, "skip"):
            return "skip", {}
        if words.steers(self._said, words.GO_ON, "go_on"):
            return "go_on", {}
        answers = self._answers()
        if answers:
            return self._kind_of(answers), answers
        if self._ages() and not words.asks_something(self._text):
            return "noted", {}
        yes_or_no = self._asked in YES_NO
        if words.steers(self._said, words.OK, "ok") and not yes_or_no:
            return "go_on", {}
        if words.steers(self._said, words.NO, "no") and not yes_or_no:
            return "skip", {}
        if self._intent == "start_intake" and not words.asks_something(self._text):
            return "known", {}
        if self._intent in _UNCLEAR and not self._progress.aside and not words.asks_something(self._text):
            return "unclear", {}
        return None, {}

    def _meanwhile(self) -> tuple[str | None, Answers]:
        """No question of the intake waits: has somebody asked for it, or come back to it?"""
        if self._intent == "start_intake" and not words.steers(self._said, words.GO_ON, "go_on"):
            answers = self._named(corrected=False)
            return ("known" if self._progress.begun else "start"), answers
        if not self._progress.begun:
            return None, {}
        if words.steers(self._said, words.GO_ON, "go_on") and not self._progress.done:
            return "known", {}
        if (
            words.asks_something(self._text)
            or self._intent in _OF_THEIR_OWN
            or self._intent.startswith(("crisis", "concern"))
        ):
            return None, {}
        if words.corrects(self._said) and self._intent != "find_facility":
            answers = self._named(corrected=True)
            return (self._kind_of(answers), answers) if answers else (None, {})
        if self._paused_on_an_easy_question():
            answer = answer_to(self._asked or "", self._text)
            if answer is not None:
                return "answer", {self._asked or "": answer}
        return None, {}

    def _paused_on_an_easy_question(self) -> bool:
        open_one = self._asked not in (None, "place", *YES_NO) and not self._progress.done
        return open_one and len(self._said.split()) <= 2 and self._intent not in ("affirm", "deny", "more", "thanks")

    def _kind_of(self, answers: Answers) -> str:
        changed = any(
            self._tracker.get_slot(name) not in (None, value) for name, value in answers.items() if name != "place"
        )
        moved = "place" in answers and self._tracker.get_slot("place") is not None
        if changed or moved:
            return "changed"
        return "answer" if self._loop != FORM or self._asked in answers else "noted"

    def _answers(self) -> Answers:
        """Return the answers in a message that came while a question waited."""
        asked = self._asked or ""
        if words.asks_something(self._text):
            return {}
        danger = self._intent.startswith(("crisis", "concern"))
        if (self._intent in _OF_THEIR_OWN or danger) and len(self._said.split()) > 3:
            return {}
        corrected = words.corrects(self._said)
        if self._intent == "find_facility" and words.names_programs(self._said) and not corrected:
            return {}
        answers = self._named(corrected=corrected)
        if asked in answers or (corrected and answers):
            return answers
        several = self._by_numbers(asked)
        if several:
            return {asked: several}
        if asked == "place" and not answers:
            place = place_slots(find(self._text))
            if self._is_a_place(place):
                answers["place"] = place
        elif asked and asked != "place":
            answer = answer_to(asked, self._text)
            if answer is not None:
                answers[asked] = answer
        if asked not in answers and len(answers) < 2 and len(self._said.split()) < 4:
            return {name: value for name, value in answers.items() if name == "place"}
        return answers

    def _is_a_place(self, place: dict[str, Any]) -> bool:
        reason = (place["place_asked"] or {}).get("reason")
        if reason == "no_place":
            return False
        return reason is None or reason == "unknown_zip" or len(self._said.split()) <= 4

    def _named(self, *, corrected: bool) -> Answers:
        answers: Answers = dict(named(self._text, corrected=corrected))
        kinds = {entity.get("entity") for entity in self._tracker.latest_message.get("entities", [])}
        if kinds & {"zip", "state"} or corrected or words.beside(_PLACE_NAMED, "place_named").search(self._said):
            place = place_slots(find(self._text))
            asked_back = place["place_asked"] or {}
            surely = bool(kinds & {"zip", "state"}) or corrected
            if place["place"] or (surely and "options" in asked_back) or asked_back.get("reason") == "unknown_zip":
                answers["place"] = place
        return answers

    def _by_numbers(self, asked: str) -> list[str]:
        """Return the choices that "1, 4" names, where several may be true."""
        if asked not in ("hours", "special") or not _are_several(self._said):
            return []
        buttons = self._domain["responses"][f"utter_ask_intake_form_{asked}"][0]["buttons"]
        numbers = [int(number) for number in re.findall(r"\d+", self._said)]
        payloads = [buttons[number - 1]["payload"] for number in numbers if 1 <= number <= len(buttons)]
        return [json.loads(payload.partition("{")[2].removesuffix("}"))[asked] for payload in payloads]


def _just_begun(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name") == FORM:
            return True
    return False


def _are_several(said: str) -> bool:
    """Say whether the words are several numbers: "1, 4", "1 and 4"."""
    between = "|".join((",", "and", "&", r"\+", r"\s", *words.OTHERS.said("and")))
    return bool(re.fullmatch(rf"\d{{1,2}}(?:\s*(?:{between})\s*\d{{1,2}})+", said))


def _age(said: str) -> tuple[str, ...]:
    """Return the age group of "my son 19", which the commas hide."""
    match = words.beside(_AGE, "age").search(said)
    if match is None:
        return ()
    years = int(next(filter(None, match.groups())))
    if 8 <= years < 18:
        return ("adolescents",)
    return ("young_adults",) if 18 <= years <= 25 else ()
