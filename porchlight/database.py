"""One database for everything: SQLite on one machine, PostgreSQL past that.

Packages describe their tables on `metadata`; the migrations in `porchlight/migrations` make them.
All times are kept and returned in UTC.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, MetaData, Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from porchlight.turnstile import Turnstile

# A server whose host has vanished says nothing: it is given up after half a minute, where Linux alone would wait for
# a quarter of an hour. In seconds, and the last in milliseconds, as libpq takes them.
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
_SCRUB_WAIT = 0.25  # seconds that readers get to end before SQLite's log is left for another time

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 ships no types
    """A moment in UTC. SQLite forgets time zones, so this puts UTC back when it reads."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone was about to be stored")
        return value.astimezone(dt.timezone.utc)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=dt.timezone.utc)


class Database:
    """Hands out short transactions.

    `write()` takes SQLite's write lock when it begins (BEGIN IMMEDIATE), so that two writers wait for each
    other instead of failing half-way. `wait` is how long, in seconds, a writer waits for that lock before
    SQLAlchemy raises `OperationalError`.
    """

    def __init__(self, url: str, *, wait: float = 10.0) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._turnstile = Turnstile(wait)
        self._looking: ContextVar[Connection | None] = ContextVar("looking", default=None)
        self.engine = _sqlite_engine(url, wait) if self.is_sqlite else _server_engine(url, wait)

    @contextmanager
    def write(self, *, first: bool = False, lasting: bool = True) -> Iterator[Connection]:
        """One transaction that changes things: committed at the end, rolled back on any exception.

        `first` goes before the other threads of this process that wait to write to SQLite: a provider is waiting.
        One that is not `lasting` may be undone by a power cut on SQLite, with all like it since the last that is; so it
        does not wait for the disk. It must be one that nobody is told of, and that is done again without harm.
        """
        with self._turn(first), self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(sqlite_synchronous="FULL" if lasting else "NORMAL")
            with connection.begin():
                yield connection

    @contextmanager
    def _turn(self, first: bool) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(self._turnstile.through(first=first))
            except TimeoutError as error:
                raise OperationalError("BEGIN IMMEDIATE", {}, error) from None
            yield

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only looks; it never waits for a writer on SQLite. Within `one_look`, it is that one."""
        connection = self._looking.get()
        if connection is not None:
            yield connection
            return
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(sqlite_begin="BEGIN")
            with connection.begin():
                yield connection

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Within this block, all that is read is read in one transaction: a server may be far off, and each of them
        is three trips to it. The worst that can happen: where one look fails, so do those after it.
        """
        with self.read() as connection:
            looking = self._looking.set(connection)
            try:
                yield
            finally:
                self._looking.reset(looking)

    def vacuum(self, table: str) -> None:
        """Let PostgreSQL look at a table that was written as a whole, so that its indexes alone can answer.

        It does so by itself, but some time later. SQLite has no need of it.
        """
        if not self.is_sqlite:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")

    def scrub(self, tables: Sequence[str]) -> bool:
        """Leave no copy of what was erased where it can be helped; return False when SQLite had no quiet moment for it.

        SQLite keeps pages as they were in its write-ahead log until that is used again: it is emptied here, while
        others wait for at most `_SCRUB_WAIT`. What is freed in the file itself is overwritten at once (secure_delete).
        PostgreSQL lets go of the erased rows of `tables`; their bytes stay on its disk, sealed, until something else
        is written over them.
        """
        if not self.is_sqlite:
            for table in tables:
                self.vacuum(table)
            return True
        with self._turn(first=False), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout={int(_SCRUB_WAIT * 1000)}")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout={before}")
            finally:
                cursor.close()
        return not busy

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _sqlite_engine(url: str, wait: float) -> Engine:
    if ":memory:" in url or url == "sqlite://":
        raise ValueError("an in-memory database would lose messages; name a file")
    engine = create_engine(
        url,
        future=True,
        poolclass=QueuePool,  # the default opens the file anew for each transaction
        pool_size=20,
        max_overflow=40,
        connect_args={"timeout": wait, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is deferred, which makes two writers deadlock; ours is immediate.
        connection.isolation_level = None
        cursor = connection.cursor()
        # secure_delete: erased means erased.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("sqlite_begin") == "BEGIN":
            connection.exec_driver_sql("BEGIN")
        else:
            _take_write_lock(connection, wait)

    return engine


def _take_write_lock(connection: Connection, wait: float) -> None:
    """Begin to write, as soon as the writer before has ended.

    SQLite's own waiting sleeps longer and longer, up to 0.1 s at a time; another process takes the lock meanwhile.
    """
    cursor = connection.connection.cursor()
    give_up_at = time.monotonic() + wait
    # FULL: an acknowledged message survives a power cut. Said each time: the connection may have been used otherwise.
    synchronous = connection.get_execution_options().get("sqlite_synchronous", "FULL")
    try:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA busy_timeout=0")
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > give_up_at:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what SQLAlchemy makes of the error
                    return
            time.sleep(0.001)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
        cursor.close()


def _server_engine(url: str, wait: float) -> Engine:
    return create_engine(
        url,
        future=True,
        pool_pre_ping=True,
        pool_timeout=wait,
        connect_args={"connect_timeout": max(2, int(wait)), **KEEPALIVE},
    )


def insert_if_absent(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert one row unless a unique value of it is there already; say whether it was inserted."""
    statement = _insert_if_absent(table, connection.dialect, tuple(values))
    return bool(connection.execute(statement, values).rowcount)


@lru_cache(64)
def _insert_if_absent(table: Table, dialect: Dialect, columns: tuple[str, ...]) -> Any:
    """Return the statement in the database's own words: SQLAlchemy keeps none with ON CONFLICT, and makes it anew."""
    insert = sqlite_insert if dialect.name == "sqlite" else postgresql_insert
    statement = insert(table).on_conflict_do_nothing().inline()
    return statement.compile(dialect=dialect, column_keys=columns)


def wall_clock() -> dt.datetime:
    """Read the machine's clock, in UTC. A test puts another in its place."""
    return dt.datetime.now(dt.timezone.utc)


def now() -> dt.datetime:
    """Return the present moment in UTC, by the one clock that everything is dated by."""
    return wall_clock()
