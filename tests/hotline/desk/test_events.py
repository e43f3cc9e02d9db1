"""What open desks are told, and when: over real HTTP, from changes that other processes make."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from connectors.doorbell import doorbell_for
from hotline.desk import events
from hotline.desk.event_stream import EventStream
from hotline.desk.events import MOST_STREAMS, EventHub
from hotline.desk.events import Desk as Stream
from hotline.desk.gate import Gate
from hotline.desk.pages import Pages
from hotline.desk.queue_rows import QueueRows
from hotline.handoffs import Handoffs
from hotline.sessions import Sessions
from hotline.staff import Member
from hotline.tables import staff
from porchlight.database import Database, now
from tests.connectors.scene import ANN, BOB, CAT, Scene
from tests.doubles.server import LoopbackServer
from tests.hotline.desk.desk import Desk
from tests.hotline.desk.listening import Listening
from tests.hotline.desk.waiting import closed, erase, held, waits


class Service:
    """A desk that serves its events; `keep_alive` seconds from one look at the session to the next."""

    def __init__(self, desk: Desk, keep_alive: float = 0.2) -> None:
        self.desk = desk
        self.stopping = False
        parts = desk.parts
        pages = Pages()
        gate = Gate(Sessions(parts.database), pages, secure=False)
        rows = QueueRows(pages, ZoneInfo("America/New_York"))
        self.hub = EventHub(parts.database, parts.staff, parts.doorbell, rows, stopping=lambda: self.stopping)
        self.app = Starlette(routes=EventStream(gate, self.hub, keep_alive=keep_alive).routes())
        self.server = LoopbackServer(self.app)

    def listen(self, token: str) -> Listening:
        """Return a stream, to be entered."""
        return Listening(self.server.url, token)


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam")


@pytest.fixture
def token(desk: Desk, sam: Member) -> str:
    """What their browser's cookie holds."""
    return desk.browser("sam").token


@pytest.fixture
def service(desk: Desk) -> Iterator[Service]:
    """The desk's events on a port of their own."""
    service = Service(desk)
    with service.server:
        yield service


@pytest.fixture
def elsewhere(scene: Scene) -> Iterator[Scene]:
    """The same database as another process has it, with no doorbell."""
    other = Scene(Database(scene.database.url))
    yield other
    other.database.dispose()


def until(condition: Any, seconds: float = 5.0) -> bool:
    """Wait until something holds; say whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_only_for_whoever_is_signed_in(service: Service) -> None:
    """Without a session there is no stream."""
    with service.listen("made-up") as stream:
        assert stream.ends()
        assert stream.status == 401


def test_it_begins_with_all_that_is_open(service: Service, scene: Scene, sam: Member, token: str) -> None:
    """The first event says what is open, in which state, and who is on shift; proxies are told not to hold it back."""
    waiting, mine = waits(scene, ANN, urgent=True), held(scene, sam, BOB)
    closed(scene, sam, CAT)
    with service.listen(token) as stream:
        name, data = stream.next()
        assert name == "snapshot"
        assert [(mark[0], mark[1], *mark[3:]) for mark in data["marks"]] == [
            (waiting.id, waiting.code, "waiting", None, True),
            (mine.id, mine.code, "taken", sam.id, False),
        ]
        assert data["on_shift"] == []
        assert abs(data["now"] / 1000 - time.time()) < 5
        assert stream.retry == "1000"
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == ("no-store", "no")


def test_what_another_process_changes_is_told(service: Service, elsewhere: Scene, token: str) -> None:
    """Without any ring it is there after a second or so."""
    with service.listen(token) as stream:
        assert stream.ids() == []
        handoff = waits(elsewhere, urgent=True)
        row = stream.row()
        assert (row["id"], row["code"], row["status"], row["urgent"]) == (handoff.id, handoff.code, "waiting", True)
        assert f'id="h{handoff.id}"' in row["html"]
        elsewhere.hears("are you there?")
        assert "1 new" in stream.row()["html"]


def test_a_ring_brings_it_at_once(
    service: Service, elsewhere: Scene, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever rings the desk's bell does not wait for the next look: here that would be minutes."""
    monkeypatch.setattr(events, "_LOOK_EVERY", 300.0)
    bell = doorbell_for(elsewhere.database)
    with service.listen(token) as stream:
        stream.ids()
        for number in range(5):
            handoff = waits(elsewhere, f"+1555010010{number}")
            bell.ring("desk")
            while stream.row()["id"] != handoff.id:
                pass
            time.sleep(0.3)


def test_every_desk_hears_the_same(service: Service, elsewhere: Scene, token: str) -> None:
    """A row is drawn once, and goes to all."""
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(service.listen(token)) for _ in range(5)]
        for stream in streams:
            stream.ids()
        waits(elsewhere)
        rows = [stream.row() for stream in streams]
    assert all(row == rows[0] for row in rows)


