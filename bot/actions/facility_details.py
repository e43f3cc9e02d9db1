"""More about number 2; call them; and all the rest that is known of it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.call_script import call_script
from bot.actions.listing_source import source_of
from bot.actions.program_details import address, answer, at_first, phones, the_rest, venue
from bot.context import turn
from facilities_db.needs import Needs, read_needs
from facilities_db.search import Match, facility
from porchlight.languages import phrase


class ActionFacilityDetails(Action):  # type: ignore[misc]  # Rasa ships no types
    """Says what is known of one of the programs last shown; by SMS first what counts, and MORE brings the rest.

    "Do they take Medicaid", of the program last looked at, is answered alone.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_facility_details"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Take the number that was said, or the program last looked at, or the first."""
        chosen = _chosen(tracker, (tracker.get_slot("shown") or {}).get("ids", []))
        program = None if chosen is None else _read(chosen)
        if program is None:
            dispatcher.utter_message(response="utter_which_program")
            return []
        asked = read_needs(str(tracker.latest_message.get("text") or ""))
        told = answer(program, asked) if program.id == tracker.get_slot("chosen") else ""
        if told:
            dispatcher.utter_message(
                response="utter_program_asked",
                name=program.name,
                answer=told,
                phone=phones(program),
                closing=_closing(program, more=False),
            )
            return []
        needs = Needs.from_dict(tracker.get_slot("needs") or {})
        rest = the_rest(program)
        by_sms = turn().form == "sms"
        offered = (at_first(program, needs), "" if by_sms else rest)
        dispatcher.utter_message(
            response="utter_program",
            name=program.name,
            phone=phones(program),
            address=address(program),
            services="\n".join(filter(None, offered)),
            closing=_closing(program, more=bool(by_sms and rest)),
            script=call_script(needs),
            venue=venue(program),
        )
        return [SlotSet("chosen", program.id)]


def tell_the_rest(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Say what the details of the program last looked at left out; False when that is nothing, as on Telegram."""
    program = _read(tracker.get_slot("chosen") or 0)
    rest = the_rest(program) if program and turn().form == "sms" else ""
    if program and rest:
        first = phones(program).splitlines()[0]
        dispatcher.utter_message(response="utter_program_more", name=program.name, services=rest, phone=first)
    return bool(rest)


def _read(facility_id: int) -> Match | None:
    with turn().database.read() as connection:
        return facility(connection, facility_id)


def _closing(program: Match, *, more: bool) -> str:
    said = [source_of(program)]
    if program.gone:
        said.append(phrase("It is off our list now and may have closed: call first."))
    else:
        said.append(phrase("Call to confirm."))
    if more:
        said.append(phrase("Text MORE for the rest."))
    return " ".join(said)


def _chosen(tracker: Tracker, ids: list[int]) -> int | None:
    if not ids:
        return None
    numbers = [
        int(entity["value"])
        for entity in tracker.latest_message.get("entities", [])
        if entity.get("entity") == "number" and str(entity["value"]).lstrip("-").isdigit()
    ]
    if not numbers:
        chosen = tracker.get_slot("chosen")
        return chosen if chosen in ids else ids[0]
    number = numbers[0]
    if number == -1:
        return ids[-1]
    return ids[number - 1] if 1 <= number <= len(ids) else None
