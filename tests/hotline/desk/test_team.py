"""The supervisors' page of the staff, everybody's own account, and the log."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from hotline.accounts import first_name
from hotline.attempts import PER_NAME
from hotline.audit import note
from hotline.staff import NotPossible
from hotline.tables import audit, handoffs, sign_in_failures, staff
from tests.connectors.scene import Scene, ago
from tests.hotline.desk.desk import PASSWORD, Browser, Desk

OTHER = "a quiet blue door"


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    """A desk with a counselor (2) and a supervisor (1)."""
    desk = Desk(scene)
    desk.member("sue", "supervisor")
    desk.member("sam", shown_name="Sam")
    yield desk
    desk.close()


@pytest.fixture
def sue(desk: Desk) -> Browser:
    """The supervisor's browser."""
    return desk.browser("sue")


def row_of(page: str, name: str) -> str:
    """Return the words of somebody's row in the table."""
    (row,) = (row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{name}</a></th>" in row)
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def logged(desk: Desk) -> list[tuple[str | None, str, str | None]]:
    """Return who did what to whom, as the log has it, without who came and went."""
    with desk.parts.database.read() as connection:
        names = desk.parts.staff.names(connection)
    came = ("signed_in", "signed_out", "second_factor_set", "sign_in_failed")
    rows = [row for row in desk.scene.rows(audit) if row.action not in came]
    return [(names.get(row.staff_id or 0), row.action, row.detail) for row in rows][2:]


def test_the_list_says_who_is_there(desk: Desk, sue: Browser) -> None:
    """Role, shift, when last seen, what they have open, and the name that people are told; more on each one's page."""
    desk.scene.hears("i need someone")
    claim = desk.scene.answers("We asked someone.")
    with desk.parts.database.write() as connection:
        desk.parts.handoffs.open(connection, claim.conversation_id, claim.channel, "asked_for_person", False)
        sam = desk.parts.staff.by_name(connection, "sam")
        assert sam is not None
        desk.parts.staff.shift(connection, sam, True)
        number = connection.execute(select(handoffs.c.id)).scalar_one()
    desk.parts.queue.claim(sam, number)
    page = sue.page("/desk/team")
    assert re.search(r"sam counselor \d+:\d\d [ap]m \d+:\d\d [ap]m 1 Sam", row_of(page, "sam"))
    assert re.search(r"sue supervisor not on shift \d+:\d\d [ap]m 0", row_of(page, "sue"))
    words = " ".join(re.sub(r"<[^>]*>", " ", sue.page("/desk/team/2")).split())
    assert re.search(r"On shift since \d.* Has open 1 conversation Second step none", words)
    assert "Second step</dt><dd>set up" in sue.page("/desk/team/1") and "This is you" in sue.page("/desk/team/1")
    desk.scene.change(staff, seen_at=ago(3600))
    assert "not on shift" in row_of(sue.page("/desk/team"), "sam"), "an hour without a sign of life"


def test_somebody_is_added(desk: Desk, sue: Browser) -> None:
    """They can sign in at once; the log says who added them."""
    answer = sue.post("/desk/team/add", name="Ann", shown_name="Ana María", role="auditor", password=OTHER)
    assert answer.headers["location"] == "/desk/team?done=added"
    assert 'role="status"' in sue.page("/desk/team?done=added")
    assert desk.stranger().sign_in("ann", OTHER).status_code == 303
    assert row_of(sue.page("/desk/team"), "ann").startswith("ann auditor") and "Ana María" in sue.page("/desk/team/3")
    assert logged(desk) == [("sue", "staff_added", "ann auditor")]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "sam"}, "somebody named sam already"),
        ({"name": "a b"}, "letters, digits"),
        ({"role": "king"}, "A role is one of"),
        ({"password": "short"}, "at least 12"),
        ({"password": "annannannann", "name": "annannannann"}, "cannot be the password"),
        ({"shown_name": "call 555-0100"}, "first name, in letters"),
    ],
)
def test_who_cannot_be_added(desk: Desk, sue: Browser, changed: dict[str, str], words: str) -> None:
    """The page says why, and keeps what was typed but for the password."""
    form = {"name": "ann", "shown_name": "Ann", "role": "auditor", "password": OTHER, **changed}
    answer = sue.post("/desk/team/add", **form)
    assert answer.status_code == 409 and words in answer.text
    assert f'value="{form["name"]}"' in answer.text and form["password"] not in answer.text.replace(form["name"], "")
    assert len(desk.scene.rows(staff)) == 2


