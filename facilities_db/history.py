"""What became of each listing: every change, with when and by which import."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from facilities_db.rows import TOLD, batches
from facilities_db.tables import facility_changes, imports


@dataclass(frozen=True)
class Change:
    """One change of a listing. `field` "gone" and "back" have no values; `by` names the file, or "an operator"."""

    changed_at: dt.datetime
    field: str
    before: str
    after: str
    by: str


def record(
    connection: Connection,
    import_id: int | None,
    moment: dt.datetime,
    changed: list[tuple[Any, dict[str, Any]]],
    gone: list[Any],
) -> None:
    """Note what differs between each stored row and its new values, and which listings are gone.

    That an edition has a newer name is told only with something else that changed: it changes for all.
    """
    noted = [_entry(row.id, import_id, moment, "gone", "", "") for row in gone]
    for before, after in changed:
        fields = [name for name in TOLD if before[name] != after[name]]
        if before["gone_at"] is not None and after["gone_at"] is None:
            noted.append(_entry(before["id"], import_id, moment, "back", "", ""))
        noted += [_entry(before["id"], import_id, moment, name, before[name], after[name]) for name in fields]
    for batch in batches(noted):
        connection.execute(insert(facility_changes), batch)


def note(connection: Connection, facility_id: int, moment: dt.datetime, field: str, before: str, after: str) -> None:
    """Note one change that an operator made."""
    connection.execute(insert(facility_changes), [_entry(facility_id, None, moment, field, before, after)])


def history_of(connection: Connection, facility_id: int) -> list[Change]:
    """Every change of a listing, the latest first."""
    query = (
        select(facility_changes, imports.c.file_name)
        .join(imports, imports.c.id == facility_changes.c.import_id, isouter=True)
        .where(facility_changes.c.facility_id == facility_id)
        .order_by(facility_changes.c.id.desc())
    )
    return [
        Change(row.changed_at, row.field, row.before, row.after, row.file_name or "an operator")
        for row in connection.execute(query)
    ]


def _entry(
    facility_id: int, import_id: int | None, moment: dt.datetime, field: str, before: str, after: str
) -> dict[str, Any]:
    return {
        "facility_id": facility_id,
        "import_id": import_id,
        "changed_at": moment,
        "field": field,
        "before": before,
        "after": after,
    }