def test_a_burst_is_told_together(service: Service, elsewhere: Scene, token: str) -> None:
    """Ten messages of one person within a moment are a few changes of one row, the last of them with all ten."""
    handoff = waits(elsewhere)
    bell = doorbell_for(elsewhere.database)
    with service.listen(token) as stream:
        stream.ids()
        for _ in range(10):
            elsewhere.hears("hello?")
            bell.ring("desk")
        while "10 new" not in (row := stream.row())["html"]:
            assert row["id"] == handoff.id
        assert 1 <= sum(name == "row" for name, _ in stream.events) <= 6


def test_what_ends_is_gone(service: Service, elsewhere: Scene, sam: Member, token: str) -> None:
    """A handoff that is closed, or whose person has had everything erased, leaves every desk."""
    first, second = held(elsewhere, sam, ANN), waits(elsewhere, BOB)
    with service.listen(token) as stream:
        assert sorted(stream.ids()) == [first.id, second.id]
        with elsewhere.database.write() as connection:
            Handoffs(elsewhere.database).change(connection, first, status="closed", closed_at=now())
        name, data = stream.next("gone", "row")
        assert (name, data["id"], data["status"]) == ("gone", first.id, "closed")
        erase(elsewhere, second)
        name, data = stream.next("gone", "row")
        assert (name, data["id"], data["status"]) == ("gone", second.id, "erased")


def test_a_closed_one_that_changes_is_told_too(service: Service, elsewhere: Scene, sam: Member, token: str) -> None:
    """Whoever still looks at it sees that the goodbye was delivered."""
    handoff = closed(elsewhere, sam)
    with service.listen(token) as stream:
        assert stream.ids() == []
        elsewhere.hears("thank you")
        name, data = stream.next("gone", "row")
        assert (name, data["id"], data["status"]) == ("gone", handoff.id, "closed")


def test_who_is_on_shift_is_told(service: Service, desk: Desk, sam: Member, token: str) -> None:
    """Somebody begins: every desk sees it."""
    with service.listen(token) as stream:
        stream.ids()
        with desk.parts.database.write() as connection:
            desk.parts.staff.shift(connection, sam, True)
        assert stream.next("shift")[1]["names"] == ["sam"]


def test_coming_back_misses_nothing(service: Service, elsewhere: Scene, sam: Member, token: str) -> None:
    """What came, changed and went while the line was down is in the snapshot, or missing from it."""
    stays, goes = waits(elsewhere, ANN), waits(elsewhere, BOB)
    with service.listen(token) as stream:
        before = {mark[0]: mark for mark in stream.next("snapshot")[1]["marks"]}
    assert until(lambda: service.hub.desks == 0)
    comes = waits(elsewhere, CAT)
    elsewhere.hears("hello?", ANN)
    erase(elsewhere, goes)
    with service.listen(token) as stream:
        after = {mark[0]: mark for mark in stream.next("snapshot")[1]["marks"]}
    assert after.keys() == {stays.id, comes.id}
    assert after[stays.id][2] != before[stays.id][2]


def test_changes_under_way_are_not_lost_between_two_streams(service: Service, elsewhere: Scene, token: str) -> None:
    """Whatever moment a stream begins at: what is not in its snapshot comes as an event."""
    wanted: set[int] = set()
    done = threading.Event()

    def people_come() -> None:
        for number in range(30):
            wanted.add(waits(elsewhere, f"+155501001{number:02}").id)
        done.set()

    thread = threading.Thread(target=people_come)
    thread.start()
    seen: list[set[int]] = []
    with contextlib.ExitStack() as stack:
        streams = []
        while not done.is_set():
            streams.append(stack.enter_context(service.listen(token)))
            time.sleep(0.1)
        thread.join()
        for stream in streams:
            ids = set(stream.ids())
            while not ids >= wanted:
                ids.add(stream.row()["id"])
            seen.append(ids)
    assert seen and all(ids == wanted for ids in seen)


def test_whoever_is_too_slow_begins_anew(service: Service) -> None:
    """A stream that does not read gets a snapshot in place of what piled up, and holds nobody up."""

    async def run() -> list[bytes]:
        stream = Stream(lambda: b"snapshot")
        got = [await stream.next(0)]
        for number in range(100):
            stream.put(b"%d " % number)
        got.append(await stream.next(0))
        stream.put(b"after")
        return [*got, await stream.next(0), await stream.next(0)]

    assert asyncio.run(run()) == [b"snapshot", b"snapshot", b"after", b""]


