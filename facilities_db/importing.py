"""Brings a directory into the store, in one transaction: all of it, or (when the file is broken) nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from facilities_db import duplicates
from facilities_db.coordinates import Coordinates
from facilities_db.directory import Directory, Program, Source
from facilities_db.formats import read_directory
from facilities_db.geography import seed_places
from facilities_db.history import record
from facilities_db.identity import tie_break
from facilities_db.matching import match
from facilities_db.refusal import ImportRefused
from facilities_db.report import ImportReport
from facilities_db.rows import TOLD, Spot, Spots, band_of, batches, row_of
from facilities_db.tables import corrections, facilities, imports
from porchlight.database import Database

__all__ = ["ImportRefused", "ImportReport", "import_file", "store"]

Progress = Callable[[int, int], None]
# What the locator says of an opioid treatment program whose services it leaves out.
_BARE = frozenset(("SA", "OTP"))
# The directory and the locator are editions of one list; a program of one is looked for in the other.
_FAMILIES: dict[Source, tuple[Source, ...]] = {
    "samhsa": ("samhsa", "locator"),
    "locator": ("samhsa", "locator"),
    "operator": ("operator",),
    "sample": ("sample",),
}


def import_file(
    database: Database, path: Path | str, progress: Progress | None = None, edition: str | None = None
) -> ImportReport:
    """Import a directory of any format that is recognised (`facilities_db.formats`), and remove the sample programs.

    `progress` is called with (programs stored, programs in all). The edition is the one in the file or its name unless
    given. Programs that an earlier edition listed in the states of this file, and this file does not, are marked gone.
    Raises ImportRefused, and changes nothing, for a file that cannot be read, holds no program, has no edition, or is
    older than what is stored.
    """
    path = Path(path)
    directory = read_directory(path)
    if not directory.programs:
        left_out = "".join(f"; line {line} is {reason}" for line, reason in directory.skipped[:1])
        raise ImportRefused(f"the file holds no substance-use program{left_out}")
    edition = edition or directory.edition
    if not edition:
        raise ImportRefused("which edition is this? Put the year in the file's name or name it: --edition 2024")
    return store(database, directory, path.name, edition, progress)


def store(
    database: Database, directory: Directory, file_name: str, edition: str, progress: Progress | None = None
) -> ImportReport:
    """Store the programs of a directory in one transaction. Raises ImportRefused for the wrong order of editions."""
    with database.write() as connection:
        report = store_within(connection, directory, file_name, edition, progress)
    database.vacuum(facilities.name)
    return report


def store_within(
    connection: Connection, directory: Directory, file_name: str, edition: str, progress: Progress | None = None
) -> ImportReport:
    """Store the programs of a directory in a transaction that is under way."""
    moment = dt.datetime.now(dt.timezone.utc)
    _check_order(connection, directory.source, edition)
    seed_places(connection)
    removed = 0 if directory.source == "sample" else _remove_samples(connection)
    import_id = _note_import(connection, directory, file_name, edition, moment)
    stored = _stored(connection, directory.source)
    found = match(directory.programs, stored)
    coordinates = Coordinates()
    rows = _rows(connection, directory, edition, stored, found, coordinates)
    added = [row for row in rows if row["id"] is None]
    changed = [row for row in rows if row["id"] is not None and _differs(stored[row["id"]], row)]
    gone = _gone(directory, stored, set(found.values()))
    record(connection, import_id, moment, [(stored[row["id"]], row) for row in changed], gone)
    _apply(connection, added, changed, len(rows), progress)
    _mark_gone(connection, gone, moment)
    duplicates.settle(connection)
    connection.exec_driver_sql("ANALYZE facilities")  # or the database plans searches as if there were few rows
    return ImportReport(
        read=directory.read,
        added=len(added),
        updated=len(changed),
        unchanged=len(rows) - len(added) - len(changed),
        skipped=tuple(directory.skipped),
        edition=edition,
        format=directory.format,
        file_name=file_name,
        other_directory=directory.other_directory,
        gone=len(gone),
        samples_removed=removed,
        unplaced=sum(row["lat"] is None for row in rows),
        remarks=tuple(directory.remarks) + coordinates.remarks() + _much_is_gone(gone, stored, directory),
    )


def _check_order(connection: Connection, source: Source, edition: str) -> None:
    family = facilities.c.source.in_(_FAMILIES[source])
    if source == "sample":
        if connection.execute(select(facilities.c.id).where(facilities.c.source != "sample").limit(1)).first():
            raise ImportRefused("the store holds a real directory; samples are for an empty one")
        return
    newest = connection.execute(select(func.max(facilities.c.edition)).where(family)).scalar()
    if newest is not None and newest > edition and source != "operator":
        raise ImportRefused(f"this is the {edition} edition, and the store already holds {newest}")


def _remove_samples(connection: Connection) -> int:
    removed: int = connection.execute(delete(facilities).where(facilities.c.sample)).rowcount
    return removed


def _note_import(
    connection: Connection, directory: Directory, file_name: str, edition: str, moment: dt.datetime
) -> int:
    values = {
        "imported_at": moment,
        "file_name": file_name,
        "format": directory.format,
        "source": directory.source,
        "edition": edition,
        "rows": len(directory.programs),
    }
    return int(connection.execute(insert(imports).values(values)).inserted_primary_key[0])


def _stored(connection: Connection, source: Source) -> dict[int, Any]:
    query = select(facilities).where(facilities.c.source.in_(_FAMILIES[source]))
    return {row.id: row for row in connection.execute(query)}


def _rows(
    connection: Connection,
    directory: Directory,
    edition: str,
    stored: dict[int, Any],
    found: dict[int, int],
    coordinates: Coordinates,
) -> list[dict[str, Any]]:
    """A row for each program: what the file tells, under what operators have corrected."""
    corrected = _corrected(connection, directory, found)
    known = [stored[found[place]] if place in found else None for place in range(len(directory.programs))]
    told_of_all = [
        {**_told(program, before), **(corrected.get(before.id, {}) if before else {})}
        for program, before in zip(directory.programs, known, strict=True)
    ]
    spots = Spots(connection, ((told["zip"], told["city"], told["state"]) for told in told_of_all))
    rows = []
    for program, before, told in zip(directory.programs, known, told_of_all, strict=True):
        middle = spots.of(told["zip"], told["city"], told["state"])
        row = row_of(told, _own_spot(program, told, before, middle, coordinates) or middle)
        hidden, same_as = (before.hidden, before.same_as) if before else (False, None)
        listed = not hidden and same_as is None
        rows.append(
            {
                **row,
                "id": before.id if before else None,
                "key": program.key,
                "tie": tie_break(program.key),
                "source": directory.source,
                "edition": edition,
                "sample": directory.source == "sample",
                "gone_at": None,
                "hidden": hidden,
                "same_as": same_as,
                "listed": listed,
                "band": band_of(row["lat"], listed=listed),
            }
        )
    return rows


def _told(program: Program, before: Any) -> dict[str, Any]:
    """What the file tells. What only another source had is not lost by its silence: a website, hours, all services."""
    told = {name: getattr(program, name) for name in TOLD}
    if before is not None:
        told.update({name: getattr(before, name) for name in ("website", "hours", "notes") if not told[name]})
        if set(program.services.split()) <= _BARE:
            told["services"] = f" {' '.join(dict.fromkeys((before.services + program.services).split()))} "
    return told


def _own_spot(
    program: Program, told: dict[str, Any], before: Any, middle: Spot | None, coordinates: Coordinates
) -> Spot | None:
    """The building's own position: the file's, or the one that is known already while the address is the same."""
    if program.lat is not None and program.lng is not None and told["zip"] == program.zip:
        near = (middle.lat, middle.lng) if middle else None
        position = coordinates.checked(program.lat, program.lng, near, program.state)
        if position is not None:
            return Spot(position.lat, position.lng, True)
    if before is not None and before.exact and (before.street, before.zip) == (told["street"], told["zip"]):
        return Spot(before.lat, before.lng, True)
    return None


def _corrected(connection: Connection, directory: Directory, found: dict[int, int]) -> dict[int, dict[str, str]]:
    """The corrections by listing; each is told what the directory says now, for the day it is taken back."""
    programs = {id_: directory.programs[place] for place, id_ in found.items()}
    values: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(corrections)).all():
        if row.facility_id not in programs:
            continue
        values.setdefault(row.facility_id, {})[row.field] = row.value
        says = getattr(programs[row.facility_id], row.field)
        if says and says != row.directory_value:
            this = (corrections.c.facility_id == row.facility_id) & (corrections.c.field == row.field)
            connection.execute(update(corrections).where(this).values(directory_value=says))
    return values


def _differs(before: Any, row: dict[str, Any]) -> bool:
    return any(before[column] != value for column, value in row.items())


def _gone(directory: Directory, stored: dict[int, Any], matched: set[int]) -> list[Any]:
    """The listings that a complete edition no longer has.

    Only in the states of the file: the directory of one state must not empty the others. An operator's own list is
    always whole.
    """
    if not directory.complete:
        return []
    states = {program.state for program in directory.programs}
    return [
        row
        for id_, row in stored.items()
        if id_ not in matched and row.gone_at is None and (row.state in states or row.source == "operator")
    ]


def _much_is_gone(gone: list[Any], stored: dict[int, Any], directory: Directory) -> tuple[str, ...]:
    states = {program.state for program in directory.programs}
    had = sum(row.gone_at is None and row.state in states for row in stored.values())
    if had < 20 or len(gone) * 4 < had:
        return ()
    return (
        f"{len(gone)} of {had} programs of these states are gone with this edition. Is the file whole? Importing a "
        "fuller file of the same edition brings them back.",
    )


def _apply(
    connection: Connection,
    added: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    total: int,
    progress: Progress | None,
) -> None:
    columns = [column.name for column in facilities.c if column.name != "id"]
    change = (
        update(facilities)
        .where(facilities.c.id == bindparam("id_of_row"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    done = total - len(added) - len(changed)
    for batch in batches(changed):
        values = [{"id_of_row": row["id"], **{f"new_{c}": row[c] for c in columns}} for row in batch]
        connection.execute(change, values)
        done += len(batch)
        if progress:
            progress(done, total)
    for batch in batches(added):
        connection.execute(insert(facilities), [{c: row[c] for c in columns} for row in batch])
        done += len(batch)
        if progress:
            progress(done, total)
    if progress:
        progress(total, total)


def _mark_gone(connection: Connection, gone: list[Any], moment: dt.datetime) -> None:
    for batch in batches(gone):
        ids = [row.id for row in batch]
        values = {"gone_at": moment, "listed": False, "band": None}
        connection.execute(update(facilities).where(facilities.c.id.in_(ids)).values(**values))
