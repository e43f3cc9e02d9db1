"""The desk, and the phone page, asked for anything with anything, on SQLite and PostgreSQL: never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from hotline.staff import Role
from tests.whole_web import ROLES, WholeWeb, bounded, on_database

BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NUMBERS = ["0", "1", "2", "-1", "00001", "2147483648", "9223372036854775808", "9" * 40, "9" * 4_400, "²", "1.0"]
ODD = [
    *NUMBERS,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "😀",
    "x" * 3_000,
    "<script>",
    "'; --",
    "../../etc/passwd",
    "%00",
    "2026-02-30",
    "25:61",
]
# What ends the sessions of everybody, or waits for ever.
LEFT_OUT = {"/desk/events", "/desk/sign-out", "/desk/team/{id:int}/disable", "/phone/replies"}
FIELDS = [
    "text", "note", "request_key", "day", "time", "zone", "until", "colleague", "outcome", "q", "on", "shown_name", "old",
    "new", "again", "name", "role", "password", "code", "username", "next", "number", "session", "channel", "client_id",
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeWeb]:
    """The whole of web with somebody who waits, on each kind of database in turn."""
    with on_database(request, tmp_path_factory.mktemp("fuzzed")) as whole:
        for number in range(3):
            whole.waits(f"+1202555014{number}")
        yield whole


words = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
numbers = st.one_of(st.sampled_from(["1", "2", "3"]), st.sampled_from(NUMBERS))
forms = st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=8)), words, max_size=6)
plausible = st.fixed_dictionaries(
    {},
    optional={
        "day": st.sampled_from(["2026-12-01", "9999-12-31", "0001-01-01", "today"]), "time": st.sampled_from(["10:30", "00:00", "23:59"]),
        "zone": st.sampled_from(["America/New_York", "UTC", "../UTC", "America", ""]), "until": st.sampled_from(["1h", "tomorrow", "15", "60"]),
        "outcome": st.sampled_from(["helped", "no_answer", ""]), "colleague": numbers, "text": words, "on": numbers,
        "from": words, "to": words, "days": numbers, "page": numbers, "before": numbers, "after": numbers, "action": words,
    },
)  # fmt: skip


def send(web: WholeWeb, method: str, path: str, role: Role | None, form: dict[str, str], query: dict[str, str]) -> None:
    """Ask once, with the session and the token of a role, and look at the answer."""
    web.http.cookies.clear()
    headers = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    if role is not None:
        token, csrf = web.session(role)
        headers["cookie"] = f"{web.cookie}={token}"
        form = {"csrf_token": csrf, **form}
    asked = urlencode(query, errors="surrogatepass")
    body = urlencode(form, errors="surrogatepass").encode() if method == "POST" else None
    bounded(web.http.request(method, path + (f"?{asked}" if asked else ""), headers=headers, content=body))


def routes(web: WholeWeb) -> list[tuple[str, str]]:
    """Each route of the desk and of the phone page, with its methods."""
    found = [
        (route.path, method) for route in web.app.routes if isinstance(route, Route) for method in route.methods or ()
    ]
    return sorted(each for each in found if each[0].startswith(("/desk", "/phone")) and each[0] not in LEFT_OUT)


@settings(BOUNDED, max_examples=80)
@given(data=st.data(), role=st.sampled_from([None, *ROLES, "supervisor"]), number=numbers)
def test_any_field_at_any_route(web: WholeWeb, data: st.DataObject, role: Role | None, number: str) -> None:
    """Every page and every change, of people who are there or not, with any fields in the form and in the address."""
    path, method = data.draw(st.sampled_from(routes(web)))
    form, query = data.draw(st.one_of(forms, plausible)), data.draw(st.one_of(st.just({}), forms, plausible))
    send(web, method, re.sub(r"\{[^}]*\}", quote(number), path), role, form, query)


@BOUNDED
@given(
    path=st.text(max_size=30),
    role=st.sampled_from([None, *ROLES]),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "PATCH"]),
)
def test_any_address(web: WholeWeb, path: str, role: Role | None, method: str) -> None:
    """Addresses that nobody made."""
    written = quote(path, errors="surrogatepass")
    assume(written not in ("events", "sign-out"))
    send(web, method, f"/desk/{written}", role, {}, {})


@BOUNDED
@given(
    cookie=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=80),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        ["", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "ü"]
    ),
)
def test_any_cookie_and_any_body(web: WholeWeb, cookie: str, body: bytes, kind: str) -> None:
    """What a stranger's program may send to the way in, and to what lies behind it."""
    web.http.cookies.clear()
    given_cookie = f"{web.cookie}={cookie}".encode("latin-1")
    headers = {"cookie": given_cookie, "content-type": kind.encode("latin-1"), "accept": "text/html"}
    for path in ("/desk", "/desk/second-step", "/desk/conversations/1/reply", "/desk/shift", "/phone/messages"):
        bounded(web.http.post(path, content=body, headers=headers))


@BOUNDED
@given(
    said=st.recursive(
        st.one_of(st.none(), st.integers(), st.floats(), words),
        lambda inner: st.one_of(
            st.lists(inner, max_size=2),
            st.dictionaries(
                st.sampled_from(
                    ["session", "channel", "client_id", "text", "choice", "location", "latitude", "longitude", "media"]
                ),
                inner,
                max_size=5,
            ),
        ),
        max_leaves=8,
    )
)
def test_any_message_of_the_phone_page(web: WholeWeb, said: object) -> None:
    """JSON of the page's shape and of others."""
    if isinstance(said, dict):
        said = {"session": "a-session-of-a-page", "channel": "sms", "client_id": "1", **said}
    bounded(
        web.http.post("/phone/messages", json=said)
        if _is_json(said)
        else web.http.post("/phone/messages", content=b"{")
    )


def _is_json(said: object) -> bool:
    return "nan" not in repr(said) and "inf" not in repr(said) and "\\ud8" not in repr(said)
