"""The ways that marked words and numbers take through a whole service beside people's own texts: desk, calls, failures."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
from sqlalchemy import update

from connectors.tables import conversations
from tests.doubles.phone_call import BUSY, PRESSES_1, PhoneCall
from tests.hotline.desk.desk import csrf_in
from tests.people import Person, SmsPerson, TelegramPerson
from tests.service import PUBLIC_URL, Service


class DeskVisitor:
    """A browser at the desk of a service in production, whose cookies are for https, by plain HTTP behind its proxy."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._cookies: dict[str, str] = {}

    def _sent(self, method: str, path: str, **fields: str) -> httpx.Response:
        headers = {"accept": "text/html", "cookie": "; ".join(f"{name}={each}" for name, each in self._cookies.items())}
        answer = self._service.http.request(
            method, self._service.url + path, headers=headers, data=fields if method == "POST" else None
        )
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return self._sent("GET", path)

    def post(self, path: str, *, on: str, **fields: str) -> httpx.Response:
        """Send a form that stands on the page `on`."""
        return self._sent("POST", path, **{"csrf_token": csrf_in(self.get(on).text), **fields})

    def sign_in(self, name: str, password: str) -> int:
        """Sign in; return the status."""
        return self.post("/desk", on="/desk", username=name, password=password).status_code


def at_the_desk(service: Service, person: Person, mark: str, password: str) -> None:
    """Staff fail to sign in, look a code up, and do with the person's conversation whatever writes something down."""
    visitor = DeskVisitor(service)
    assert visitor.sign_in(mark, f"{mark} is no password") == 401
    assert visitor.sign_in("sam", f"{mark} is no password") == 401
    assert visitor.sign_in("sam", password) == 303
    (handoff,) = service.ledger.open_handoffs_of(person.conversation_id)
    page = f"/desk/conversations/{handoff.id}"
    visitor.get(f"/desk/code?{urlencode({'code': mark})}")
    assert visitor.post(f"{page}/claim", on=page).status_code == 303
    for action, fields in {
        "note": {"note": f"{mark} {person.address} called her sister"},
        "reply": {"text": f"{mark} this is Sam, how are you", "request_key": f"{mark}-key"},
        "callback": {"day": mark, "time": mark, "zone": mark},
        "hand-over": {"colleague": mark},
        "close": {"outcome": mark},
    }.items():
        answer = visitor.post(f"{page}/{action}", on=page, **fields)
        assert answer.status_code in (303, 400, 404, 409, 422), (action, answer.status_code)
    assert visitor.post(f"{page}/note", on=page, csrf_token=mark, note=mark).status_code == 403
    person.hears(person.writes(f"{mark} i am here"))
    visitor.post(f"{page}/give-back", on=page, settled=mark)


def by_phone(service: Service, mark: str) -> str:
    """Somebody has us call them, twice, and strangers ask our voice addresses; return the number that was called."""
    person = SmsPerson(service)
    person.says(f"{mark} i want to talk to a person")
    for rings, line in enumerate((BUSY, PRESSES_1), 1):
        person.says("call me now")
        placed = service.twilio.wait_for_calls(rings, 60.0)[-1]
        PhoneCall(service.twilio, placed, PUBLIC_URL, service.url).play(line, PRESSES_1)
    for step in ("line", "taken", "person", "connected", "bridged", "ended"):
        path = f"/webhooks/voice/{step}/{mark}"
        given = {"From": person.address, "To": mark, "Digits": mark, "SpeechResult": mark}
        _, headers, body = service.twilio.signed_sms(PUBLIC_URL, given, path=path)
        assert service.post(path, headers, body).status_code < 500
        assert service.post(path, {**headers, "X-Twilio-Signature": mark}, body).status_code == 403
        assert service.post(path, headers, mark.encode() * 30_000).status_code in (403, 413)
    return person.address


def turns_crash(service: Service, person: Person, mark: str) -> None:
    """The dialogue's state is not what a turn can read: it crashes three times, and the person is answered all the same."""
    ledger = service.ledger
    with ledger.database.write() as connection:
        broken = ledger.cipher.encrypt(f'["{mark}"]')
        which = conversations.c.id == person.conversation_id
        connection.execute(update(conversations).where(which).values(state=broken))
    assert person.says(f"{mark} what does it cost")


def providers_refuse(service: Service, texting: SmsPerson, chatting: TelegramPerson, mark: str) -> None:
    """Replies are refused for good, with and without the number in the provider's words; reports of it are forged too."""
    for status in (400, 403):
        service.twilio.faults.next(status, on=texting.address)
        service.telegram.faults.next(status, on="sendMessage")
        for person in (texting, chatting):
            person.hears(person.writes(f"{mark} thanks"))
    service.twilio.faults.clear()
    service.telegram.faults.clear()
    sent = next(each for each in reversed(service.twilio.sent) if each.to == texting.address)
    _, headers, body = service.twilio.status_callback(sent, "undelivered", error_code=30005)
    assert service.post("/webhooks/sms/status", headers, body).status_code == 204
    assert service.post("/webhooks/sms/status", {**headers, "X-Twilio-Signature": mark}, body).status_code == 403
    forged = urlencode({"MessageSid": mark, "MessageStatus": mark, "To": texting.address}).encode()
    assert service.post("/webhooks/sms/status", headers, forged).status_code in (400, 403)
