"""A worker is killed at every stage of a turn: the message is answered once, by the next worker if need be."""

from __future__ import annotations

import signal
import subprocess

import pytest

from connectors.journal import LEASE
from tests.faults.conftest import POSTGRESQL, SQLITE, Install
from tests.faults.dying import WORKER
from tests.invariants import broken
from tests.people import SmsPerson
from tests.service import Service

QUESTION, ANSWER = "how much does iop cost per week", "about $250 to $600 a week"
# Up to here, nothing of the turn is there when the worker dies; from here on, all of it.
NOTHING_WRITTEN, ALL_WRITTEN = ("claimed", "decided", "written"), ("committed", "rung")
# On PostgreSQL the two sides of the commit, where another database could make a difference.
STAGES = {SQLITE: [*WORKER], POSTGRESQL: ["written", "committed"]}


def one_dies(service: Service, living: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait until one of them is killed; return its stage."""

    def dead() -> list[str]:
        return [stage for stage, process in living.items() if process.poll() is not None]

    service.wait_until(dead, 60.0, "one worker dies")
    (stage,) = dead()
    assert living.pop(stage).returncode == -signal.SIGKILL
    return stage


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_killed_in_every_stage(install: Install, database: str) -> None:
    """One worker dies at each stage, each with the message of somebody else. Either nothing of a turn is written, or all
    of it; then a worker comes that lives, and everybody has one welcome and one answer."""
    service = install(database)
    service.launch("web")
    living = {
        stage: service.begin(f"worker {stage}", ["tests.faults.dying", "worker", stage]) for stage in STAGES[database]
    }
    service.wait_up()
    service.wait_until(lambda: len(service.ledger.ready_workers()) == len(STAGES[database]), 120.0, "all have a model")
    asked: dict[str, tuple[SmsPerson, str]] = {}
    while living:
        person = SmsPerson(service)
        sent = person.writes(QUESTION)
        stage = one_dies(service, living)
        asked[stage] = (person, sent)
        row = service.ledger.message("sms", sent)
        replies = service.ledger.outbox_of(person.conversation_id)
        assert row is not None and row.attempts == 1
        assert (row.outcome, len(replies)) == ((None, 0) if stage in NOTHING_WRITTEN else ("answered", 2)), stage
    assert set(asked) == set(STAGES[database])
    service.launch("worker")
    for stage, (person, sent) in asked.items():
        welcome, answer = person.hears(sent, 120.0 + LEASE.total_seconds())
        assert "I'm automated" in welcome and ANSWER in answer
        row = service.ledger.message("sms", sent)
        assert row is not None and row.attempts == (2 if stage in NOTHING_WRITTEN else 1)
    assert broken(service) == []
