"""The SAMHSA service codes that people ask for, in plain words.

Source: the code list of the National Directory, 2024 edition (`service_code_info`). A choice fits a program that
carries any one of its codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Choice(NamedTuple):
    """One thing a person can ask for: how to say it, and the codes of which a program must have one."""

    label: str
    codes: tuple[str, ...]


LEVELS = {
    "iop": Choice("intensive outpatient (IOP)", ("OIT",)),
    "outpatient": Choice("outpatient", ("OP",)),
    "php": Choice("day treatment or partial hospitalization", ("ODT",)),
    "residential": Choice("residential", ("RES",)),
    "detox": Choice("detox", ("DT", "OD", "RD", "HID")),
    "otp": Choice("opioid treatment program (methadone clinic)", ("OTP",)),
}

PAYERS = {
    "medicaid": Choice("Medicaid", ("MD",)),
    "medicare": Choice("Medicare", ("MC",)),
    "private": Choice("private insurance", ("PI",)),
    "military": Choice("military insurance (TRICARE)", ("MI",)),
    "low_cost": Choice("free or reduced cost", ("SS", "PA", "NP")),
    "sliding": Choice("a sliding fee scale", ("SS",)),
    "assistance": Choice("payment assistance", ("PA",)),
    "free": Choice("no charge", ("NP",)),
    "cash": Choice("self-pay", ("SF",)),
}

# Only CHLD says that the age is accepted: 1,324 programs list a group for adolescents (AD) without accepting them.
AGES = {
    "adolescents": Choice("teens and children", ("CHLD",)),
    "young_adults": Choice("young adults", ("YAD",)),
    "older_adults": Choice("older adults", ("SNR",)),
}

TRACKS = {
    "women": Choice("women", ("WN",)),
    "men": Choice("men", ("MN",)),
    "lgbtq": Choice("LGBTQ people", ("GL",)),
    "veterans": Choice("veterans", ("VET",)),
    "co_occurring": Choice("mental health and substance use together", ("CO",)),
    "pregnant": Choice("pregnant or postpartum women", ("PW",)),
    "justice": Choice("people with court or probation requirements", ("CJ",)),
    "dui": Choice("DUI or DWI clients", ("DU", "DUO")),
    "trauma": Choice("people who have been through trauma", ("TRMA",)),
    "violence": Choice("people who have been through domestic violence", ("DV",)),
    "first_responders": Choice("first responders", ("first_responders",)),
}

# What only operators tell us, in their own listings and corrections: SAMHSA's list has no hours.
EVENINGS = Choice("evening hours", ("evenings",))
WEEKENDS = Choice("weekend hours", ("weekends",))
OWN_CODES = ("evenings", "weekends", "first_responders")

LANGUAGES = {
    "spanish": Choice("Spanish", ("SP",)),
    "sign": Choice("sign language", ("AH",)),
    "portuguese": Choice("Portuguese", ("F67",)),
    "creole": Choice("Creole", ("F19",)),
    "chinese": Choice("Chinese", ("F17",)),
    "vietnamese": Choice("Vietnamese", ("F92",)),
    "russian": Choice("Russian", ("F70",)),
    "arabic": Choice("Arabic", ("F4",)),
    "french": Choice("French", ("F28",)),
    "korean": Choice("Korean", ("F47",)),
    "tagalog": Choice("Tagalog", ("F81",)),
    "polish": Choice("Polish", ("F66",)),
    "farsi": Choice("Farsi", ("F25",)),
    "german": Choice("German", ("F30",)),
    "greek": Choice("Greek", ("F31",)),
    "hebrew": Choice("Hebrew", ("F35",)),
    "hindi": Choice("Hindi", ("F36",)),
    "hmong": Choice("Hmong", ("F37",)),
    "italian": Choice("Italian", ("F42",)),
    "japanese": Choice("Japanese", ("F43",)),
    # Which of them a program means it seldom says: NX is any of them.
    "native": Choice("an American Indian or Alaska Native language", ("NX", "N13", "N18", "N23", "N24", "N40")),
}

# Whom a program accepts at all. A program for women says so with WN or PW where it does not say FEM.
ACCEPTS = {
    "women": Choice("a place that takes women", ("FEM", "WN", "PW")),
    "men": Choice("a place that takes men", ("MALE", "MN")),
}

# Prescribed or given here. BU, MU and NU only say "used in treatment", which may mean prescribed elsewhere.
MEDICATIONS = {
    "buprenorphine": Choice("buprenorphine (Suboxone)", ("UB", "BUM", "DB")),
    "methadone": Choice("methadone", ("MM", "DM")),
    "naltrexone": Choice("naltrexone (Vivitrol)", ("UN", "RPN")),
    "alcohol": Choice("medication for alcohol use", ("PMAT",)),
    "any": Choice("medication for opioid use", ("UB", "BUM", "DB", "MM", "DM", "UN", "RPN")),
}

VIRTUAL = Choice("telehealth", ("TELE",))

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
    "accredited": Choice("accredited", ("CARF", "COA", "HFAP", "JC", "NCQA")),
    "medication": Choice("medication on site", ("UB", "BUM", "DB", "MM", "DM", "UN", "RPN", "PMAT")),
    "family": Choice("family counseling", ("FCO",)),
    "aftercare": Choice("aftercare", ("ACC",)),
    "therapy": Choice("proven kinds of therapy", ("CBT", "DBT", "MOTI", "CMI", "MXM", "CRV")),
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
