"""What must never have come in: each test says what the person, the provider or the operator sees of it."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from tests.doubles.twilio_webhooks import new_sid, signed, status_callback
from tests.people import SmsPerson, TelegramPerson
from tests.service import PUBLIC_URL, Service

COST = "about $250 to $600 a week"
ASKED = "how much does iop cost per week"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def alive(service: Service) -> None:
    """Somebody else is answered as ever."""
    assert COST in SmsPerson(service).says(ASKED)[-1]


# Twilio's webhook


@pytest.mark.parametrize("signature", [None, "", "not-base64", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_unsigned_or_wrongly_signed(service: Service, signature: str | None) -> None:
    """A forger is told 403; nobody is texted, and the operator reads why in the log."""
    person = SmsPerson(service)
    headers, body = service.signed(person.address, "hello")
    headers.pop("X-Twilio-Signature")
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    assert service.post("/webhooks/sms", headers, body).status_code == 403
    assert service.ledger.contact("sms", person.address) is None
    assert "no valid X-Twilio-Signature: is PUBLIC_URL the address that Twilio calls?" in service.log_text()


def test_changed_after_signing(service: Service) -> None:
    """Whoever changes a signed message on its way is told 403; the person it pretends to be gets nothing."""
    person = SmsPerson(service)
    headers, body = service.signed(person.address, "hello")
    assert service.post("/webhooks/sms", headers, body.replace(b"Body=hello", b"Body=goodbye")).status_code == 403
    assert service.ledger.contact("sms", person.address) is None


def test_signed_for_another_address(service: Service) -> None:
    """A signature over the address that the request itself names is worth nothing: only PUBLIC_URL counts."""
    person = SmsPerson(service)
    params = {"MessageSid": new_sid(), "From": person.address, "Body": "hello"}
    _, headers, body = signed(f"{service.url}/webhooks/sms", service.twilio.auth_token, params)
    assert service.post("/webhooks/sms", headers, body).status_code == 403
    assert service.ledger.contact("sms", person.address) is None


def test_replayed(service: Service) -> None:
    """A webhook that comes three times is one message: the person is answered once."""
    person, sid = SmsPerson(service), new_sid()
    headers, body = service.signed(person.address, ASKED, MessageSid=sid)
    for _ in range(3):
        assert service.post("/webhooks/sms", headers, body).status_code == 200
    replies = person.hears(sid)
    assert len(replies) == 2 and COST in replies[1]
    assert service.post("/webhooks/sms", headers, body).status_code == 200
    assert person.says("hello") and len(service.ledger.inbox_of(person.conversation_id)) == 2


def test_cut_off(service: Service) -> None:
    """A webhook that ends in the middle is not a message; Twilio sends it again, and then it is answered once."""
    person, sid = SmsPerson(service), new_sid()
    headers, body = service.signed(person.address, ASKED, MessageSid=sid)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"POST /webhooks/sms HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", service.port)) as line:
        line.sendall(request + body[: len(body) // 2])
    assert service.post("/webhooks/sms", headers, body[: len(body) // 2]).status_code in (400, 403)
    assert service.ledger.contact("sms", person.address) is None
    assert service.post("/webhooks/sms", headers, body).status_code == 200
    assert len(person.hears(sid)) == 2


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/sms/status", "/webhooks/telegram"])
@pytest.mark.parametrize("chunked", [False, True])
def test_oversized(service: Service, path: str, chunked: bool) -> None:
    """More than 64 KB is refused with 413, said beforehand or not, and kept nowhere."""
    before = service.ledger.received()
    headers = {"X-Telegram-Bot-Api-Secret-Token": str(service.telegram.webhook["secret_token"]), **FORM}
    body = b"Body=" + b"x" * 70_000
    content: Any = iter([body[:40_000], body[40_000:]]) if chunked else body
    assert service.http.post(service.url + path, headers=headers, content=content).status_code == 413
    assert service.ledger.received() == before


@pytest.mark.parametrize("body", [b"Body=%FF%FE&From=%2B12025550143", b"Body=\xff\xfe", b"\x00\x01\x02", b"Body", b""])
def test_no_form(service: Service, body: bytes) -> None:
    """A body that is no UTF-8 form is refused and kept nowhere; the service goes on."""
    before = service.ledger.received()
    answer = service.post("/webhooks/sms", {**FORM, "X-Twilio-Signature": "x"}, body)
    assert answer.status_code in (400, 403)
    assert service.ledger.received() == before
    alive(service)


def test_blank_parameters(service: Service) -> None:
    """Twilio signs blank parameters too (an unknown city): such a message is answered like any other."""
    person = SmsPerson(service)
    blank = dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToZip", "FromCountry"), "")
    assert COST in person.hears(service.text(person.address, ASKED, **blank))[-1]


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_signed_but_without_what_it_needs(service: Service, missing: str) -> None:
    """A signed form that names no message or no sender is refused with 400."""
    params = {"MessageSid": new_sid(), "From": "+12025550111", "Body": "hello"}
    params.pop(missing)
    _, headers, body = signed(f"{PUBLIC_URL}/webhooks/sms", service.twilio.auth_token, params)
    assert service.post("/webhooks/sms", headers, body).status_code == 400


def test_status_of_an_unknown_message(service: Service) -> None:
    """Twilio reports on a message nobody sent: it is thanked, and the operator finds a line in the log."""
    url = f"{PUBLIC_URL}/webhooks/sms/status"
    _, headers, body = status_callback(url, service.twilio.auth_token, new_sid(), "undelivered", error_code=30003)
    assert service.post("/webhooks/sms/status", headers, body).status_code == 204
    assert "status of an unknown message" in service.log_text()


def test_status_overtaken(service: Service) -> None:
    """The operator sees how each text ended, also when Twilio's reports overtake each other."""
    person = SmsPerson(service)
    person.says("hello")
    sms = next(sms for sms in service.twilio.sent if sms.to == person.address)
    for state in ("delivered", "sent", "queued"):
        url, headers, body = service.twilio.status_callback(sms, state)
        assert url == f"{PUBLIC_URL}/webhooks/sms/status"
        assert service.post("/webhooks/sms/status", headers, body).status_code == 204
    assert [row.status for row in service.ledger.outbox_of(person.conversation_id)] == ["delivered"]


