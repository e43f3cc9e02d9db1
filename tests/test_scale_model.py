"""The arithmetic behind what 10,000 conversations an hour need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.scale_model import Costs, Load, needs, numbers_for

# One message takes a worker 10 ms, and everything around it 10 ms more.
COSTS = Costs(
    turns_per_second=100.0,
    web_cpu=0.005,
    worker_cpu=0.010,
    database_cpu=0.005,
    transactions=10.0,
    idle_transactions=2.0,
    web_connections=10.0,
    worker_connections=2.0,
    web_memory=150.0,
    worker_memory=600.0,
    replies=1.0,
    segments=2.0,
    at_once=10,
)
LOAD = Load(conversations=3600, messages=10.0, peak=5.0, busy=0.5, provider_seconds=0.2)


def test_what_a_known_load_needs() -> None:
    """Fifty messages a second, of which a half-busy worker answers fifty, take one worker, and the rest follows."""
    need = needs(LOAD, COSTS)
    assert (need.messages, need.replies, need.segments) == (50.0, 50.0, 100.0)
    assert need.workers == 1
    assert need.webs == 2, "ten requests of 0.2 s are always under way, and a web may have five, half busy"
    assert (need.cores, need.database_cores) == (2, 0.5)
    assert need.transactions == 50 * 10 + 3 * 2.0
    assert (need.connections, need.memory) == (22, 900.0)


@pytest.mark.parametrize(
    ("changed", "workers", "webs"),
    [
        (replace(LOAD, peak=10.0), 2, 4),
        (replace(LOAD, busy=0.25), 2, 4),
        (replace(LOAD, provider_seconds=2.0), 1, 20),
        (replace(LOAD, conversations=36), 1, 2),
    ],
)
def test_more_of_something_needs_more(changed: Load, workers: int, webs: int) -> None:
    """A sharper peak, more room to spare and a slower provider each show where they should; two webs are the least."""
    need = needs(changed, COSTS)
    assert (need.workers, need.webs) == (workers, webs)


def test_numbers_are_whole() -> None:
    """A hundred and one segments a second need two short codes."""
    assert [numbers_for(segments, 100.0) for segments in (0.1, 100.0, 101.0)] == [1, 1, 2]
