"""What the intake knows, as needs and in words."""

from __future__ import annotations

import pytest

from bot.actions.intake_answers import already_known, in_words, with_answers
from facilities_db.needs import Needs


def test_an_answer_replaces_what_was_there_of_its_kind() -> None:
    """And leaves the rest: court, language, level."""
    before = Needs(payers=("medicaid",), tracks=("women", "justice"), languages=("spanish",), evenings=True)
    after = with_answers(before, {"payment": "medicare", "special": ["veterans", "medication"], "hours": ["any"]})
    assert (after.payers, after.tracks, after.medications) == (("medicare",), ("justice", "veterans"), ("any",))
    assert (after.languages, after.evenings) == (("spanish",), False)


def test_a_named_medication_stays_itself() -> None:
    """Suboxone is more than "medication"."""
    assert with_answers(Needs(medications=("methadone",)), {"special": ["medication"]}).medications == ("methadone",)


def test_none_of_these_takes_them_out() -> None:
    """The person said so."""
    after = with_answers(Needs(tracks=("women",), medications=("any",)), {"special": ["none"]})
    assert (after.tracks, after.medications) == ((), ())


@pytest.mark.parametrize(("meeting", "virtual"), [("online", True), ("in_person", False), ("either", None)])
def test_how_to_meet(meeting: str, virtual: bool | None) -> None:
    """Either asks for neither."""
    assert with_answers(Needs(virtual=True), {"meeting": meeting}).virtual is virtual


def test_what_a_search_knows_is_answered() -> None:
    """Nothing for nothing."""
    assert already_known(Needs()) == {}
    assert already_known(Needs(virtual=False, weekends=True)) == {"meeting": "in_person", "hours": ["weekend"]}


def test_words_for_what_is_known() -> None:
    """The middle of a sentence, without danger signs: a phone may be read over a shoulder."""
    assert in_words({}) == ""
    slots = {"for_whom": "wife", "special": ["none"], "withdrawal": "yes", "place": {"label": "x", "kind": "here"}}
    assert in_words(slots) == "for your wife, near you"
