"""The SAMHSA service codes that people ask for, in plain words.

Labels are English and compared with each other; `porchlight.languages.phrase` has them in other languages, for people.

Source: the code list of the National Directory, 2024 edition (`service_code_info`). A choice fits a program that
carries any one of its codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from porchlight.languages import marked


class Choice(NamedTuple):
    """One thing a person can ask for: how to say it, and the codes of which a program must have one."""

    label: str
    codes: tuple[str, ...]


LEVELS = {
    "iop": Choice(marked("intensive outpatient (IOP)"), ("OIT",)),
    "outpatient": Choice(marked("outpatient"), ("OP",)),
    "php": Choice(marked("day treatment or partial hospitalization"), ("ODT",)),
    "residential": Choice(marked("residential"), ("RES",)),
    "detox": Choice(marked("detox"), ("DT", "OD", "RD", "HID")),
    "otp": Choice(marked("opioid treatment program (methadone clinic)"), ("OTP",)),
}

PAYERS = {
    "medicaid": Choice(marked("Medicaid"), ("MD",)),
    "medicare": Choice(marked("Medicare"), ("MC",)),
    "private": Choice(marked("private insurance"), ("PI",)),
    "military": Choice(marked("military insurance (TRICARE)"), ("MI",)),
    "low_cost": Choice(marked("free or reduced cost"), ("SS", "PA", "NP")),
    "sliding": Choice(marked("a sliding fee scale"), ("SS",)),
    "assistance": Choice(marked("payment assistance"), ("PA",)),
    "free": Choice(marked("no charge"), ("NP",)),
    "cash": Choice(marked("self-pay"), ("SF",)),
}

# Only CHLD says that the age is accepted: 1,324 programs list a group for adolescents (AD) without accepting them.
AGES = {
    "adolescents": Choice(marked("teens and children"), ("CHLD",)),
    "young_adults": Choice(marked("young adults"), ("YAD",)),
    "older_adults": Choice(marked("older adults"), ("SNR",)),
}

TRACKS = {
    "women": Choice(marked("women"), ("WN",)),
    "men": Choice(marked("men"), ("MN",)),
    "lgbtq": Choice(marked("LGBTQ people"), ("GL",)),
    "veterans": Choice(marked("veterans"), ("VET",)),
    "co_occurring": Choice(marked("mental health and substance use together"), ("CO",)),
    "pregnant": Choice(marked("pregnant or postpartum women"), ("PW",)),
    "justice": Choice(marked("people with court or probation requirements"), ("CJ",)),
    "dui": Choice(marked("DUI or DWI clients"), ("DU", "DUO")),
    "trauma": Choice(marked("people who have been through trauma"), ("TRMA",)),
    "violence": Choice(marked("people who have been through domestic violence"), ("DV",)),
    "first_responders": Choice(marked("first responders"), ("first_responders",)),
}

# What only operators tell us, in their own listings and corrections: SAMHSA's list has no hours.
EVENINGS = Choice(marked("evening hours"), ("evenings",))
WEEKENDS = Choice(marked("weekend hours"), ("weekends",))
OWN_CODES = ("evenings", "weekends", "first_responders")

LANGUAGES = {
    "spanish": Choice(marked("Spanish"), ("SP",)),
    "sign": Choice(marked("sign language"), ("AH",)),
    "portuguese": Choice(marked("Portuguese"), ("F67",)),
    "creole": Choice(marked("Creole"), ("F19",)),
    "chinese": Choice(marked("Chinese"), ("F17",)),
    "vietnamese": Choice(marked("Vietnamese"), ("F92",)),
    "russian": Choice(marked("Russian"), ("F70",)),
    "arabic": Choice(marked("Arabic"), ("F4",)),
    "french": Choice(marked("French"), ("F28",)),
    "korean": Choice(marked("Korean"), ("F47",)),
    "tagalog": Choice(marked("Tagalog"), ("F81",)),
    "polish": Choice(marked("Polish"), ("F66",)),
    "farsi": Choice(marked("Farsi"), ("F25",)),
    "german": Choice(marked("German"), ("F30",)),
    "greek": Choice(marked("Greek"), ("F31",)),
    "hebrew": Choice(marked("Hebrew"), ("F35",)),
    "hindi": Choice(marked("Hindi"), ("F36",)),
    "hmong": Choice(marked("Hmong"), ("F37",)),
    "italian": Choice(marked("Italian"), ("F42",)),
    "japanese": Choice(marked("Japanese"), ("F43",)),
    # Which of them a program means it seldom says: NX is any of them.
    "native": Choice(marked("an American Indian or Alaska Native language"), ("NX", "N13", "N18", "N23", "N24", "N40")),
}

# Whom a program accepts at all. A program for women says so with WN or PW where it does not say FEM.
ACCEPTS = {
    "women": Choice(marked("a place that takes women"), ("FEM", "WN", "PW")),
    "men": Choice(marked("a place that takes men"), ("MALE", "MN")),
}

# Prescribed or given here. BU, MU and NU only say "used in treatment", which may mean prescribed elsewhere.
MEDICATIONS = {
    "buprenorphine": Choice(marked("buprenorphine (Suboxone)"), ("UB", "BUM", "DB")),
    "methadone": Choice(marked("methadone"), ("MM", "DM")),
    "naltrexone": Choice(marked("naltrexone (Vivitrol)"), ("UN", "RPN")),
    "alcohol": Choice(marked("medication for alcohol use"), ("PMAT",)),
    "any": Choice(marked("medication for opioid use"), ("UB", "BUM", "DB", "MM", "DM", "UN", "RPN")),
}

VIRTUAL = Choice(marked("telehealth"), ("TELE",))

# What to show of a program, in this order: the code, and the words.
SHOWN: dict[str, str] = {
    "OIT": "intensive outpatient (IOP)",
    "ODT": "day treatment or partial hospitalization",
    "OP": "outpatient",
    "DT": "detox",
    "RES": "residential",
    "OTP": "opioid treatment program",
    "TELE": "telehealth",
    "MD": "Medicaid",
    "MC": "Medicare",
    "PI": "private insurance",
    "MI": "military insurance (TRICARE)",
    "SF": "self-pay",
    "SS": "sliding fee scale",
    "PA": "payment assistance",
    "NP": "no charge",
    "CHLD": "accepts teens and children",
    "AD": "program for adolescents",
    "YAD": "accepts young adults",
    "SNR": "accepts older adults",
    "WN": "program for women",
    "MN": "program for men",
    "GL": "program for LGBTQ people",
    "VET": "program for veterans",
    "CO": "program for mental health and substance use together",
    "PW": "program for pregnant or postpartum women",
    "CJ": "program for people with court or probation requirements",
    "SP": "Spanish",
    "AH": "sign language",
    "UB": "prescribes buprenorphine",
    "BUM": "buprenorphine maintenance",
    "DB": "buprenorphine detox",
    "MM": "methadone maintenance",
    "UN": "prescribes naltrexone",
}


# Which bit of `facilities.code_bits` stands for which code. Append only, at most 63: stored rows keep their bits. After
# an addition the directory has to be imported again.
BITS: tuple[str, ...] = (
    "OIT", "OP", "ODT", "RES", "DT", "OD", "RD", "HID", "OTP", "TELE", "MD", "MC", "PI", "MI", "SF", "SS", "PA", "NP",
    "CHLD", "YAD", "SNR", "WN", "MN", "GL", "VET", "CO", "PW", "CJ", "DU", "DUO", "TRMA", "DV", "SP", "AH", "F67",
    "F19", "F17", "F92", "F70", "F4", "F28", "F47", "F81", "F66", "UB", "BUM", "DB", "MM", "DM", "UN", "RPN", "PMAT",
    "first_responders", "maybe_evenings", "maybe_weekends",
    "FEM", "MALE",
)  # fmt: skip
_BIT = {code: 1 << position for position, code in enumerate(BITS)}


# What a program can say for itself that speaks for quality, in the order in which it is told. Source: the standards
# that FindTreatment.gov names as signs of quality treatment. Each counts once, however many of its codes there are.
SIGNS = {
    "accredited": Choice(marked("accredited"), ("CARF", "COA", "HFAP", "JC", "NCQA")),
    "medication": Choice(marked("medication on site"), ("UB", "BUM", "DB", "MM", "DM", "UN", "RPN", "PMAT")),
    "family": Choice(marked("family counseling"), ("FCO",)),
    "aftercare": Choice(marked("aftercare"), ("ACC",)),
    "therapy": Choice(marked("proven kinds of therapy"), ("CBT", "DBT", "MOTI", "CMI", "MXM", "CRV")),
}


def bits(carried: Iterable[str]) -> int:
    """The codes as one number for `facilities.code_bits`; codes nobody asks for have no bit."""
    return sum(_BIT.get(code, 0) for code in set(carried))


def has_bit(code: str) -> bool:
    """Whether the code is one of the bits; one that is not is looked for in the text of `facilities.services`."""
    return code in _BIT


def signs(services: str) -> tuple[str, ...]:
    """The quality signs a program reports with its space-separated codes, in plain words, each once."""
    carried = set(services.split())
    return tuple(choice.label for choice in SIGNS.values() if carried & set(choice.codes))


def labels(services: str) -> tuple[str, ...]:
    """The plain words for a program's space-separated codes; codes nobody asks for are left out."""
    carried = set(services.split())
    return tuple(label for code, label in SHOWN.items() if code in carried)
