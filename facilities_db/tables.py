"""The tables of the directory: facilities, places, place names, imports.

Positions are WGS 84 degrees. `earth_x/y/z` is the same position as a unit vector from the centre of the earth:
the straight line between two such points grows with the distance along the ground, so a database that knows no
trigonometry (SQLite) can still sort exactly by distance.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text

from porchlight.database import UtcDateTime, metadata

facilities = Table(
    "facilities",
    metadata,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the name, address and ordinal among identical rows: the same program in the next edition.
    Column("key", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name2", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("street2", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("state", String(2), nullable=False),
    Column("zip", String(5), nullable=False),
    # Null when neither the ZIP nor the city is known; such a row is found by its state only.
    Column("lat", Float),
    Column("lng", Float),
    Column("earth_x", Float),
    Column("earth_y", Float),
    Column("earth_z", Float),
    Column("phone", Text, nullable=False),
    Column("intake_phone", Text, nullable=False),
    # SAMHSA codes, one space between them and at both ends, so that LIKE '% OIT %' finds one whole code.
    Column("services", Text, nullable=False),
    # The codes that can be asked for, as the bits of `facilities_db.codes.BITS`: a tenth of the time of the LIKE.
    Column("code_bits", BigInteger, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("sample", Boolean, nullable=False),
    # When an import of a later edition no longer held this program.
    Column("gone_at", UtcDateTime),
    Index("ix_facilities_state", "state"),
    Index("ix_facilities_lat_lng_code_bits", "lat", "lng", "code_bits"),
    # A person may come back to an answer: an id of a removed row is never given to another program.
    sqlite_autoincrement=True,
)

places = Table(
    "places",
    metadata,
    Column("zip", String(5), primary_key=True),
    Column("city", Text, nullable=False),
    Column("city_folded", Text, nullable=False),
    Column("state", String(2), nullable=False),
    Column("county", Text, nullable=False),
    Column("lat", Float, nullable=False),
    Column("lng", Float, nullable=False),
    Index("ix_places_city_folded_state", "city_folded", "state"),
    Index("ix_places_lat_lng", "lat", "lng"),
)

place_names = Table(
    "place_names",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("state", String(2), primary_key=True),
    Column("kind", String(5), primary_key=True),  # "city" or "state"
    Column("name", Text, nullable=False),
    # The middle (median) of its ZIPs, and how many it has.
    Column("lat", Float, nullable=False),
    Column("lng", Float, nullable=False),
    Column("zips", Integer, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", String(40), nullable=False),
    Column("edition", String(40), nullable=False),
    Column("rows", Integer, nullable=False),
)