def test_undelivered_is_visible(service: Service) -> None:
    """A text that the carrier could not deliver is marked with Twilio's error code."""
    person = SmsPerson(service)
    person.says("hello")
    sms = next(sms for sms in service.twilio.sent if sms.to == person.address)
    _, headers, body = service.twilio.status_callback(sms, "undelivered", error_code=30005)
    assert service.post("/webhooks/sms/status", headers, body).status_code == 204
    (row,) = service.ledger.outbox_of(person.conversation_id)
    assert (row.status, row.error) == ("undelivered", "30005")


# Telegram's webhook


@pytest.mark.parametrize("secret", [None, "", "wrong", "é"])
def test_wrong_secret(service: Service, secret: str | None) -> None:
    """Whoever does not know Telegram's secret is told 403; nobody is written to."""
    person = TelegramPerson(service)
    update = service.telegram.updates.text("hello", chat_id=person.chat_id)
    headers = dict(JSON)
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    encoded = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    address = service.url + "/webhooks/telegram"
    answer = service.http.post(address, headers=encoded, content=json.dumps(update))
    assert answer.status_code == 403
    assert service.ledger.contact("telegram", person.address) is None


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "group_message", "my_chat_member"])
def test_updates_that_need_no_answer(service: Service, kind: str) -> None:
    """Edits, channel posts, group chatter and member changes are accepted, so that Telegram does not repeat them, and
    nobody sees a reply: in a group, others would read it."""
    before, said = service.ledger.received(), len(service.telegram.sent)
    builder = getattr(service.telegram.updates, kind)
    service.update(builder() if kind == "my_chat_member" else builder("where can i get help"))
    assert service.ledger.received() == before
    assert TelegramPerson(service).says("hello")
    assert len(service.telegram.sent) == said + 1


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo"])
def test_telegram_files(service: Service, kind: str) -> None:
    """A sticker, a voice note or a picture is answered: it can't be opened, and here is who to call in danger."""
    person = TelegramPerson(service)
    reply = person.hears(person.sends_file(kind))[-1]
    assert "I can't open photos, voice notes or stickers" in reply and "911" in reply and "988" in reply


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"hello"', b"1", b"\xff\xfe", b'{"update_id": "1"}', b'{"update_id": 1, "message": []}',
        b'{"update_id": 1, "message": {"chat": 5}}', b'{"update_id": 1, "message": {"chat": {"id": "x"}}}',
        b'{"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "from": 5}}',
        b'{"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "text": ["a"]}}',
        b'{"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "location": {"latitude": "x"}}}',
        b'{"update_id": 1, "callback_query": []}', b"[" * 30_000,
    ],
)  # fmt: skip
def test_garbage_updates(service: Service, body: bytes) -> None:
    """Garbage under the right secret is refused with 400 (or passed over), kept nowhere, and breaks nothing."""
    before = service.ledger.received()
    secret = str(service.telegram.webhook["secret_token"])
    answer = service.post("/webhooks/telegram", {**JSON, "X-Telegram-Bot-Api-Secret-Token": secret}, body)
    assert answer.status_code in (200, 400)
    assert service.ledger.received() == before


