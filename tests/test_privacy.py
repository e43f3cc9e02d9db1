"""What people write and who they are: in no log, in no metric, readable in no file, and gone when they say so."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import StartService
from tests.marked_paths import at_the_desk, by_phone, providers_refuse, turns_crash
from tests.people import Person, SmsPerson, TelegramPerson
from tests.service import Service

# Words that no program and no library says, one for each path that a message can take.
MARKS = {
    path: f"zanzibarquux{letter}"
    for letter, path in zip(
        "abcdefghijklmnop",
        ("question", "crisis", "handoff", "unsigned", "half_emoji", "refused", "long", "place", "garbage", "caption",
         "form", "sender", "desk", "voice", "crash", "for good"),
        strict=True,
    )
}  # fmt: skip
NUMBER, SHORT_CODE, CHAT = "+12025550177", "98765", 7_731_177_713


@dataclass(frozen=True)
class Marked:
    """A service through which everything marked has gone."""

    service: Service
    texting: SmsPerson
    chatting: TelegramPerson
    called: str
    temporary: Path

    @property
    def marks(self) -> list[str]:
        """Everything that must not be found anywhere."""
        numbers = [NUMBER, NUMBER.lstrip("+"), NUMBER[2:], str(CHAT), self.called, self.called[2:]]
        secrets = [self.service.twilio.auth_token, self.service.telegram.token]
        return [*MARKS.values(), *numbers, *secrets, "what a fine hat"]


@pytest.fixture(scope="module")
def marked(open_service: StartService) -> Iterator[Marked]:
    """Marked words and numbers go every way there is, through failures too, as in production."""
    service = open_service(hotline="1-617-555-0199")
    temporary = Path(tempfile.mkdtemp(prefix="pl-"))  # short: sockets are in it
    service.settings |= {
        "PORCHLIGHT_ENV": "production",
        "SECRET_KEY": (service.folder / "secret_key").read_text(encoding="ascii"),
        "DATABASE_URL": f"sqlite:///{service.folder / 'porchlight.db'}",
        "TMPDIR": str(temporary),
    }
    password = service.staff("sam", shown="Sam")
    service.serve()
    texting, chatting = SmsPerson(service, NUMBER), TelegramPerson(service, CHAT)
    texting.says(f"{MARKS['question']} how much does iop cost per week")
    chatting.says(f"{MARKS['question']} what a fine hat")
    chatting.says(f"find programs near {MARKS['place']} ohio")
    chatting.says(f"my name is {MARKS['handoff']} and i want to talk to someone")
    chatting.hears(chatting.shares_location(42.3731, -71.1106))
    texting.says((MARKS["long"] + " ") * 700)
    chatting.hears(service.update(service.telegram.updates.photo(MARKS["caption"], chat_id=CHAT)))
    refused_webhooks(service)
    providers_fail(service, texting, chatting)
    providers_refuse(service, texting, chatting, MARKS["for good"])
    at_the_desk(service, chatting, MARKS["desk"], password)
    chatting.says(f"{MARKS['half_emoji']} \ud83d")
    called = by_phone(service, MARKS["voice"])
    turns_crash(service, texting, MARKS["crash"])
    killed = service.pid("worker")
    service.kill("worker")  # so that web answers the next one
    chatting.hears(chatting.writes(f"{MARKS['crisis']} i want to kill myself"))
    service.wait_until(lambda: service.pid("worker") not in (None, killed), 60.0, "a new worker")
    yield Marked(service, texting, chatting, called, temporary)
    service.stop()
    shutil.rmtree(temporary)


def refused_webhooks(service: Service) -> None:
    """Marked requests that are refused."""
    headers, body = service.signed(NUMBER, MARKS["unsigned"])
    assert service.post("/webhooks/sms", {**headers, "X-Twilio-Signature": "x"}, body).status_code == 403
    assert service.post("/webhooks/sms", headers, body[:-20]).status_code in (400, 403)
    secret = {"X-Telegram-Bot-Api-Secret-Token": str(service.telegram.webhook["secret_token"])}
    garbage = json.dumps({"update_id": 1, "message": {"chat": {"id": MARKS["garbage"]}, "text": MARKS["garbage"]}})
    assert service.post("/webhooks/telegram", secret, garbage.encode()).status_code == 400
    assert service.post("/webhooks/telegram", secret, f"{{{MARKS['garbage']}".encode()).status_code == 400
    headers, body = service.signed(MARKS["sender"], MARKS["form"])
    service.post(f"/webhooks/sms?{MARKS['form']}", headers, body)
    service.post(f"/webhooks/{MARKS['form']}", {}, b"")


def providers_fail(service: Service, texting: Person, chatting: Person) -> None:
    """Marked replies and numbers meet every failure of the providers. Some errors of theirs name the number."""
    for fault in (500, 429, "garbage", "drop"):
        service.twilio.faults.next(fault)
        service.telegram.faults.next(fault, on="sendMessage", retry_after=1)
    written = [(person, person.writes(f"{MARKS['refused']} hello")) for person in (texting, chatting)]
    for person, message in written:
        person.hears(message)
    SmsPerson(service, SHORT_CODE).says(MARKS["refused"])


def test_logs(marked: Marked) -> None:
    """The log of web and worker, refusals, failures and crises in it, holds none of what was said, nor to whom."""
    log = marked.service.log_text()
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    happened = {event["event"] for event in events} | {event.get("result") for event in events}
    assert {"turn", "retry", "refused", "webhook refused", "crisis answered by web", "turn failed"} <= happened
    assert [mark for mark in (*marked.marks, SHORT_CODE, "42.37") if mark in log] == []


def test_metrics(marked: Marked) -> None:
    """Prometheus gets counts: nothing said, no address, no conversation."""
    metrics = marked.service.http.get(f"{marked.service.url}/metrics").text
    assert "porchlight_received_total" in metrics
    ids = [marked.texting.conversation_id, marked.chatting.conversation_id]
    assert [mark for mark in (*marked.marks, *ids) if mark in metrics] == []


def test_files(marked: Marked) -> None:
    """Whoever copies the database's files reads neither a message, nor a reply, nor a number in them."""
    files = [path for path in marked.service.folder.iterdir() if path.name.startswith("porchlight.db")]
    content = b"".join(path.read_bytes() for path in files)
    assert len(content) > 100_000
    said = ["automated, not a counselor", "kill myself", "42.3731"]
    for mark in (*marked.marks, *said):
        for encoding in ("utf-8", "utf-16-le"):
            assert mark.encode(encoding) not in content, mark


