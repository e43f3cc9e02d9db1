"""More about number 2."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.facility_details import ActionFacilityDetails
from bot.actions.program_details import address, answer, at_first, phones, the_rest, venue
from connectors.rendering import map_link
from connectors.sms.segments import count
from facilities_db.needs import Needs
from facilities_db.search import SearchResult
from tests.bot.actions.programs import program
from tests.bot.actions.stage import Stage

Around = tuple[dict[str, Any], SearchResult]


def _shown(around: Around) -> dict[str, Any]:
    return {"ids": [match.id for match in around[1].matches[:3]], "offset": 0}


@pytest.mark.parametrize(("number", "place"), [("1", 0), ("2", 1), ("3", 2), ("-1", 2)])
def test_the_number_that_was_said_is_taken(stage: Stage, around_boston: Around, number: str, place: int) -> None:
    """Name, address, phone, and how old the listing is; "the last one" too."""
    played = stage.play(ActionFacilityDetails(), entities={"number": number}, slots={"shown": _shown(around_boston)})
    match = around_boston[1].matches[place]
    assert played.responses == ["utter_program"]
    for part in (
        match.name,
        match.street,
        match.zip,
        match.phone,
        "SAMPLE list",
        "Call to confirm.",
        'You can say: "Hi',
    ):
        assert part in played.text
    assert played.slots == {"chosen": match.id}


def test_without_a_number_it_is_the_one_last_looked_at(stage: Stage, around_boston: Around) -> None:
    """ "Call them", "what's their address": the chosen one, or else the first."""
    shown = _shown(around_boston)
    again = stage.play(ActionFacilityDetails(), slots={"shown": shown, "chosen": shown["ids"][2]})
    assert again.slots == {"chosen": shown["ids"][2]}
    stale = stage.play(ActionFacilityDetails(), slots={"shown": shown, "chosen": 999_999})
    assert stale.slots == {"chosen": shown["ids"][0]}


@pytest.mark.parametrize("number", ["0", "4", "99", "-2"])
def test_a_number_that_is_not_on_the_list_is_asked_back(stage: Stage, around_boston: Around, number: str) -> None:
    """Never another program than the one that was meant."""
    played = stage.play(ActionFacilityDetails(), entities={"number": number}, slots={"shown": _shown(around_boston)})
    assert (played.responses, played.events) == (["utter_which_program"], [])


@pytest.mark.parametrize("shown", [None, {"ids": [], "offset": 0}, {"ids": [999_999], "offset": 0}])
def test_with_nothing_shown_it_asks_which(stage: Stage, shown: dict[str, Any] | None) -> None:
    """Nothing was shown yet, or the program is gone with its edition."""
    played = stage.play(ActionFacilityDetails(), entities={"number": "1"}, slots={"shown": shown})
    assert played.responses == ["utter_which_program"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("do they take medicaid", "They list: Medicaid."),
        ("do they speak korean", "They do not list: Korean. Ask them."),
        ("is it online", "They list: telehealth."),
        ("do they have evening groups", "They do not list their hours. Ask about evenings."),
    ],
)
def test_a_question_about_the_chosen_one_is_answered_alone(
    stage: Stage, around_boston: Around, question: str, said: str
) -> None:
    """With its number to call, in a text or two; another program that is named by its number is told in full."""
    shown = _shown(around_boston)
    slots = {"shown": shown, "chosen": shown["ids"][0]}
    played = stage.play(ActionFacilityDetails(), text=question, slots=slots)
    assert played.responses == ["utter_program_asked"] and said in played.text
    assert "617-555-0100" in played.text and "Call to confirm." in played.text and count(played.text).segments <= 2
    other = stage.play(ActionFacilityDetails(), text=question, slots=slots, entities={"number": "2"})
    assert other.responses == ["utter_program"]


@pytest.mark.parametrize(
    "words", ["call them", "is it any good", "whats the address", '/facility_details{"number": "1"}']
)
def test_what_asks_for_no_need_is_answered_in_full(stage: Stage, around_boston: Around, words: str) -> None:
    """The phone and the address are in the details."""
    shown = _shown(around_boston)
    played = stage.play(ActionFacilityDetails(), text=words, slots={"shown": shown, "chosen": shown["ids"][0]})
    assert played.responses == ["utter_program"]


def test_hours_are_answered_where_they_are_known() -> None:
    """Yes and no, and else to ask."""
    asked = Needs(evenings=True, weekends=True)
    said = answer(program(evenings=True, weekends=False), asked)
    assert said == "They have evenings.\nThey have no weekends."


def test_the_map_gets_the_place_itself(stage: Stage, around_boston: Around) -> None:
    """With the building's position where the directory has it."""
    shown = _shown(around_boston)
    for number, match in enumerate(around_boston[1].matches[:3], start=1):
        played = stage.play(ActionFacilityDetails(), entities={"number": str(number)}, slots={"shown": shown})
        assert played.messages[0]["venue"] == {
            "title": match.name,
            "address": f"{match.street.partition(', ')[0]}, {match.city}, {match.state} {match.zip}",
            "position": match.position,
        }


