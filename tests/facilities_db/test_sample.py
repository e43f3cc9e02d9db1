"""The invented programs that a fresh install answers with."""

from __future__ import annotations

import csv
import re

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import sample
from facilities_db.places import PlaceFound
from facilities_db.query import search_text
from facilities_db.tables import facilities


def test_every_sample_is_plainly_invented() -> None:
    """Names say SAMPLE, streets are Example St, and every number is in the range reserved for fiction."""
    with sample._FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert 35 <= len(rows) <= 50
    for row in rows:
        assert row["name1"].startswith("SAMPLE ")
        assert row["street1"].endswith("Example St")
        for column in ("phone", "intake1", "intake2", "intake1a", "intake2a"):
            assert not row[column] or re.fullmatch(r"\d{3}-555-01\d\d( x\d+)?", row[column]), row


def test_samples_are_marked_and_placed(samples: Connection) -> None:
    """Each stored sample is marked as one, has edition "sample" and a position."""
    rows = samples.execute(select(facilities)).all()
    assert len(rows) == 40
    assert all(row.sample and row.edition == "sample" and row.lat is not None for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "iop near 02139",
        "austin tx takes medicaid",
        "worcester ma",
        "springfield mo",
        "los angeles telehealth",
        "nyc",
        "chicago il suboxone",
        "philly",
        "phoenix az spanish",
        "seattle wa",
        "denver co women only",
        "atlanta ga",
        "iop near 33130 no insurance",
        "for my 16 year old near 02139",
    ],
)
def test_a_fresh_install_answers(samples: Connection, text: str) -> None:
    """The first questions anybody tries find samples not far away."""
    answer = search_text(samples, text)
    assert isinstance(answer.place, PlaceFound)
    assert answer.result is not None
    assert all(match.sample for match in answer.result.matches)
    nearest = answer.result.matches[0].distance_miles
    assert nearest is not None and nearest <= 100
