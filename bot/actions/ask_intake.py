"""The intake's questions: one class a question, because Rasa looks for `action_ask_<form>_<slot>`."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.ask_place import UNKNOWN
from bot.actions.intake_answers import Progress, in_words
from bot.context import turn
from bot.fixed_replies import all_responses
from porchlight.languages import ENGLISH, phrase, spoken
from porchlight.numbers import placeholders


class AskIntake(Action, ABC):  # type: ignore[misc]  # Rasa ships no types
    """Asks one question, in the words that fit how we came to it."""

    @property
    @abstractmethod
    def question(self) -> str:
        """The slot that is asked for."""

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_ask_intake_form_{self.question}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say what has to be said first, then the question; note that it was asked."""
        heard = tracker.get_slot("intake_heard") or {}
        kind, known = heard.get("kind"), in_words(tracker.slots)
        if kind == "why":
            dispatcher.utter_message(response=f"utter_intake_why_{self.question}")
        elif known and (kind in ("known", "start") or len(heard.get("about", ())) > 1):
            dispatcher.utter_message(response="utter_intake_known", known=known)
        if "withdrawal" in heard.get("about", ()) and tracker.get_slot("withdrawal") == "yes":
            dispatcher.utter_message(response="utter_intake_before_stopping")
        again = [_start_over()] if kind == "known" and known else []
        self._ask(dispatcher, tracker, _lead(kind), again)
        return [SlotSet("intake", Progress.of(tracker.slots).after(asked=self.question))]

    def _ask(self, dispatcher: CollectingDispatcher, tracker: Tracker, lead: str, again: list[dict[str, str]]) -> None:
        dispatcher.utter_message(
            response=f"utter_ask_intake_form_{self.question}", lead=lead, buttons=[_skip(), *again]
        )


def _skip() -> dict[str, str]:
    return {"title": phrase("Skip"), "payload": '/start_intake{"intake": "skip"}'}


def _start_over() -> dict[str, str]:
    return {"title": phrase("Start over"), "payload": '/start_intake{"intake": "over"}'}


def _lead(kind: str | None) -> str:
    """Return the reviewed words in front of a question."""
    name = f"utter_intake_lead_{kind}"
    variants = all_responses(spoken()).get(name) or all_responses(ENGLISH).get(name)
    return f"{variants[0]['text'].format_map(placeholders(turn().hotline.offer().number))} " if variants else ""


class AskForWhom(AskIntake):
    """For whom?"""

    question = "for_whom"


class AskIntakePlace(AskIntake):
    """Where? Or which of several?"""

    question = "place"

    def _ask(self, dispatcher: CollectingDispatcher, tracker: Tracker, lead: str, again: list[dict[str, str]]) -> None:
        asked = tracker.get_slot("place_asked") or {}
        if asked.get("options"):
            towns = [
                {"title": label, "payload": "/start_intake" + json.dumps({"place": label})}
                for label in asked["options"]
            ]
            dispatcher.utter_message(response="utter_which_city", city=asked["city"], buttons=[*towns, _skip(), *again])
            return
        # Numbered already, as it were: a text message shows no list here, and SKIP is in the words.
        dispatcher.utter_message(
            response=UNKNOWN.get(asked.get("reason", ""), "utter_ask_intake_form_place"),
            lead=lead,
            buttons=[_skip(), *again],
            numbered=True,
        )


class AskPayment(AskIntake):
    """How is it paid?"""

    question = "payment"


class AskMeeting(AskIntake):
    """In person or online?"""

    question = "meeting"


class AskHours(AskIntake):
    """When?"""

    question = "hours"


class AskSpecial(AskIntake):
    """What kind of program?"""

    question = "special"


class AskWithdrawal(AskIntake):
    """Sick or shaky without it?"""

    question = "withdrawal"


class AskRoundTheClock(AskIntake):
    """Care day and night?"""

    question = "round_the_clock"


class AskSafeHome(AskIntake):
    """A safe place to live?"""

    question = "safe_home"
