"""Which edition a file is, by its name."""

from __future__ import annotations

import pytest

from facilities_db.formats.editions import day_in, year_in


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("samhsa_directory_2024.csv.gz", "2024", "2024"),
        ("directory_2023_for_2024.xlsx", "2024", "2024"),
        ("our_list_2026-11-25.csv", "2026", "2026-11-25"),
        ("locator_20261125.json", None, "2026-11-25"),
        ("locator_2026-13-45.json", "2026", "2026"),
        ("directory_120245.csv", None, None),
        ("directory.csv", None, None),
    ],
)
def test_the_edition_is_in_the_name(name: str, year: str | None, day: str | None) -> None:
    """A directory comes out once a year; lists and answers have a day, if it is one."""
    assert (year_in(name), day_in(name)) == (year, day)
