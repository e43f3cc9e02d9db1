"""What a message says about a place."""

from __future__ import annotations

import dataclasses
import json

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db.districts import DISTRICTS
from facilities_db.geography import miles_between
from facilities_db.nicknames import nicknames
from facilities_db.places import Ambiguous, NotFound, PlaceFound, find_place, place_from_coordinates
from facilities_db.tables import place_names, places

FOUND = [
    ("iop near 02139", "Cambridge, MA 02139"),
    ("02139-1234", "Cambridge, MA 02139"),
    ("only 02139", "Cambridge, MA 02139"),
    ("my zip is 73301 or 78701.", "Austin, TX 73301"),
    ("99999 boston ma", "Boston, MA"),
    ("austin tx", "Austin, TX"),
    ("Austin,TX", "Austin, TX"),
    ("Worcester, Massachusetts", "Worcester, MA"),
    ("worcester mass", "Worcester, MA"),
    ("Massachusetts, Springfield", "Springfield, MA"),
    ("springfield in illinois", "Springfield, IL"),
    ("evening program that takes medicaid in austin tx", "Austin, TX"),
    ("I NEED HELP IN AUSTIN TX", "Austin, TX"),
    ("St Paul MN", "Saint Paul, MN"),
    ("St. Paul, Minnesota", "Saint Paul, MN"),
    ("Ft Lauderdale", "Fort Lauderdale, FL"),
    ("Ft. Lauderdale, FL", "Fort Lauderdale, FL"),
    ("Port St Lucie FL", "Port Saint Lucie, FL"),
    ("E Boston MA", "East Boston, MA"),
    ("coeur d'alene", "Coeur D Alene, ID"),
    ("coeur d’alene idaho", "Coeur D Alene, ID"),
    ("o'fallon mo", "O Fallon, MO"),
    ("Winston-Salem", "Winston Salem, NC"),
    ("nyc", "New York, NY"),
    ("im in nyc and need help", "New York, NY"),
    ("programs in new york", "New York, NY"),
    ("new york ny", "New York, NY"),
    ("upstate new york", "New York"),
    ("new york state", "New York"),
    ("philly", "Philadelphia, PA"),
    ("queens", "Queens, NY"),
    ("queens ny", "Queens, NY"),
    ("in the bronx", "Bronx, NY"),
    ("Manhattan", "Manhattan, NY"),
    ("manhattan ks", "Manhattan, KS"),
    ("DC", "Washington, DC"),
    ("dc", "Washington, DC"),
    ("Washington D.C.", "Washington, DC"),
    ("washington state", "Washington"),
    ("Kansas City MO", "Kansas City, MO"),
    ("kansas city kansas", "Kansas City, KS"),
    ("iowa city ia", "Iowa City, IA"),
    ("oklahoma city ok", "Oklahoma City, OK"),
    ("virginia beach", "Virginia Beach, VA"),
    ("charleston west virginia", "Charleston, WV"),
    ("west virginia", "West Virginia"),
    ("anything in vermont", "Vermont"),
    ("vermont", "Vermont"),
    ("western massachusetts", "Massachusetts"),
    ("programs in western mass", "Massachusetts"),
    ("TX", "Texas"),
    ("MA", "Massachusetts"),
    ("iop in tx", "Texas"),
    ("i was in jail in texas", "Texas"),
    ("mobile al", "Mobile, AL"),
    ("near reading pa", "Reading, PA"),
    ("live in portland me", "Portland, ME"),
    ("portland or", "Portland, OR"),
    ("honolulu hi women only", "Honolulu, HI"),
    ("i'm 24 in columbus oh", "Columbus, OH"),
    ("moving from austin tx to denver co", "Denver, CO"),
    ("state college pa", "State College, PA"),
    ("the dalles", "The Dalles, OR"),
    ("san juan PR", "San Juan, PR"),
    ("Guam", "Guam"),
    ("programas en Houston TX", "Houston, TX"),
    ("close to Tucson", "Tucson, AZ"),
    ("iop chicago", "Chicago, IL"),
    ("los angeles", "Los Angeles, CA"),
    ("pittsburg pa", "Pittsburgh, PA"),
    ("near cincinatti", "Cincinnati, OH"),
    ("albequerque", "Albuquerque, NM"),
    ("iop mineapolis mn", "Minneapolis, MN"),
    ("BadgerCare. Milwakee wi. evenings", "Milwaukee, WI"),
    ("worchester mass", "Worcester, MA"),
    ("san fransisco", "San Francisco, CA"),
    ("springfeild il", "Springfield, IL"),
    ("forth worth", "Fort Worth, TX"),
    ("hartford conneticut", "Hartford, CT"),
    ("massachusets", "Massachusetts"),
    ("detriot mi", "Detroit, MI"),
    ("bergan county nj", "Bergen County, NJ"),
    ("zip 2139", "Cambridge, MA 02139"),
    ("zip code is 2139", "Cambridge, MA 02139"),
    ("021391234", "Cambridge, MA 02139"),
    ("MA02139", "Cambridge, MA 02139"),
    ("O2139", "Cambridge, MA 02139"),
    ("orange county ca", "Orange County, CA"),
    ("orange county, california", "Orange County, CA"),
    ("iop maricopa county ahcccs", "Maricopa County, AZ"),
    ("cook co il", "Cook County, IL"),
    ("st tammany parish", "St. Tammany Parish, LA"),
    ("jefferson parish", "Jefferson Parish, LA"),
    ("kenai peninsula borough", "Kenai Peninsula Borough, AK"),
    ("condado de kern", "Kern County, CA"),
    ("miami dade county", "Miami-Dade County, FL"),
    ("pg county", "Prince George's County, MD"),
    ("apple health, yakima, evenings", "Yakima, WA"),
    ("we have tricare, colorado springs, my wife is drinking", "Colorado Springs, CO"),
    ("inpatient for meth baton rouge no insurance", "Baton Rouge, LA"),
    ("it has to be on the computer, maine", "Maine"),
    ("moving from austin tx to nashvile", "Nashville, TN"),
    ("i grew up in Detroit MI, need help in toledo ohio", "Toledo, OH"),
    ("20 min from flagstaff", "Flagstaff, AZ"),
    ("im from worcester ma", "Worcester, MA"),
    ("russian speaking in brighton beach brooklyn", "Brooklyn, NY"),
    ("south philly", "South Philadelphia, PA"),
    ("in the poconos", "Poconos, PA"),
    ("okc", "Oklahoma City, OK"),
    ("st pete", "Saint Petersburg, FL"),
    ("south jersey", "South Jersey, NJ"),
    ("in cali", "California"),
    ("upstate ny", "New York"),
    ("nueva york", "New York, NY"),
    ("carolina del norte", "North Carolina"),
    ("bend or", "Bend, OR"),
    ("media, pa", "Media, PA"),
    ("toronto oh", "Toronto, OH"),
    ("im from mexico, living in fresno ca", "Fresno, CA"),
    ("near ohio state university", "Ohio"),
]

