"""How a list of programs is said: what it shows, what it lacks, in what order it is, and what to do next."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.program_list import closing, heading, line
from connectors.sms.segments import count
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import SearchResult
from tests.bot.actions.programs import AUSTIN, BILLINGS, HERE, TEXAS, found, program


@pytest.mark.parametrize(
    ("place", "result", "where"),
    [
        (BILLINGS, found(), "near Billings, MT 59101 (miles in a straight line):"),
        (HERE, found(), "near Cambridge, MA (miles in a straight line):"),
        (AUSTIN, found(scope="city", order="signs"), "in Austin, TX (miles in a straight line):"),
        (TEXAS, found(program(distance_miles=None), scope="state"), "in Texas:"),
        (AUSTIN, found(scope="state"), "anywhere in Texas, nearest to Austin, TX first (miles in a straight line):"),
    ],
)
def test_the_heading_says_where(place: PlaceFound, result: SearchResult, where: str) -> None:
    """And once that miles are in a straight line, where there are miles."""
    assert heading(place, Needs(), result) == f"Intensive outpatient (IOP) {where}"


def test_what_was_given_up_comes_first_and_is_not_claimed() -> None:
    """In the order in which it went; the heading names only what is left."""
    needs = Needs(payers=("medicaid",), tracks=("women",), languages=("korean",), evenings=True)
    said = heading(BILLINGS, needs, found(gave_up=("women", "Korean")))
    assert said == (
        "Nothing near has all you asked for, so I looked without a group for women, then without Korean. "
        "Ask about them when you call.\n"
        "Intensive outpatient (IOP) that takes Medicaid near Billings, MT 59101 (miles in a straight line):"
    )


@pytest.mark.parametrize(
    ("needs", "gave_up", "without"),
    [
        (Needs(payers=("medicare",)), "Medicare", "without Medicare. Ask about it"),
        (Needs(ages=("adolescents",)), "teens and children", "without care for teens and children. Ask about it"),
        (Needs(level="otp"), "opioid treatment program (methadone clinic)", "without opioid treatment program"),
    ],
)
def test_payer_age_and_level_are_given_up_in_plain_words(needs: Needs, gave_up: str, without: str) -> None:
    """Only when nothing anywhere has them, and then that is said."""
    said = heading(BILLINGS, needs, found(gave_up=(gave_up,)))
    assert said.startswith("Nothing in my whole list has all you asked for, so I looked ") and without in said
    assert gave_up not in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("distances", "widened", "offset", "said"),
    [
        ((3.0, 20.0), None, 0, None),
        ((61.4, 70.0), 100, 0, "Nothing closer than about 61 miles."),
        ((3.0, 43.0), 50, 0, "Few are close, so I looked as far as 50 miles out."),
        ((61.4, 70.0), 100, 3, None),  # on the next page there is something closer
    ],
)
def test_it_says_how_far_it_had_to_look(
    distances: tuple[float, ...], widened: int | None, offset: int, said: str | None
) -> None:
    """Never that there is nothing."""
    result = found(*(program(distance_miles=miles) for miles in distances), widened_to_miles=widened)
    lines = heading(BILLINGS, Needs(), result, offset).splitlines()
    assert lines[:-1] == ([said] if said else [])


def test_the_order_by_signs_is_explained_in_a_sentence() -> None:
    """Which signs, who says so, that nobody checks it, and that nobody pays; each line says how many."""
    needs = Needs(best=True)
    result = found(program(signs=("accredited", "aftercare")), order="signs", scope="city")
    said = heading(AUSTIN, needs, result)
    assert said.startswith(
        "In order of how many of 5 signs of quality they report (accredited, medication on site, family counseling, "
        "aftercare, proven kinds of therapy): SAMHSA does not check this, and nobody can pay to be first.\n"
    )
    assert line(1, result.matches[0], needs, "sms", by_signs=True).endswith("512-555-0100, reports 2 of 5")
    assert not any(word in said.lower() for word in ("best", "top", "rank"))


@pytest.mark.parametrize(
    ("place", "where"), [(AUSTIN, "in Austin, TX"), (TEXAS, "in Texas"), (BILLINGS, "close by"), (HERE, "close by")]
)
def test_where_signs_could_not_order_it_nothing_is_claimed(place: PlaceFound, where: str) -> None:
    """Nothing in the place fits: the order is by distance, and that is said."""
    said = heading(place, Needs(best=True), found())
    assert f"None {where} has all of it, so these go by distance." in said and "signs" not in said


def test_what_is_lacking_is_said_once() -> None:
    """Given up and ordered by distance: one of the two sentences says that nothing near has it all."""
    said = heading(BILLINGS, Needs(best=True, languages=("korean",)), found(gave_up=("Korean",)))
    assert said.splitlines()[0] == (
        "Nothing near has all you asked for, so I looked without Korean. Ask about it when you call. "
        "These go by distance."
    )


def test_outside_the_state_that_was_meant_it_says_so() -> None:
    """A whole state without any, and telehealth, which ends at the border."""
    elsewhere = found(program(state="OK"))
    assert "None in Texas has it, so these are elsewhere." in heading(TEXAS, Needs(), elsewhere)
    assert "own state: ask." in heading(AUSTIN, Needs(virtual=True), elsewhere)
    assert "elsewhere" not in heading(AUSTIN, Needs(), elsewhere)
    assert "elsewhere" not in heading(TEXAS, Needs(), found())


@pytest.mark.parametrize(
    ("miles", "said"), [(0.4, "under 1 mi"), (1.0, "about 1 mi"), (3.2, "about 3 mi"), (None, "TX, 512")]
)
def test_a_line_has_what_a_call_needs(miles: float | None, said: str) -> None:
    """Number, name, town, distance, phone; and the payer that most people have to ask about."""
    told = line(2, program(distance_miles=miles), Needs(), "sms")
    assert told.startswith("2 Harbor Light Counseling, Austin TX, ") and said in told
    assert told.endswith("512-555-0100, takes Medicaid")
    assert line(2, program(), Needs(payers=("private",)), "sms").endswith("512-555-0100")
    assert line(2, program(), Needs(), "telegram").endswith("512-555-0100. Takes Medicaid, private insurance")


def test_a_long_name_is_cut_at_a_word_by_sms_alone() -> None:
    """Three names in full would be another text."""
    name = "Riverside County Commission on Alcohol and, Alc/Drug Servs/Casa Las Palmas"
    assert line(1, program(name=name), Needs(), "sms").startswith(
        "1 Riverside County Commission on Alcohol and, Austin"
    )
    assert name in line(1, program(name=name), Needs(), "telegram")


@pytest.mark.parametrize(
    ("known", "said", "asks"),
    [
        ({"evenings": True, "weekends": False}, "evenings: yes, weekends: no", False),
        ({"evenings": None, "weekends": None}, "", True),
    ],
)
def test_hours_are_told_where_they_are_known(known: dict[str, Any], said: str, asks: bool) -> None:
    """Else the person has to ask, and is told so."""
    needs, match = Needs(evenings=True, weekends=True, payers=("medicaid",)), program(**known)
    assert said in line(1, match, needs, "sms")
    asking = "Not all list their hours: ask about evenings and weekends."
    assert (asking in closing(BILLINGS, needs, found(match), "sms")) == asks
    assert "evenings" not in line(1, match, Needs(), "sms")


def test_first_responders_are_told_where_operators_know() -> None:
    """SAMHSA's list has no code for them."""
    needs = Needs(tracks=("first_responders",))
    assert "first responders: yes" in line(1, program(codes=("OIT", "first_responders")), needs, "sms")
    assert "first responders" not in line(1, program(), needs, "sms")


