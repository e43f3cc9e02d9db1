"""What stands in front of every page and change of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from connectors.web import MAX_BODY
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages
from hotline.sessions import Sessions
from hotline.staff import NotPossible
from hotline.tables import staff, staff_sessions
from tests.connectors.scene import Scene, ago
from tests.hotline.desk.desk import Browser, Desk

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Rooms:
    """A few pages behind a gate, one for each thing that can happen in a page."""

    def __init__(self, desk: Desk) -> None:
        self.gate = Gate(Sessions(desk.parts.database), Pages(), secure=False)
        self.seen: list[Visitor] = []

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        gate = self.gate
        return [
            gate.get("/desk/room", self.room),
            gate.post("/desk/room", self.room),
            gate.get("/desk/supervisors", self.room, roles=("supervisor",)),
            gate.get("/desk/late", self.late),
            gate.get("/desk/gone", self.gone),
            gate.get("/desk/broken", self.broken),
            gate.get("/desk/kept", self.kept),
        ]

    async def room(self, request: Request, visitor: Visitor) -> Response:
        """Let them in."""
        self.seen.append(visitor)
        return PlainTextResponse("in")

    async def late(self, request: Request, visitor: Visitor) -> Response:
        """Refuse a change."""
        raise NotPossible("Ann was faster.")

    async def gone(self, request: Request, visitor: Visitor) -> Response:
        """Have no such page."""
        raise HTTPException(404)

    async def broken(self, request: Request, visitor: Visitor) -> Response:
        """Break."""
        raise ValueError("+15550100001 wrote: help")

    async def kept(self, request: Request, visitor: Visitor) -> Response:
        """Say for itself how long it may be kept."""
        return PlainTextResponse("in", headers={"Cache-Control": "no-cache"})


@pytest.fixture
def rooms(desk: Desk) -> Rooms:
    """The rooms, on the desk's database."""
    return Rooms(desk)


@pytest.fixture
def sam(desk: Desk, rooms: Rooms) -> Iterator[Browser]:
    """The browser of a counselor who is signed in, in front of the rooms."""
    desk.member("sam")
    cookie = desk.browser("sam").token
    browser = Browser(Starlette(routes=rooms.routes()), "http://desk.test")
    browser.http.cookies.set("desk", cookie)
    yield browser


def stranger(browser: Browser) -> Browser:
    """Return the same browser without its session."""
    browser.http.cookies.clear()
    return browser


def test_whoever_is_signed_in_comes_in(rooms: Rooms, sam: Browser) -> None:
    """A view is told who they are and what goes into their forms."""
    assert sam.get("/desk/room").text == "in"
    assert [(visitor.member.name, visitor.csrf, visitor.form) for visitor in rooms.seen] == [("sam", sam.csrf, {})]


def test_a_stranger_is_sent_to_sign_in(rooms: Rooms, sam: Browser) -> None:
    """With the page they wanted as the next, its query included; a change is not wanted again."""
    stranger(sam)
    answer = sam.get("/desk/room?code=7KQ4&x=a b")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/desk?next=/desk/room%3Fcode%3D7KQ4%26x%3Da%2520b",
    )
    assert sam.post("/desk/room").headers["location"] == "/desk"
    assert rooms.seen == []


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/event-stream"])
def test_a_script_of_a_stranger_is_told_so(rooms: Rooms, sam: Browser, accept: str) -> None:
    """401 and no redirect, which a script would follow to a page it cannot use."""
    stranger(sam)
    assert sam.get("/desk/room", accept=accept).status_code == 401
    assert sam.post("/desk/room", headers={"accept": accept}).status_code == 401
    assert rooms.seen == []


def test_the_wrong_role_is_refused(rooms: Rooms, sam: Browser, desk: Desk) -> None:
    """403 with words; and an auditor changes nothing, whatever the page."""
    answer = sam.get("/desk/supervisors")
    assert answer.status_code == 403 and "not yours to do" in answer.text
    desk.scene.change(staff, role="auditor")
    assert sam.get("/desk/room").status_code == 200
    assert sam.post("/desk/room").status_code == 403
    assert len(rooms.seen) == 1


def test_a_form_is_read(rooms: Rooms, sam: Browser) -> None:
    """Every script, and empty fields too."""
    assert sam.post("/desk/room", text="здравствуйте & <b>", note="").status_code == 200
    form = rooms.seen[0].form
    assert (form["text"], form["note"]) == ("здравствуйте & <b>", "")


