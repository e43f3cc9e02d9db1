"""What the directory holds, how old it is, how much of the country it covers, and what it does not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from facilities_db import codes
from facilities_db.geography import EARTH_RADIUS_MILES, unit_vector
from facilities_db.tables import corrections, facilities, imports, places

_CIRCLES_MILES = (25, 50, 100)
_OLD_DAYS = 400
_IOP = codes.bits(codes.LEVELS["iop"].codes)


@dataclass(frozen=True)
class Edition:
    """One edition that listings are of: how many of them are searched, and how many days old it is (None: unknown)."""

    source: str
    edition: str
    listed: int
    age_days: int | None

    @property
    def old(self) -> bool:
        """Whether it is older than 400 days."""
        return self.age_days is not None and self.age_days > _OLD_DAYS


@dataclass(frozen=True)
class Statistics:
    """The directory in figures.

    by_state: state -> (listings searched, those of them with IOP). coverage: miles -> share (0 to 1) of all US ZIPs
    that have an IOP within so many. missing: what is not known -> how many of the listings searched lack it.
    """

    editions: tuple[Edition, ...]
    listed: int
    iop: int
    gone: int
    hidden: int
    same_as_another: int
    corrected: int
    last_import: dt.datetime | None
    by_state: dict[str, tuple[int, int]]
    coverage: dict[int, float]
    missing: dict[str, int]


def editions(connection: Connection, today: dt.date) -> tuple[Edition, ...]:
    """Return the editions that listings are of, the newest of each source first. Takes milliseconds."""
    f = facilities.c
    found = connection.execute(
        select(f.source, f.edition, func.count().label("listed"))
        .where(f.listed)
        .group_by(f.source, f.edition)
        .order_by(f.source, f.edition.desc())
    )
    return tuple(Edition(row.source, row.edition, row.listed, _age(row.edition, today)) for row in found)


def statistics(connection: Connection, today: dt.date | None = None) -> Statistics:
    """Count everything. Reads the whole table: a tenth of a second for the real directory."""
    f = facilities.c
    today = today or dt.datetime.now(dt.timezone.utc).date()
    has_iop = f.code_bits.op("&")(_IOP) != 0

    def count(*conditions: object) -> int:
        return int(connection.execute(select(func.count()).select_from(facilities).where(*conditions)).scalar_one())

    by_state = connection.execute(
        select(f.state, func.count().label("all"), func.sum(case((has_iop, 1), else_=0)).label("iop"))
        .where(f.listed)
        .group_by(f.state)
        .order_by(f.state)
    )
    missing = {
        "phone": f.phone == "",
        "intake line": f.intake_phone == "",
        "street address": f.street == "",
        "position of the building": ~f.exact,
        "position at all": f.lat.is_(None),
        "website": f.website == "",
        "hours": f.hours == "",
    }
    return Statistics(
        editions=editions(connection, today),
        listed=count(f.listed),
        iop=count(f.listed, has_iop),
        gone=count(f.gone_at.is_not(None)),
        hidden=count(f.hidden),
        same_as_another=count(f.same_as.is_not(None)),
        corrected=int(connection.execute(select(func.count(corrections.c.facility_id.distinct()))).scalar_one()),
        last_import=connection.execute(select(func.max(imports.c.imported_at))).scalar(),
        by_state={row.state: (row.all, row.iop) for row in by_state},
        coverage=_coverage(connection),
        missing={what: count(f.listed, condition) for what, condition in missing.items()},
    )


def _age(edition: str, today: dt.date) -> int | None:
    """Days since the edition's day; a year counts from its last day, because directories come out at its end."""
    try:
        if len(edition) == 4:
            return max(0, (today - dt.date(int(edition), 12, 31)).days)
        return max(0, (today - dt.date.fromisoformat(edition)).days)
    except ValueError:
        return None


def _coverage(connection: Connection) -> dict[int, float]:
    import numpy  # here: web, which has no use for it, starts without it

    f = facilities.c
    query = select(f.earth_x, f.earth_y, f.earth_z).where(
        and_(f.listed, f.lat.is_not(None), f.code_bits.op("&")(_IOP) != 0)
    )
    programs = numpy.unique(numpy.array([tuple(row) for row in connection.execute(query)]).reshape(-1, 3), axis=0)
    zips = numpy.array(
        [unit_vector(row.lat, row.lng) for row in connection.execute(select(places.c.lat, places.c.lng))]
    )
    if not len(programs) or not len(zips):
        return dict.fromkeys(_CIRCLES_MILES, 0.0)
    # The cosine of the angle to the nearest program, a thousand ZIPs at a time.
    nearest = numpy.concatenate([(part @ programs.T).max(axis=1) for part in numpy.array_split(zips, 50)])
    miles = EARTH_RADIUS_MILES * numpy.arccos(numpy.clip(nearest, -1, 1))
    return {circle: float((miles <= circle).mean()) for circle in _CIRCLES_MILES}
