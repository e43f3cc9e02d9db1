"""Goes through what is due, so that each thing happens exactly once, however many processes look for it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from sqlalchemy import Table
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from porchlight.database import Database

log = structlog.get_logger()
Result = TypeVar("Result")

# So many at one look; the rest a second later.
_AT_ONCE = 100


def each_due(
    database: Database, due: Any, locked: Sequence[Table], act: Callable[[Connection, Any], Result]
) -> list[Result]:
    """Call `act` with each row that is due, each in a transaction of its own; return what it returned, once committed.

    due: a select of rows whose first column is their key. What `act` writes must make the row due no more. locked: the
    tables of which the row is held meanwhile; a row that somebody else holds is left for the next look, so that nobody
    ever waits for anybody here. Raises SQLAlchemyError when the database is gone; any other error of one row is
    logged by its kind, and the rows after it are not held up.
    """
    key = due.selected_columns[0]
    with database.read() as connection:  # on SQLite, look before taking the one write lock
        keys = connection.execute(due.with_only_columns(key).limit(_AT_ONCE)).scalars().all()
    results = []
    for each in keys:
        held = due.where(key == each).with_for_update(of=locked, skip_locked=True)
        try:
            with database.write() as connection:
                row = connection.execute(held).first()
                if row is None:  # somebody was quicker
                    continue
                result = act(connection, row)
        except SQLAlchemyError:
            raise
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("something due failed", error=type(error).__name__, at=f"{place.filename}:{place.lineno}")
            continue
        results.append(result)
    return results
