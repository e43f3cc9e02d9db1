"""Webhooks with whatever could stand in them, on SQLite and PostgreSQL: never a 500, and what is kept can be read."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from connectors.tables import inbox
from hotline.tables import calls, handoffs
from porchlight.database import now
from tests.doubles.twiml_rules import read_twiml
from tests.whole_web import WholeWeb, bounded, on_database

BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ODD = ["", "\x00", "a\x00b", "²", "٣", "-1", "0", "1", "9" * 25, "9" * 5_000, "1e9", "NaN", "null", "+1", "😀" * 400]
KNOWN = "SMknown"  # a text of ours that Twilio has taken

_numbers = itertools.count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeWeb]:
    """The whole of web, on each kind of database in turn."""
    with on_database(request, tmp_path_factory.mktemp("fuzzed")) as whole:
        whole.scene.asked_and_answered("hi", who="+12025550143", channel="sms")
        whole.parts.outbox.sent(whole.scene.next_due("sms"), KNOWN)
        yield whole


texts = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
sids = st.one_of(texts, st.builds(lambda: f"SM{next(_numbers)}"))
text_forms = st.fixed_dictionaries(
    {"MessageSid": sids, "From": st.one_of(texts, st.just("+12025550143")), "NumMedia": texts},
    optional={
        "SmsSid": sids, "To": texts, "Body": texts, "OptOutType": texts, "MediaUrl0": texts, "AccountSid": texts, "SmsStatus": texts,
    },
)  # fmt: skip
reports = st.fixed_dictionaries(
    {"MessageSid": st.one_of(texts, st.just(KNOWN), st.just(KNOWN))},
    optional={
        "ErrorCode": st.one_of(texts, st.just("21610")),
        "MessageStatus": st.one_of(texts, st.sampled_from(["queued", "sent", "delivered", "undelivered", "failed", "read"])),
    },
)  # fmt: skip


@BOUNDED
@given(form=text_forms, more=st.dictionaries(texts, texts, max_size=5))
def test_any_text_message(web: WholeWeb, form: dict[str, str], more: dict[str, str]) -> None:
    """Twilio's parameters, some missing, with anything in them, and others that nobody knows."""
    answer = web.twilio("/webhooks/sms", {**more, **form})
    bounded(answer)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert read_twiml(answer.content, answer.headers["content-type"])[1] == []


@BOUNDED
@given(form=reports)
def test_any_delivery_report(web: WholeWeb, form: dict[str, str]) -> None:
    """Of a message that we know, or not, with any status and any error code: nothing that Twilio would send again and again."""
    answer = web.twilio("/webhooks/sms/status", form)
    bounded(answer)
    assert answer.status_code in (204, 400)


@BOUNDED
@given(
    body=st.binary(max_size=300), signature=st.one_of(st.none(), st.text(st.characters(max_codepoint=255), max_size=40))
)
def test_any_bytes_at_any_webhook(web: WholeWeb, body: bytes, signature: str | None) -> None:
    """Unsigned, or signed with anything: nobody gets in."""
    headers = {} if signature is None else {"x-twilio-signature": signature.encode("latin-1")}
    for path in ("/webhooks/sms", "/webhooks/sms/status", "/webhooks/voice/line/x", "/webhooks/telegram"):
        answer = web.http.post(path, content=body, headers=headers)
        bounded(answer)
        assert answer.status_code in (400, 403)


# Telegram

plain = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.sampled_from([2**63, -(2**63) - 1, 10**300]), st.floats(), st.text(max_size=20)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


