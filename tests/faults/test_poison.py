"""A message that kills every worker that reads it, and one that breaks each turn: three tries, and then a person."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from connectors.tables import conversations, inbox
from porchlight.database import now
from porchlight.settings import ROOT
from tests.conftest import StartService
from tests.faults.poisoned_worker import KILLS, RAISES
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson
from tests.service import Service

APOLOGY = "Something broke on our side. It's not your fault."


@pytest.fixture(scope="module")
def poisoned(open_service: StartService) -> Iterator[Service]:
    """Web as ever, and a worker that some words kill, started again each time it dies."""
    service = open_service()
    service.launch("web")
    service.wait_up()
    with service.log.open("ab") as log:
        workers = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.poisoned_worker"],
            cwd=ROOT, env=service.environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        service.wait_ready()
        yield service
    finally:
        workers.terminate()
        workers.wait(30.0)
        service.stop()


def deaths(service: Service) -> int:
    """How many workers have died of a crash."""
    return service.log_text().count("a worker died of signal 11")


def let_the_lease_end(service: Service) -> None:
    """The one way to let time pass here: 15 seconds are over for whoever was being answered when the worker died."""
    over = now() - dt.timedelta(seconds=1)
    with service.ledger.database.write() as connection:
        held = update(conversations).where(conversations.c.lease_token.is_not(None))
        connection.execute(held.values(lease_until=over))


def set_aside(service: Service, person: Person, provider_id: str) -> None:
    """Hold what became of a poison message: an apology, a handoff, and a figure that raises an alert."""
    said = person.hears(provider_id)
    assert len(said) == 1 and said[0].startswith(APOLOGY) and "988" in said[0] and "911" in said[0]
    row = service.ledger.message(person.channel, provider_id)
    assert row is not None and (row.outcome, row.attempts) == ("set_aside", 4)
    (handoff,) = service.ledger.handoffs_of(person.conversation_id)
    assert handoff.reason == "trouble"


def test_a_message_that_kills_the_worker(poisoned: Service) -> None:
    """Three workers die of it; others are answered between them. Then its person hears an honest word, a person is
    called, and the figure behind PorchlightSetAside says so. What they write next is answered, in its order."""
    victim, bystander = SmsPerson(poisoned), TelegramPerson(poisoned)
    assert victim.says("hello")[-1] == "You said: hello"
    poison = victim.writes(KILLS)
    after = victim.writes("are you there")
    for death in range(1, 4):
        poisoned.wait_until(lambda death=death: deaths(poisoned) == death, 60.0, "a worker has died of it")
        assert bystander.says(f"question {death}")[-1] == f"You said: question {death}"
        let_the_lease_end(poisoned)
    set_aside(poisoned, victim, poison)
    assert victim.hears(after) == ["You said: are you there"]
    assert deaths(poisoned) == 3
    poisoned.wait_until(
        lambda: "porchlight_set_aside_last_hour 1.0" in poisoned.http.get(poisoned.url + "/metrics").text,
        30.0, "the figure says so",
    )  # fmt: skip


def test_a_message_that_breaks_each_turn(poisoned: Service) -> None:
    """The worker lives, tries three times, and sets it aside; meanwhile and after, others are answered."""
    died = deaths(poisoned)
    victim, bystander = TelegramPerson(poisoned), SmsPerson(poisoned)
    victim.says("hello")
    poison, question = victim.writes(RAISES), bystander.writes("question")
    assert bystander.hears(question)[-1] == "You said: question"
    set_aside(poisoned, victim, poison)
    assert victim.says("and now")[-1] == "You said: and now"
    assert deaths(poisoned) == died


def test_in_the_end_everything_holds(poisoned: Service) -> None:
    """Each message has one outcome, each reply was delivered once, and the database kept no word in the clear."""
    poisoned.wait_until(lambda: poisoned.ledger.unread() + poisoned.ledger.pending() == 0, 60.0, "nothing is left")
    assert broken(poisoned) == []
    with poisoned.ledger.database.read() as connection:
        outcomes = connection.execute(select(inbox.c.outcome)).scalars().all()
    assert outcomes.count("set_aside") == 2 and KILLS not in poisoned.log_text() and RAISES not in poisoned.log_text()
