"""What people's words say about the program they need."""

from __future__ import annotations

import dataclasses
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
    ("takes medicade", {"payers": ("medicaid",)}),
    ("on sooner care", {"payers": ("medicaid",)}),
    ("have united thru work", {"payers": ("private",)}),
    ("on my moms insurance", {"payers": ("private",)}),
    ("va benefits", {"payers": ("military",), "tracks": ("veterans",)}),
    ("we make too much for medicaid", {"payers": ()}),
    ("my medicaid got cut off", {"payers": ()}),
    ("no coverage anymore", {"payers": ("low_cost",)}),
    ("cheapest iop", {"payers": ("low_cost",)}),
    ("no tengo dinero", {"payers": ("low_cost",)}),
    ("any scholarships", {"payers": ("assistance",)}),
    ("are you free on saturday", {"payers": ()}),
    ("a 90 day program", {"level": "residential"}),
    ("home from a 28 day rehab, need iop", {"level": "iop"}),
    ("clean 28 days", {"level_named": False}),
    ("outpatient not inpatient", {"level": "outpatient"}),
    ("internado para mujeres", {"level": "residential", "tracks": ("women",)}),
    ("opioid treatment program", {"level": "otp"}),
    ("no zoom please", {"virtual": False}),
    ("in person, not online", {"virtual": False}),
    ("cant do in person", {"virtual": True}),
    ("online or in person", {"virtual": None}),
    ("on the computer", {"virtual": True}),
    ("i work from home", {"virtual": None}),
    ("after 5pm", {"evenings": True}),
    ("clean after 5 years", {"evenings": False}),
    ("at nite", {"evenings": True}),
    ("i work nights", {"evenings": False}),
    ("i drink every night and on weekends", {"evenings": False, "weekends": False}),
    ("using every weekend", {"weekends": False}),
    ("sat and sun only", {"weekends": True}),
    ("he got out sunday", {"weekends": False}),
    ("los sabados", {"weekends": True}),
    ("dont want subs, want the vivitrol shot", {"medications": ("naltrexone",)}),
    ("something with naltraxone", {"medications": ("naltrexone",)}),
    ("meds for alcohol cravings", {"medications": ("alcohol",)}),
    ("my dad 71 drinks", {"ages": ("older_adults",)}),
    ("grandma is 68", {"ages": ("older_adults",)}),
    ("veteran, 73, cant drive", {"ages": ("older_adults",), "tracks": ("veterans",)}),
    ("im gay, 24, new here", {"ages": ("young_adults",), "tracks": ("lgbtq",)}),
    ("she is fifteen", {"ages": ("adolescents",)}),
    ("mi hija de 17", {"ages": ("adolescents",)}),
    ("drinking since i was 15", {"ages": ()}),
    ("im 20 minutes away", {"ages": ()}),
    ("dropped out of high school", {"ages": ()}),
    ("im a firefighter", {"tracks": ("first_responders",)}),
    ("paramedic, trauma from the job", {"tracks": ("trauma", "first_responders")}),
    ("retired cop", {"tracks": ("first_responders",)}),
    ("a police officer pulled me over", {"tracks": ()}),
    ("the judge says its a program or jail", {"tracks": ("justice",)}),
    ("el juez me mando", {"tracks": ("justice",)}),
    ("he hits me", {"tracks": ("violence",)}),
    ("i was molested as a kid", {"tracks": ("trauma",)}),
    ("mi mujer toma mucho", {"tracks": ()}),
    ("im not a veteran", {"tracks": ()}),
    ("cant be around men", {"tracks": ("women",)}),
    ("speaks farsi", {"languages": ("farsi",)}),
    ("russian speaking counselor", {"languages": ("russian",)}),
    ("german shepherd at home", {"languages": ()}),
    ("navajo speaker", {"languages": ("native",)}),
    ("hello", {}),
    ("", {}),
]

BEST = [
    "best rehab in knoxville", "whats the best womens iop", "top programs in boston", "highest rated php",
    "top rated programs in boston", "who is the best in clearwater", "the #1 iop", "los mejores programas", "best",
    "the best place there is", "5 star rehab",
]  # fmt: skip
NOT_BEST = [
    "best way to stop", "the best time to call", "my best friend", "what is best for me", "doing my best", "20 min tops",
    "i want the best for him", "no one in my family knows", "a lo mejor", "me siento mejor", "drinking on top of it",
]  # fmt: skip
FAR = [
    "any distance", "willing to travel", "i can travel", "far is ok", "farther", "further away", "look farther",
    "anywhere in the country", "ill go anywhere", "i dont care how far i have to drive", "distance dont matter",
    "no importa la distancia", "out of state is fine",
]  # fmt: skip
NOT_FAR = [
    "i cant travel far", "not willing to drive far", "how far is it", "too far", "traveling for work", "im ready to go",
    "where can i go", "the farm is far from everything", "explain that a bit further",
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), CASES)
def test_words_name_a_need(text: str, named: dict[str, Any]) -> None:
    """Each wording, English or Spanish, means the needs a person would hear in it."""
    needs = read_needs(text)
    assert {key: getattr(needs, key) for key in named} == named
    if not named:
        assert not needs.asked


