"""Reads where and what for, and leaves every other question to its own answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.validate_facility_form import ValidateFacilityForm
from facilities_db.needs import Needs
from facilities_db.places import Ambiguous, PlaceFound
from facilities_db.query import search_text
from tests.bot.actions.stage import Played, Stage
from tests.facilities_db.test_requests import PARTS

REQUESTS = PARTS["independent"][::9]


def _read(stage: Stage, text: str, intent: str = "find_facility", **more: Any) -> Played:
    return stage.play(ValidateFacilityForm(), text=text, intent=intent, loop="facility_form", **more)


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("02139", "Cambridge, MA 02139", "zip"),
        ("iop near 02139 that takes medicaid", "Cambridge, MA 02139", "zip"),
        ("austin tx", "Austin, TX", "city"),
        ("anything in vermont?", "Vermont", "state"),
    ],
)
def test_a_place_is_read(stage: Stage, text: str, label: str, kind: str) -> None:
    """A ZIP, a town, a state; a new search begins."""
    slots = _read(stage, text, slots={"shown": {"ids": [1], "offset": 0}, "chosen": 1}).slots
    assert (slots["place"]["label"], slots["place"]["kind"]) == (label, kind)
    assert (slots["place_asked"], slots["shown"], slots["chosen"]) == (None, None, None)


def test_needs_add_up(stage: Stage) -> None:
    """What was said before stays, what is new joins it."""
    first = _read(stage, "evening program near 02139").slots
    assert first["needs"]["evenings"] is True
    second = _read(stage, "one that takes medicaid in 02139", slots=first).slots
    assert (second["needs"]["evenings"], second["needs"]["payers"]) == (True, ["medicaid"])


def test_another_place_is_not_searched_the_way_the_last_was(stage: Stage) -> None:
    """The payer is the person's own; "online", "any distance" and "the best" belonged to the list before."""
    first = _read(stage, "best online iop near 02139 any distance, medicaid").slots
    second = _read(stage, "iop near 59301", slots=first).slots["needs"]
    assert (second["virtual"], second["best"], second["any_distance"]) == (None, False, False)
    assert second["payers"] == ["medicaid"]
    again = _read(stage, "with evening groups", slots=first).slots["needs"]
    assert (again["virtual"], again["best"]) == (True, True)


def test_a_new_search_put_in_full_begins_anew(stage: Stage) -> None:
    """How it is paid, the age and the language are the person's; a level and a group belonged to the search before."""
    first = _read(stage, "detox for women near 02139, teens, medicaid, in korean").slots
    new = _read(stage, "an iop for veterans with suboxone in austin tx", slots=first).slots["needs"]
    assert (new["level"], new["tracks"], new["medications"]) == ("iop", ["veterans"], ["buprenorphine"])
    assert (new["payers"], new["ages"], new["languages"]) == (["medicaid"], ["adolescents"], ["korean"])
    more = _read(stage, "and veterans in austin tx", slots=first).slots["needs"]
    assert (more["level"], more["tracks"]) == ("detox", ["women", "veterans"])


def test_a_town_of_many_is_the_one_where_somebody_was_looking(stage: Stage) -> None:
    """Springfield, after a list in Massachusetts; after one in New York, where there is none, it is asked."""
    boston = _read(stage, "02139").slots["place"]
    assert _read(stage, "anything in springfield", slots={"place": boston}).slots["place"]["label"] == "Springfield, MA"
    elsewhere = {**boston, "state": "NY"}
    assert _read(stage, "anything in springfield", slots={"place": elsewhere}).slots["place"] is None


def test_farther_is_what_comes_next_where_nothing_was_given_up(stage: Stage) -> None:
    """After a list that had to do without something, it is a new search at any distance."""
    place = _read(stage, "02139").slots["place"]
    shown = {"ids": [1, 2, 3], "offset": 3}
    slots = _read(stage, "farther", slots={"place": place, "shown": shown}).slots
    assert slots["shown"] == {"ids": [1, 2, 3], "offset": 6} and "needs" not in slots
    slots = _read(stage, "farther", slots={"place": place, "shown": {**shown, "farther": True}}).slots
    assert slots["needs"]["any_distance"] is True and slots["shown"] is None


def test_a_follow_up_without_a_place_keeps_the_place(stage: Stage) -> None:
    """ "What about telehealth?" searches around the same place."""
    place = _read(stage, "02139").slots["place"]
    slots = _read(stage, "what about telehealth programs", slots={"place": place}).slots
    assert slots["place"] == place
    assert slots["needs"]["virtual"] is True


def test_a_name_of_several_towns_is_asked_back(stage: Stage) -> None:
    """Likeliest first; the place stays open."""
    slots = _read(stage, "springfield").slots
    assert slots["place"] is None
    assert len(slots["place_asked"]["options"]) > 1
    assert all(label.startswith("Springfield, ") for label in slots["place_asked"]["options"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("00000", "unknown_zip"),
        ("programs in Xyzzyqville", "unknown_city"),
        ("@48.85,2.35", "outside_us"),
        ("toronto", "outside_us"),
        ("M5V 2T6", "canadian_postcode"),
        ("near me", "near_me"),
        ("i live in hell", "hell"),
    ],
)
def test_an_unknown_place_is_named_as_such(stage: Stage, text: str, reason: str) -> None:
    """The reason goes to whoever asks again."""
    slots = _read(stage, text).slots
    assert (slots["place"], slots["place_asked"]) == (None, {"reason": reason})


