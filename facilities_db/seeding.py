"""Fills the places from the `zipcodes` package: 42,000 ZIPs, 150 MB while it works.

Run it in a process that ends (the command line at import time), never in the worker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from facilities_db import states
from facilities_db.districts import DISTRICTS
from facilities_db.gazetteer import county_key
from facilities_db.placenames import fold
from facilities_db.tables import place_names, places

# Louisiana has parishes; Alaska has boroughs, and census areas where there is none.
_COUNTY = re.compile(r"(.+?) (?:County|Parish|(?:City and )?Borough|Census Area)")
_ALSO_CALLED = {
    ("Miami-Dade County", "FL"): ("dade",),
    ("Prince George's County", "MD"): ("pg",),
    ("Los Angeles County", "CA"): ("la",),
    ("San Bernardino County", "CA"): ("sanbernadino", "sanberdoo"),
    ("Matanuska-Susitna Borough", "AK"): ("matsu",),
}


class _Record(NamedTuple):
    zip: str
    city: str
    also: tuple[str, ...]
    state: str
    county: str
    lat: float
    lng: float
    delivers: bool  # an ordinary delivery ZIP, not a PO box or one big office

    @property
    def placed(self) -> bool:
        return (self.lat, self.lng) != (0.0, 0.0)


def seed_places(connection: Connection) -> int:
    """Fill `places` and `place_names` if they are empty; the number of ZIPs added (0 when already there).

    A few records sit at 0,0 (77352 among them): they take the middle of their city's other ZIPs, else of the ZIPs
    with the same first three digits in the state. What has neither (military post, mail returns) is left out.
    """
    if connection.execute(select(func.count()).select_from(places)).scalar_one():
        return 0
    records = _read()
    placed = [record for record in records if record.placed]
    records = placed + [fixed for record in records if not record.placed for fixed in _place(record, placed)]
    connection.execute(insert(places), [_place_row(record) for record in records])
    connection.execute(insert(place_names), _name_rows(records))
    return len(records)


def _read() -> list[_Record]:
    import zipcodes  # loads the whole country: only here, only when needed

    return [
        _Record(
            r["zip_code"],
            _title(r["city"]),
            tuple(r["acceptable_cities"]),
            r["state"],
            r["county"],
            float(r["lat"]),
            float(r["long"]),
            r["zip_code_type"] == "STANDARD",
        )
        for r in zipcodes.list_all()
        if r["state"] in states.NAMES and r["country"] == "US"
    ]


def _title(city: str) -> str:
    """The package writes "Winston-salem"."""
    return "-".join(part[:1].upper() + part[1:] for part in city.split("-"))


def _place(record: _Record, placed: list[_Record]) -> list[_Record]:
    same_state = [other for other in placed if other.state == record.state]
    near = [other for other in same_state if other.city == record.city]
    near = near or [other for other in same_state if other.zip[:3] == record.zip[:3]]
    if not near:
        return []
    return [record._replace(lat=median(r.lat for r in near), lng=median(r.lng for r in near))]


def _place_row(record: _Record) -> dict[str, Any]:
    return {
        "zip": record.zip,
        "city": record.city,
        "city_folded": fold(record.city),
        "state": record.state,
        "county": record.county,
        "lat": record.lat,
        "lng": record.lng,
    }


def _name_rows(records: list[_Record]) -> list[dict[str, Any]]:
    own: dict[tuple[str, str], list[tuple[str, _Record]]] = defaultdict(list)
    other: dict[tuple[str, str], list[tuple[str, _Record]]] = defaultdict(list)
    by_state: dict[str, list[_Record]] = defaultdict(list)
    for record in records:
        own[fold(record.city), record.state].append((record.city, record))
        for name in record.also:
            other[fold(name), record.state].append((name, record))
        by_state[record.state].append(record)
    for key, label, state, members in DISTRICTS:
        inside = [r for r in records if r.state == state and (r.county in members or r.zip in members)]
        other[key, state] = [(label, record) for record in inside]
    # A name the post office also accepts counts only where no town of the state has it for its own.
    cities = {**other, **own}
    rows = [_name_row("city", folded, state, named) for (folded, state), named in cities.items() if folded and named]
    counties: dict[tuple[str, str], list[tuple[str, _Record]]] = defaultdict(list)
    for record in records:
        for folded in _county_keys(record.county, record.state):
            counties[folded, record.state].append((record.county, record))
    rows += [_name_row("county", folded, state, named) for (folded, state), named in counties.items()]
    for state, inside in by_state.items():
        name = states.NAMES[state]
        rows.append(_name_row("state", fold(name), state, [(name, record) for record in inside]))
    return rows


def _county_keys(county: str, state: str) -> list[str]:
    """The keys of a county, parish or borough; none for a city that is its own county: it is a town already."""
    match = _COUNTY.fullmatch(county)
    keys = [county_key(fold(match[1]))] if match else []
    return keys + [county_key(also) for also in _ALSO_CALLED.get((county, state), ())]


def _name_row(kind: str, folded: str, state: str, named: list[tuple[str, _Record]]) -> dict[str, Any]:
    spellings = [name for name, _ in named]
    homes = [record for _, record in named if record.delivers] or [record for _, record in named]
    return {
        "folded": folded,
        "state": state,
        "kind": kind,
        "name": max(sorted(set(spellings)), key=spellings.count),
        "lat": median(record.lat for record in homes),
        "lng": median(record.lng for record in homes),
        "zips": len(named),
    }