def mostly(right: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """What belongs there, three times of four."""
    return st.one_of(right, right, right, plain)


ids = st.one_of(st.integers(), st.builds(lambda: next(_numbers)))
users = st.fixed_dictionaries(
    {"id": mostly(ids)}, optional={"is_bot": mostly(st.booleans()), "first_name": mostly(st.text())}
)
chats = st.fixed_dictionaries(
    {"id": mostly(ids)}, optional={"type": mostly(st.sampled_from(["private", "group", "channel"]))}
)
commands = st.sampled_from(["/start", "/stop@Bot", "/", "/ ", "/\ud800", "/forget x", "\x00", "\ud83d"])
places = st.fixed_dictionaries(
    {}, optional={"latitude": mostly(st.floats(-95, 95)), "longitude": mostly(st.floats(-190, 190))}
)
messages = st.fixed_dictionaries(
    {"message_id": mostly(ids), "chat": mostly(chats)},
    optional={
        "from": mostly(users), "text": mostly(st.one_of(st.text(), commands)), "caption": mostly(st.text()),
        "location": mostly(places), "photo": plain, "sticker": plain, "contact": plain, "new_chat_members": plain,
        "entities": plain, "reply_to_message": plain,
    },
)  # fmt: skip
queries = st.fixed_dictionaries(
    {"id": mostly(st.text(max_size=20))},
    optional={
        "from": mostly(users),
        "message": mostly(messages),
        "data": mostly(st.one_of(st.text(max_size=64), st.just("1:0"))),
    },
)
updates = st.fixed_dictionaries(
    {"update_id": mostly(ids)},
    optional={
        "message": mostly(messages), "callback_query": mostly(queries), "edited_message": plain, "my_chat_member": plain,
    },
)  # fmt: skip


@BOUNDED
@given(update=st.one_of(updates, updates, plain))
def test_any_update(web: WholeWeb, update: object) -> None:
    """The Bot API's shapes, with things that do not belong there, and other JSON: kept, passed over, or refused."""
    answer = web.telegram(json.dumps(update).encode())
    bounded(answer)
    assert answer.status_code in (200, 400)


@BOUNDED
@given(body=st.one_of(st.binary(max_size=200), st.just(b"[" * 60_000), st.just(b'{"update_id":' + b"9" * 5_000 + b"}")))
def test_any_bytes_for_an_update(web: WholeWeb, body: bytes) -> None:
    """No JSON, JSON that goes very deep, a number of 5,000 digits."""
    answer = web.telegram(body)
    bounded(answer)
    assert answer.status_code in (200, 400)


def test_whatever_was_kept_can_be_answered(web: WholeWeb) -> None:
    """After all this: each kept message can be claimed, read and answered, and delivered to somebody."""
    answered = 0
    while claim := web.parts.journal.claim():
        web.scene.finish(claim, "hello")
        answered += 1
    assert answered > 0 and {row.outcome for row in web.scene.rows(inbox)} == {"answered"}
    assert all(
        each.reply.text == "hello"
        for channel in ("sms", "telegram")
        for each in web.parts.outbox.take_due([channel], 500)
    )


# Calls

steps = st.sampled_from(["line", "taken", "person", "connected", "bridged", "ended"])
spoken = st.fixed_dictionaries(
    {},
    optional={
        "CallSid": st.one_of(texts, st.just("CA1"), st.just("CA1")), "Digits": st.one_of(texts, st.just("1")),
        "CallStatus": st.one_of(texts, st.sampled_from(["completed", "no-answer", "busy", "failed"])),
        "DialCallStatus": st.one_of(texts, st.sampled_from(["completed", "no-answer", "busy", "answered"])),
        "DialBridged": st.one_of(texts, st.sampled_from(["true", "false"])), "ParentCallSid": texts, "AnsweredBy": texts,
        "CallDuration": texts, "ErrorCode": texts, "SpeechResult": texts, "To": texts, "From": texts,
    },
)  # fmt: skip


def a_call(web: WholeWeb) -> str:
    """Somebody waits to be called, and Twilio has been asked; return the call's token."""
    number = next(_numbers) % 1_000
    handoff_id = web.waits(f"+1312555{number:04}")
    token = secrets.token_urlsafe(32)
    row = {
        "token": token,
        "handoff_id": handoff_id,
        "status": "dialling",
        "made_at": now(),
        "due_at": now(),
        "attempts": 1,
    }
    with web.parts.database.write() as connection:
        connection.execute(update(calls).values(status="ended", result="cancelled", provider_key=None))
        connection.execute(update(handoffs).where(handoffs.c.id != handoff_id).values(status="closed"))
        connection.execute(calls.insert().values(**row))
    return token


@settings(BOUNDED, max_examples=25)
@given(
    way=st.lists(st.tuples(steps, spoken), min_size=1, max_size=5),
    strange=st.one_of(st.none(), st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=60)),
)
def test_any_step_of_a_call(web: WholeWeb, way: list[tuple[str, dict[str, str]]], strange: str | None) -> None:
    """Steps in any order, with any parameters, of a call that is there or not: what is said is TwiML that Twilio takes."""
    token = strange or a_call(web)
    for step, form in way:
        answer = web.twilio(f"/webhooks/voice/{step}/{token}", form)
        bounded(answer)
        assert answer.status_code in ((204, 400) if step == "ended" else (200, 400)), answer.text
        if answer.status_code == 200:
            screening = step in ("person", "connected")
            assert read_twiml(answer.content, answer.headers["content-type"], screening=screening)[1] == []
            assert "technical problem" not in answer.text and "did not work" not in answer.text
    with web.parts.database.read() as connection:
        assert all(row.status for row in connection.execute(select(calls.c.status)))
