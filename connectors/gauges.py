"""What the alerts need to know, read from the database when Prometheus asks. Counts and times only, never of a person.

Every web process serves the same figures, so they must not be added up.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import get_args

import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from connectors.outbox import Status
from connectors.tables import inbox, outbox
from connectors.workers import Workers
from porchlight.database import Database, now

log = structlog.get_logger()

# Reads some figures in the transaction it is given.
Reading = Callable[[Connection], Iterable[Metric]]
KEPT = 5.0  # seconds; whoever asks again sooner is given the same figures
_HOUR = dt.timedelta(hours=1)


class Gauges:
    """A collector of Prometheus's library. A database that is gone is a figure too, and then the only one."""

    def __init__(
        self, database: Database, readings: Sequence[Reading], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` returns seconds."""
        self._database = database
        self._readings = readings
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._kept: list[Metric] = []

    def collect(self) -> list[Metric]:
        """Return the figures, at most 5 seconds old. Waits as long as the database does to be connected to."""
        with self._lock:
            if self._read_at is None or self._clock() - self._read_at >= KEPT:
                self._kept = self._read()
                self._read_at = self._clock()
            return self._kept

    def _read(self) -> list[Metric]:
        try:
            with self._database.read() as connection:
                found = [metric for reading in self._readings for metric in reading(connection)]
        except SQLAlchemyError as error:
            log.warning("the figures cannot be read", error=type(error).__name__)
            return [_database_up(False)]
        return [_database_up(True), *found]


def age(moment: dt.datetime | None) -> float:
    """Return how many seconds ago something began; 0 when there is no such thing."""
    return 0.0 if moment is None else max(0.0, (now() - moment).total_seconds())


def _database_up(up: bool) -> Metric:
    return GaugeMetricFamily("porchlight_database_up", "Whether the database could be read", float(up))


def workers_alive(workers: Workers) -> Reading:
    """Return what counts the workers."""

    def read(connection: Connection) -> Iterable[Metric]:
        alive = workers.ready_in(connection)
        yield GaugeMetricFamily("porchlight_workers_ready", "Workers that show life and have a model", alive)

    return read


def unread(connection: Connection) -> Iterable[Metric]:
    """Count what nobody has answered yet, and how long the oldest of it has waited."""
    waits = inbox.c.handled_at.is_(None)
    row = connection.execute(select(func.count().label("number"), func.min(inbox.c.received_at)).where(waits)).one()
    yield GaugeMetricFamily("porchlight_unread_messages", "Messages that nobody has answered yet", row[0])
    yield GaugeMetricFamily("porchlight_oldest_unread_seconds", "How long the oldest of them waits", age(row[1]))


def pending(connection: Connection) -> Iterable[Metric]:
    """Count the replies that no provider has taken yet, and how long the oldest of them has waited."""
    waits = outbox.c.status == "pending"
    row = connection.execute(select(func.count().label("number"), func.min(outbox.c.created_at)).where(waits)).one()
    yield GaugeMetricFamily("porchlight_pending_replies", "Replies that no provider has taken yet", row[0])
    yield GaugeMetricFamily("porchlight_oldest_pending_seconds", "How long the oldest of them waits", age(row[1]))


def set_aside(connection: Connection) -> Iterable[Metric]:
    """Count the messages of the last hour that were given up after three tries, or at which something broke."""
    lately = (inbox.c.outcome == "set_aside", inbox.c.handled_at > now() - _HOUR)
    number = connection.execute(select(func.count()).where(*lately)).scalar()
    yield GaugeMetricFamily("porchlight_set_aside_last_hour", "Messages of the last hour that broke the turn", number)


class LastHour:
    """Counts the replies of the last hour by what became of them.

    Ids grow with time. It remembers one that was an hour old, so that only the first look reads the whole table.
    """

    def __init__(self) -> None:
        self._before = 0

    def __call__(self, connection: Connection) -> Iterable[Metric]:
        """Return one gauge with a label for each status."""
        since = now() - _HOUR
        newer = outbox.c.id > self._before
        old = select(func.max(outbox.c.id)).where(newer, outbox.c.created_at <= since)
        self._before = connection.execute(old).scalar() or self._before
        rows = connection.execute(
            select(outbox.c.status, func.count().label("number"))
            .where(outbox.c.id > self._before, outbox.c.created_at > since)
            .group_by(outbox.c.status)
        )
        found = {row.status: row.number for row in rows}
        gauge = GaugeMetricFamily(
            "porchlight_replies_last_hour", "Replies of the last hour by what became of them", labels=["status"]
        )
        for status in get_args(Status):
            gauge.add_metric([status], found.get(status, 0))
        yield gauge
