"""Which workers are alive. Web asks, to know whether it has to look out for danger itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import socket

from sqlalchemy import and_, not_, or_, select, update
from sqlalchemy.engine import Connection

from connectors.clocks import is_void
from connectors.tables import workers
from porchlight.database import Database, insert_if_absent, now

BEAT = 2.0  # seconds between two signs of life
_GONE = dt.timedelta(seconds=8)
_FORGOTTEN = dt.timedelta(days=1)


def this_machine() -> str:
    """Return what the ids of the workers of this machine, or of this container, begin with."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12] + "-"


def new_worker_id() -> str:
    """Return an id for a worker of this machine, which no other worker has."""
    return this_machine() + secrets.token_urlsafe(8)


class Workers:
    """The register of worker processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, worker_id: str, *, ready: bool) -> None:
        """Record a sign of life; `ready` says that the model is loaded."""
        moment = now()
        with self._database.write() as connection:
            changed = connection.execute(
                update(workers).where(workers.c.id == worker_id).values(seen_at=moment, ready=ready)
            )
            if changed.rowcount == 0:
                row = {"id": worker_id, "started_at": moment, "seen_at": moment, "ready": ready}
                insert_if_absent(connection, workers, row)
                long_ago = or_(workers.c.seen_at < moment - _FORGOTTEN, is_void(workers.c.seen_at, moment, _FORGOTTEN))
                connection.execute(workers.delete().where(long_ago))

    def leave(self, worker_id: str) -> None:
        """Strike a worker that stops in good order."""
        with self._database.write() as connection:
            connection.execute(workers.delete().where(workers.c.id == worker_id))

    def ready(self) -> int:
        """Return how many workers have shown life within 8 seconds and have a model."""
        with self._database.read() as connection:
            return self.ready_in(connection)

    def ready_in(self, connection: Connection, machine: str = "") -> int:
        """Count them in the caller's transaction; `machine` (see `this_machine`) counts those of one machine alone."""
        moment = now()
        # Seen in the future: that was before the clock was set back, and says nothing of now.
        lately = and_(workers.c.seen_at > moment - _GONE, not_(is_void(workers.c.seen_at, moment)))
        alive = select(workers.c.id).where(lately, workers.c.ready.is_(True))
        return len(connection.execute(alive.where(workers.c.id.startswith(machine, autoescape=True))).all())