@pytest.mark.parametrize(
    ("told", "sms", "telegram"),
    [
        (
            {"farther_miles": 140},
            "The nearest with all of it is about 140 miles away: text FARTHER.",
            "The nearest with all of it is about 140 miles away. Call",
        ),
        (
            {"virtual_state": "Montana"},
            "Some in Montana offer telehealth: text ONLINE.",
            "Some in Montana offer telehealth. Call",
        ),
    ],
)
def test_it_offers_to_look_elsewhere(told: dict[str, Any], sms: str, telegram: str) -> None:
    """By a word on SMS; on Telegram a button stands below."""
    assert sms in closing(BILLINGS, Needs(), found(**told), "sms")
    assert telegram in closing(BILLINGS, Needs(), found(**told), "telegram")


def test_telehealth_is_not_promised_to_be_all_online() -> None:
    """The code says only that there is some."""
    assert "Ask if all of it can be online." in closing(BILLINGS, Needs(virtual=True), found(), "sms")
    given_up = found(gave_up=("telehealth",))
    assert "online" not in closing(BILLINGS, Needs(virtual=True), given_up, "sms")


def test_medicaid_across_a_states_border_is_asked_about() -> None:
    """A program of another state takes that state's Medicaid; nothing is said where all are in the person's own."""
    needs, said = Needs(payers=("medicaid",)), "Medicaid rarely pays in another state: ask."
    assert said in closing(BILLINGS, needs, found(program(state="WY")), "sms")
    assert said not in closing(BILLINGS, needs, found(program(state="MT")), "sms")
    assert said not in closing(BILLINGS, Needs(), found(program(state="WY")), "sms")


def test_a_whole_state_is_offered_something_nearer() -> None:
    """A state is large."""
    assert "Send a city or ZIP for nearer ones." in closing(TEXAS, Needs(), found(scope="state"), "sms")
    assert "Send a city" not in closing(AUSTIN, Needs(), found(), "sms")


def test_everything_at_once_stays_within_five_segments() -> None:
    """The worst list there can be: long names, needs given up, miles to go, and hours to ask about."""
    long = program(name="Riverside County Latino Commission on, Alc/Drug Servs", phone="512-555-0100 ext. 12345")
    needs = Needs(payers=("medicaid",), tracks=("women",), languages=("korean",), evenings=True)
    result = found(long, long, long, gave_up=("women",), farther_miles=877, widened_to_miles=100)
    lines = [line(number, long, needs, "sms") for number in (1, 2, 3)]
    whole = "\n".join([heading(BILLINGS, needs, result), *lines, closing(BILLINGS, needs, result, "sms")])
    assert count(whole).encoding == "GSM-7" and count(whole).segments <= 5, whole
