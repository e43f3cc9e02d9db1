"""Half-sent requests, without a proxy in front: whoever dawdles loses the connection, and webhooks are taken meanwhile."""

from __future__ import annotations

import resource
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import StartService
from tests.people import SmsPerson, TelegramPerson
from tests.service import Service

EACH = 300
HEAD = b"POST /webhooks/sms HTTP/1.1\r\nHost: porchlight.test\r\nX-Twilio-Signature: AAAA\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
# What is sent of a request at first, and then, byte by byte, for as long as somebody listens.
HALVES = {
    "nothing at all": (b"", b""),
    "half a head": (HEAD, b""),
    "a head that goes on and on": (HEAD + b"X-More: ", b"x"),
    "half a body": (HEAD + FORM + b"Content-Length: 5000\r\n\r\nBody=he", b""),
    "a body that goes on and on": (HEAD + FORM + b"Content-Length: 5000\r\n\r\nBody=", b"x"),
    "half a chunk": (HEAD + FORM + b"Transfer-Encoding: chunked\r\n\r\n400\r\nBody=he", b""),
    "a second request": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HT", b""),
    "an empty line after the first": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\r\n", b""),
}


@pytest.fixture(scope="module")
def web(open_service: StartService) -> Iterator[Service]:
    """Web alone, reached without a proxy."""
    service = open_service()
    service.launch_web()
    yield service
    service.stop()


class Dawdlers:
    """Many connections, each with a part of a request on it."""

    def __init__(self, service: Service, stack: ExitStack) -> None:
        self._service = service
        self._stack = stack
        self._waiting = selectors.DefaultSelector()
        stack.callback(self._waiting.close)
        self.heard: dict[str, list[bytes]] = {name: [] for name in HALVES}

    def connect(self, name: str) -> None:
        """Open one more, and send what there is at first."""
        line = self._stack.enter_context(socket.create_connection(("127.0.0.1", self._service.port), 30.0))
        line.sendall(HALVES[name][0])
        line.setblocking(False)
        self._waiting.register(line, selectors.EVENT_READ, (name, bytearray()))

    @property
    def left(self) -> int:
        """How many are still open."""
        return len(self._waiting.get_map())

    def look(self) -> None:
        """Hear what web says, notice who was hung up on, and send one more byte where there is one."""
        for key, _ in self._waiting.select(0):
            self._hear(key)
        for key in list(self._waiting.get_map().values()):
            if more := HALVES[key.data[0]][1]:
                try:
                    key.fileobj.send(more)  # type: ignore[union-attr]
                except OSError:
                    self._end(key)

    def _hear(self, key: selectors.SelectorKey) -> None:
        try:
            said = key.fileobj.recv(4096)  # type: ignore[union-attr]
        except OSError:
            said = b""
        key.data[1].extend(said)
        if not said:
            self._end(key)

    def _end(self, key: selectors.SelectorKey) -> None:
        self._waiting.unregister(key.fileobj)
        self.heard[key.data[0]].append(bytes(key.data[1]))


def test_webhooks_are_taken_while_hundreds_dawdle(web: Service) -> None:
    """300 connections with half a head, 300 with half a body and some of every other kind: signed webhooks are
    acknowledged all the same, and all of the others are closed, with 408 where a request had begun."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with ExitStack() as stack:
            dawdlers = Dawdlers(web, stack)
            for name in HALVES:
                for _ in range(EACH if name in ("half a head", "half a body") else 10):
                    dawdlers.connect(name)
            people, sent = (SmsPerson(web), TelegramPerson(web)), 0
            deadline = time.monotonic() + 60.0
            while (dawdlers.left or sent < 10) and time.monotonic() < deadline:
                people[sent % 2].writes("hello")
                sent += 1
                dawdlers.look()
            assert dawdlers.left == 0
            assert web.ledger.received() == sent
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    for name in ("half a head", "half a body", "half a chunk"):
        assert {said.split(b"\r\n")[0] for said in dawdlers.heard[name]} == {b"HTTP/1.1 408 Request Timeout"}, name
    assert set(dawdlers.heard["nothing at all"]) == {b""}
    for name in ("a second request", "an empty line after the first"):
        assert all(said.startswith(b"HTTP/1.1 200 OK") for said in dawdlers.heard[name]), name
    assert web.http.get(web.url + "/healthz").text == "ok\n"


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
def test_a_head_that_is_too_long(web: Service, end: bytes) -> None:
    """More than 32 KB of headers are refused with 431, whole or not, and kept nowhere."""
    with socket.create_connection(("127.0.0.1", web.port), 30.0) as line:
        line.sendall(HEAD + b"X-Long: " + b"x" * 40_000 + end)
        assert line.recv(4096).startswith(b"HTTP/1.1 431 ")
    sms = SmsPerson(web)
    sms.writes("hello")
    assert web.ledger.contact("sms", sms.address)


def test_a_whole_request_in_small_pieces_is_one(web: Service) -> None:
    """Slow, but in time: a webhook that arrives byte by byte is kept like any other."""
    person = SmsPerson(web)
    headers, body = web.signed(person.address, "hello")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"POST /webhooks/sms HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    with socket.create_connection(("127.0.0.1", web.port), 30.0) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(len(request)):
            line.sendall(request[start : start + 1])
        assert line.recv(4096).startswith(b"HTTP/1.1 200 OK")
    assert web.ledger.contact("sms", person.address)
