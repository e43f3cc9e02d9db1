"""The answer of the FindTreatment.gov locator, as JSON: rows of several directories at once, with labels for codes.

A site stands there once for each directory that it is in: SA (substance use), MH (mental health), OTP (opioid treatment
programs, often without a word on their services). BUPREN (individual prescribers) and HRSA (health centers) are no
programs. There is no id that lasts; coordinates are text, or missing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from facilities_db import states
from facilities_db.directory import Directory, Program
from facilities_db.formats.editions import day_in
from facilities_db.formats.locator_labels import reviewed_labels
from facilities_db.formats.samhsa import five_digits
from facilities_db.identity import Keys, house, same_spelling
from facilities_db.phones import readable
from facilities_db.refusal import ImportRefused

FORMAT = "FindTreatment.gov locator answer, JSON"
_PROGRAMS = ("SA", "OTP")
_OTHERS = {"BUPREN": "individual prescribers", "HRSA": "health centers"}
# What the mental-health row of a site may tell of its substance-use program, where that row is silent. In the 2,864
# sites that both halves of the 2024 directory list, they agree on these: of those that the mental-health half says take
# Medicaid, the other half says so for 98%, Medicare 92%, a sliding scale 99%, Spanish 75%, sign language 94%. On ages
# and groups they do not: children 38%, young adults 31%, so these are not taken over, and settings of care never are.
_SHARED = ("payment", "language")
_NAMED_UNKNOWN = 5
_WEBSITE = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)


@dataclass
class _Listing:
    """One row of a program, or of the mental-health directory. `codes` by the subject of the label table."""

    line: int
    kind: str
    row: dict[str, Any]
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def text(self, name: str) -> str:
        """A field as text, "" for null."""
        return _text(self.row.get(name))

    @property
    def site(self) -> Hashable | None:
        """The same for rows of one organisation at one address; None where the address is kept private."""
        street = same_spelling(self.text("street1"))
        return (same_spelling(self.text("name1")), street, five_digits(self.text("zip"))) if street else None

    @property
    def line_in_house(self) -> Hashable | None:
        """The same for rows with one phone in one building; None without either."""
        phone, number = re.sub(r"\D", "", self.text("phone"))[:10], house(self.text("street1"))
        return (phone, number, five_digits(self.text("zip"))) if phone and number else None

    def take_what_is_missing(self, other: _Listing) -> None:
        """How to reach and find the place, from another row of it."""
        for names in (("phone",), ("website",), ("latitude", "longitude")):
            if not all(self.text(name) for name in names):
                self.row = {**self.row, **{name: other.row.get(name) for name in names}}


def read_pages(pages: list[dict[str, Any]], name: str) -> Directory:
    """The substance-use programs of a locator's answer; `name` is the file's, or says what was asked.

    A "line" is a row's number among all rows. Raises ImportRefused for what is no locator's answer.
    """
    rows = [row for page in pages for row in _rows(page)]
    directory = Directory("locator", FORMAT, day_in(name), read=len(rows), complete=False)
    others: Counter[str] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    listings: dict[str, list[_Listing]] = {"SA": [], "OTP": [], "MH": []}
    for line, row in enumerate(rows, start=1):
        kind = _text(row.get("typeFacility")).upper()
        if kind not in listings:
            others[kind] += 1
            continue
        if kind in _PROGRAMS and (reason := _junk(row)):
            directory.skipped.append((line, reason))
            continue
        listing = _Listing(line, kind, row)
        unknown.update(_read_services(listing))
        listings[kind].append(listing)
    programs, joined = _joined(listings["SA"], listings["OTP"], listings["MH"])
    directory.other_directory = len(listings["MH"]) - joined["MH"]
    keys = Keys()
    directory.programs = [_program(listing, keys) for listing in programs]
    directory.remarks = list(_remarks(pages, len(rows), joined, others, unknown))
    return directory


def _rows(page: Any) -> list[dict[str, Any]]:
    rows = page.get("rows") if isinstance(page, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused('this is no answer of the locator: it has no list of "rows"')
    return rows


def _junk(row: dict[str, Any]) -> str | None:
    """Why a row is no program, in plain words; None if it is one."""
    if not _text(row.get("name1")):
        return "no program: it has no name"
    if _text(row.get("state")).upper() not in states.NAMES:
        return f"no program: the state is {_text(row.get('state'))[:40]!r}"
    if five_digits(_text(row.get("zip"))) is None:
        return f"no program: the ZIP is {_text(row.get('zip'))[:40]!r}"
    return None


def _read_services(listing: _Listing) -> Iterator[tuple[str, str]]:
    """Note the codes of what a row offers; the (category, label) pairs that the table does not know.

    What a mental-health row says of its own care is nobody's loss here, and so not unknown.
    """
    services = listing.row.get("services")
    for service in services if isinstance(services, list) else ():
        if not isinstance(service, dict):
            continue
        short, long, labels = (_text(service.get(name)) for name in ("f2", "f1", "f3"))
        said = reviewed_labels().said(short, long, labels)
        if said.subject:
            listing.codes[said.subject] += said.codes
        if listing.kind != "MH":
            yield from ((long or short, label) for label in said.unknown)


def _joined(
    substance: list[_Listing], otp: list[_Listing], mental: list[_Listing]
) -> tuple[list[_Listing], Counter[str]]:
    """The programs, with each site's other rows joined to its substance-use row, and how many were joined, by kind."""
    joined: Counter[str] = Counter()
    programs = list(substance)
    by_site, by_line = _only(substance, "site"), _only(substance, "line_in_house")
    for listing in otp:
        program = by_site.get(listing.site) or by_line.get(listing.line_in_house)
        if program is None:
            programs.append(listing)
            program = listing
        else:
            joined["OTP"] += 1
            program.take_what_is_missing(listing)
            for subject, codes in listing.codes.items():
                program.codes[subject] += codes
        program.codes["opioid_treatment"].append("OTP")
        program.codes["care"].append("SA")
    by_site = _only(programs, "site")
    for listing in mental:
        program = by_site.get(listing.site)
        if program is None:
            continue
        joined["MH"] += 1
        program.take_what_is_missing(listing)
        if not program.row.get("services"):
            for subject in _SHARED:
                program.codes[subject] += listing.codes[subject]
    return sorted(programs, key=lambda program: program.line), joined


