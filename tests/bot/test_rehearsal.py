"""Before a worker is ready, it goes through a conversation with nobody."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from connectors.tables import conversations, inbox, outbox
from hotline.tables import handoffs
from tests.bot.turns import Bench


def test_nothing_comes_of_it(bench: Bench) -> None:
    """It is answered like a person, with the state of what went before; no row of it is written anywhere."""
    asyncio.run(bench.turns.rehearse())
    assert len(bench.assistant.asked) > 5 and bench.assistant.states[-1] is not None
    assert [bench.scene.rows(table) for table in (conversations, inbox, outbox, handoffs)] == [[], [], [], []]


def test_a_rehearsal_that_fails_stops_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that could not rehearse, because the database is gone, is no worse than one that did not."""

    def gone(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(bench.turns._reaching, "open_handoff", gone)
    asyncio.run(bench.turns.rehearse())
    assert bench.assistant.asked == []
