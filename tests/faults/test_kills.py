"""Web is killed at every stage of its work: nothing is lost, and nothing is said twice but where nobody can know."""

from __future__ import annotations

import signal
import subprocess

import httpx
import pytest

from hotline.sessions import Sessions, csrf_of
from hotline.staff import StaffRegister
from tests.doubles.twilio_webhooks import new_sid
from tests.faults.conftest import POSTGRESQL, SQLITE, Install
from tests.faults.marks import a_minute_passes
from tests.hotline.desk.listening import Listening
from tests.invariants import broken
from tests.people import SmsPerson
from tests.service import Service

# Web answers these by itself: no worker is needed to have something to deliver.
DANGER, MORE_DANGER = "i want to kill myself", "i am going to kill myself tonight"


def dying_web(service: Service, stage: str) -> subprocess.Popen[bytes]:
    """Start a web that is killed at this stage, and wait until it is up."""
    process = service.begin("dying web", ["tests.faults.dying", "web", stage, str(service.port)])
    service.wait_up()
    return process


def killed(process: subprocess.Popen[bytes]) -> None:
    """Wait until it is."""
    assert process.wait(60.0) == -signal.SIGKILL


def next_web(service: Service) -> None:
    """Start a web that lives, where the dead one was."""
    service.launch("web")
    service.wait_up()


def settled(service: Service) -> None:
    """Wait until nothing is unread and nothing waits to be sent."""
    service.wait_until(lambda: service.ledger.unread() == service.ledger.pending() == 0, 60.0, "all is done")


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_after_the_insert_and_before_the_answer_to_the_provider(install: Install, database: str) -> None:
    """The provider hears nothing and tries again, as often as it likes: it is one message, answered once."""
    service = install(database)
    process = dying_web(service, "kept")
    person, sid = SmsPerson(service), new_sid()
    headers, body = service.signed(person.address, DANGER, MessageSid=sid)
    with pytest.raises(httpx.TransportError):
        service.post("/webhooks/sms", headers, body)
    killed(process)
    assert service.ledger.received() == service.ledger.unread() == 1
    next_web(service)
    for _ in range(2):
        service.text(person.address, DANGER, MessageSid=sid)
    assert len(person.hears(sid)) == 1
    assert service.ledger.received() == 1
    assert broken(service) == []


def test_in_its_own_answer_to_danger(install: Install) -> None:
    """Killed inside the transaction: no half of it is there, and the next web gives the whole answer."""
    service = install(SQLITE)
    process = dying_web(service, "written")
    person = SmsPerson(service)
    sent = person.writes(DANGER)
    killed(process)
    assert service.ledger.unread() == 1
    assert service.ledger.outbox_of(person.conversation_id) == []
    assert service.ledger.handoffs_of(person.conversation_id) == []
    next_web(service)
    assert len(person.hears(sent)) == 1
    assert broken(service) == []


def test_after_it_took_a_reply_and_before_it_sent_it(install: Install) -> None:
    """The person gets it a minute later, once, and what follows comes after it."""
    service = install(SQLITE)
    process = dying_web(service, "taken")
    person = SmsPerson(service)
    person.writes(DANGER)
    killed(process)
    assert service.twilio.sent == [] and service.ledger.pending() == 1
    next_web(service)
    person.writes(MORE_DANGER)
    service.wait_until(lambda: service.ledger.unread() == 0, 60.0, "the second is handled")
    assert person.looks() == [], "nothing overtakes what may be under way"
    assert a_minute_passes(service) == 1
    settled(service)
    assert len(person.looks()) == 2
    assert broken(service) == []


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_after_the_provider_took_it_and_before_that_was_written_down(install: Install, database: str) -> None:
    """Nobody can know any more that it went out: it comes twice, never a third time and never not at all; what follows
    comes once, after it."""
    service = install(database)
    process = dying_web(service, "delivered")
    person = SmsPerson(service)
    person.writes(DANGER)
    killed(process)
    assert len(person.looks()) == 1 and service.ledger.pending() == 1
    next_web(service)
    person.writes(MORE_DANGER)
    assert a_minute_passes(service) == 1
    settled(service)
    first, again, second = person.screen()
    assert first == again and "988" in second
    assert broken(service, twice=1) == []
    assert broken(service) == ["1 texts reached their person twice; 0 may have"], "the checker sees it"


def test_after_it_was_written_down(install: Install) -> None:
    """It is not sent again, and the next one goes out without a wait."""
    service = install(SQLITE)
    process = dying_web(service, "noted")
    person = SmsPerson(service)
    person.writes(DANGER)
    killed(process)
    assert len(person.looks()) == 1 and service.ledger.pending() == 0
    next_web(service)
    person.writes(MORE_DANGER)
    settled(service)
    assert len(person.screen()) == 2
    assert broken(service) == []


def signed_in(service: Service) -> str:
    """Put somebody on the staff; return what their browser's cookie holds."""
    database = service.ledger.database
    with database.write() as connection:
        member = StaffRegister(database).add(connection, "sam", "counselor", "no password", "Sam")
        return Sessions(database).begin(connection, member, confirmed=True).token


def sends(service: Service, token: str, path: str, **fields: str) -> int:
    """Send a form of the desk; return the status of the answer."""
    form = {"csrf_token": csrf_of(token), **fields}
    return service.http.post(f"{service.url}{path}", data=form, headers={"Cookie": f"desk={token}"}).status_code


def test_while_a_desk_listens(install: Install) -> None:
    """The stream breaks, the browser comes back, and is shown at once what happened while nobody could tell it."""
    service = install(SQLITE)
    next_web(service)
    token = signed_in(service)
    ann, bob = SmsPerson(service), SmsPerson(service)
    ann.says(DANGER)
    with Listening(service.url, token) as stream:
        (first,) = stream.ids()
        service.kill("web")
        assert stream.ends()
    next_web(service)
    bob.says(DANGER)
    with Listening(service.url, token) as stream:
        ids = stream.ids()
        assert len(ids) == 2 and first in ids
    assert broken(service) == []


def test_after_staff_wrote_and_before_their_browser_was_told(install: Install) -> None:
    """The browser sends the form again: the person reads it once."""
    service = install(SQLITE)
    process = dying_web(service, "said")
    token, person = signed_in(service), SmsPerson(service)
    person.says(DANGER)
    (handoff,) = service.ledger.handoffs_of(person.conversation_id)
    assert sends(service, token, f"/desk/conversations/{handoff.id}/claim") == 303
    settled(service)
    form = {"text": "Hi, this is Sam. Are you safe right now?", "request_key": "the key of one form"}
    with pytest.raises(httpx.TransportError):
        sends(service, token, f"/desk/conversations/{handoff.id}/reply", **form)
    killed(process)
    next_web(service)
    assert sends(service, token, f"/desk/conversations/{handoff.id}/reply", **form) == 303
    settled(service)
    assert person.screen().count(form["text"]) == 1
    assert broken(service) == []
