"""What a program says it offers, in groups and plain words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.sms.segments import count
from facilities_db import codes
from facilities_db.importing import ImportReport
from facilities_db.needs import Needs
from facilities_db.offers import asked_for, offers
from facilities_db.tables import facilities
from porchlight.database import Database


def test_what_it_says_comes_by_group() -> None:
    """In the order in which people ask; a group it says nothing of is not there."""
    carried = "SA OP OIT TELE MD SS UB BUM BU CHLD YAD ADLT WN FEM MALE SP CARF ACC".split()
    assert offers(carried) == {
        "Care": ("intensive outpatient (IOP)", "outpatient", "telehealth"),
        "Payment": ("Medicaid", "a sliding fee scale"),
        "Medication": ("buprenorphine (Suboxone)",),
        "Who it's for": ("teens and children", "young adults", "women"),
        "Languages": ("Spanish",),
        "Signs of quality": ("accredited", "medication on site", "aftercare"),
    }
    assert list(offers(carried)) == ["Care", "Payment", "Medication", "Who it's for", "Languages", "Signs of quality"]
    assert offers(()) == {}


@pytest.mark.parametrize("used", ["BU", "MU", "NU"])
def test_medication_from_elsewhere_is_not_offered(used: str) -> None:
    """ "Used in treatment" may mean that another clinic prescribes it."""
    assert "Medication" not in offers(("OIT", used))


@pytest.mark.parametrize(
    ("carried", "only"),
    [
        ("OIT FEM ADLT", ("women",)),
        ("OIT MALE ADLT", ("men",)),
        ("OIT MALE WN ADLT", None),  # it has a group for women
        ("OIT FEM MALE CHLD YAD", ("teens and children", "young adults")),
        ("OTP OUDO FEM MALE ADLT", ("people with opioid use",)),
        ("OP DUO MALE ADLT", ("DUI or DWI clients", "men")),
        ("OIT FEM MALE CHLD ADLT", None),
        ("OIT CHLD", None),  # an operator's listing, which says nothing about whom it takes
    ],
)
def test_whom_it_turns_away_is_said(carried: str, only: tuple[str, ...] | None) -> None:
    """A woman who calls a program for men has lost the courage that the call took."""
    assert offers(carried.split()).get("Open only to") == only


def test_what_was_asked_for_is_found_among_all_it_offers() -> None:
    """What it lists of it and what not; a level where it was named, and no hours."""
    needs = Needs(
        payers=("medicaid",),
        virtual=True,
        evenings=True,
        ages=("adolescents",),
        tracks=("women",),
        medications=("methadone",),
        languages=("korean",),
    )
    assert asked_for(needs, "CHLD TELE MM".split()) == (
        ("teens and children", "methadone", "telehealth"),
        ("Medicaid", "women", "Korean"),
    )
    assert asked_for(Needs(), ("OIT",)) == ((), ())
    assert asked_for(Needs(level="detox", level_named=True), ("OIT",)) == ((), ("detox",))


def test_everything_that_can_be_asked_for_can_be_told() -> None:
    """No code by which a program is found stays unsaid in its details."""
    tables = (codes.LEVELS, codes.PAYERS, codes.AGES, codes.TRACKS, codes.LANGUAGES, codes.MEDICATIONS)
    for choice in (each for table in tables for each in table.values()):
        for code in choice.codes:
            assert offers((code,)), code


def test_of_the_real_directory_everything_fits_a_text(real: tuple[Database, ImportReport]) -> None:
    """All but one program (which tells of its smoking rules alone) say something, in letters that an SMS carries."""
    with real[0].read() as connection:
        told = [offers(row.services.split()) for row in connection.execute(select(facilities.c.services))]
    assert sum(not groups for groups in told) <= 1
    words = {word for groups in told for group, said in groups.items() for word in (group, *said)}
    assert count(" ".join(words)).encoding == "GSM-7"