@pytest.mark.parametrize(("texts", "named"), [(BEST, True), (NOT_BEST, False)])
def test_the_best_ones_are_asked_for(texts: list[str], named: bool) -> None:
    """ "Best" of a program, not of a friend, a way or a time."""
    assert {text: read_needs(text).best for text in texts} == dict.fromkeys(texts, named)


@pytest.mark.parametrize(("texts", "named"), [(FAR, True), (NOT_FAR, False)])
def test_distance_may_be_said_not_to_matter(texts: list[str], named: bool) -> None:
    """Who would go far says so; who cannot, or only asks how far, does not."""
    assert {text: read_needs(text).any_distance for text in texts} == dict.fromkeys(texts, named)


@pytest.mark.parametrize(
    ("text", "accepts"), [("women only", "FEM"), ("im pregnant", "FEM"), ("mens group", "MALE"), ("iop", None)]
)
def test_nobody_is_sent_where_they_are_not_accepted(text: str, accepts: str | None) -> None:
    """Where a group for women is given up, a program that takes men only still does not fit."""
    hard = [each.codes for each in requirements(read_needs(text)) if not each.soft]
    assert [codes_ for codes_ in hard if {"FEM", "MALE"} & set(codes_)] == [
        choice.codes for choice in codes.ACCEPTS.values() if accepts in choice.codes
    ]


def test_needs_are_said_in_plain_words() -> None:
    """The needs can be read back to the person who named them."""
    said = read_needs("evening iop in spanish that takes medicaid, women only, suboxone").describe()
    assert said == (
        "intensive outpatient (IOP) that takes Medicaid, for women, with buprenorphine (Suboxone), in Spanish, "
        "with evenings (ask the program about its hours)"
    )
    assert read_needs("hi").describe() == "intensive outpatient (IOP)"
    assert "takes free" not in read_needs("no insurance").describe()
    assert read_needs("best iop for firefighters in hmong, any distance").describe() == (
        "intensive outpatient (IOP), for first responders, in Hmong"
    )


def test_a_follow_up_adds_and_replaces() -> None:
    """A later payer replaces the earlier one; what was not spoken of again stays."""
    first = read_needs("iop that takes medicaid, women only")
    both = first.merge(read_needs("actually medicare, and in spanish"))
    assert (both.payers, both.tracks, both.languages) == (("medicare",), ("women",), ("spanish",))
    assert both.merge(read_needs("or detox")).level == "detox"
    assert both.merge(read_needs("online")).merge(read_needs("no, not virtual")).virtual is False
    assert both.merge(read_needs("the best ones")) == dataclasses.replace(both, best=True)
    assert both.merge(read_needs("far is ok")) == dataclasses.replace(both, any_distance=True)
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
    """Stored rows keep their bits, so the list only grows at its end; all but rare languages have one."""
    assert codes.BITS[:6] == ("OIT", "OP", "ODT", "RES", "DT", "OD")
    assert codes.BITS[51] == "PMAT"
    assert codes.BITS[55:] == ("FEM", "MALE")
    assert len(codes.BITS) == len(set(codes.BITS)) <= 63
    common = {key: choice for key, choice in codes.LANGUAGES.items() if codes.has_bit(choice.codes[0])}
    assert set(codes.LANGUAGES) - set(common) == {
        "farsi", "german", "greek", "hebrew", "hindi", "hmong", "italian", "japanese", "native",
    }  # fmt: skip
    tables = (codes.LEVELS, codes.PAYERS, codes.AGES, codes.TRACKS, codes.MEDICATIONS, codes.ACCEPTS, common)
    asked = {code for table in tables for choice in table.values() for code in choice.codes}
    asked |= set(codes.VIRTUAL.codes) | {"maybe_evenings", "maybe_weekends"}
    assert asked == set(codes.BITS)


def test_farther_leaves_the_best_of_a_town() -> None:
    """Whoever has seen the best of a town and wants to look farther wants the next nearest."""
    best = read_needs("best iop in boston ma, medicaid")
    farther = best.merge(read_needs("farther"))
    assert (best.best, farther.best, farther.any_distance, farther.payers) == (True, False, True, ("medicaid",))
    assert best.merge(read_needs("with evening groups")).best