def test_a_new_password_for_somebody(desk: Desk, sue: Browser) -> None:
    """They are signed out, the old one is worth nothing, and they need not wait however often they erred."""
    sam = desk.browser("sam")
    for _ in range(PER_NAME):
        desk.stranger().sign_in("sam", "wrong")
    answer = sue.post("/desk/team/2/password", password=OTHER)
    assert "The new password is set" in sue.page(answer.headers["location"])
    assert sam.get("/desk/me").status_code == 303
    assert desk.stranger().sign_in("sam").status_code == 401
    assert desk.stranger().sign_in("sam", OTHER).status_code == 303
    assert ("sue", "password_reset", "sam") in logged(desk)


def test_an_easy_new_password(sue: Browser) -> None:
    """Is refused with the reason."""
    answer = sue.post("/desk/team/2/password", password="short")
    assert answer.status_code == 409 and "at least 12" in answer.text


def test_a_lost_phone(desk: Desk, sue: Browser) -> None:
    """The authenticator is forgotten: signed out, and set up anew with the next sign-in."""
    desk.member("eve", "supervisor")
    eve = desk.browser("eve")
    before = desk.scene.rows(staff)[2].totp_secret
    answer = sue.post("/desk/team/3/second-factor")
    assert "authenticator is forgotten" in sue.page(answer.headers["location"])
    assert eve.get("/desk/me").status_code == 303
    eve.sign_in("eve")
    assert "<svg" in eve.page("/desk/second-step")
    assert desk.scene.rows(staff)[2].totp_secret != before
    assert ("sue", "second_factor_reset", "eve") in logged(desk)


def test_access_is_taken_away(desk: Desk, sue: Browser) -> None:
    """Signed out everywhere, gone from the list; the supervisor is told of what they leave open."""
    desk.browser("sam")
    assert sue.post("/desk/team/2/disable").headers["location"] == "/desk/team?done=disabled"
    assert ">sam</a>" not in sue.page("/desk/team")
    assert desk.stranger().sign_in("sam").status_code == 401
    assert ("sue", "staff_disabled", "sam") in logged(desk) and desk.rung == 1
    assert sue.get("/desk/team/2").status_code == sue.post("/desk/team/2/disable").status_code == 404


def test_what_a_disabled_member_leaves_open(desk: Desk, sue: Browser) -> None:
    """The page says so, for somebody waits there."""
    desk.scene.hears("i need someone")
    claim = desk.scene.answers("We asked someone.")
    with desk.parts.database.write() as connection:
        desk.parts.handoffs.open(connection, claim.conversation_id, claim.channel, "asked_for_person", False)
        sam = desk.parts.staff.by_name(connection, "sam")
    assert sam is not None
    desk.parts.queue.claim(sam, desk.scene.row(handoffs).id)
    answer = sue.post("/desk/team/2/disable")
    assert "leave open conversations" in sue.page(answer.headers["location"])


def test_nobody_locks_themselves_out(desk: Desk, sue: Browser) -> None:
    """So that there is always a supervisor."""
    answer = sue.post("/desk/team/1/disable")
    assert answer.status_code == 409 and "your own access" in answer.text
    assert sue.get("/desk/team").status_code == 200


@pytest.mark.parametrize("change", ["password", "second-factor"])
def test_a_supervisor_resets_nothing_of_their_own(desk: Desk, sue: Browser, change: str) -> None:
    """Whoever finds their desk open would else keep them out: it takes the present password, or a colleague."""
    answer = sue.post(f"/desk/team/1/{change}", password=OTHER)
    assert answer.status_code == 409 and "own" in answer.text
    assert logged(desk) == [] and sue.get("/desk/team").status_code == 200


def test_the_name_that_people_are_told(desk: Desk) -> None:
    """Everybody chooses their own, or none."""
    sam = desk.browser("sam")
    assert 'value="Sam"' in sam.page("/desk/me")
    assert sam.post("/desk/me", shown_name=" Jean-Luc ").headers["location"] == "/desk/me?done=name"
    assert 'value="Jean-Luc"' in sam.page("/desk/me?done=name")
    sam.post("/desk/me", shown_name="  ")
    assert desk.scene.rows(staff)[1].shown_name is None
    answer = sam.post("/desk/me", shown_name="Sam https://evil.example")
    assert answer.status_code == 409 and "first name" in answer.text


