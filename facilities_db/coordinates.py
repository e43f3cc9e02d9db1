"""Whether a position that a file gives can be the building's: held against its ZIP, and mended where it can be.

Lists swap latitude and longitude, lose the minus sign, or put whom they cannot place at 0,0 or in the middle of the
country. A wrong position sends people the wrong way; without one, the ZIP's middle is about a mile off.
"""

from __future__ import annotations

from typing import NamedTuple

from facilities_db.geography import miles_between

# How far from the middle of its ZIP a building may be. Measured on the ZIPs of the `zipcodes` package that deliver
# mail: the next ZIP's middle is 5 miles away, in 99.9% of them at most 39; farther off it is another ZIP's building. In
# Alaska (up to 181 miles) the ZIPs are as large as other states. The 30 buildings of the locator's answer of 2019 are
# at most 5 miles off.
REACH_MILES = 40.0
_REACH_OF = {"AK": 150.0}
# Where services put those whom they cannot place: nowhere, and the middle of the country in several opinions. Someone
# whose ZIP is near it is not believed either.
_NOWHERE = ((0.0, 0.0), (39.8283, -98.5795), (39.8333, -98.5855), (39.5, -98.35), (37.0902, -95.7129), (38.0, -97.0),
            (37.751, -97.822))  # fmt: skip
_SAME_DEGREES = 0.006


class Position(NamedTuple):
    """WGS 84 degrees."""

    lat: float
    lng: float


class Coordinates:
    """Checks the positions of one file, and counts what became of them."""

    def __init__(self) -> None:
        self.mended = 0
        self.not_believed = 0

    def checked(self, lat: float, lng: float, near: tuple[float, float] | None, state: str) -> Position | None:
        """The building's position, mended if it was swapped or had lost a sign; None if it is not to be believed.

        `near` is the middle of its ZIP, or of its town. Where neither is known, nothing speaks for the position, and it
        is not believed.
        """
        given = Position(lat, lng)
        position = _fitting(given, near, _REACH_OF.get(state, REACH_MILES)) if near else None
        self.not_believed += position is None
        self.mended += position not in (None, given)
        return position

    def remarks(self) -> tuple[str, ...]:
        """What the person who imports should know, in whole sentences."""
        said = []
        if self.mended:
            said.append(f"Positions mended (latitude and longitude swapped, or a minus sign lost): {self.mended}.")
        if self.not_believed:
            said.append(
                "Positions not believed (0,0, the middle of the country, or too far from the ZIP, whose middle is then "
                f"used): {self.not_believed}."
            )
        return tuple(said)


def _fitting(given: Position, near: tuple[float, float], reach: float) -> Position | None:
    """The position as it is, else with its signs turned, else swapped, else both: the first that is near enough."""
    for lat, lng in ((given.lat, given.lng), (given.lng, given.lat)):
        for position in (Position(lat, lng), Position(lat, -lng), Position(-lat, lng), Position(-lat, -lng)):
            if _possible(position) and miles_between(*position, *near) <= reach:
                return position
    return None


def _possible(position: Position) -> bool:
    """On the globe (nan and infinity are not), and none of the places where nobody is."""
    if not (abs(position.lat) <= 90 and abs(position.lng) <= 180):
        return False
    return not any(
        abs(position.lat - lat) < _SAME_DEGREES and abs(position.lng - lng) < _SAME_DEGREES for lat, lng in _NOWHERE
    )
