"""Phone numbers that a person typed are not shown to staff."""

from __future__ import annotations

import pytest

from hotline.desk.masking import masked


@pytest.mark.parametrize(
    "number",
    [
        "617-555-0123",
        "6175550123",
        "(617) 555-0123",
        "617.555.0123",
        "1-617-555-0123",
        "+1 617 555 0123",
        "617 - 555 - 0123",
        "617*555*0123",
        "617_555_0123",
        "617/555/0123",
        "617\n555-0123",
        "6 1 7 5 5 5 0 1 2 3",
        "555-0123",
        "+44 20 7946 0958",
        "\uff16\uff11\uff17\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
        "617-555-0123 ext. 12",
    ],
)
def test_a_number_is_hidden(number: str) -> None:
    """However it is written."""
    assert masked(f"call me at {number} please") == "call me at (phone number) please"


def test_each_of_several_is_hidden() -> None:
    """The words between them stay."""
    said = "mine is 617-555-0123, hers (512) 555-0199.\nThanks"
    assert masked(said) == "mine is (phone number), hers (phone number).\nThanks"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "zip 02139",
        "02139-1234",
        "i took 100 200 300 400",
        "call 911 or 988?",
        "on 10/12/2025 at 8:30",
        "since 2025-10-12",
        "$250 to $600 a week, 3 days, 9 hours, 12 weeks",
        "25mg 3x a day, 2 beers, 15 years, 40 now",
    ],
)
def test_other_digits_stay(said: str) -> None:
    """Staff need doses, dates and ZIP codes."""
    assert masked(said) == said
