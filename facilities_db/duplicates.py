"""Listings of one program that stand in the store more than once: one is shown, the others point to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from facilities_db.identity import house, same_spelling
from facilities_db.rows import band_of, batches
from facilities_db.tables import facilities


def settle(connection: Connection) -> int:
    """Decide which listings are searched, and write what differs; return how many point to another.

    Rows of a directory are the same only when name, address, phones and services all are: two programs may share a
    building. An operator's own listing stands for the directory's of that name at that address.
    """
    f = facilities.c
    columns = (
        f.id, f.source, f.name, f.name2, f.street, f.street2, f.city, f.state, f.zip, f.phone, f.intake_phone,
        f.services, f.lat, f.hidden, f.same_as, f.listed, f.band, f.gone_at,
    )  # fmt: skip
    rows = connection.execute(select(*columns).order_by(f.id)).all()
    same = _same(rows)
    changes = []
    for row in rows:
        shown_instead = same.get(row.id)
        listed = row.gone_at is None and not row.hidden and shown_instead is None
        band = band_of(row.lat, listed=listed)
        if (row.same_as, row.listed, row.band) != (shown_instead, listed, band):
            changes.append({"id_of_row": row.id, "same": shown_instead, "is_listed": listed, "in_band": band})
    change = (
        update(facilities)
        .where(f.id == bindparam("id_of_row"))
        .values(same_as=bindparam("same"), listed=bindparam("is_listed"), band=bindparam("in_band"))
    )
    for batch in batches(changes):
        connection.execute(change, batch)
    return len(same)


def _same(rows: list[Any]) -> dict[int, int]:
    equal: dict[Hashable, int] = {}
    same: dict[int, int] = {}
    operators = {
        sign: row.id
        for row in rows
        if row.source == "operator" and row.gone_at is None and not row.hidden and (sign := _at_address(row))
    }
    by_owner = defaultdict(list)
    for row in rows:
        if row.gone_at is not None or row.hidden or row.source == "operator":
            continue
        owner = operators.get(_at_address(row))
        if owner is not None:
            by_owner[owner].append(row.id)
            continue
        everything = (
            row.name, row.name2, row.street, row.street2, row.city, row.state, row.zip, row.phone, row.intake_phone,
            row.services,
        )  # fmt: skip
        first = equal.setdefault(everything, row.id)
        if first != row.id:
            same[row.id] = first
    same.update({id_: owner for owner, ids in by_owner.items() for id_ in ids})
    return same


def _at_address(row: Any) -> Hashable | None:
    number = house(row.street)
    return (same_spelling(f"{row.name} {row.name2}"), number, row.zip) if number else None
