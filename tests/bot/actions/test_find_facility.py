"""Programs near a place."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from bot.actions.find_facility import PAGE, ActionFindFacility
from connectors.sms.segments import count
from facilities_db.needs import Needs, read_needs
from facilities_db.places import PlaceFound, find_place
from facilities_db.search import SearchResult
from tests.bot.actions.stage import Stage

Around = tuple[dict[str, Any], SearchResult]


def test_the_nearest_come_first(stage: Stage, around_boston: Around) -> None:
    """Three, numbered, with distance and phone, where the list is from, and what to do next."""
    place, result = around_boston
    played = stage.play(ActionFindFacility(), slots={"place": place})
    assert played.responses == ["utter_results"]
    assert played.slots == {"shown": {"ids": [match.id for match in result.matches[:PAGE]], "offset": 0}}
    for number, match in enumerate(result.matches[:PAGE], start=1):
        assert f"\n{number} {match.name}, {match.city} {match.state}, " in played.text
        assert match.phone in played.text
    assert "SAMPLE list" in played.text and "Call to confirm." in played.text
    assert played.text.count("miles in a straight line") == 1
    assert played.messages[0]["numbered"] is True


def test_texts_are_told_how_to_go_on(stage: Stage, around_boston: Around) -> None:
    """On SMS by words, on Telegram by a button."""
    sms = stage.play(ActionFindFacility(), slots={"place": around_boston[0]})
    assert "Text 1-3 for what they offer, or MORE." in sms.text
    telegram = stage.play(ActionFindFacility(), slots={"place": around_boston[0]}, form="telegram")
    assert "Text 1-3" not in telegram.text
    assert telegram.buttons[-1] == ("More", "/more")


def test_where_more_can_be_found_farther_away_it_is_offered(stage: Stage, around_boston: Around) -> None:
    """Something was given up that is far away: FARTHER, on Telegram as a button; the search then gives nothing up."""
    needs = Needs(tracks=("men",), languages=("spanish",))
    slots = {"place": around_boston[0], "needs": needs.as_dict()}
    sms = stage.play(ActionFindFacility(), slots=slots)
    telegram = stage.play(ActionFindFacility(), slots=slots, form="telegram")
    assert "text FARTHER." in sms.text
    assert ("Look farther", '/find_facility{"need": "look farther"}') in telegram.buttons
    slots["needs"] = dataclasses.replace(needs, any_distance=True).as_dict()
    farther = stage.play(ActionFindFacility(), slots=slots)
    assert farther.text.startswith("Nothing closer than about ") and "FARTHER" not in farther.text
    assert "for men, in Spanish near Cambridge" in farther.text


def test_where_nothing_is_near_telehealth_is_offered(stage: Stage) -> None:
    """Programs of the state that offer some: ONLINE, on Telegram as a button."""
    with stage.database.read() as connection:
        place = find_place(connection, "61101")
    assert isinstance(place, PlaceFound)
    slots = {"place": dataclasses.asdict(place)}
    assert "Some in Illinois offer telehealth: text ONLINE." in stage.play(ActionFindFacility(), slots=slots).text
    telegram = stage.play(ActionFindFacility(), slots=slots, form="telegram")
    assert telegram.buttons[-2:] == [("Online programs", '/find_facility{"need": "online"}'), ("More", "/more")]


def test_what_a_button_says_is_read_as_it_is_written() -> None:
    """The need stands in the payload, and what reads people's words reads it there too."""
    assert read_needs('/find_facility{"need": "look farther"}').any_distance
    assert read_needs('/find_facility{"need": "online"}').virtual is True


def test_each_choice_means_its_number(stage: Stage, around_boston: Around) -> None:
    """Titles are short; payloads carry the number that the text shows."""
    played = stage.play(ActionFindFacility(), slots={"place": around_boston[0]})
    for number, (title, payload) in enumerate(played.buttons, start=1):
        assert title.startswith(f"{number} ") and len(title) <= 40
        assert payload.startswith("/facility_details")
        assert json.loads(payload.removeprefix("/facility_details")) == {"number": str(number)}


def test_the_next_page_goes_on_where_the_last_ended(stage: Stage, around_boston: Around) -> None:
    """From the shown slot's offset."""
    place, result = around_boston
    shown = {"ids": [match.id for match in result.matches[:PAGE]], "offset": PAGE}
    played = stage.play(ActionFindFacility(), slots={"place": place, "shown": shown})
    assert played.slots["shown"] == {"ids": [match.id for match in result.matches[PAGE : 2 * PAGE]], "offset": PAGE}


def test_past_the_last_one_it_says_so(stage: Stage, around_boston: Around) -> None:
    """And keeps what was shown, so that "2" still means something."""
    played = stage.play(ActionFindFacility(), slots={"place": around_boston[0], "shown": {"ids": [1], "offset": 4000}})
    assert (played.responses, played.events) == (["utter_no_more_results"], [])


def test_without_a_directory_the_national_line_is_given(empty_stage: Stage, around_boston: Around) -> None:
    """Never an empty list."""
    played = empty_stage.play(ActionFindFacility(), slots={"place": around_boston[0]})
    assert played.responses == ["utter_no_directory"]
    assert "1-800-662-4357" in played.text


def test_what_the_list_cannot_know_is_said(stage: Stage, around_boston: Around) -> None:
    """Hours are not in it: the person has to ask."""
    needs = Needs(evenings=True, weekends=True).as_dict()
    played = stage.play(ActionFindFacility(), slots={"place": around_boston[0], "needs": needs})
    assert "Not all list their hours: ask about evenings and weekends." in played.text


def test_what_was_given_up_is_said(stage: Stage, around_boston: Around) -> None:
    """A need that nobody meets is named, not silently dropped; the list does not claim it."""
    needs = Needs(languages=("korean",), payers=("medicaid",)).as_dict()
    played = stage.play(ActionFindFacility(), slots={"place": around_boston[0], "needs": needs})
    assert played.text.startswith("Nothing near has all you asked for, so I looked without Korean.")
    assert "\nIntensive outpatient (IOP) that takes Medicaid near Cambridge" in played.text


@pytest.mark.parametrize("needs", [None, Needs(payers=("medicaid",)).as_dict()])
def test_a_list_is_cheap_to_send(stage: Stage, around_boston: Around, needs: dict[str, Any] | None) -> None:
    """GSM-7, and at most three segments for three programs."""
    played = stage.play(ActionFindFacility(), slots={"place": around_boston[0], "needs": needs})
    cost = count(played.text)
    assert cost.encoding == "GSM-7" and cost.segments <= 3, played.text


def test_a_search_that_was_put_aside_says_nothing(empty_stage: Stage) -> None:
    """Without a place there is nothing to search around."""
    assert empty_stage.play(ActionFindFacility()).messages == []