def test_by_sms_first_comes_what_counts(stage: Stage, around_boston: Around) -> None:
    """What decides whether to call; MORE brings the other groups. On Telegram everything comes at once."""
    slots = {"shown": _shown(around_boston)}
    first = stage.play(ActionFacilityDetails(), entities={"number": "1"}, slots=slots)
    assert "\nCare: intensive" in first.text and "\nPayment: " in first.text and "Text MORE for the rest." in first.text
    assert "Languages" not in first.text
    telegram = stage.play(ActionFacilityDetails(), entities={"number": "1"}, slots=slots, form="telegram")
    assert "Care: " in telegram.text and "Languages: " in telegram.text and "Text MORE" not in telegram.text


def test_the_number_for_new_people_comes_first() -> None:
    """With extensions; the main one stands below it."""
    both = program(intake_phone="512-555-0101 ext. 7", phone="512-555-0100")
    assert phones(both) == "Call: 512-555-0101 ext. 7 (intake)\nOr: 512-555-0100 (main)"
    assert phones(program()) == "Call: 512-555-0100"


def test_the_map_looks_for_a_door() -> None:
    """The suite stands in the address, and is nothing that a map could find."""
    place = venue(program())
    assert address(program()) == "100 Example St, Suite 2, Austin, TX 78701"
    assert place == {"title": program().name, "address": "100 Example St, Austin, TX 78701", "position": None}


def test_a_private_address_has_no_map() -> None:
    """What is kept from strangers, often because of violence, is not guessed at."""
    private = program(street="")
    assert address(private) == "Austin, TX 78701. It keeps its address private: call for it."
    assert venue(private) is None


@pytest.mark.parametrize("street", ["P.O. Box 12", "PO Box 12", "po box 12, Suite 4"])
def test_a_post_box_has_no_map(street: str) -> None:
    """Nobody is treated there."""
    assert venue(program(street=street)) is None


def test_what_was_asked_for_is_answered() -> None:
    """What they list of it and what not, so that the call can begin there."""
    said = at_first(program(codes=("OIT", "SP")), Needs(languages=("spanish",), tracks=("women",)))
    assert said.splitlines() == [
        "They say they offer:",
        "Care: intensive outpatient (IOP)",
        "As you asked, they list: Spanish",
        "Not listed: women. Ask.",
    ]


def test_what_operators_know_is_told() -> None:
    """Hours and a short note at once; a long note and the website with the rest."""
    known = program(hours="Mon-Fri 09:00-20:00", notes="Ring twice.", website="https://example.org")
    assert at_first(known, Needs()).startswith("Open: Mon-Fri 09:00-20:00\nRing twice.\nThey say")
    assert the_rest(known) == "Website: https://example.org"
    wordy = program(notes="Ring twice. " * 20)
    assert "Ring" not in at_first(wordy, Needs()) and "Ring" in the_rest(wordy)


def test_who_says_nothing_is_not_given_words() -> None:
    """A listing without any service that people ask about."""
    assert at_first(program(codes=("SA",)), Needs()) == "They have not said what they offer: ask."


def test_a_listing_that_is_gone_says_so(stage: Stage, around_boston: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may come back to a list of last month."""
    monkeypatch.setattr("bot.actions.facility_details.facility", lambda connection, id_: program(gone=True))
    played = stage.play(ActionFacilityDetails(), entities={"number": "1"}, slots={"shown": _shown(around_boston)})
    assert "It is off our list now and may have closed: call first." in played.text
    assert "Call to confirm." not in played.text


def test_details_are_cheap_enough_to_send(stage: Stage, around_boston: Around) -> None:
    """GSM-7, and at most five segments with the link, whatever was asked for."""
    needs = Needs(payers=("medicaid",), ages=("adolescents",), languages=("spanish",), evenings=True).as_dict()
    for number in ("1", "2", "3"):
        played = stage.play(
            ActionFacilityDetails(), entities={"number": number}, slots={"shown": _shown(around_boston), "needs": needs}
        )
        cost = count(f"{played.text}\nMap: {map_link(played.messages[0]['venue']['address'])}")
        assert cost.encoding == "GSM-7" and cost.segments <= 5, played.text
