"""Twilio and Telegram on a bad day: every reply still arrives, once and in order, or the operator sees why not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.doubles.faults import Kind
from tests.people import Person, SmsPerson, TelegramPerson, person_on
from tests.service import Service

QUESTIONS = {
    "how much does iop cost per week": "about $250 to $600 a week",
    "how many weeks or months does iop last": "An IOP typically lasts 90 days",
    "how many hours a week is it and which days": "Most people go three or four times a week",
}


@pytest.fixture(autouse=True)
def _well_again(service: Service) -> Iterator[None]:
    """After each test both providers are well."""
    yield
    service.twilio.faults.clear()
    service.telegram.faults.clear()


def ask_everything(person: Person) -> list[str]:
    """Ask three questions at once; return what came back."""
    sent = [person.writes(question) for question in QUESTIONS]
    return person.hears(sent[-1])


def each_answer_once(replies: list[str]) -> None:
    """The first-contact text and then the three answers, each once, in the order of the questions."""
    assert len(replies) == 1 + len(QUESTIONS)
    for reply, words in zip(replies, ["I'm automated", *QUESTIONS.values()], strict=True):
        assert words in reply


@pytest.mark.parametrize("fault", [500, 503, "garbage", "drop"])
def test_trouble(service: Service, fault: Kind) -> None:
    """Both providers fail twice in a row: each person gets everything a little later, once and in order."""
    people = [SmsPerson(service), TelegramPerson(service)]
    service.twilio.faults.next(fault, times=2)
    service.telegram.faults.next(fault, times=2, on="sendMessage")
    sent = [[person.writes(question) for question in QUESTIONS] for person in people]
    for person, ids in zip(people, sent, strict=True):
        each_answer_once(person.hears(ids[-1]))
        rows = service.ledger.outbox_of(person.conversation_id)
        assert [row.attempts for row in rows] == [3, 1, 1, 1] and {row.status for row in rows} == {"sent"}
    assert service.twilio.faults.pending == service.telegram.faults.pending == 0


def test_twilio_says_too_many(service: Service) -> None:
    """Twilio's 429 delays a text; nothing is lost or doubled."""
    person = SmsPerson(service)
    service.twilio.faults.next(429, times=2)
    each_answer_once(ask_everything(person))


def test_telegram_says_how_long_to_wait(service: Service) -> None:
    """Telegram asks for three seconds: the bot leaves that chat alone for three seconds, then goes on in order."""
    person = TelegramPerson(service)
    service.telegram.faults.next(429, on="sendMessage", retry_after=3)
    each_answer_once(ask_everything(person))
    tries = [at for method, at in service.telegram.attempts if method == "sendMessage"][-5:]
    assert tries[1] - tries[0] >= 2.9


def test_silence(service: Service) -> None:
    """A provider that takes the call and says nothing is left after 10 s and asked again: the person waits, once."""
    people = [SmsPerson(service), TelegramPerson(service)]
    service.twilio.faults.next("silence", 600.0)
    service.telegram.faults.next("silence", 600.0, on="sendMessage")
    sent = [person.writes("hello") for person in people]
    for person, provider_id in zip(people, sent, strict=True):
        assert len(person.hears(provider_id)) == 1


def test_one_persons_trouble_is_nobody_elses(service: Service) -> None:
    """While one text hangs at Twilio, others are answered."""
    stuck, other = SmsPerson(service), SmsPerson(service)
    service.twilio.faults.until_cleared("silence", 600.0, on=stuck.address)
    sent = stuck.writes("hello")
    service.wait_until(lambda: stuck.address in dict(service.twilio.attempts), 60.0, "the first text hangs")
    assert len(other.says("hello")) == 1
    assert stuck.looks() == [], "the first text no longer hung"
    service.twilio.faults.clear()
    assert len(stuck.hears(sent)) == 1


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_answer_lost_on_the_way_back(service: Service, channel: str) -> None:
    """The provider takes a text and the line breaks before it says so. Nobody can know: the text may come twice, never
    not at all, and what follows stays in order."""
    person = person_on(channel, service)
    double = service.twilio if channel == "sms" else service.telegram
    double.faults.next("lost", on=None if channel == "sms" else "sendMessage")
    replies = ask_everything(person)
    assert replies[0] == replies[1]
    each_answer_once(replies[1:])


def test_unsubscribed_at_the_carrier(service: Service) -> None:
    """Someone whose carrier has them down as unsubscribed (21610) is marked so, and is not tried again."""
    person = SmsPerson(service)
    service.twilio.unsubscribed.add(person.address)
    assert person.says("how much does iop cost per week") == []
    contact = service.ledger.contact("sms", person.address)
    assert contact is not None and contact.opted_out_at is not None and contact.undeliverable == "21610"
    rows = service.ledger.outbox_of(person.conversation_id)
    assert rows[0].status == "blocked" and rows[0].error == "21610"
    tried = sum(row.attempts for row in rows)
    assert person.says("are you there") == []
    assert sum(row.attempts for row in service.ledger.outbox_of(person.conversation_id)) == tried


def test_bot_blocked_on_telegram(service: Service) -> None:
    """Someone who has blocked the bot is marked as opted out, and comes back by writing again."""
    person = TelegramPerson(service)
    service.telegram.blocked.add(person.chat_id)
    assert person.says("hello") == []
    contact = service.ledger.contact("telegram", person.address)
    assert contact is not None and contact.opted_out_at is not None
    service.telegram.blocked.discard(person.chat_id)
    assert "Most people go" in person.says("how many hours a week is it and which days")[-1]
    contact = service.ledger.contact("telegram", person.address)
    assert contact is not None and contact.opted_out_at is None


def test_a_number_that_cannot_be_texted(service: Service) -> None:
    """A sender that Twilio won't text back (a short code) is given up at once, with Twilio's code for the operator."""
    person = SmsPerson(service, "72345")
    assert person.says("hello") == []
    (row,) = service.ledger.outbox_of(person.conversation_id)
    assert (row.status, row.error, row.attempts) == ("failed", "21211", 1)


def test_pace(service: Service) -> None:
    """One number gets at most one text a second, as carriers ask of a long code."""
    person = SmsPerson(service)
    ask_everything(person)
    times = [sms.at for sms in service.twilio.sent if sms.to == person.address]
    assert all(later - earlier > 0.95 for earlier, later in pairwise(times))