def test_repeated_update(service: Service) -> None:
    """An update that Telegram sends twice is answered once; a jump in the ids loses nothing."""
    person = TelegramPerson(service)
    update = service.telegram.updates.text(ASKED, chat_id=person.chat_id, update_id=900_000_001)
    sent = service.update(update)
    service.update(update)
    assert len(person.hears(sent)) == 2
    later = service.telegram.updates.text("hello", chat_id=person.chat_id, update_id=950_000_000)
    assert len(person.hears(service.update(later))) == 1
    earlier = service.telegram.updates.text(ASKED, chat_id=person.chat_id, update_id=899_999_999)
    assert COST in person.hears(service.update(earlier))[0]


ODD = {
    "half_an_emoji": "hello \ud83d",
    "nul": "hello \x00 there",
    "turned_around": "\u202ehello\u202c",
    "invisible": "\ufeff",
    "wall": "a" * 4096,
    "links": "https://example.org/" * 40,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_characters(service: Service, text: str) -> None:
    """Half an emoji, a NUL, a text turned around or a wall of letters still gets a reply that is no apology."""
    person = TelegramPerson(service)
    replies = person.says(text)
    assert replies and not any("Something broke" in reply for reply in replies)


@pytest.mark.parametrize("latitude", ["NaN", "Infinity", "91.0"])
def test_a_place_off_the_map(service: Service, latitude: str) -> None:
    """A location that is nowhere is answered by asking for a ZIP code."""
    person = TelegramPerson(service)
    update = service.telegram.updates.location(0.0, 0.0, chat_id=person.chat_id)
    secret = str(service.telegram.webhook["secret_token"])
    body = json.dumps(update).replace('"latitude": 0.0', f'"latitude": {latitude}').encode()
    answer = service.post("/webhooks/telegram", {**JSON, "X-Telegram-Bot-Api-Secret-Token": secret}, body)
    if answer.status_code == 200:
        replies = person.hears(str(update["update_id"]))
        assert "ZIP" in replies[-1] and "Something broke" not in replies[-1]
    else:
        assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/telegram", "/webhooks/sms/status"])
def test_other_methods(service: Service, path: str) -> None:
    """A browser that opens a webhook's address is told that it is the wrong way (405)."""
    assert service.http.get(service.url + path).status_code == 405
