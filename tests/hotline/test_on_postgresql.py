"""The watch and the figures on PostgreSQL, where many may write at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.cases import Span
from hotline.figures import figures
from hotline.tables import callbacks
from tests.connectors.scene import BOB, Scene, ago
from tests.hotline.counted import ZONE, MadeUp, Opened, Sent, answers_of, dangers_of
from tests.hotline.watched import Watched, two_at_once
from tests.porchlight.postgres import MigratedServer


@pytest.fixture
def watched(postgresql: MigratedServer) -> Iterator[Watched]:
    """A hotline on an empty database of its own."""
    with postgresql.database() as database:
        yield Watched(Scene(database))


@pytest.mark.parametrize("_round", range(5))
def test_two_processes_do_everything_once(watched: Watched, _round: int) -> None:
    """Two watches at the same moment, which really do look at the same rows here."""
    two_at_once(watched)


def test_who_is_being_written_to_is_left_for_the_next_look(watched: Watched) -> None:
    """While somebody holds a person's row, nobody waits for it: the others are done, and this one a second later."""
    held = watched.waits(wish="chat", promised_at=ago(1))
    watched.waits(BOB, wish="chat", promised_at=ago(1))
    with watched.scene.database.write() as connection:
        watched.handoffs.get(connection, held.id, lock=True)
        assert watched.watch.sweep() == 1
    assert watched.watch.sweep() == 1
    assert len(watched.said()) == 2


def test_a_promised_call_from_reminder_to_apology(watched: Watched) -> None:
    """Each rule of promised calls runs here too."""
    watched.phone.possible = False
    watched.calls_at(watched.waits(), 300)
    steps = []
    for seconds in (-300, 5, 1_000):
        if seconds > 0:
            watched.scene.change(callbacks, due_at=ago(seconds))
        steps.append(watched.watch.sweep())
    assert steps == [1, 2, 1]
    assert watched.promised() == ["missed"] and len(watched.said()) == 2


def test_the_figures_are_the_same_here(watched: Watched) -> None:
    """Times, groups and sums come out of PostgreSQL as a plain count gives them."""
    made = MadeUp(watched.scene)
    opened = [
        Opened(0.1, urgent=True),
        Opened(0.2, taken=30, closed=True, outcome="helped"),
        Opened(3, taken=200, told=180),
        Opened(50, told=180),
        Opened(24 * 20, taken=9),
    ]
    sent = [Sent(1, 1, "cost", "crisis_suicide"), Sent(1, 1, "cost"), Sent(2, 2, "nlu_fallback"), Sent(24 * 20)]
    made.write(opened, sent)
    made.noted("paged", 2)
    with watched.scene.database.read() as connection:
        found = figures(connection, Span.last(7, ZONE, made.moment))
    assert found.answers == answers_of(opened[:4]) and found.abandoned == 1
    for hour in range(24):
        here = [each for each in opened[:4] if made.ago(each.hours_ago).astimezone(ZONE).hour == hour]
        assert found.hours[hour] == answers_of(here)
    assert (found.waiting.urgent, found.waiting.other, found.paged) == (1, 1, 2)
    assert found.waiting.longest is not None and found.waiting.longest.total_seconds() == pytest.approx(180_000)
    assert dict(found.outcomes) == {"helped": 1} and dict(found.topics) == {"cost": 2, "nlu_fallback": 1}
    assert set(found.dangers) == dangers_of(sent)