def test_one_that_does_not_read_holds_nobody_up(service: Service, elsewhere: Scene, token: str) -> None:
    """A connection that nobody reads fills up; everybody else hears at once."""
    host, port = service.server.url.removeprefix("http://").split(":")
    with socket.socket() as deaf, service.listen(token) as stream:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.connect((host, int(port)))
        deaf.sendall(f"GET /desk/events HTTP/1.1\r\nHost: desk\r\nCookie: desk={token}\r\n\r\n".encode())
        stream.ids()
        assert until(lambda: service.hub.desks == 2)
        for number in range(40):
            waits(elsewhere, f"+155501001{number:02}")
        heard: set[int] = set()
        while len(heard) < 40:
            heard.add(stream.row()["id"])


def test_it_ends_with_the_session(service: Service, desk: Desk, token: str) -> None:
    """Who signs out, in whatever tab, hears nothing more."""
    with service.listen(token) as stream:
        stream.ids()
        stream.next("alive")
        with desk.parts.database.write() as connection:
            Sessions(desk.parts.database).end(connection, token)
        assert stream.ends()
    assert until(lambda: service.hub.desks == 0)


def test_it_ends_with_the_right_to_sign_in(service: Service, desk: Desk, sam: Member, token: str) -> None:
    """Somebody whose access is taken away hears nothing more, even if a session were left behind."""
    with service.listen(token) as stream:
        stream.ids()
        with desk.parts.database.write() as connection:
            connection.execute(update(staff).where(staff.c.id == sam.id).values(disabled_at=now()))
        assert stream.ends()


def test_nobody_takes_every_connection(desk: Desk, service: Service, token: str) -> None:
    """A member has so many streams; with one more the oldest ends, and a colleague's stays."""
    desk.member("lee")
    with contextlib.ExitStack() as streams:
        colleague = streams.enter_context(service.listen(desk.browser("lee").token))
        colleague.ids()
        mine = [streams.enter_context(service.listen(token)) for _ in range(MOST_STREAMS)]
        for stream in mine:
            stream.ids()
        assert service.hub.desks == MOST_STREAMS + 1
        newest = streams.enter_context(service.listen(token))
        newest.ids()
        assert until(lambda: service.hub.desks == MOST_STREAMS + 1)
        assert newest.next("alive") and colleague.next("alive")


def test_nobody_looks_when_nobody_listens(service: Service, scene: Scene, token: str) -> None:
    """A tab that is closed takes its stream along; with the last one the looking stops."""
    with service.listen(token) as stream:
        stream.ids()
        assert service.hub.desks == 1
    assert until(lambda: service.hub.desks == 0)
    looks: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        looks.append(statement)

    sqlalchemy_event.listen(service.desk.parts.database.engine, "before_cursor_execute", count)
    time.sleep(1.3)
    assert looks == []


def test_a_database_that_is_away_ends_nothing(service: Service, elsewhere: Scene, token: str) -> None:
    """When it is back, what came meanwhile is told."""
    with service.listen(token) as stream:
        stream.ids()
        engine = service.desk.parts.database.engine

        def refuse(*_: Any) -> None:
            raise OperationalError("SELECT", {}, Exception("gone"))

        sqlalchemy_event.listen(engine, "before_cursor_execute", refuse)
        handoff = waits(elsewhere)
        time.sleep(1.2)
        sqlalchemy_event.remove(engine, "before_cursor_execute", refuse)
        assert stream.row()["id"] == handoff.id


def test_streams_end_when_the_process_does(service: Service, token: str) -> None:
    """They do not keep a service from stopping."""
    with service.listen(token) as stream:
        stream.ids()
        service.stopping = True
        began = time.monotonic()
        assert stream.ends()
        assert time.monotonic() - began < 2.5


_SERVE = """
import sys
import uvicorn
from starlette.applications import Starlette
from hotline.desk.app import desk_routes
from porchlight.bootstrap import Parts
from tests.connectors.scene import Scene
from tests.hotline.desk.desk import settings_for
from porchlight.database import Database

parts = Parts(settings_for(Scene(Database(sys.argv[1]))))
uvicorn.run(
    Starlette(routes=desk_routes(parts.desk())), port=int(sys.argv[2]), log_level="warning", access_log=False, ws="none",
    timeout_graceful_shutdown=5,
)
"""


def test_a_real_process_stops_at_once(scene: Scene, token: str, tmp_path: Path) -> None:
    """`kill` ends a service with open streams well before uvicorn loses its patience, and quietly."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", _SERVE, scene.database.url, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert until(lambda: _accepts(port), 30)
            with Listening(f"http://127.0.0.1:{port}", token) as stream:
                stream.ids()
                began = time.monotonic()
                process.send_signal(signal.SIGTERM)
                assert stream.ends()
            output = process.communicate(timeout=10)[0]
            assert time.monotonic() - began < 3
            assert output == ""
        finally:
            process.kill()


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
