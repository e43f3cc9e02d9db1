"""What an operator knows better than the directory: corrections, which no import overwrites, and hidden listings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from facilities_db import duplicates, states
from facilities_db.history import note
from facilities_db.phones import is_whole, readable
from facilities_db.rows import TOLD, Spot, Spots, row_of
from facilities_db.tables import corrections, facilities
from porchlight.database import Database, now
from porchlight.hours import OpeningHours

# What can be corrected. Services are corrected code by code, with `add` and `remove`.
CORRECTABLE = tuple(name for name in TOLD if name != "services")
_NEVER_EMPTY = ("name", "city", "state", "zip", "phone")


class CannotCorrect(Exception):
    """A correction that makes no sense; nothing was changed. The message says what to write in its place."""


def correct(
    database: Database, facility_id: int, values: Mapping[str, str], *, add: str = "", remove: str = ""
) -> None:
    """Give a listing other values, and add or remove service codes (with spaces between them).

    They are searched and shown at once, and no import overwrites them. Raises CannotCorrect.
    """
    checked = {name: _checked(name, value) for name, value in values.items()}
    with database.write() as connection:
        row = _row(connection, facility_id)
        services = _services(row.services, add, remove)
        if services != row.services:
            checked["services"] = services
        for field, value in checked.items():
            _remember(connection, row, field, value)
        _write(connection, row, {**row._mapping, **checked})


def take_back(database: Database, facility_id: int, fields: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return to what the directory says, in these fields or in all; return the fields. Raises CannotCorrect."""
    with database.write() as connection:
        row = _row(connection, facility_id)
        mine = corrections.c.facility_id == facility_id
        made = {each.field: each.directory_value for each in connection.execute(select(corrections).where(mine))}
        if unknown := [field for field in fields if field not in made]:
            raise CannotCorrect(
                f"there is no correction of {', '.join(unknown)}; there is: {', '.join(made) or 'none'}"
            )
        back = {field: value for field, value in made.items() if not fields or field in fields}
        connection.execute(delete(corrections).where(mine & corrections.c.field.in_(list(back))))
        _write(connection, row, {**row._mapping, **back})
    return tuple(back)


def set_hidden(database: Database, facility_id: int, *, hidden: bool) -> None:
    """Take a listing out of the search, or bring it back. Raises CannotCorrect for an id that nobody has."""
    with database.write() as connection:
        row = _row(connection, facility_id)
        if row.hidden == hidden:
            return
        connection.execute(update(facilities).where(facilities.c.id == facility_id).values(hidden=hidden))
        note(connection, facility_id, now(), "hidden", "yes" if row.hidden else "no", "yes" if hidden else "no")
        duplicates.settle(connection)


def corrected_fields(connection: Connection, facility_id: int) -> dict[str, str]:
    """What the directory says of each field that is corrected."""
    query = select(corrections).where(corrections.c.facility_id == facility_id).order_by(corrections.c.field)
    return {row.field: row.directory_value for row in connection.execute(query)}


def why_not_searched(connection: Connection, facility_id: int) -> str:
    """Why no search finds a listing, in words; "" for one that is found. Raises CannotCorrect for an unknown id."""
    row = _row(connection, facility_id)
    if row.gone_at is not None:
        return f"gone since the import of {row.gone_at:%Y-%m-%d}"
    if row.hidden:
        return "an operator has hidden it"
    return "" if row.same_as is None else f"it is the same as listing {row.same_as}, which is shown"


def _row(connection: Connection, facility_id: int) -> Any:
    row = connection.execute(select(facilities).where(facilities.c.id == facility_id)).one_or_none()
    if row is None:
        raise CannotCorrect(f"there is no listing {facility_id}")
    return row


def _write(connection: Connection, row: Any, told: Mapping[str, Any]) -> None:
    """Write what changed, note it, and see anew what the listing can be found by."""
    moment = now()
    for field in TOLD:
        if told[field] != row[field]:
            note(connection, row.id, moment, field, row[field], told[field])
    same_place = (told["street"], told["city"], told["state"], told["zip"]) == (
        row.street,
        row.city,
        row.state,
        row.zip,
    )
    known = Spot(row.lat, row.lng, True) if row.exact and same_place else None
    spot = known or Spots(connection, [(told["zip"], told["city"], told["state"])]).of(
        told["zip"], told["city"], told["state"]
    )
    connection.execute(update(facilities).where(facilities.c.id == row.id).values(**row_of(told, spot)))
    duplicates.settle(connection)


def _remember(connection: Connection, row: Any, field: str, value: str) -> None:
    this = (corrections.c.facility_id == row.id) & (corrections.c.field == field)
    values = {"value": value, "made_at": now()}
    if connection.execute(update(corrections).where(this).values(**values)).rowcount == 0:
        values.update(facility_id=row.id, field=field, directory_value=row[field])
        connection.execute(insert(corrections).values(values))


def _services(services: str, add: str, remove: str) -> str:
    unknown = [
        code for code in add.split() if not re.fullmatch(r"[A-Z][A-Z0-9]*|first_responders|evenings|weekends", code)
    ]
    if unknown:
        raise CannotCorrect(f"{unknown[0]!r} is no service code; codes look like OIT, MD, TELE")
    kept = [code for code in services.split() if code not in remove.split()]
    return f" {' '.join(dict.fromkeys(kept + add.split()))} "


def _checked(field: str, value: str) -> str:
    value = " ".join(value.split())
    if field not in CORRECTABLE:
        raise CannotCorrect(f"{field} cannot be corrected; what can: {', '.join(CORRECTABLE)}")
    if not value and field in _NEVER_EMPTY:
        raise CannotCorrect(f"a listing needs a {field}")
    if field == "zip" and not re.fullmatch(r"\d{5}", value):
        raise CannotCorrect("a ZIP has five digits")
    if field == "state":
        value = value.upper()
        if value not in states.NAMES:
            raise CannotCorrect("a state has two letters, as in MA")
    if field in ("phone", "intake_phone") and value:
        value = readable(value)
        if not is_whole(value):
            raise CannotCorrect(f"{field}: a phone number has ten digits, as in 617-555-0100 or 617-555-0100 x12")
    if field == "hours" and value:
        try:
            OpeningHours.parse(value)
        except ValueError as error:
            raise CannotCorrect(f"hours: {error}") from None
    if field == "website" and value and not re.fullmatch(r"https?://\S+|[\w-]+(\.[\w-]+)+(/\S*)?", value):
        raise CannotCorrect("website: write it like https://example.org")
    return value