ASKED = [
    ("programs in springfield", "Springfield, IL", 19),
    ("i live in Boston. Need help", "Boston, MA", 2),
    ("boston iop please", "Boston, MA", 2),
    ("Kansas City", "Kansas City, MO", 0),
    ("las vegas", "Las Vegas, NV", 0),
    ("LA", "Los Angeles, CA", 0),
    ("in la", "Los Angeles, CA", 0),
    ("mobile", "Mobile, AL", 0),
    ("washington", "Washington, DC", 22),
    ("cerca de Miami", "Miami, FL", 2),
    ("harlem", "Harlem, NY", 0),
    ("orange county", "Orange County, CA", 2),
    ("in cook county", "Cook County, IL", 0),
    ("dade county", "Miami-Dade County, FL", 0),
    ("burlington, i have bcbs", "Burlington, VT", 15),
    ("greenvile", "Greenville, SC", 0),
    ("cant find rehab springfield medicaid", "Springfield, IL", 19),
]

NOWHERE = [
    "help",
    "day",
    "evening",
    "hope",
    "price",
    "call me",
    "me",
    "in",
    "or",
    "ok",
    "OK",
    "hi",
    "HI",
    "ma",
    "pa",
    "for my ma",
    "my pa needs help",
    "help me",
    "me or my mom",
    "can you help me",
    "call me at night",
    "what does it cost",
    "i'm in pain",
    "I NEED HELP",
    "in recovery",
    "at the hospital",
    "from work",
    "in the valley",
    "i want to get sober",
    "not sure",
    "617-555-0100",
    "my number is 6175550123",
    "it costs $12000",
    "in person",
    "by phone",
    "in spanish",
    "en la noche",
    "por la tarde",
    "hello there",
    "can i come in monday",
    "Should I be going into rehab?",
    "oh ok",
    "i'm so close to giving up",
    "",
    "?!",
    "🙂",
    "the VA",
    "me puede contestar en mi idioma",
    "thanks, Anna",
    "sundays are killer",
    "send me your slides",
    "shes in denial",
    "no one in my family knows",
    "who all reads this",
    "my income is 45000 a year",
    "cold turkey",
    "2139",
    "asdfghjkl",
    "i'm in my 20s",
    "in may",
    "at home",
]


