"""Who waits for a person, as figures for Prometheus. Nobody is named in them, nor any conversation."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from hotline.tables import handoffs
from porchlight.database import now

_KINDS = {True: "urgent", False: "other"}


def waiting(connection: Connection) -> Iterable[Metric]:
    """Count the handoffs that nobody has taken, and how long the oldest has waited, urgent ones apart."""
    h = handoffs.c
    rows = connection.execute(
        select(h.urgent, func.count().label("number"), func.min(h.opened_at).label("oldest"))
        .where(h.status == "waiting")
        .group_by(h.urgent)
    )
    found = {row.urgent: row for row in rows}
    count = GaugeMetricFamily("porchlight_handoffs_waiting", "Handoffs that nobody has taken", labels=["kind"])
    longest = GaugeMetricFamily("porchlight_handoff_wait_seconds", "How long the oldest of them waits", labels=["kind"])
    for urgent, kind in _KINDS.items():
        row = found.get(urgent)
        count.add_metric([kind], row.number if row else 0)
        longest.add_metric([kind], max(0.0, (now() - row.oldest).total_seconds()) if row else 0.0)
    yield count
    yield longest