@pytest.mark.parametrize("name", ["Sam", "Ana María", "Jean-Luc", "O'Neil", "Ngọc", "李", "Sam Jr."])
def test_first_names(name: str) -> None:
    """As people are called anywhere."""
    assert first_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["555-0100", "Sam 2", "evil.example", "<b>", "x" * 41, "Sam! Call", "Sam: click"])
def test_what_is_no_first_name(name: str) -> None:
    """Nothing that could send somebody elsewhere goes out under a reviewed sentence."""
    with pytest.raises(NotPossible):
        first_name(name)


def test_a_new_password_of_ones_own(desk: Desk) -> None:
    """This browser stays signed in, every other is signed out."""
    here, there = desk.browser("sam"), desk.browser("sam")
    answer = here.post("/desk/me/password", old=PASSWORD, new=OTHER, again=OTHER)
    assert answer.headers["location"] == "/desk/me?done=password"
    assert "is changed" in here.page("/desk/me?done=password")
    assert there.get("/desk/me").status_code == 303
    assert desk.stranger().sign_in("sam", OTHER).status_code == 303
    assert logged(desk) == [("sam", "password_changed", None)]


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", OTHER, OTHER, "not your present password"),
        (PASSWORD, OTHER, OTHER + "s", "not the same both times"),
        (PASSWORD, "short", "short", "at least 12"),
    ],
)
def test_a_new_password_that_is_refused(desk: Desk, old: str, new: str, again: str, words: str) -> None:
    """With the reason; nothing typed is shown again."""
    sam = desk.browser("sam")
    answer = sam.post("/desk/me/password", old=old, new=new, again=again)
    assert answer.status_code == 409 and words in answer.text and PASSWORD not in answer.text
    assert desk.stranger().sign_in("sam").status_code == 303


def test_the_present_password_cannot_be_guessed(desk: Desk) -> None:
    """The rate limit counts here too."""
    sam = desk.browser("sam")
    for _ in range(PER_NAME):
        assert sam.post("/desk/me/password", old="wrong", new=OTHER, again=OTHER).status_code == 409
    answer = sam.post("/desk/me/password", old=PASSWORD, new=OTHER, again=OTHER)
    assert answer.status_code == 429 and "Wait 15 minutes" in answer.text
    assert desk.scene.rows(sign_in_failures) != []


def test_the_log_newest_first(desk: Desk, sue: Browser) -> None:
    """A page of a hundred lines, then the older ones, and all of it for an auditor too."""
    with desk.parts.database.write() as connection:
        for number in range(150):
            note(connection, "viewed", staff_id=2, code="7KQ4" if number % 2 else "9KQ4", detail=f"n{number}")
    desk.member("ada", "auditor")
    for browser in (sue, desk.browser("ada")):
        page = browser.page("/desk/log")
        details = re.findall(r"<td>n(\d+)</td>", page)
        assert details == [str(number) for number in range(149, 149 - len(details), -1)] and len(details) > 90
        older = re.search(r'href="(/desk/log\?before=\d+)">Older', page)
        assert older
        rest = re.findall(r"<td>n(\d+)</td>", browser.page(older[1]))
        assert details + rest == [str(number) for number in range(149, -1, -1)]


def test_the_log_of_one_code(desk: Desk, sue: Browser) -> None:
    """However the code was typed, and from page to page."""
    with desk.parts.database.write() as connection:
        for number in range(240):
            note(connection, "viewed", staff_id=2, code="7KQ4" if number % 2 else "9KQ4", detail=f"n{number}")
    page = sue.page("/desk/log?code=7kq-4")
    assert "9KQ4" not in page and page.count("<td>viewed</td>") == 100
    older = re.search(r'href="(/desk/log\?before=\d+&amp;code=7KQ4)"', page)
    assert older
    assert sue.page(older[1].replace("&amp;", "&")).count("<td>viewed</td>") == 20
    assert "Nothing was logged for 3333" in sue.page("/desk/log?code=3333")


@pytest.mark.parametrize("before", ["", "x", "-1", "99999999999999999999", "%00", "1.5", "٣"])
def test_a_made_up_place_in_the_log(sue: Browser, before: str) -> None:
    """Is the beginning."""
    assert "staff added" in sue.page(f"/desk/log?before={before}")