@pytest.mark.parametrize(("text", "label"), FOUND)
def test_a_place_is_found(places_only: Connection, text: str, label: str) -> None:
    """ZIPs, towns with a state, towns after a preposition, nicknames and states are understood as people write them."""
    place = find_place(places_only, text)
    assert isinstance(place, PlaceFound), place
    assert place.label == label


@pytest.mark.parametrize(("text", "first", "more"), ASKED)
def test_a_town_of_several_states_is_asked_back(places_only: Connection, text: str, first: str, more: int) -> None:
    """Without a state the likeliest comes first, at most six are offered, and the rest is counted."""
    place = find_place(places_only, text)
    assert isinstance(place, Ambiguous), place
    assert place.options[0].label == first
    assert len(place.options) <= 6
    assert place.more == more


@pytest.mark.parametrize("text", NOWHERE)
def test_ordinary_words_are_no_place(places_only: Connection, text: str) -> None:
    """Words that are also towns or states stay words."""
    assert find_place(places_only, text) == NotFound("no_place")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("00000", NotFound("unknown_zip", "00000")),
        ("zip 99999 please", NotFound("unknown_zip", "99999")),
        ("programs in xyzzyville", NotFound("unknown_city", "xyzzyville")),
        ("Xyzzyville TX", NotFound("unknown_city", "Xyzzyville")),
        ("in fakeville texas", NotFound("unknown_city", "fakeville")),
        ("near Xyzzyville", NotFound("unknown_city", "Xyzzyville")),
        ("M5V 2T6", NotFound("canadian_postcode")),
        ("k1a0b1 suboxone", NotFound("canadian_postcode")),
        ("SW1A 1AA", NotFound("outside_us")),
        ("toronto", NotFound("outside_us", "toronto")),
        ("in Toronto", NotFound("outside_us", "Toronto")),
        ("london uk", NotFound("outside_us", "london uk")),
        ("london, england", NotFound("outside_us", "london")),
        ("mexico city", NotFound("outside_us", "mexico city")),
        ("my sister is in canada", NotFound("outside_us", "canada")),
        ("the middle of the pacific ocean lol", NotFound("outside_us", "pacific ocean")),
        ("hell", NotFound("hell")),
        ("i live in hell", NotFound("hell")),
        ("near me", NotFound("near_me")),
        ("is there anything in my area", NotFound("near_me")),
        ("cerca de mi", NotFound("near_me")),
    ],
)
def test_an_unknown_place_is_named(places_only: Connection, text: str, answer: NotFound) -> None:
    """What was taken for a ZIP or a town comes back, or what else it was, so that the question back can be kind."""
    assert find_place(places_only, text) == answer


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("orange county ca", "county"), ("orleans parish", "county"), ("bay area", "county"), ("queens", "county"),
        ("maui", "county"), ("austin tx", "city"), ("vermont", "state"), ("02139", "zip"),
    ],
)  # fmt: skip
def test_a_place_says_how_large_it_is(places_only: Connection, text: str, kind: str) -> None:
    """Counties, regions and parts of a city are searched around, as "county"."""
    place = find_place(places_only, text)
    assert isinstance(place, PlaceFound) and place.kind == kind


