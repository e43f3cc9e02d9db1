"""The states and territories: their two letters, their names, what people shorten them to."""

from __future__ import annotations

from functools import cache

from facilities_db.place_words import OTHERS

NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "Washington, DC", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico", "GU": "Guam",
    "VI": "U.S. Virgin Islands", "AS": "American Samoa", "MP": "Northern Mariana Islands",
}  # fmt: skip

# The written-out names as people write them, in lower case words. "washington" alone is left to the place
# parser: it is first of all a city.
SPELLINGS: dict[tuple[str, ...], str] = {tuple(name.lower().split()): code for code, name in NAMES.items()}
del SPELLINGS[("washington,", "dc")], SPELLINGS[("u.s.", "virgin", "islands")]
SPELLINGS.update(
    {
        ("district", "of", "columbia"): "DC",
        ("virgin", "islands"): "VI",
        ("usvi",): "VI",
        ("mass",): "MA",
        ("calif",): "CA",
        ("tex",): "TX",
        ("penn",): "PA",
        ("penna",): "PA",
        ("fla",): "FL",
        ("ariz",): "AZ",
        ("colo",): "CO",
        ("conn",): "CT",
        ("minn",): "MN",
        ("mich",): "MI",
        ("tenn",): "TN",
        ("wisc",): "WI",
        ("n", "carolina"): "NC",
        ("s", "carolina"): "SC",
        ("n", "dakota"): "ND",
        ("s", "dakota"): "SD",
        ("w", "virginia"): "WV",
        ("cali",): "CA",
        ("socal",): "CA",
        ("so", "cal"): "CA",
        ("norcal",): "CA",
        ("jersey",): "NJ",
        ("nueva", "jersey"): "NJ",
        ("nuevo", "mexico"): "NM",
        ("carolina", "del", "norte"): "NC",
        ("carolina", "del", "sur"): "SC",
        ("dakota", "del", "norte"): "ND",
        ("dakota", "del", "sur"): "SD",
        ("virginia", "occidental"): "WV",
        ("pensilvania",): "PA",
        ("luisiana",): "LA",
        ("tejas",): "TX",
    }
)
# Spellings that are first of all something else, and count only where a place is expected.
SHORT_SPELLINGS = frozenset(
    (("mass",), ("tex",), ("penn",), ("colo",), ("conn",), ("minn",), ("tenn",), ("cali",), ("jersey",))
)


@cache
def spellings() -> dict[tuple[str, ...], str]:
    """The written-out names in every language."""
    return SPELLINGS | {tuple(name.split()): code for name, code in OTHERS.named("states").items()}


@cache
def short_spellings() -> frozenset[tuple[str, ...]]:
    """The spellings, in every language, that count only where a place is expected."""
    return SHORT_SPELLINGS | {tuple(name.split()) for name in OTHERS.said("short_states")}


@cache
def first_words() -> frozenset[str]:
    """The words that a written-out name may begin with."""
    return frozenset(words[0] for words in spellings())


@cache
def longest_spelling() -> int:
    """How many words the longest written-out name has."""
    return max(map(len, spellings()))


# Two letters that are also words of a text message: my ma, ask me, MD the doctor, VA the veterans' hospital.
CODES_THAT_ARE_WORDS = frozenset(
    (
        "AL",
        "AS",
        "CO",
        "DE",
        "HI",
        "ID",
        "IN",
        "LA",
        "MA",
        "MD",
        "ME",
        "MO",
        "MS",
        "OH",
        "OK",
        "OR",
        "PA",
        "VA",
    )
)
# Of these, the ones that turn up in the middle of almost any sentence.
CODES_IN_ANY_SENTENCE = frozenset(("AS", "DE", "HI", "IN", "LA", "ME", "OH", "OK", "OR"))
# Of these, the ones that follow a town's name without meaning a state: "in Salem or Boston", "Portland me and my son".
CODES_AFTER_TOWNS = frozenset(("AS", "IN", "ME", "OR"))
