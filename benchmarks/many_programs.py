"""Made-up directories of any size, spread over the country like the real one and with codes as frequent as there."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select

from facilities_db import tables
from facilities_db.geography import seed_places
from facilities_db.identity import tie_break
from facilities_db.rows import TOLD, Spot, band_of, batches, row_of
from facilities_db.tables import facilities, places
from porchlight.database import Database, metadata

# How many percent of the programs of the 2024 directory carry each code. Source: its service codes, counted.
_PERCENT = {
    "OIT": 46, "OP": 84, "ODT": 15, "RES": 24, "DT": 21, "OD": 10, "RD": 9, "HID": 5, "OTP": 12, "TELE": 80, "MD": 77,
    "MC": 48, "PI": 78, "MI": 43, "SF": 92, "SS": 38, "PA": 23, "NP": 2, "CHLD": 22, "YAD": 61, "SNR": 31, "WN": 58,
    "MN": 57, "GL": 38, "VET": 34, "CO": 64, "PW": 35, "CJ": 47, "DU": 21, "TRMA": 55, "DV": 40, "SP": 22, "AH": 41,
    "UB": 48, "BUM": 43, "DB": 14, "MM": 11, "DM": 4, "UN": 44, "RPN": 35, "PMAT": 46, "CARF": 35, "JC": 25, "FCO": 75,
    "ACC": 89, "CBT": 91, "MOTI": 91, "FEM": 94, "MALE": 95, "ADLT": 99, "F47": 0.3, "F17": 0.7, "F92": 0.4, "F70": 0.8,
    "F4": 0.5, "F28": 0.6, "F67": 0.9, "F19": 0.6, "F81": 0.4, "F66": 0.4,
}  # fmt: skip
# Half of the ZIPs have no program at all; a tenth of them have half of all programs.
_UNEVEN = 2.0


def empty_store(url: str) -> Database:
    """A database with the directory's tables and the places."""
    database = Database(url)
    metadata.create_all(database.engine, tables=[t for t in metadata.sorted_tables if t.name in vars(tables)])
    with database.write() as connection:
        seed_places(connection)
    return database


def fill(database: Database, count: int) -> None:
    """Put `count` made-up programs into an empty store."""
    with database.write() as connection:
        zips = connection.execute(select(places).order_by(places.c.zip)).all()
        for batch in batches(_rows(zips, count)):
            connection.execute(insert(facilities), batch)
        connection.exec_driver_sql("ANALYZE facilities")
    database.vacuum(facilities.name)


def _rows(zips: list[Any], count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(2024)
    chance.shuffle(zips)
    kinds = [_services(chance) for _ in range(5000)]
    for number in range(count):
        home = zips[int(len(zips) * chance.random() ** _UNEVEN)]
        spot = Spot(home.lat + chance.gauss(0, 0.02), home.lng + chance.gauss(0, 0.02), True)
        told = {
            **dict.fromkeys(TOLD, ""), "name": f"Program {number}", "city": home.city, "state": home.state,
            "zip": home.zip, "phone": "617-555-0100", "services": chance.choice(kinds),
        }  # fmt: skip
        key = hashlib.sha256(str(number).encode()).hexdigest()
        row = row_of(told, spot)
        yield {
            **row, "key": key, "tie": tie_break(key), "source": "samhsa", "edition": "2024", "sample": False,
            "gone_at": None, "hidden": False, "same_as": None, "listed": True, "band": band_of(spot.lat, listed=True),
        }  # fmt: skip


def _services(chance: random.Random) -> str:
    return f" {' '.join(code for code, percent in _PERCENT.items() if chance.random() * 100 < percent)} "
