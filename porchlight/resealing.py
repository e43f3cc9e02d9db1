"""Brings everything that is sealed under the present SECRET_KEY, while the service runs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, LargeBinary, Table, and_, select, tuple_, update
from sqlalchemy.engine import Connection

from connectors.addresses import Known, find_by_present_key, is_found
from connectors.tables import contacts
from porchlight.database import Database
from porchlight.schema import all_tables
from porchlight.sealing import Cipher

BATCH = 100  # rows that one transaction changes: SQLite's one write lock is held for some milliseconds
_PAUSE = 0.01  # seconds between two of them, in which others write
_ROUNDS = 10  # looks at a table whose rows others hold or change, before the rest is left to another run
_MISSED = 0.2  # seconds before such another look


@dataclass(frozen=True)
class Standing:
    """How one table's sealed values stand: under the present key, under an earlier one, or under none that is known.

    addresses: contacts that are found by an earlier key's fingerprint only.
    """

    table: str
    present: int
    earlier: int
    unreadable: int
    addresses: int

    @property
    def left(self) -> int:
        """How much still needs an earlier key."""
        return self.earlier + self.addresses


@dataclass(frozen=True)
class _Change:
    """What one row is to hold instead of what it held when it was looked at; `known`: a contact to be found anew."""

    key: tuple[Any, ...]
    before: dict[str, Any] = field(default_factory=dict, repr=False)
    after: dict[str, Any] = field(default_factory=dict, repr=False)
    known: Known | None = field(default=None, repr=False)


def sealed_tables() -> list[tuple[Table, list[Column]]]:
    """Return every table with sealed columns, and those: whatever is binary is sealed (a test holds that)."""
    tables = all_tables().sorted_tables
    found = [(table, [each for each in table.columns if isinstance(each.type, LargeBinary)]) for table in tables]
    return [(table, columns) for table, columns in found if columns]


def standing(database: Database, cipher: Cipher) -> list[Standing]:
    """Return how each table stands. It opens every sealed value: about a minute for a million."""
    return [_standing(database, cipher, table, columns) for table, columns in sealed_tables()]


def reseal(database: Database, cipher: Cipher) -> Iterator[tuple[str, int]]:
    """Seal everything with the present key, table by table; yield each table, and how many of its rows were changed.

    What was sealed with no known key is left as it is. Each batch is a transaction of its own, that waits for no row
    which another process holds and changes none that was written meanwhile: it can be stopped anywhere, and run again.
    Raises sqlalchemy.exc.SQLAlchemyError when the database cannot be reached.
    """
    for table, columns in sealed_tables():
        changed = 0
        for _ in range(_ROUNDS):
            found, done = _go_through(database, cipher, table, columns)
            changed += done
            if found == done:
                break
            time.sleep(_MISSED)
        yield table.name, changed


def _go_through(database: Database, cipher: Cipher, table: Table, columns: Sequence[Column]) -> tuple[int, int]:
    """Go through a table once; return how many rows were found to need a change, and how many were changed."""
    found = done = 0
    for rows in _batches(database, table):
        changes = [change for row in rows if (change := _change(cipher, table, columns, row))]
        if changes:
            with database.write() as connection:
                done += sum(_write(connection, cipher, table, each) for each in _held(connection, table, changes))
            found += len(changes)
            time.sleep(_PAUSE)
    return found, done


def _batches(database: Database, table: Table) -> Iterator[list[Any]]:
    """Yield all rows by their primary key. One that comes meanwhile is under the present key already."""
    keys = list(table.primary_key.columns)
    wanted = select(table).order_by(*keys).limit(BATCH)
    after: tuple[Any, ...] | None = None
    while True:
        with database.read() as connection:
            rows = connection.execute(wanted if after is None else wanted.where(tuple_(*keys) > after)).all()
        if not rows:
            return
        yield rows
        after = _key(table, rows[-1])


def _change(cipher: Cipher, table: Table, columns: Sequence[Column], row: Any) -> _Change | None:
    change = _Change(_key(table, row))
    for column in columns:
        sealed = getattr(row, column.name)
        if _age(cipher, sealed):
            change.before[column.name], change.after[column.name] = sealed, cipher.reseal(sealed)
    known = _lost(cipher, table, row)
    if known:
        change = _Change(change.key, {**change.before, "address_key": row.address_key}, change.after, known)
    return change if change.before else None


def _lost(cipher: Cipher, table: Table, row: Any) -> Known | None:
    """Return the contact of a row whose fingerprint is not under the present key; None for every other row."""
    if table is not contacts or _age(cipher, row.address) is None:
        return None
    known = Known(row.conversation_id, row.channel, cipher.decrypt(row.address))
    return None if is_found(cipher, known, row.address_key) else known


def _held(connection: Connection, table: Table, changes: list[_Change]) -> list[_Change]:
    """Hold those rows that nobody else holds, and return their changes. So no two ever wait for each other here."""
    keys = list(table.primary_key.columns)
    wanted = select(*keys).where(tuple_(*keys).in_([change.key for change in changes]))
    held = {_key(table, row) for row in connection.execute(wanted.with_for_update(skip_locked=True))}
    return [change for change in changes if change.key in held]


def _write(connection: Connection, cipher: Cipher, table: Table, change: _Change) -> int:
    """Write one change, unless the row has changed since it was read; return how many rows were written, 1 or 0."""
    after = dict(change.after)
    if change.known:
        after["address_key"] = find_by_present_key(connection, cipher, change.known)
    mine = [column == value for column, value in zip(table.primary_key.columns, change.key, strict=True)]
    same = [table.c[name] == value for name, value in change.before.items()]
    return int(connection.execute(update(table).where(and_(*mine, *same)).values(**after)).rowcount)


def _standing(database: Database, cipher: Cipher, table: Table, columns: Sequence[Column]) -> Standing:
    present = earlier = unreadable = addresses = 0
    for rows in _batches(database, table):
        for row in rows:
            sealed = [value for column in columns if (value := getattr(row, column.name)) is not None]
            ages = [_age(cipher, value) for value in sealed]
            present += ages.count(0)
            unreadable += ages.count(None)
            earlier += len(ages) - ages.count(0) - ages.count(None)
            addresses += _lost(cipher, table, row) is not None
    return Standing(table.name, present, earlier, unreadable, addresses)


def _age(cipher: Cipher, sealed: bytes | None) -> int | None:
    """Return how many keys ago a value was sealed; None for no value, and for one that no known key opens."""
    try:
        return None if sealed is None else cipher.age(sealed)
    except InvalidToken:
        return None


def _key(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in table.primary_key.columns)
