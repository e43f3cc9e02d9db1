"""The rate limit of signing in: how often somebody may be wrong, by name and by address."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from hotline.tables import sign_in_failures as failures
from porchlight.database import Database, now
from porchlight.sealing import Cipher

WINDOW = dt.timedelta(minutes=15)
PER_NAME = 5
PER_ADDRESS = 20  # an office shares one


class TooMany(Exception):
    """Too often wrong; `minutes` is how long to wait, at least 1."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__("too many attempts")
        self.minutes = max(1, math.ceil(wait.total_seconds() / 60))


@dataclass(frozen=True)
class Attempt:
    """One attempt under way; it counts as wrong until it is taken back."""

    ids: tuple[int, ...]
    name_keys: tuple[str, ...]


class Attempts:
    """Counts attempts to sign in, of the password and of the second step alike.

    An attempt counts from its beginning: a thousand at the same moment are a thousand, not none. The worst that can
    happen: a stranger who knows a name keeps its owner out, 15 minutes at a time; a supervisor sees it in the log.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def begin(self, name: str, address: str) -> Attempt:
        """Count one more attempt, or raise TooMany. A refused attempt counts for nothing, so the wait ends."""
        moment = now()
        name_keys = self._name_keys(name)
        limits = (
            (name_keys, PER_NAME),
            (self._cipher.fingerprints("sign-in", "address", address), PER_ADDRESS),
        )
        with self._database.write() as connection:
            if connection.dialect.name == "postgresql":  # elsewhere, one writes at a time anyway
                connection.exec_driver_sql("LOCK TABLE sign_in_failures IN SHARE ROW EXCLUSIVE MODE")
            connection.execute(delete(failures).where(failures.c.at <= moment - WINDOW))
            for keys, limit in limits:
                _refuse_over(connection, keys, limit, moment)
            rows = [connection.execute(failures.insert().values(key=keys[0], at=moment)) for keys, _ in limits]
            return Attempt(tuple(row.inserted_primary_key[0] for row in rows), tuple(name_keys))

    def take_back(self, connection: Connection, attempt: Attempt) -> None:
        """It was right, but something is still to come: this attempt no longer counts, the wrong ones before do."""
        connection.execute(delete(failures).where(failures.c.id.in_(attempt.ids)))

    def forgive(self, connection: Connection, attempt: Attempt) -> None:
        """They are who they say: nothing counts against the name any more."""
        self.take_back(connection, attempt)
        connection.execute(delete(failures).where(failures.c.key.in_(attempt.name_keys)))

    def forget(self, connection: Connection, name: str) -> None:
        """Let somebody try at once, however often they were wrong: they have a new password."""
        connection.execute(delete(failures).where(failures.c.key.in_(self._name_keys(name))))

    def _name_keys(self, name: str) -> list[str]:
        return self._cipher.fingerprints("sign-in", "name", name.strip().lower())


def _refuse_over(connection: Connection, keys: list[str], limit: int, moment: dt.datetime) -> None:
    latest = select(failures.c.at).where(failures.c.key.in_(keys)).order_by(failures.c.at.desc()).limit(limit)
    times = [row.at for row in connection.execute(latest)]
    if len(times) == limit:
        raise TooMany(times[-1] + WINDOW - moment)
