"""How old the directory is, as a figure for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy.engine import Connection

from facilities_db.statistics import editions
from porchlight.database import now


def directory_age(connection: Connection) -> Iterable[Metric]:
    """Tell the age of the newest edition of each source. One of unknown age, such as the samples', is left out."""
    gauge = GaugeMetricFamily(
        "porchlight_directory_age_days", "How old the newest edition of the directory is", labels=["source"]
    )
    newest: dict[str, int] = {}
    for edition in editions(connection, now().date()):
        if edition.age_days is not None:
            newest[edition.source] = min(edition.age_days, newest.get(edition.source, edition.age_days))
    for source, days in newest.items():
        gauge.add_metric([source], days)
    yield gauge
