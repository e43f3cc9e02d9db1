"""The names of towns and states as `place_names` knows them: one look-up for all that a message could mean."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from facilities_db import states
from facilities_db.nicknames import NICKNAMES
from facilities_db.placenames import fold
from facilities_db.tables import place_names

# How alike (0 to 1, difflib's ratio) a misspelling must be: "pittsburg" to "pittsburgh" is 0.95.
_ALIKE_IN_STATE = 0.85
_ALIKE_ANYWHERE = 0.88
_SHORTEST_MISSPELLING = 5


@dataclass(frozen=True)
class Named:
    """A town or state that was named; `asked` is the name to ask back with when there are several."""

    name: str
    state: str
    lat: float
    lng: float
    zips: int
    kind: Literal["city", "state"]
    asked: str


class Names:
    """What the given keys mean. One indexed query when made, none later except `spelled_like`."""

    def __init__(self, connection: Connection, keys: Iterable[str]) -> None:
        self._connection = connection
        self._towns: dict[str, list[Named]] = defaultdict(list)
        self._states: dict[str, Named] = {}
        wanted = set(keys)
        wanted |= {NICKNAMES[key][0] for key in wanted & NICKNAMES.keys()}
        if not wanted:
            return
        for row in connection.execute(select(place_names).where(place_names.c.folded.in_(sorted(wanted)))):
            if row.kind == "state":
                self._states[row.state] = _named(row)
            else:
                self._towns[row.folded].append(_named(row))

    def town(self, key: str, state: str) -> list[Named]:
        """The town of that name in that state: one or none."""
        return [named for named in self._towns.get(key, ()) if named.state == state]

    def towns(self, key: str) -> list[Named]:
        """Every town of that name, the one with most ZIPs first. A nickname is the one place it stands for."""
        if key in NICKNAMES:
            return self.town(*NICKNAMES[key])
        return sorted(self._towns.get(key, ()), key=lambda named: (-named.zips, named.state))

    def state(self, code: str) -> list[Named]:
        """The whole state: one, or none if its key was not asked for."""
        return [self._states[code]] if code in self._states else []

    def spelled_like(self, word: str, state: str | None) -> list[Named]:
        """The towns whose name is nearly `word`, in that state or anywhere. Reads names with the same two letters."""
        key = fold(word)
        if len(key) < _SHORTEST_MISSPELLING:
            return []
        # A range, for the index; letters and digits only, so that it means the same under every collation.
        query = select(place_names).where(
            place_names.c.folded.between(key[:2], key[:2] + "zzzzzz"), place_names.c.kind == "city"
        )
        if state:
            query = query.where(place_names.c.state == state)
        else:
            # Nobody means a one-ZIP hamlet in some state by a word that is not even its name.
            query = query.where(or_(place_names.c.zips >= 5, place_names.c.folded == key))
        rows = self._connection.execute(query).all()
        cutoff = _ALIKE_IN_STATE if state else _ALIKE_ANYWHERE
        alike = difflib.get_close_matches(key, sorted({row.folded for row in rows}), n=1, cutoff=cutoff)
        found = [_named(row) for row in rows if alike and row.folded == alike[0]]
        return sorted(found, key=lambda named: (-named.zips, named.state))


def state_key(code: str) -> str:
    """The key under which `place_names` keeps a state."""
    return fold(states.NAMES[code])


def _named(row: Any) -> Named:
    return Named(row.name, row.state, row.lat, row.lng, row.zips, row.kind, row.name)
