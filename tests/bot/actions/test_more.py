"""More: of what was said last."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.more import ActionMore
from facilities_db.search import SearchResult
from tests.bot.actions.stage import Stage, did

SHOWN = {"ids": [4, 5, 6], "offset": 3}


@pytest.mark.parametrize("last", ["utter_cost", "utter_duration", "utter_mat"])
def test_an_answer_has_a_longer_part(empty_stage: Stage, last: str) -> None:
    """MORE after an answer says the rest of it, also when something without a rest came between."""
    assert empty_stage.play(ActionMore(), before=did(last)).responses == [f"{last}_more"]
    assert empty_stage.play(ActionMore(), before=did(last) + did("utter_thanks")).responses == [f"{last}_more"]


def test_what_was_said_is_not_said_again(empty_stage: Stage) -> None:
    """MORE after MORE is told that there is no more."""
    before = did("utter_cost") + did("action_more")
    assert empty_stage.play(ActionMore(), before=before).responses == ["utter_more_nothing"]


@pytest.mark.parametrize("last", ["action_find_facility", "action_facility_details", "action_intake_result"])
def test_a_list_has_a_next_page(empty_stage: Stage, last: str) -> None:
    """The next programs after those that were shown."""
    played = empty_stage.play(ActionMore(), slots={"shown": SHOWN}, before=did(last))
    assert (played.followups, played.messages) == (["action_find_facility"], [])
    assert played.slots == {"shown": {"ids": [4, 5, 6], "offset": 6}}


def test_details_have_a_rest_and_then_the_list_goes_on(
    stage: Stage, around_boston: tuple[dict[str, Any], SearchResult]
) -> None:
    """MORE after one program brings what else it offers; after that, and on Telegram at once, the next programs."""
    ids = [match.id for match in around_boston[1].matches[:3]]
    slots = {"shown": {"ids": ids, "offset": 0}, "chosen": ids[1]}
    details = did("action_find_facility") + did("action_facility_details")
    rest = stage.play(ActionMore(), slots=slots, before=details)
    assert (rest.responses, rest.events) == (["utter_program_more"], [])
    assert "Who it's for: " in rest.text and "Signs of quality (self-reported): " in rest.text
    assert "Care:" not in rest.text
    for page in (
        stage.play(ActionMore(), slots=slots, before=details + did("action_more")),
        stage.play(ActionMore(), slots=slots, before=details, form="telegram"),
        stage.play(ActionMore(), slots={**slots, "chosen": 999_999}, before=details),
    ):
        assert (page.followups, page.slots["shown"]["offset"]) == (["action_find_facility"], 3)


def test_the_latest_counts(empty_stage: Stage) -> None:
    """An answer given after a list is what MORE is about, and the other way round."""
    answer_last = did("action_find_facility") + did("utter_cost")
    assert empty_stage.play(ActionMore(), slots={"shown": SHOWN}, before=answer_last).responses == ["utter_cost_more"]
    list_last = did("utter_cost") + did("action_find_facility")
    assert empty_stage.play(ActionMore(), slots={"shown": SHOWN}, before=list_last).followups == [
        "action_find_facility"
    ]


@pytest.mark.parametrize("before", [None, did("utter_greeting"), did("action_talk_to_human")])
def test_of_nothing_there_is_no_more(empty_stage: Stage, before: list[dict[str, Any]] | None) -> None:
    """Said so, with what else could help."""
    assert empty_stage.play(ActionMore(), before=before).responses == ["utter_more_nothing"]
