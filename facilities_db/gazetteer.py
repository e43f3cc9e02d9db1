"""The names of towns, counties and states as `place_names` knows them: one look-up for all a message could mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import String, bindparam, select
from sqlalchemy.engine import Connection

from facilities_db import states
from facilities_db.districts import DISTRICTS
from facilities_db.misspelling import nearest_spellings
from facilities_db.nicknames import nicknames
from facilities_db.placenames import fold
from facilities_db.tables import place_names

# Nobody means a hamlet in some state by a word that is not even its name.
_FEWEST_ZIPS = 4
_AREAS = frozenset((district.key, district.state) for district in DISTRICTS)
_Kind = Literal["city", "area", "state", "county", "abroad"]
_LOOK_UP = select(place_names).where(place_names.c.folded.in_(bindparam("keys", expanding=True, type_=String)))


@dataclass(frozen=True)
class Named:
    """A place that was named; `asked` is the name to ask back with when there are several.

    An "area" is a region or a part of a city. "abroad" has a name and nothing else.
    """

    name: str
    state: str
    lat: float
    lng: float
    zips: int
    kind: _Kind
    asked: str


class Names:
    """What the given keys mean. One indexed query when made, none later except `spelled_like`."""

    def __init__(self, connection: Connection, keys: Iterable[str]) -> None:
        self._connection = connection
        self._found: dict[str, list[Named]] = defaultdict(list)
        self._counties: dict[str, list[Named]] = defaultdict(list)
        self._states: dict[str, Named] = {}
        wanted = set(keys)
        wanted |= {nicknames()[key][0] for key in wanted & nicknames().keys()}
        if not wanted:
            return
        for row in connection.execute(_LOOK_UP, {"keys": sorted(wanted)}):
            if row.kind == "state":
                self._states[row.state] = _named(row)
            else:
                (self._counties if row.kind == "county" else self._found)[row.folded].append(_named(row))

    def town(self, key: str, state: str) -> list[Named]:
        """The town of that name in that state, or what the state calls so: one or none."""
        if nicknames().get(key, ("", ""))[1] == state:
            key = nicknames()[key][0]
        return [named for named in self._found.get(key, ()) if named.state == state]

    def towns(self, key: str) -> list[Named]:
        """Every town of that name, the one with most ZIPs first. A nickname is the one place it stands for."""
        if key in nicknames():
            return self.town(*nicknames()[key])
        return _likeliest_first(self._found.get(key, ()))

    def counties(self, key: str) -> list[Named]:
        """Every county of that name (see `county_key`), the one with most ZIPs first."""
        return _likeliest_first(self._counties.get(key, ()))

    def state(self, code: str) -> list[Named]:
        """The whole state: one, or none if its key was not asked for."""
        return [self._states[code]] if code in self._states else []

    def spelled_like(self, key: str, state: str | None, kind: Literal["city", "county"] = "city") -> list[Named]:
        """The places of the kind whose name is nearly `key`, in that state or anywhere; several when equally near.

        Reads the names that begin with the same two letters.
        """
        # A range, for the index; letters and digits only, so that it means the same under every collation.
        columns = place_names.c
        query = select(place_names).where(columns.folded.between(key[:2], key[:2] + "zzzzzz"), columns.kind == kind)
        query = query.where(columns.state == state if state else columns.zips >= _FEWEST_ZIPS)
        rows = self._connection.execute(query).all()
        alike = set(nearest_spellings(key, sorted({row.folded for row in rows}), sure=state is not None))
        return _likeliest_first(_named(row) for row in rows if row.folded in alike)


def state_key(code: str) -> str:
    """The key under which `place_names` keeps a state."""
    return fold(states.NAMES[code])


def county_key(folded: str) -> str:
    """The key under which `place_names` keeps the county (parish, borough) of that folded name."""
    return folded + "county"


def _likeliest_first(found: Iterable[Named]) -> list[Named]:
    return sorted(found, key=lambda named: (-named.zips, named.state, named.name))


def _named(row: Any) -> Named:
    kind: _Kind = "area" if row.kind == "city" and (row.folded, row.state) in _AREAS else row.kind
    return Named(row.name, row.state, row.lat, row.lng, row.zips, kind, row.name)