@pytest.mark.parametrize("text", ["anything near me with evenings", "ive been through hell"])
def test_the_known_place_is_kept(stage: Stage, text: str) -> None:
    """ "Near me" is the place that was named before."""
    place = _read(stage, "02139").slots["place"]
    slots = _read(stage, text, slots={"place": place}).slots
    assert (slots["place"], slots["place_asked"]) == (place, None)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request_: request_["text"])
def test_the_assistant_hears_what_the_command_line_hears(stage: Stage, request_: dict[str, Any]) -> None:
    """The same place and the same needs of the same words: there is one reader of each."""
    text = request_["text"]
    slots = _read(stage, text).slots
    with stage.database.read() as connection:
        answer = search_text(connection, text)
    assert Needs.from_dict(slots["needs"]) == answer.needs
    asked = slots["place_asked"] or {}
    if isinstance(answer.place, PlaceFound):
        assert PlaceFound(**slots["place"]) == answer.place
    elif isinstance(answer.place, Ambiguous):
        assert asked["options"] == [option.label for option in answer.place.options]
    else:
        assert not slots["place"] and asked.get("reason", "no_place") == answer.place.reason


def test_nothing_said_about_a_place_asks_for_one(stage: Stage) -> None:
    """ "Find me a program" fills no place."""
    assert _read(stage, "find me a program").slots.get("place") is None


@pytest.mark.parametrize("intent", ["cost", "talk_to_human", "insurance_coverage", "delete_my_data"])
def test_another_question_is_left_alone(stage: Stage, intent: str) -> None:
    """While a place is asked for, a question that merely mentions one is not an answer to it."""
    text = "what does the program in boston ma cost me a week"
    slots = _read(stage, text, intent, slots={"requested_slot": "place"}).slots
    assert not slots.get("place") and "needs" not in slots


@pytest.mark.parametrize("intent", ["cost", "schedule_hours", "nlu_fallback", "change_language"])
def test_a_bare_place_is_a_place_however_it_was_understood(stage: Stage, intent: str) -> None:
    """The model may take "02139" for anything."""
    slots = _read(stage, "02139", intent, slots={"requested_slot": "place"}).slots
    assert slots["place"]["zip"] == "02139"


def test_a_tapped_choice_is_read(stage: Stage) -> None:
    """The place comes as an entity of the payload, the message's text is the payload itself."""
    payload = '/find_facility{"place": "Springfield, MO"}'
    slots = _read(stage, payload, entities={"place": "Springfield, MO"}).slots
    assert slots["place"]["label"] == "Springfield, MO"


def test_a_shared_location_is_read(stage: Stage) -> None:
    """To two decimals, too coarse for an address."""
    place = _read(stage, "", entities={"place": "@42.373611,-71.109733"}).slots["place"]
    assert (place["kind"], place["lat"], place["lng"], place["state"]) == ("here", 42.37, -71.11, "MA")


@pytest.mark.parametrize("text", ["@ 02139", "@austin tx", "@", "@1,2,3", "@me find a program near 02139"])
def test_words_behind_an_at_sign_are_words(stage: Stage, text: str) -> None:
    """What a person types is never taken for a shared location, and never breaks the turn."""
    _read(stage, text)


def _behind_another_answer(stage: Stage, **slots: Any) -> Played:
    after = [{"event": "action", "name": "utter_cost"}]
    return _read(stage, "what does it cost", "cost", slots={"requested_slot": "place", **slots}, after=after)


def test_behind_another_answer_it_asks_once_more(stage: Stage) -> None:
    """What was asked back stays asked back."""
    assert _behind_another_answer(stage).slots == {"place_asked": {"aside": 1}}
    asked = {"city": "Springfield", "options": ["Springfield, MO"]}
    assert _behind_another_answer(stage, place_asked=asked).slots == {"place_asked": {**asked, "aside": 1}}


def test_behind_a_second_one_it_rests(stage: Stage) -> None:
    """The form ends; a ZIP code begins a search at any time."""
    played = _behind_another_answer(stage, place_asked={"aside": 1})
    assert [event["event"] for event in played.events] == ["active_loop", "slot"]
    assert played.events[0]["name"] is None and played.slots == {"requested_slot": None}


def test_a_place_between_starts_the_count_again(stage: Stage) -> None:
    """Two in a row, not two in all."""
    assert _read(stage, "00000", slots={"place_asked": {"aside": 1}}).slots["place_asked"] == {"reason": "unknown_zip"}


def test_while_the_intake_asks_the_intake_reads(stage: Stage) -> None:
    """One reader a message."""
    assert stage.play(ValidateFacilityForm(), text="02139", intent="find_facility", loop="intake_form").events == []


def test_a_button_of_the_intake_is_no_place(stage: Stage) -> None:
    """Tapped while a search waits for a place: the search steps back."""
    payload = '/start_intake{"payment": "medicaid"}'
    assert _read(stage, payload, "start_intake", entities={"payment": "medicaid"}).events == []
