"""What somebody might try at the desk. Every route there is, now and later, is walked over."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.routing import Route

from hotline.desk.sign_in import local
from hotline.sessions import IDLE, csrf_of
from hotline.tables import audit, handoffs, staff, staff_sessions
from tests.connectors.scene import Scene, ago
from tests.hotline.desk.desk import PASSWORD, Desk, csrf_in
from tests.hotline.desk.test_gate import guarded

# What a stranger may see: the way in, and style sheets.
OPEN = {"/desk", "/desk/second-step", "/desk/static/{file}"}
# What everybody may do for themselves, an auditor too.
ONES_OWN = {"/desk/me", "/desk/me/password", "/desk/sign-out"}
# A stream without an end of its own; its own tests look at it.
STREAM = "/desk/events"


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    """A desk where one person waits, with a counselor, a supervisor and an auditor."""
    desk = Desk(scene)
    desk.member("sam")
    desk.member("sue", "supervisor")
    desk.member("ada", "auditor")
    scene.hears("i need someone")
    claim = scene.answers("We asked someone.")
    with scene.database.write() as connection:
        desk.parts.handoffs.open(connection, claim.conversation_id, claim.channel, "asked_for_person", True)
    yield desk
    desk.close()


def paths(desk: Desk, method: str) -> dict[str, str]:
    """Return each route of a method with an address for it, of things that are there."""
    with desk.parts.database.read() as connection:
        handoff = connection.execute(select(handoffs.c.id)).scalar_one()
    found = {}
    for route in desk.routes:
        assert isinstance(route, Route), "only single routes, so that each can be looked at"
        if method in (route.methods or ()):
            own = re.sub(r"\{file\}", "desk.css", route.path)
            found[route.path] = re.sub(r"\{[^}]*\}", "2" if "team" in own else str(handoff), own)
    return found


def state(desk: Desk) -> list[object]:
    """Return what nobody may have changed."""
    with desk.parts.database.read() as connection:
        people = connection.execute(select(staff.c.id, staff.c.password_hash, staff.c.disabled_at, staff.c.shown_name))
        waiting = connection.execute(select(handoffs))
        sessions = connection.execute(select(staff_sessions.c.key))
        return [list(people), list(waiting), list(sessions)]


def test_a_stranger_sees_nothing(desk: Desk) -> None:
    """Every page sends to the sign-in form, every script is told so, and nothing is changed or logged."""
    before, logged = state(desk), len(desk.scene.rows(audit))
    browser = desk.stranger()
    for path, address in paths(desk, "GET").items():
        if path not in OPEN:
            assert browser.get(address).headers["location"].startswith("/desk?next="), path
            assert browser.get(address, accept="text/event-stream").status_code == 401, path
    for path, address in paths(desk, "POST").items():
        if path not in OPEN:
            assert browser.post(address).headers["location"] == "/desk", path
    assert (state(desk), len(desk.scene.rows(audit))) == (before, logged)


def test_halfway_in_is_outside(desk: Desk) -> None:
    """With the password alone, a supervisor reaches the second step and nothing else."""
    browser = desk.stranger()
    browser.sign_in("sue")
    before = state(desk)
    for path, address in paths(desk, "GET").items():
        if path not in OPEN:
            assert browser.get(address).headers["location"] == "/desk/second-step", path
            assert browser.get(address, accept="*/*").status_code == 401, path
    for path, address in paths(desk, "POST").items():
        if path not in OPEN:
            assert browser.post(address).headers["location"] == "/desk/second-step", path
    assert state(desk) == before


@pytest.mark.parametrize("name", ["sam", "sue", "ada"])
def test_every_page_is_guarded(desk: Desk, name: str) -> None:
    """The headers are on each, signed in or not, and no page has a script, a style or a handler in it."""
    browser, stranger = desk.browser(name), desk.stranger()
    for path, address in paths(desk, "GET").items():
        guarded(stranger.get(address), "no-cache" if "static" in path else "no-store")
        if path == STREAM:
            continue
        answer = browser.get(address)
        guarded(answer, "no-cache" if "static" in path else "no-store")
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", answer.text), path


@pytest.mark.parametrize("token", ["", "0" * 64, "another's"])
def test_a_forged_form_changes_nothing(desk: Desk, token: str) -> None:
    """No token, a made-up one, and one from another session of the very same member: 403 on each change."""
    sue, another = desk.browser("sue"), desk.browser("sue")
    before = state(desk)
    for path, address in paths(desk, "POST").items():
        if path not in OPEN:
            answer = sue.post(address, csrf_token=another.csrf if token == "another's" else token)
            assert answer.status_code == 403 and "open too long" in answer.text, path
            answer = sue.post(address, csrf_token="", headers={"x-csrf-token": token and another.csrf})
            assert answer.status_code == 403, path
    assert state(desk) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://desk.test.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://desk.test"},
    ],
)
def test_another_sites_form_changes_nothing(desk: Desk, headers: dict[str, str]) -> None:
    """Even with the right token, should it ever leak: the browser says whose page it was."""
    sue = desk.browser("sue")
    before = state(desk)
    for path, address in paths(desk, "POST").items():
        if path not in OPEN:
            assert sue.post(address, headers=headers).status_code == 403, path
    assert state(desk) == before
    stranger = desk.stranger()
    form = {"csrf_token": csrf_in(stranger.page("/desk")), "username": "sam", "password": PASSWORD}
    assert stranger.post("/desk", headers=headers, **form).status_code == 403 and stranger.token == ""


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://desk.test"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "null"}],
)
def test_our_own_forms_are_not_refused(desk: Desk, headers: dict[str, str]) -> None:
    """What browsers say of a page of ours, which gives no referrer."""
    assert desk.browser("sam").post("/desk/me", headers=headers, shown_name="Sam").status_code == 303


def test_nobody_is_signed_in_as_the_attacker(desk: Desk) -> None:
    """Login CSRF: the attacker's own form, cookie and all, does not fit another browser."""
    attacker, victim = desk.stranger(), desk.stranger()
    token = csrf_in(attacker.page("/desk"))
    form = {"csrf_token": token, "username": "sam", "password": PASSWORD}
    assert victim.post("/desk", **form).status_code == 403
    victim.page("/desk")
    assert victim.post("/desk", **form).status_code == 403
    assert victim.token == "" and attacker.post("/desk", **form).status_code == 303


