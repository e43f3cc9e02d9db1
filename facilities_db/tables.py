"""The tables of the directory: facilities and what became of them, places and their names, imports.

Positions are WGS 84 degrees. `earth_x/y/z` is the same position as a unit vector from the centre of the earth:
the straight line between two such points grows with the distance along the ground, so a database that knows no
trigonometry (SQLite) can still sort exactly by distance.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from porchlight.database import UtcDateTime, metadata

# How tall a band of the map is, in degrees of latitude (3.5 miles): what `facilities.band` counts from the south pole.
BAND_DEGREES = 0.05

facilities = Table(
    "facilities",
    metadata,
    Column("id", Integer, primary_key=True),
    # Name and address, hashed (see `facilities_db.identity`): the same program in the next edition.
    Column("key", String(64), nullable=False, unique=True),
    Column("source", String(10), nullable=False),  # see `facilities_db.directory.Source`
    Column("name", Text, nullable=False),
    Column("name2", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("street2", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("city_folded", Text, nullable=False),
    Column("state", String(2), nullable=False),
    Column("zip", String(5), nullable=False),
    # Null when neither the ZIP nor the city is known; such a row is found by its state only.
    Column("lat", Float),
    Column("lng", Float),
    Column("earth_x", Float),
    Column("earth_y", Float),
    Column("earth_z", Float),
    # Whether the position is the building's own; else it is the middle of its ZIP, about a mile off.
    Column("exact", Boolean, nullable=False),
    Column("phone", Text, nullable=False),
    Column("intake_phone", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("notes", Text, nullable=False),
    # Codes, one space between them and at both ends, so that LIKE '% OIT %' finds one whole code.
    Column("services", Text, nullable=False),
    # The codes that can be asked for, as the bits of `facilities_db.codes.BITS`: a tenth of the time of the LIKE.
    Column("code_bits", BigInteger, nullable=False),
    # How many quality signs it reports, 0 to 5 (see `facilities_db.codes.SIGNS`).
    Column("signs", SmallInteger, nullable=False),
    # A fixed, arbitrary order among programs at the same distance.
    Column("tie", Integer, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("sample", Boolean, nullable=False),
    # When an import of a later edition no longer held this program.
    Column("gone_at", UtcDateTime),
    # An operator has taken it out of the search.
    Column("hidden", Boolean, nullable=False),
    # Another listing of the same program, which is shown in place of this one.
    Column("same_as", Integer),
    # What the search looks at: not gone, not hidden, not the same as another.
    Column("listed", Boolean, nullable=False),
    # Which band of the map it is in; null when it has no position or is not listed.
    Column("band", Integer),
    # All that a search around a place reads before it knows which programs it wants.
    Index("ix_facilities_near", "band", "lng", "lat", "code_bits", "earth_x", "earth_y", "earth_z", "tie", "id"),
    Index("ix_facilities_state_listed", "state", "listed", "signs"),
    Index("ix_facilities_city", "state", "city_folded"),
    # A person may come back to an answer: an id of a removed row is never given to another program.
    sqlite_autoincrement=True,
)

# What an operator knows better. It outlives imports; taken back, the directory's own value returns.
corrections = Table(
    "corrections",
    metadata,
    Column("facility_id", Integer, ForeignKey("facilities.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(20), primary_key=True),
    Column("value", Text, nullable=False),
    Column("directory_value", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

# What changed in a listing, when, and by which import (null: by an operator).
facility_changes = Table(
    "facility_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("facility_id", Integer, ForeignKey("facilities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="SET NULL")),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("field", String(20), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
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
    Column("kind", String(6), primary_key=True),  # "city", "state" or "county"
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
    Column("source", String(10), nullable=False),
    Column("edition", String(40), nullable=False),
    Column("rows", Integer, nullable=False),
)

# How far a sync with the locator has come, so that it can go on after a break.
synced_states = Table(
    "synced_states",
    metadata,
    Column("state", String(2), primary_key=True),
    Column("edition", String(40), nullable=False),
    Column("synced_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
)
