"""What people's words say about the program they need."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities_db import codes
from facilities_db.needs import Needs, read_needs
from facilities_db.requirements import requirements

CASES: list[tuple[str, dict[str, Any]]] = [
    ("iop near 02139", {"level": "iop", "level_named": True}),
    ("something near worcester", {"level": "iop", "level_named": False}),
    ("intensive outpatient program", {"level": "iop", "level_named": True}),
    ("regular outpatient counseling", {"level": "outpatient"}),
    ("need detox now", {"level": "detox"}),
    ("just got out of detox, what now", {"level": "iop", "level_named": False}),
    ("iop after rehab", {"level": "iop", "level_named": True}),
    ("he finished a 30 day program, need php", {"level": "php"}),
    ("partial hospitalization", {"level": "php"}),
    ("inpatient please", {"level": "residential"}),
    ("methadone clinic", {"level": "otp", "medications": ("methadone",)}),
    ("takes medicaid", {"payers": ("medicaid",)}),
    ("do they take Medicare?", {"payers": ("medicare",)}),
    ("i have masshealth", {"payers": ("medicaid",)}),
    ("medi-cal", {"payers": ("medicaid",)}),
    ("blue cross or aetna", {"payers": ("private",)}),
    ("tricare", {"payers": ("military",)}),
    ("sliding scale", {"payers": ("sliding",)}),
    ("can pay cash", {"payers": ("cash",)}),
    ("no insurance", {"payers": ("low_cost",)}),
    ("i don't have insurance", {"payers": ("low_cost",)}),
    ("I can’t afford it", {"payers": ("low_cost",)}),
    ("free programs", {"payers": ("low_cost",)}),
    ("feel free to call", {"payers": ()}),
    ("30 days drug free", {"payers": ()}),
    ("i dont have medicaid", {"payers": ()}),
    ("I lost my medicaid", {"payers": ()}),
    ("not on medicaid but medicare", {"payers": ("medicare",)}),
    ("sin seguro", {"payers": ("low_cost",)}),
    ("virtual only", {"virtual": True}),
    ("over zoom", {"virtual": True}),
    ("not virtual, in person", {"virtual": False}),
    ("en línea", {"virtual": True}),
    ("evening program", {"evenings": True}),
    ("after work or on weekends", {"evenings": True, "weekends": True}),
    ("por la noche", {"evenings": True}),
    ("suboxone", {"medications": ("buprenorphine",)}),
    ("a place with vivitrol", {"medications": ("naltrexone",)}),
    ("MAT program", {"medications": ("any",)}),
    ("for my 16 year old", {"ages": ("adolescents",)}),
    ("my son is 15", {"ages": ("adolescents",)}),
    ("im 17", {"ages": ("adolescents",)}),
    ("for my teenager", {"ages": ("adolescents",)}),
    ("high school senior", {"ages": ("adolescents",)}),
    ("my kid is 24", {"ages": ("young_adults",)}),
    ("she is 22yo", {"ages": ("young_adults",)}),
    ("I'm 70 years old", {"ages": ("older_adults",)}),
    ("I'm 45 years old", {"ages": ()}),
    ("sober 16 years", {"ages": ()}),
    ("I'm 16 days clean", {"ages": ()}),
    ("10 years of using", {"ages": ()}),
    ("para mi hijo de 15 años", {"ages": ("adolescents",)}),
    ("for seniors", {"ages": ("older_adults",)}),
    ("se habla español", {"languages": ("spanish",)}),
    ("someone who signs asl", {"languages": ("sign",)}),
    ("women only", {"tracks": ("women",)}),
    ("a women's program", {"tracks": ("women",)}),
    ("men's group", {"tracks": ("men",)}),
    ("i'm a veteran", {"tracks": ("veterans",)}),
    ("lgbtq friendly", {"tracks": ("lgbtq",)}),
    ("dual diagnosis", {"tracks": ("co_occurring",)}),
    ("im pregnant", {"tracks": ("pregnant",)}),
    ("court ordered after a dui", {"tracks": ("justice", "dui")}),
    ("I live in Boston, programs?", {"level": "iop", "level_named": False}),
    ("a live-in program", {"level": "residential"}),
    ("buenas tardes", {"evenings": False}),
    ("is it too late for me", {"evenings": False}),
    ("please dont judge me", {"tracks": ()}),
    ("using since i was a teen", {"ages": ()}),
    ("i lost my kids", {"ages": ()}),
    ("for my kid", {"ages": ("adolescents",)}),
    ("they dont take medicaid, who does", {"payers": ("medicaid",)}),
    ("free if i have medicaid", {"payers": ("medicaid",)}),
    ("i want to be free of this", {"payers": ()}),
    ("problems at home", {"virtual": None}),
    ("got my 30 day medallion", {"payers": ()}),
    ("hello", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "named"), CASES)
def test_words_name_a_need(text: str, named: dict[str, Any]) -> None:
    """Each wording, English or Spanish, means the needs a person would hear in it."""
    needs = read_needs(text)
    assert {key: getattr(needs, key) for key in named} == named
    if not named:
        assert not needs.asked


def test_needs_are_said_in_plain_words() -> None:
    """The needs can be read back to the person who named them."""
    said = read_needs("evening iop in spanish that takes medicaid, women only, suboxone").describe()
    assert said == (
        "intensive outpatient (IOP) that takes Medicaid, for women, with buprenorphine (Suboxone), in Spanish, "
        "with evenings (ask the program about its hours)"
    )
    assert read_needs("hi").describe() == "intensive outpatient (IOP)"
    assert "takes free" not in read_needs("no insurance").describe()


def test_a_follow_up_adds_and_replaces() -> None:
    """A later payer replaces the earlier one; what was not spoken of again stays."""
    first = read_needs("iop that takes medicaid, women only")
    both = first.merge(read_needs("actually medicare, and in spanish"))
    assert (both.payers, both.tracks, both.languages) == (("medicare",), ("women",), ("spanish",))
    assert both.merge(read_needs("or detox")).level == "detox"
    assert both.merge(read_needs("thanks")) == both


@given(st.text())
def test_any_text_can_be_read_and_stored(text: str) -> None:
    """No text breaks the reading, and what was read survives JSON."""
    needs = read_needs(text)
    assert Needs.from_dict(json.loads(json.dumps(needs.as_dict()))) == needs
    assert needs.describe()
    assert requirements(needs)


def test_stored_needs_of_another_version_still_load() -> None:
    """A key this version does not know is left aside."""
    assert Needs.from_dict({"level": "php", "pets": True}) == Needs(level="php")


def test_the_bits_of_stored_codes_never_move() -> None:
    """Stored rows keep their bits, so the list only grows at its end; and every code that can be asked has one."""
    assert codes.BITS[:6] == ("OIT", "OP", "ODT", "RES", "DT", "OD")
    assert codes.BITS[51] == "PMAT"
    assert len(codes.BITS) == len(set(codes.BITS)) <= 63
    tables = (codes.LEVELS, codes.PAYERS, codes.AGES, codes.TRACKS, codes.LANGUAGES, codes.MEDICATIONS)
    asked = {code for table in tables for choice in table.values() for code in choice.codes}
    asked |= set(codes.VIRTUAL.codes) | {"maybe_evenings", "maybe_weekends"}
    assert asked == set(codes.BITS)
