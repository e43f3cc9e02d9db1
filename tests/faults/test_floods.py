"""Too much at once, from one and from many: one who floods holds nobody up, and a burst of everybody is answered once.

PORCHLIGHT_BURST says how many people write at the same moment: 200 unless set, so that it takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.floods import PER_MINUTE
from tests.conftest import StartService
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson, person_on
from tests.service import Service

BURST = int(os.environ.get("PORCHLIGHT_BURST", "200"))
FLOOD, AT_ONCE = 150, 16
COST, ASKED = "about $250 to $600 a week", "how much does iop cost per week"
TOLD = "Many messages came from you at once"


@pytest.fixture(scope="module")
def served(open_service: StartService) -> Iterator[Service]:
    """Web at first, and from the first look for one on, a worker."""
    service = open_service()
    service.launch_web()
    yield service
    service.stop()


def at_rest(service: Service, seconds: float) -> None:
    """Let a worker answer everything, and hold what must hold of the whole journal."""
    if service.pid("worker") is None:
        service.launch("worker")
    service.wait_until(lambda: service.ledger.unread() == 0, seconds, "all messages are handled", pause=0.2)
    service.wait_until(lambda: service.ledger.pending() == 0, seconds, "all replies are delivered", pause=0.2)
    assert broken(service) == []


def test_one_who_floods(served: Service) -> None:
    """150 texts of one person: 20 are answered, then they are told once; danger among them is answered as ever, and so
    is the word for a person. Whoever wrote after the flood is answered before what is left of it."""
    flooder: Person = SmsPerson(served)
    others: list[Person] = [SmsPerson(served), TelegramPerson(served)]
    sent = [flooder.writes(f"{ASKED} {number}") for number in range(FLOOD)]
    danger = flooder.writes("i want to kill myself")
    asked = [(person, person.writes(ASKED)) for person in others]
    person_wanted = flooder.writes("i want to talk to a real person")
    at_rest(served, 120.0)
    for person, provider_id in asked:
        assert COST in person.hears(provider_id)[-1]
    said = flooder.looks()
    assert [text.startswith(TOLD) for text in said].count(True) == 1
    assert [COST in text for text in said].count(True) == PER_MINUTE
    assert [text.startswith("Please call or text 988 now") for text in said].count(True) == 1
    rows = {key: served.ledger.message(flooder.channel, key) for key in (*sent, danger, person_wanted)}
    outcomes = [row.outcome for row in rows.values() if row is not None]
    assert outcomes == [*["answered"] * PER_MINUTE, *["flooded"] * (FLOOD - PER_MINUTE), "crisis", outcomes[-1]]
    assert served.ledger.open_handoffs_of(flooder.conversation_id)[0].reason == "crisis_suicide"
    first = min(row.handled_at for row in rows.values() if row is not None and row.outcome == "flooded")
    for person, provider_id in asked:
        answered = served.ledger.message(person.channel, provider_id)
        assert answered is not None and answered.handled_at < first


def test_a_burst_of_everybody(served: Service) -> None:
    """Hundreds of people write at the same moment: each webhook is acknowledged, and each person gets the first-contact
    text and the answer to what they asked, once and in this order."""
    people = [person_on("sms" if number % 2 else "telegram", served) for number in range(BURST)]
    with ThreadPoolExecutor(AT_ONCE) as providers:
        sent = list(providers.map(lambda person: person.writes(ASKED), people))
    assert len(set(sent)) == BURST
    at_rest(served, 60.0 + BURST / 5)
    for person in people:
        said = person.looks()
        assert len(said) == 2 and "I'm automated" in said[0] and COST in said[1]