def test_the_second_step_cannot_be_forged(desk: Desk) -> None:
    """It wants the token of the session that waits, and of no other."""
    desk.browser("sue")
    one, other = desk.stranger(), desk.stranger()
    one.sign_in("sue")
    other.sign_in("sue")
    code = desk.code("sue")
    assert one.second_step(code, csrf_token=other.csrf).status_code == 403
    assert one.second_step(code, csrf_token="").status_code == 403
    assert one.second_step(code).status_code == 303


def test_nobody_looks_on_while_the_second_step_is_set_up(desk: Desk) -> None:
    """Who has only the password, and came first, is sent away when the owner comes, and is shown no key."""
    thief, owner = desk.stranger(), desk.stranger()
    thief.sign_in("sue")
    assert "type this key" in thief.page("/desk/second-step")
    owner.sign_in("sue")
    assert "type this key" in owner.page("/desk/second-step")
    assert thief.get("/desk/second-step").headers["location"] == "/desk"
    assert owner.second_step(desk.code("sue")).headers["location"] == "/desk/queue"


def test_a_cookie_from_before_is_worth_nothing_after(desk: Desk) -> None:
    """Session fixation: whoever planted the cookie, or knew it halfway, has nothing after each step."""
    planted = secrets.token_urlsafe(32)
    victim, attacker, spy = desk.stranger(), desk.stranger(), desk.stranger()
    for browser in (victim, attacker):
        browser.http.cookies.set("desk", planted, domain="desk.test", path="/desk")
    victim.sign_in("sue")
    halfway = victim.token
    assert halfway != planted
    spy.http.cookies.set("desk", halfway)
    assert victim.second_step(desk.code("sue")).status_code == 303
    assert victim.token not in (planted, halfway)
    assert victim.get("/desk/team").status_code == 200
    for other in (attacker, spy):
        assert other.get("/desk/team").headers["location"].startswith("/desk?next=")


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "1", "' OR 1=1 --", "A" * 5000, "%00"])
def test_a_made_up_cookie_is_nobodys(desk: Desk, cookie: str) -> None:
    """Nor does it break anything."""
    desk.browser("sam")
    answer = desk.stranger().get("/desk/me", cookie=f"desk={cookie}")
    assert answer.status_code == 303


def test_the_key_in_the_database_is_no_cookie(desk: Desk) -> None:
    """Whoever has a copy of the table is not signed in by it."""
    desk.browser("sam")
    with desk.parts.database.read() as connection:
        key = connection.execute(select(staff_sessions.c.key)).scalar_one()
    assert desk.stranger().get("/desk/me", cookie=f"desk={key}").status_code == 303


def test_an_expired_cookie(desk: Desk) -> None:
    """Two hours later it is nobody's."""
    sam = desk.browser("sam")
    desk.scene.change(staff_sessions, seen_at=ago(IDLE.total_seconds() + 1))
    assert sam.get("/desk/me").status_code == 303 and sam.post("/desk/me").status_code == 303


def test_a_cookie_that_was_copied_before_signing_out(desk: Desk) -> None:
    """Is worth nothing after it."""
    sam = desk.browser("sam")
    copy = desk.stranger()
    copy.http.cookies.set("desk", sam.token)
    assert copy.get("/desk/me").status_code == 200
    sam.post("/desk/sign-out")
    assert copy.get("/desk/me").status_code == 303


def test_a_disabled_members_cookie(desk: Desk) -> None:
    """The next request is a stranger's."""
    sam, sue = desk.browser("sam"), desk.browser("sue")
    number = next(row.id for row in desk.scene.rows(staff) if row.name == "sam")
    assert sue.post(f"/desk/team/{number}/disable").status_code == 303
    assert sam.get("/desk/me").status_code == 303 and sam.post("/desk/me", shown_name="X").status_code == 303
    assert desk.stranger().sign_in("sam").status_code == 401


