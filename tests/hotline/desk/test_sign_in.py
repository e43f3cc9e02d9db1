"""Signing in and out, by the forms as a browser shows them."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from hotline.attempts import PER_NAME
from hotline.desk.sign_in import address_of, local
from hotline.tables import sign_in_failures, staff
from tests.connectors.scene import Scene
from tests.hotline.desk.desk import PASSWORD, Desk, csrf_in


def test_a_counselor_signs_in_and_out(desk: Desk) -> None:
    """To the queue; then the sign-in page leads there at once; then out, and the desk is closed again."""
    desk.member("sam")
    browser = desk.stranger()
    answer = browser.sign_in("sam")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/queue")
    assert browser.get("/desk").headers["location"] == "/desk/queue"
    assert browser.get("/desk/me").status_code == 200
    answer = browser.post("/desk/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert browser.token == "" and browser.get("/desk/me").headers["location"].startswith("/desk?next=")


def test_a_plain_client_signs_in(desk: Desk) -> None:
    """No browser's headers are needed: the form's fields and the cookies are enough."""
    desk.member("sam")
    http = desk.stranger().http
    form = {"csrf_token": csrf_in(http.get("/desk").text), "username": "sam", "password": PASSWORD}
    assert http.post("/desk", data=form).headers["location"] == "/desk/queue"


def test_after_signing_in_they_are_where_they_wanted_to_be(desk: Desk) -> None:
    """The page that was asked for, query and all, through the form and through the second step."""
    desk.member("sam")
    desk.member("sue", "supervisor")
    wanted = "/desk/log?code=7KQ4&before=12"
    for name in ("sam", "sue"):
        browser = desk.stranger()
        address = browser.get(wanted).headers["location"]
        page = browser.page(address)
        assert 'value="/desk/log?code=7KQ4&amp;before=12"' in page
        answer = browser.sign_in(name, next=wanted)
        if name == "sue":
            assert browser.page(answer.headers["location"]).count("before=12") == 1
            answer = browser.second_step(desk.code("sue"), next=wanted)
        assert answer.headers["location"] == wanted


@pytest.mark.parametrize(
    "wanted", ["/desk/queue", "/desk/conversations/12", "/desk/code?code=7KQ4", "/desk/log?a=b%20c"]
)
def test_pages_of_the_desk_can_be_next(wanted: str) -> None:
    """These are ours."""
    assert local(wanted) == wanted


def test_a_wrong_password(desk: Desk) -> None:
    """One sentence, the same for an unknown name; the name stays in the form, the password does not."""
    desk.member("sam")
    pages = []
    for name in ("sam", "bob"):
        browser = desk.stranger()
        answer = browser.sign_in(name, "my dog's old name")
        assert answer.status_code == 401 and "do not belong together" in answer.text
        assert f'value="{name}"' in answer.text and "dog" not in answer.text
        assert browser.token == ""
        pages.append(answer.text.replace(name, "NAME").replace(csrf_in(answer.text), "TOKEN"))
    assert pages[0] == pages[1]


def test_too_many_tries(desk: Desk) -> None:
    """How long to wait, for people and for programs; the right password does not help meanwhile."""
    desk.member("sam")
    browser = desk.stranger()
    for _ in range(PER_NAME):
        browser.sign_in("sam", "wrong")
    answer = browser.sign_in("sam")
    assert answer.status_code == 429 and "Wait 15 minutes" in answer.text
    assert answer.headers["retry-after"] == "900"


def test_a_supervisor_sets_up_the_second_step(desk: Desk) -> None:
    """A picture and the same as letters; a code makes it theirs; the next time only a code is asked for."""
    desk.member("sue", "supervisor")
    browser = desk.stranger()
    assert browser.sign_in("sue").headers["location"] == "/desk/second-step?next=/desk/queue"
    page = browser.page("/desk/second-step")
    assert "<svg" in page and "Set up the second step" in page and "style=" not in page
    answer = browser.second_step("000000")
    assert answer.status_code == 401 and "not right" in answer.text and "<svg" in answer.text
    answer = browser.second_step(desk.code("sue"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/queue")
    assert browser.get("/desk/team").status_code == 200

    again = desk.stranger()
    again.sign_in("sue")
    page = again.page("/desk/second-step")
    assert "<svg" not in page and "six digits" in page
    assert again.second_step(desk.code("sue")).status_code == 303


def test_too_many_codes(desk: Desk) -> None:
    """The second step makes people wait as the first does."""
    desk.member("sue", "supervisor")
    browser = desk.stranger()
    browser.sign_in("sue")
    for _ in range(PER_NAME):
        assert browser.second_step("000000").status_code == 401
    answer = browser.second_step(desk.code("sue"))
    assert answer.status_code == 429 and "Wait 15 minutes" in answer.text


def test_the_second_step_without_the_first(desk: Desk) -> None:
    """There is none: back to the beginning; and none for who has done both."""
    desk.member("sam")
    assert desk.stranger().get("/desk/second-step").headers["location"] == "/desk"
    assert desk.stranger().post("/desk/second-step", code="123456").headers["location"] == "/desk"
    browser = desk.browser("sam")
    assert browser.get("/desk/second-step").headers["location"] == "/desk/queue"
    assert browser.post("/desk/second-step", code="123456").headers["location"] == "/desk/queue"


def test_whoever_is_halfway_can_begin_again(desk: Desk) -> None:
    """The sign-in page is there for another name."""
    desk.member("sue", "supervisor")
    desk.member("sam")
    browser = desk.stranger()
    browser.sign_in("sue")
    assert browser.sign_in("sam").headers["location"] == "/desk/queue"


def test_an_old_form_is_given_anew(desk: Desk) -> None:
    """Where the browser has lost its cookie meanwhile, the form comes back with words, and works."""
    desk.member("sam")
    browser = desk.stranger()
    page = browser.page("/desk")
    browser.http.cookies.clear()
    answer = browser.post("/desk", csrf_token=csrf_in(page), username="sam", password=PASSWORD)
    assert answer.status_code == 403 and "open too long" in answer.text
    answer = browser.post("/desk", csrf_token=csrf_in(answer.text), username="sam", password=PASSWORD)
    assert answer.status_code == 303


def test_every_tab_has_the_same_form(desk: Desk) -> None:
    """A sign-in page that was opened first still works after another was opened."""
    desk.member("sam")
    browser = desk.stranger()
    first, second = (csrf_in(browser.page("/desk")) for _ in range(2))
    assert first == second
    assert browser.sign_in("sam", csrf_token=first).status_code == 303


def test_cookies_over_https(scene: Scene) -> None:
    """In production the browser sends them only over https, to this host alone, and no script reads them."""
    desk = Desk(scene, secure=True)
    desk.member("sam")
    browser = desk.stranger()
    given = browser.get("/desk").headers["set-cookie"]
    assert given.startswith("__Host-desk-form=")
    given = browser.sign_in("sam").headers["set-cookie"]
    assert given.startswith("__Host-desk=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/;"):
        assert part in given
    assert "Domain" not in given and "Max-Age" not in given and "expires" not in given.lower()
    assert browser.get("/desk/me").status_code == 200
    assert browser.post("/desk/sign-out").headers["set-cookie"].startswith('__Host-desk=""')
    assert browser.get("/desk/me").status_code == 303
    desk.close()


def test_cookies_in_development(desk: Desk) -> None:
    """Over plain http on the own machine: for the desk only, and no script reads them."""
    desk.member("sam")
    given = desk.stranger().sign_in("sam").headers["set-cookie"]
    assert given.startswith("desk=") and "Secure" not in given
    for part in ("HttpOnly", "SameSite=lax", "Path=/desk"):
        assert part in given


def test_the_address_is_the_connections_own(desk: Desk) -> None:
    """A header that anybody can write makes no new address of an old one."""
    browser = desk.stranger()
    for number in range(2):
        form = {"csrf_token": csrf_in(browser.page("/desk")), "username": f"n{number}", "password": "wrong"}
        browser.post("/desk", headers={"x-forwarded-for": f"192.0.2.{number}"}, **form)
    keys = [row.key for row in desk.scene.rows(sign_in_failures)]
    assert len(keys) == 4 and len(set(keys)) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_whose_address_it_is(one: str, other: str, same: bool) -> None:
    """Of IPv6 the network counts: nobody gets twenty guesses for each of the addresses in theirs."""
    first, second = (address_of(Request({"type": "http", "client": (host, 1)})) for host in (one, other))
    assert (first == second) is same


def test_a_disabled_supervisor_at_the_second_step(desk: Desk) -> None:
    """Is a stranger from that moment on."""
    desk.member("sue", "supervisor")
    browser = desk.stranger()
    browser.sign_in("sue")
    page = browser.page("/desk/second-step")
    code = desk.code("sue")
    desk.scene.change(staff, disabled_at=desk.scene.row(staff).created_at)
    answer = browser.post("/desk/second-step", csrf_token=csrf_in(page), code=code)
    assert answer.headers["location"] == "/desk"