def test_other_files(marked: Marked) -> None:
    """The service leaves no other file that holds what was said: not in its folder, nor in the temporary one."""
    folders = (marked.service.folder, marked.temporary)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in files:
        if path.name.startswith("porchlight.db"):
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a worker unpacks its model there at its start, and takes it away again
            continue
        assert [mark for mark in marked.marks if mark.encode() in content] == [], path


def test_addresses(marked: Marked) -> None:
    """What providers are told to ask us, of texts and of calls, names nobody: addresses end up in logs."""
    twilio = marked.service.twilio
    told = [sent.status_callback for sent in twilio.sent] + [call.url for call in twilio.calls]
    told += [call.status_callback for call in twilio.calls]
    told.append(str(marked.service.telegram.webhook["url"]))
    assert len(told) > 10 and len(twilio.calls) == 2
    assert [mark for mark in marked.marks if any(mark in (address or "") for address in told)] == []


def test_only_staff_see_the_story(marked: Marked) -> None:
    """What was said is there for staff all the same, under the handoff."""
    (handoff,) = marked.service.ledger.handoffs_of(marked.chatting.conversation_id)
    story = marked.service.ledger.story_of(handoff.conversation_id)
    assert any(MARKS["handoff"] in line.text for line in story)
    assert MARKS["handoff"] not in repr((handoff, story))


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_forget(marked: Marked, channel: str) -> None:
    """Someone who asks to be erased is: contact, messages, replies, dialogue and handoff; a late retry stays known."""
    service = marked.service
    service.wait_ready()
    person: Person = SmsPerson(service) if channel == "sms" else TelegramPerson(service)
    person.says("evening program that takes medicaid in austin tx")
    person.says("i want to talk to someone")
    first = person.last_id
    conversation = person.conversation_id
    assert set(service.ledger.traces_of(conversation)) == {
        "conversations", "contacts", "inbox", "outbox", "handoffs",
    }  # fmt: skip
    person.says("/forget" if channel == "telegram" else "delete my data")
    assert "erased" in person.says("yes erase")[-1]
    assert service.ledger.contact(person.channel, person.address) is None
    assert service.ledger.traces_of(conversation) == {}
    row = service.ledger.message(person.channel, first)
    assert row is not None and row.body is None and row.conversation_id is None and row.crisis is None
    if channel == "sms":
        service.text(person.address, "i want to talk to someone", MessageSid=first)
        assert person.looks() == [] and service.ledger.contact("sms", person.address) is None


def test_forget_while_replies_wait(marked: Marked) -> None:
    """Erasing waits for the goodbye to go out: with Twilio down, everything else is gone already, and then that too."""
    service = marked.service
    person = SmsPerson(service)
    person.says("i want to talk to someone")
    person.says("delete my data")
    conversation = person.conversation_id
    service.twilio.faults.until_cleared(500)
    sent = person.writes("yes erase")
    service.wait_until(lambda: service.ledger.unread() == 0, 60.0, "it is handled")
    assert service.ledger.traces_of(conversation) == {"conversations": 1, "contacts": 1, "inbox": 1, "outbox": 1}
    service.twilio.faults.clear()
    assert "erased" in person.hears(sent)[-1]
    assert service.ledger.traces_of(conversation) == {}
