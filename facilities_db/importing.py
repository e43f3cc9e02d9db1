"""Brings a directory file into the store, in one transaction: all of it, or (when the file is broken) nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from facilities_db import codes, samhsa
from facilities_db.geography import seed_places, unit_vector
from facilities_db.placenames import fold
from facilities_db.samhsa import Program
from facilities_db.table_file import ImportRefused
from facilities_db.tables import facilities, imports, place_names, places
from porchlight.database import Database

__all__ = ["ImportRefused", "ImportReport", "import_file", "store"]

Progress = Callable[[int, int], None]
_BATCH = 500
_POSITION = ("lat", "lng", "earth_x", "earth_y", "earth_z")
_NOWHERE: dict[str, float | None] = dict.fromkeys(_POSITION)


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `read` counts rows of the file; added + updated + unchanged are its programs.

    `skipped` names the junk rows (line, reason). `other_directory` counts mental-health rows, `gone` the programs of
    an earlier edition that this one no longer has, `samples_removed` the invented ones.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: tuple[tuple[int, str], ...]
    edition: str
    format: str
    other_directory: int = 0
    gone: int = 0
    samples_removed: int = 0
    unplaced: int = 0


def import_file(
    database: Database, path: Path | str, progress: Progress | None = None, edition: str | None = None
) -> ImportReport:
    """Import a SAMHSA directory (CSV or CSV.GZ) and remove the sample programs.

    `progress` is called with (programs stored, programs in all). The edition is the year in the file's name unless
    given. Programs that an earlier edition listed in the states of this file, and this file does not, are marked gone.
    Raises ImportRefused, and changes nothing, for a file that cannot be read, holds no program, has no edition, or is
    older than what is stored.
    """
    path = Path(path)
    directory = samhsa.read_directory(path)
    if not directory.programs:
        raise ImportRefused("the file holds no substance-use program")
    edition = edition or samhsa.edition_in(path.name)
    if not edition:
        raise ImportRefused("which edition is this? Put the year in the file's name or name the edition")
    return store(database, directory, path.name, edition, progress)


def store(
    database: Database,
    directory: samhsa.Directory,
    file_name: str,
    edition: str,
    progress: Progress | None = None,
    *,
    sample: bool = False,
) -> ImportReport:
    """Store the programs of a directory in one transaction. Raises ImportRefused for the wrong order of editions."""
    now = dt.datetime.now(dt.timezone.utc)
    with database.write() as connection:
        _check_order(connection, edition, sample)
        seed_places(connection)
        removed = 0 if sample else _remove_samples(connection)
        rows = _rows(connection, directory.programs, edition, sample)
        added, changed = _changes(connection, rows)
        _apply(connection, added, changed, len(rows), progress)
        gone = 0 if sample else _mark_gone(connection, rows, edition, now)
        connection.execute(
            insert(imports).values(
                imported_at=now, file_name=file_name, format=samhsa.FORMAT, edition=edition, rows=len(rows)
            )
        )
    return ImportReport(
        read=directory.read,
        added=len(added),
        updated=len(changed),
        unchanged=len(rows) - len(added) - len(changed),
        skipped=tuple(directory.skipped),
        edition=edition,
        format=samhsa.FORMAT,
        other_directory=directory.other_directory,
        gone=gone,
        samples_removed=removed,
        unplaced=sum(row["lat"] is None for row in rows),
    )


def _check_order(connection: Connection, edition: str, sample: bool) -> None:
    newest = connection.execute(select(func.max(facilities.c.edition)).where(~facilities.c.sample)).scalar()
    if newest is None:
        return
    if sample:
        raise ImportRefused("the store holds a real directory; samples are for an empty one")
    if newest > edition and newest.isdigit() and edition.isdigit():
        raise ImportRefused(f"this is the {edition} edition, and the store already holds {newest}")


def _remove_samples(connection: Connection) -> int:
    removed: int = connection.execute(delete(facilities).where(facilities.c.sample)).rowcount
    return removed


def _rows(connection: Connection, programs: list[Program], edition: str, sample: bool) -> list[dict[str, Any]]:
    by_zip, by_city = _positions(connection, programs)
    rows = []
    for program in programs:
        position = by_zip.get(program.zip) or by_city.get((fold(program.city), program.state), _NOWHERE)
        rows.append(
            {
                **asdict(program),
                **position,
                "code_bits": codes.bits(program.services.split()),
                "edition": edition,
                "sample": sample,
                "gone_at": None,
            }
        )
    return rows


def _positions(connection: Connection, programs: list[Program]) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Where the ZIPs are; for programs whose ZIP nobody knows, where their cities are."""
    by_zip: dict[str, dict[str, float]] = {}
    for batch in _batches(sorted({program.zip for program in programs})):
        for row in connection.execute(select(places).where(places.c.zip.in_(batch))):
            by_zip[row.zip] = _position(row.lat, row.lng)
    by_city: dict[tuple[str, str], dict[str, float]] = {}
    for batch in _batches(sorted({fold(program.city) for program in programs if program.zip not in by_zip})):
        query = select(place_names).where(place_names.c.folded.in_(batch), place_names.c.kind == "city")
        for row in connection.execute(query):
            by_city[row.folded, row.state] = _position(row.lat, row.lng)
    return by_zip, by_city


def _position(lat: float, lng: float) -> dict[str, float]:
    return dict(zip(_POSITION, (lat, lng, *unit_vector(lat, lng)), strict=True))


def _changes(connection: Connection, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows that are new, and those whose stored values differ."""
    stored = {row.key: row._mapping for row in connection.execute(select(facilities))}
    added = [row for row in rows if row["key"] not in stored]
    changed = [
        row
        for row in rows
        if row["key"] in stored and any(stored[row["key"]][column] != value for column, value in row.items())
    ]
    return added, changed


def _apply(
    connection: Connection,
    added: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    total: int,
    progress: Progress | None,
) -> None:
    columns = [column.name for column in facilities.c if column.name not in ("id", "key")]
    change = (
        update(facilities)
        .where(facilities.c.key == bindparam("key_of_row"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    done = total - len(added) - len(changed)
    for batch in _batches(added):
        connection.execute(insert(facilities), batch)
        done += len(batch)
        if progress:
            progress(done, total)
    for batch in _batches(changed):
        connection.execute(
            change, [{"key_of_row": row["key"], **{f"new_{c}": row[c] for c in columns}} for row in batch]
        )
        done += len(batch)
        if progress:
            progress(done, total)
    if progress and not added and not changed:
        progress(total, total)


def _mark_gone(connection: Connection, rows: list[dict[str, Any]], edition: str, now: dt.datetime) -> int:
    """Programs of other editions in the states of this file: what this file still has was just given its edition.

    Only these states: the directory of one state must not empty the others.
    """
    gone: int = connection.execute(
        update(facilities)
        .where(
            facilities.c.state.in_(sorted({row["state"] for row in rows})),
            facilities.c.edition != edition,
            facilities.c.gone_at.is_(None),
        )
        .values(gone_at=now)
    ).rowcount
    return gone


def _batches(items: list[Any]) -> Iterator[list[Any]]:
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