def test_a_county_lies_where_it_is(places_only: Connection) -> None:
    """The middle of a county's ZIPs is in the county."""
    place = find_place(places_only, "cook county illinois")
    assert isinstance(place, PlaceFound)
    assert miles_between(place.lat, place.lng, 41.84, -87.82) < 15


def test_every_district_has_its_zips(places_only: Connection) -> None:
    """No region or part of a city is missing for a misspelt county or a ZIP that does not exist."""
    known = {row.zip: row.state for row in places_only.execute(select(places.c.zip, places.c.state))}
    counties = {tuple(row) for row in places_only.execute(select(places.c.state, places.c.county).distinct())}
    for district in DISTRICTS:
        for member in district.members:
            assert known.get(member) == district.state or (district.state, member) in counties, (district.key, member)


def test_every_nickname_leads_somewhere(places_only: Connection) -> None:
    """What a nickname stands for is a place the store knows."""
    rows = places_only.execute(select(place_names.c.folded, place_names.c.state).where(place_names.c.kind == "city"))
    assert set(nicknames().values()) <= {tuple(row) for row in rows}


def test_la_is_a_city_and_a_state(places_only: Connection) -> None:
    """LA offers Los Angeles and Louisiana."""
    place = find_place(places_only, "programs in LA")
    assert isinstance(place, Ambiguous)
    assert [option.label for option in place.options] == ["Los Angeles, CA", "Louisiana"]
    assert [option.kind for option in place.options] == ["city", "state"]


def test_a_shared_position_is_named_after_the_nearest_town(places_only: Connection) -> None:
    """A position in Cambridge is "near Cambridge, MA", kept to two decimals."""
    place = place_from_coordinates(places_only, 42.36512, -71.10448)
    assert isinstance(place, PlaceFound)
    assert (place.label, place.lat, place.lng, place.kind) == ("near Cambridge, MA", 42.37, -71.1, "here")


@pytest.mark.parametrize(("lat", "lng"), [(51.5, -0.1), (0, 0), (19.4, -99.1), (200, 0), (float("nan"), 0)])
def test_a_position_abroad_is_said_to_be_abroad(places_only: Connection, lat: float, lng: float) -> None:
    """London, the Gulf of Guinea, Mexico City and impossible numbers are outside the US."""
    assert place_from_coordinates(places_only, lat, lng) == NotFound("outside_us")


def test_a_city_lies_where_it_is(places_only: Connection) -> None:
    """The middle of a town's ZIPs is within a few miles of the town."""
    place = find_place(places_only, "austin tx")
    assert isinstance(place, PlaceFound)
    assert miles_between(place.lat, place.lng, 30.27, -97.74) < 6


def test_a_place_can_be_kept_as_json(places_only: Connection) -> None:
    """A place survives a slot: to JSON and back."""
    place = find_place(places_only, "02139")
    assert PlaceFound(**json.loads(json.dumps(dataclasses.asdict(place)))) == place


def test_a_very_long_message_is_cut(places_only: Connection) -> None:
    """What stands past the longest text message is not read, so no text can take long."""
    filler = "in me or near in ok by la " * 800
    assert find_place(places_only, "programs near 02139 " + filler) != find_place(places_only, filler)
    assert find_place(places_only, filler + " 02139") == find_place(places_only, filler)
