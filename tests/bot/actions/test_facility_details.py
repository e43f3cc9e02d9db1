"""More about number 2."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.facility_details import ActionFacilityDetails
from facilities_db.search import SearchResult
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
    for part in (match.name, match.street, match.zip, match.phone, "SAMPLE list", "Call to confirm."):
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