def _only(listings: list[_Listing], sign: Literal["site", "line_in_house"]) -> dict[Hashable, _Listing]:
    """The listings by a sign that one alone has: where two programs share it, nobody can say which is meant."""
    having: dict[Hashable, list[_Listing]] = defaultdict(list)
    for listing in listings:
        having[getattr(listing, sign)].append(listing)
    return {key: found[0] for key, found in having.items() if key is not None and len(found) == 1}


def _program(listing: _Listing, keys: Keys) -> Program:
    name, name2, city = listing.text("name1"), listing.text("name2"), listing.text("city")
    street, street2 = _address(listing.text("street1")), _address(listing.text("street2"))
    state, zip_code = listing.text("state").upper(), five_digits(listing.text("zip")) or ""
    codes = reviewed_labels().in_order(code for said in listing.codes.values() for code in said)
    position = _number(listing.row.get("latitude")), _number(listing.row.get("longitude"))
    known = None not in position
    return Program(
        key=keys.key(name, name2, street, street2, city, state, zip_code),
        name=name,
        name2=name2,
        street=street,
        street2=street2,
        city=city,
        state=state,
        zip=zip_code,
        phone=readable(listing.text("phone")),
        intake_phone=_intake(listing),
        services=f" {' '.join(codes or ['SA'])} ",
        website=_website(listing.text("website")),
        lat=position[0] if known else None,
        lng=position[1] if known else None,
    )


def _remarks(
    pages: list[dict[str, Any]],
    read: int,
    joined: Counter[str],
    others: Counter[str],
    unknown: Counter[tuple[str, str]],
) -> Iterator[str]:
    there = max((page["recordCount"] for page in pages if isinstance(page.get("recordCount"), int)), default=read)
    if there > read:
        yield f"This is a part of an answer: {read} rows of {there}."
    if joined:
        yield (
            "Rows of a site that is listed as a substance-use program too, joined to it: "
            f"{joined['MH']} of mental health, {joined['OTP']} of opioid treatment."
        )
    if others:
        kinds = ", ".join(
            f"{count} {kind or 'without a type'}" + (f" ({_OTHERS[kind]})" if kind in _OTHERS else "")
            for kind, count in others.most_common()
        )
        yield f"Rows that are of no program, left out: {kinds}."
    if unknown:
        named = "; ".join(f'"{label}" ({category}, {count})' for (category, label), count in _most(unknown))
        more = len(unknown) - _NAMED_UNKNOWN
        yield (
            f"Labels of the locator that nobody has reviewed yet, left out: {named}"
            + (f"; and {more} more." if more > 0 else ".")
        )


def _most(unknown: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(unknown.items(), key=lambda item: (-item[1], item[0]))[:_NAMED_UNKNOWN]


def _text(value: Any) -> str:
    """A JSON value in one line of text: "" for null and for what is no text or number."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _number(value: Any) -> float | None:
    """Degrees as text or number; None for null and nonsense."""
    try:
        number = float(_text(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _address(line: str) -> str:
    return line if re.search(r"\w", line) else ""


def _intake(listing: _Listing) -> str:
    numbers: Iterable[str] = (readable(listing.text(name)) for name in ("intake1", "hotline1"))
    return " or ".join(dict.fromkeys(number for number in numbers if number))


def _website(text: str) -> str:
    """As given, if it is a web address or a bare domain; "" for "N/A", mail addresses and what else people enter."""
    return text if _WEBSITE.fullmatch(text) else ""
