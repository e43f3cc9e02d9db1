"""Calls through the whole service: asked for by text, made by Twilio's stand-in, played by its TwiML to the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import StartService
from tests.doubles.phone_call import BUSY, MAILBOX, NO_ANSWER, PRESSES_1, Phone, PhoneCall
from tests.people import SmsPerson, TelegramPerson
from tests.service import PUBLIC_URL, Service

Play = Callable[..., PhoneCall]
LINE = "+16175550199"


@pytest.fixture(scope="module")
def staffed(open_service: StartService) -> Service:
    """A service with somebody on its staff."""
    service = open_service(hotline="1-617-555-0199")
    service.staff("sam", shown="Sam")
    return service.serve()


@pytest.fixture
def play(staffed: Service) -> Play:
    """Play the next call that Twilio is asked for."""
    made = len(staffed.twilio.calls)

    def play(line: Phone, person: Phone) -> PhoneCall:
        placed = staffed.twilio.wait_for_calls(made + 1, 60.0)[made]
        call = PhoneCall(staffed.twilio, placed, PUBLIC_URL, staffed.url)
        call.play(line, person)
        return call

    return play


def hears(person: SmsPerson | TelegramPerson, words: str) -> None:
    """Wait until something with these words has reached them."""
    person.service.wait_until(lambda: any(words in text for text in person.screen()), 60.0, f"they read {words!r}")


def test_call_me_now(staffed: Service, play: Play) -> None:
    """The line hears the code and presses 1, then the person does: they talk, and nobody writes about it."""
    ann = SmsPerson(staffed)
    ann.says("i want to talk to a person")
    assert "press 1" in ann.says("call me now")[-1]
    (handoff,) = staffed.ledger.open_handoffs_of(ann.conversation_id)
    before = len(ann.screen())
    call = play(PRESSES_1, PRESSES_1)
    assert call.talked and len(ann.screen()) == before
    said_to_line, said_to_ann = (" ".join(call.heard[name]) for name in ("line", "person"))
    assert all(character in said_to_line for character in handoff.code)
    assert "treatment" not in said_to_ann and "Porchlight" not in said_to_ann
    placed = staffed.twilio.calls[-1]
    assert placed.to == LINE
    assert ann.address.lstrip("+") not in " ".join((placed.url, placed.status_callback or "")), "a number in an address"


@pytest.mark.parametrize("line", [NO_ANSWER, BUSY, MAILBOX], ids=["no answer", "busy", "voicemail"])
def test_nobody_at_the_line(staffed: Service, play: Play, line: Phone) -> None:
    """However the line fails them, they are told so at once, with a way on, and stay in the queue."""
    bob = SmsPerson(staffed)
    bob.says("i want to talk to a person")
    bob.says("call me now")
    assert not play(line, PRESSES_1).talked
    hears(bob, "none of our people could pick up")
    assert staffed.ledger.open_handoffs_of(bob.conversation_id)


def test_the_persons_voicemail_hears_nothing_of_it(staffed: Service, play: Play) -> None:
    """Somebody else, or a machine, picks up: no name, no word of what it is about; a text says how to try again."""
    cat = SmsPerson(staffed)
    cat.says("i want to talk to a person")
    cat.says("call me now")
    call = play(PRESSES_1, MAILBOX)
    assert not call.talked
    hears(cat, "did not reach you")
    assert not any(
        word in " ".join(call.heard["person"]).lower() for word in ("porchlight", "treatment", "drug", "alcohol")
    )


def test_somebody_on_telegram_gives_a_number_first(staffed: Service, play: Play) -> None:
    """They stay anonymous until they want a call; then the number is used for it, and the log knows no number."""
    dan = TelegramPerson(staffed)
    dan.says("hello")
    dan.says("i want to talk to a person")
    assert "Which phone number" in dan.hears(dan.taps("Call me now"))[-1]
    assert "press 1" in dan.says("617 555 0142")[-1]
    assert play(PRESSES_1, PRESSES_1).talked
    log = staffed.log_text()
    assert "6175550142" not in log and "617 555 0142" not in log