def test_a_script_may_give_the_token_in_a_header(rooms: Rooms, sam: Browser) -> None:
    """With a form in the body, or with none."""
    headers = {"x-csrf-token": sam.csrf, "accept": "application/json"}
    assert sam.http.post("/desk/room", data={"text": "hi"}, headers=headers).status_code == 200
    assert sam.http.post("/desk/room", headers=headers).status_code == 200
    assert sam.http.post("/desk/room", headers={**headers, "x-csrf-token": "no"}).status_code == 403
    assert [visitor.form for visitor in rooms.seen] == [{"text": "hi"}, {}]


@pytest.mark.parametrize("body", [b"x" * (MAX_BODY + 1), b"text=" + b"a" * MAX_BODY])
def test_a_body_may_have_64_kb(rooms: Rooms, sam: Browser, body: bytes) -> None:
    """413 over it."""
    assert sam.http.post("/desk/room", content=body, headers=FORM).status_code == 413
    assert rooms.seen == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"csrf_token": "x"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/x-www-form-urlencoded", b"text=\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 200, 400),
    ],
)
def test_what_is_no_form_is_refused(rooms: Rooms, sam: Browser, kind: str, body: bytes, status: int) -> None:
    """Other kinds of body, and forms that no browser makes."""
    answer = sam.http.post("/desk/room", content=body, headers={"content-type": kind, "x-csrf-token": sam.csrf})
    assert answer.status_code == status and rooms.seen == []


def test_a_refused_change_says_why(sam: Browser) -> None:
    """409 with the words of who refused it: as a page, or to a script as JSON."""
    answer = sam.get("/desk/late")
    assert answer.status_code == 409 and "Ann was faster." in answer.text
    answer = sam.get("/desk/late", accept="application/json")
    assert (answer.status_code, answer.json()) == (409, {"error": "Ann was faster."})


def test_what_is_missing(sam: Browser) -> None:
    """404 in words."""
    answer = sam.get("/desk/gone")
    assert answer.status_code == 404 and "nothing here" in answer.text


def test_what_breaks_tells_no_details(sam: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    """500 in words; the log has the kind and the place, and nothing that anybody wrote."""
    answer = sam.get("/desk/broken")
    assert answer.status_code == 500 and "It is not your fault" in answer.text
    logged = "".join(capsys.readouterr())
    assert "ValueError" in logged and "test_gate.py" in logged
    for told in (answer.text, logged):
        assert "555" not in told and "Traceback" not in told


@pytest.mark.sqlite
def test_the_database_is_gone(rooms: Rooms, sam: Browser, scene: Scene, desk: Desk) -> None:
    """503 in words, at the very first look for the session."""
    desk.parts.database.dispose()
    with scene.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE staff_sessions RENAME TO lost")
    answer = sam.get("/desk/room")
    assert answer.status_code == 503 and "cannot reach its database" in answer.text
    assert rooms.seen == []


@pytest.mark.parametrize(
    "path", ["/desk/room", "/desk/supervisors", "/desk/late", "/desk/gone", "/desk/broken", "/desk/kept"]
)
def test_every_answer_has_the_headers(sam: Browser, path: str) -> None:
    """Whatever became of it; a view may only say for itself how long it may be kept."""
    guarded(sam.get(path), "no-cache" if path.endswith("kept") else "no-store")
    guarded(stranger(sam).get(path))
    guarded(sam.post("/desk/room"))
    guarded(sam.http.post("/desk/room", content=b"x" * (MAX_BODY + 1)))


def guarded(answer: Any, kept: str = "no-store") -> None:
    """Assert that an answer has the headers by which a browser guards the desk."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "microphone=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == kept


def test_a_visit_is_noted(sam: Browser, desk: Desk) -> None:
    """Whoever asks for a page is at the desk."""
    desk.scene.change(staff, seen_at=ago(3600))
    desk.scene.change(staff_sessions, seen_at=ago(300))
    sam.get("/desk/room")
    assert desk.scene.row(staff).seen_at > ago(60)


def test_a_stream_asks_again_who_is_there(rooms: Rooms, sam: Browser, desk: Desk) -> None:
    """The visitor while they are signed in, nobody as soon as they may not sign in any more."""
    request = Request({"type": "http", "headers": [(b"cookie", f"desk={sam.token}".encode())]})
    found = asyncio.run(rooms.gate.visitor(request))
    assert found is not None and found.member.name == "sam"
    with desk.parts.database.write() as connection:
        desk.parts.staff.disable(connection, found.member, found.member)
    assert asyncio.run(rooms.gate.visitor(request)) is None