def test_another_roles_pages(desk: Desk) -> None:
    """A counselor sees neither figures, team nor log; an auditor changes nothing but what is their own."""
    sam, ada = desk.browser("sam"), desk.browser("ada")
    before = state(desk)
    for path, address in paths(desk, "GET").items():
        if path.startswith(("/desk/team", "/desk/log", "/desk/figures")):
            assert sam.get(address).status_code == 403, path
        if path.startswith("/desk/team"):
            assert ada.get(address).status_code == 403, path
    for path, address in paths(desk, "POST").items():
        if path.startswith("/desk/team"):
            assert sam.post(address, name="eve", role="supervisor", password=PASSWORD).status_code == 403, path
        if path not in OPEN | ONES_OWN:
            assert ada.post(address).status_code == 403, path
    assert state(desk) == before


def test_a_role_that_was_changed_holds_at_once(desk: Desk) -> None:
    """A session carries no role of its own."""
    sue = desk.browser("sue")
    assert sue.get("/desk/team").status_code == 200
    desk.scene.change(staff, role="counselor")
    assert sue.get("/desk/team").status_code == 403


@pytest.mark.parametrize(
    "number", ["999", "0", "2147483648", "99999999999999999999", "-1", "abc", "1%20or%201=1", "%00"]
)
def test_guessed_ids_are_missing(desk: Desk, number: str) -> None:
    """Whatever number is made up, nothing tells it from one that was never given out."""
    sam, sue = desk.browser("sam"), desk.browser("sue")
    for path in paths(desk, "GET"):
        if "{id" in path:
            address = re.sub(r"\{[^}]*\}", number, path)
            assert sue.get(address).status_code == 404, path
            assert "team" in path or sam.get(address).status_code == 404, path
    for path in paths(desk, "POST"):
        if "{id" in path:
            assert sue.post(re.sub(r"\{[^}]*\}", number, path)).status_code in (404, 409), path


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/desk/../..//evil.example",
        "/desk//evil.example",
        "/desk/\\evil.example",
        "/desk/queue\r\nSet-Cookie: x=y",
        "/desk/queue\n",
        "javascript:alert(1)",
        "/webhooks/sms",
        "/desk",
        "/desk.evil.example/",
        "/desk/queue#@evil.example",
        "/desk/queue?next=https://evil.example",
        "",
    ],
)
def test_next_stays_at_the_desk(desk: Desk, wanted: str) -> None:
    """From the address and from the form, before and after signing in."""
    assert local(wanted) == "/desk/queue"
    browser = desk.stranger()
    page = browser.http.get("/desk", params={"next": wanted}).text
    assert 'name="next" value="/desk/queue"' in page
    assert browser.sign_in("sam", next=wanted).headers["location"] == "/desk/queue"
    assert browser.http.get("/desk", params={"next": wanted}).headers["location"] == "/desk/queue"


def test_markup_in_a_name_stays_text(desk: Desk) -> None:
    """What was typed as a name comes back as what was typed."""
    evil = '"><script>alert(1)</script>'
    answer = desk.stranger().sign_in(evil)
    assert answer.status_code == 401 and "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text
    sue = desk.browser("sue")
    answer = sue.post("/desk/team/add", name=evil, shown_name=evil, role=evil, password=PASSWORD)
    assert answer.status_code == 409 and "<script>alert" not in answer.text
    assert "<script>alert" not in sue.page(f"/desk/log?code={evil}")


def test_a_code_that_was_watched(desk: Desk) -> None:
    """Whoever has the password and saw the code over a shoulder is not let in with it."""
    desk.browser("sue")
    spy = desk.stranger()
    spy.sign_in("sue")
    code = desk.code("sue")
    first = desk.stranger()
    first.sign_in("sue")
    assert first.second_step(code).status_code == 303
    assert spy.second_step(code).status_code == 401
    assert spy.get("/desk/team").headers["location"] == "/desk/second-step"


def test_every_password_and_code_is_rate_limited(desk: Desk) -> None:
    """Thirty guesses from thirty browsers at one address, each at another name: twenty are looked at."""
    answers = []
    for number in range(30):
        browser = desk.stranger()
        answers.append(browser.sign_in(f"name{number}", "wrong password").status_code)
    assert answers.count(401) == 20 and answers[20:] == [429] * 10


def test_nothing_typed_at_the_door_is_logged(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """People type a password where the name goes; no log and no audit line has it."""
    desk.stranger().sign_in("my secret passphrase", "hunter2 hunter2")
    kept = str(desk.scene.rows(audit)) + "".join(capsys.readouterr())
    assert "secret" not in kept and "hunter2" not in kept


def test_a_token_is_only_as_good_as_its_session(desk: Desk) -> None:
    """The token of a form tells nothing of the cookie, and dies with it."""
    sam = desk.browser("sam")
    assert sam.token not in sam.csrf and csrf_of(sam.token) == sam.csrf
    old = sam.csrf
    sam.post("/desk/sign-out")
    assert sam.sign_in("sam").status_code == 303
    assert sam.post("/desk/me", csrf_token=old, shown_name="Sam").status_code == 403
