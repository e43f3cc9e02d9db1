"""Where listings come from and how old they are."""

from __future__ import annotations

import pytest

from bot.actions.listing_source import source_of, sources_of
from facilities_db.search import Match
from tests.bot.actions.programs import program

OPERATORS = program(source="operator", edition="2026-11-25")


@pytest.mark.parametrize(
    ("match", "said"),
    [
        (program(), "From SAMHSA's 2024 list."),
        (program(source="locator", edition="2026-11-25"), "From FindTreatment.gov, November 2026."),
        (OPERATORS, "Added by the people who run this line, November 2026."),
        (program(source="operator", edition="spring"), "Added by the people who run this line, spring."),
        (program(source="sample", edition="sample", sample=True), "SAMPLE list: these places are invented."),
    ],
)
def test_a_listing_says_who_told_us_and_when(match: Match, said: str) -> None:
    """An edition that is a day is said as a month: nobody needs the day."""
    assert source_of(match) == said


def test_a_list_says_it_once_where_it_is_the_same() -> None:
    """And by number where it is not: an operator's listing is not SAMHSA's."""
    assert sources_of([program(), program()]) == "From SAMHSA's 2024 list."
    assert sources_of([program(), OPERATORS, program()]) == (
        "1 and 3: From SAMHSA's 2024 list. 2: Added by the people who run this line, November 2026."
    )
