"""The words an operator may write in the cells of a list, and the service code that each is stored as.

They are the keys and labels of `facilities_db.codes`, the codes themselves, and some more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from facilities_db.codes import ACCEPTS, AGES, LANGUAGES, LEVELS, MEDICATIONS, PAYERS, SIGNS, TRACKS, Choice
from facilities_db.placenames import plain

_TABLES: Mapping[str, Mapping[str, Choice]] = {
    "level_of_care": LEVELS,
    "payment": PAYERS,
    "medications": MEDICATIONS,
    "ages": AGES,
    "accepts": ACCEPTS,
    "groups": TRACKS,
    "languages": LANGUAGES,
    "quality": SIGNS,
}
COLUMNS = tuple(_TABLES)

# What a key with several codes is stored as: the one that claims least.
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "level_of_care": {
        "detox": "DT",  # detox of some kind; OD, RD and HID say in what setting
    },
    "payment": {
        "low_cost": "PA",  # help with the cost; a sliding scale (SS) and no charge (NP) have words of their own
    },
    "medications": {
        "buprenorphine": "UB",  # it is prescribed; BUM and DB say for how long
        "methadone": "MM",  # what people mean by it; DM is methadone for detox alone
        "naltrexone": "UN",  # it is prescribed; RPN says what for
    },
    "accepts": {
        "women": "FEM",  # they are taken; WN and PW are programs for them
        "men": "MALE",  # the same
    },
    "groups": {
        "dui": "DU",  # there is a program for them; DUO takes no one else
    },
    "languages": {
        "native": "NX",  # one of them; the others say which
    },
}
# Keys that no code says without saying more than the operator did, and what to write in their place.
TOO_WIDE = {
    "any": "name the medication",
    "accredited": "say by whom",
    "medication": "name it in the column medications",
    "therapy": "say which",
}
# More words for a code, the plainest first. "" is a word that needs no code.
_MORE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "level_of_care": {
        "OIT": ("intensive outpatient", "intensive outpatient program"),
        "OP": ("regular outpatient", "standard outpatient"),
        "ODT": ("partial hospitalization", "partial hospitalization program", "day treatment", "partial"),
        "RES": ("residential treatment",),
        "DT": ("detoxification", "withdrawal management"),
        "OTP": ("opioid treatment program", "methadone clinic"),
    },
    "payment": {
        "PI": ("commercial insurance", "private health insurance"),
        "MI": ("tricare", "military insurance"),
        "SF": ("self pay", "out of pocket"),
        "SS": ("sliding scale", "sliding fee scale"),
        "PA": ("financial assistance", "scholarship", "scholarships"),
        "NP": ("no cost",),
    },
    "medications": {
        "UB": ("suboxone", "subutex", "sublocade", "brixadi"),
        "UN": ("vivitrol",),
        "PMAT": ("acamprosate", "campral", "disulfiram", "antabuse"),
    },
    "ages": {
        "CHLD": ("teens", "teenagers", "children", "youth"),
        "ADLT": ("adults",),
        "SNR": ("seniors",),
    },
    "accepts": {
        "FEM": ("female",),
        "MALE": ("male",),
    },
    "groups": {
        "AD": ("adolescents", "teens"),
        "GL": ("lgbtq+", "lgbt"),
        "CO": ("co-occurring disorders", "dual diagnosis", "mental health"),
        "PW": ("pregnant women", "postpartum"),
        "CJ": ("criminal justice", "court", "probation"),
        "DU": ("dwi", "dui/dwi"),
        "DV": ("domestic violence",),
        "evenings": ("evenings", "evening groups"),
        "weekends": ("weekends", "weekend groups"),
    },
    "languages": {
        "": ("english",),
        "AH": ("asl", "american sign language"),
        "F19": ("haitian creole",),
        "F17": ("mandarin", "cantonese"),
        "F81": ("filipino",),
    },
    "quality": {
        "CARF": ("carf",),
        "JC": ("joint commission", "the joint commission", "jcaho"),
        "COA": ("coa", "council on accreditation"),
        "NCQA": ("ncqa",),
        "HFAP": ("hfap",),
        "FCO": ("family counselling", "family therapy"),
        "ACC": ("continuing care",),
        "CBT": ("cbt", "cognitive behavioral therapy"),
        "DBT": ("dbt", "dialectical behavior therapy"),
        "MOTI": ("motivational interviewing",),
        "CMI": ("contingency management",),
        "MXM": ("matrix", "matrix model"),
        "CRV": ("community reinforcement",),
    },
}


class UnknownWord(ValueError):
    """A word that stands for no code in its column. The message says which words do."""


def codes_for(column: str, cell: str) -> list[str]:
    """The codes for the words of a cell, with ";" between them. Raises UnknownWord."""
    known = _known(column)
    codes = []
    for word in filter(None, map(str.strip, cell.split(";"))):
        code = known.get(_folded(word))
        if code is None:
            reason = TOO_WIDE.get(_folded(word).replace(" ", "_"))
            why = f"says too little: {reason}" if reason else "is not a word for it"
            raise UnknownWord(f"{word[:40]!r} {why}; write one or more of: {'; '.join(words(column))}")
        codes.append(code)
    return [code for code in codes if code]


def words(column: str) -> tuple[str, ...]:
    """One word for each thing that can be said in a column."""
    keys = {
        _code(column, key, choice): key.replace("_", " ")
        for key, choice in _TABLES[column].items()
        if key not in TOO_WIDE
    }
    return (*keys.values(), *(said[0] for code, said in _MORE[column].items() if code not in keys))


@cache
def _known(column: str) -> dict[str, str]:
    known = {}
    for key, choice in _TABLES[column].items():
        known.update({_folded(code): code for code in choice.codes})
        if key not in TOO_WIDE:
            known.update({_folded(word): _code(column, key, choice) for word in (key, choice.label)})
    for code, said in _MORE[column].items():
        known.update({_folded(word): code for word in (code, *said) if word})
    return known


def _code(column: str, key: str, choice: Choice) -> str:
    return CHOSEN.get(column, {}).get(key) or choice.codes[0]


def _folded(word: str) -> str:
    return " ".join(re.findall(r"[a-z0-9+]+", plain(word)))
