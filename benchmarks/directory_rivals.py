"""Two plain ways to find the nearest programs, to compare ours with: everything in memory, and one SQL query."""

from __future__ import annotations

import numpy
from sqlalchemy import text
from sqlalchemy.engine import Connection

from facilities_db import codes
from facilities_db.geography import unit_vector
from facilities_db.nearest import Area
from facilities_db.requirements import Requirement


class NumpyScan:
    """All positions and codes as arrays in memory; each search looks at every program."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(
            text(
                "SELECT id, tie, code_bits, earth_x, earth_y, earth_z, services FROM facilities WHERE band IS NOT NULL"
            )
        ).all()
        self._services = [row.services for row in found]
        self._ids = numpy.array([row.id for row in found])
        self._ties = numpy.array([row.tie for row in found])
        self._bits = numpy.array([row.code_bits for row in found], dtype=numpy.int64)
        self._earth = numpy.array([(row.earth_x, row.earth_y, row.earth_z) for row in found])

    def nearest(self, area: Area, wanted: list[Requirement], count: int) -> list[int]:
        """The ids of the nearest that fit."""
        fits = numpy.ones(len(self._ids), dtype=bool)
        for requirement in wanted:
            if all(codes.has_bit(code) for code in requirement.codes):
                fits &= (self._bits & codes.bits(requirement.codes)) != 0
            else:
                fits &= numpy.array([any(f" {code} " in told for code in requirement.codes) for told in self._services])
        (places,) = fits.nonzero()
        away = ((self._earth[places] - numpy.array(unit_vector(area.lat, area.lng))) ** 2).sum(axis=1)
        order = numpy.lexsort((self._ids[places], self._ties[places], away.round(15)))[:count]
        return [int(id_) for id_ in self._ids[places][order]]


class PlainSql:
    """One query over the whole table, as one would first write it: codes looked for in the text, sorted by distance."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Told to read the table: it would otherwise find our index.
        self._table = "facilities NOT INDEXED" if connection.dialect.name == "sqlite" else "facilities"

    def nearest(self, area: Area, wanted: list[Requirement], count: int) -> list[int]:
        """The ids of the nearest that fit."""
        values: dict[str, object] = dict(zip("xyz", unit_vector(area.lat, area.lng), strict=True))
        fits = ""
        for number, requirement in enumerate(wanted):
            fits += " AND (" + " OR ".join(f"services LIKE :c{number}_{n}" for n in range(len(requirement.codes))) + ")"
            values.update({f"c{number}_{n}": f"% {code} %" for n, code in enumerate(requirement.codes)})
        away = " + ".join(f"(earth_{axis} - :{axis}) * (earth_{axis} - :{axis})" for axis in "xyz")
        query = f"SELECT id FROM {self._table} WHERE listed AND lat IS NOT NULL{fits} ORDER BY {away}, tie, id LIMIT {count}"
        return [row.id for row in self._connection.execute(text(query), values)]
