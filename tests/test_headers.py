"""What every answer of web carries: a walk over all routes, and over what is no route, as anybody may ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from connectors.failures import Failures
from connectors.headers import BaseHeaders
from tests.connectors.scene import Scene
from tests.whole_web import ROLES, WholeWeb

NO_ROUTES = [
    "/nowhere",
    "/desk/nowhere",
    "/desk/static/none.js",
    "/desk/conversations/x",
    "/webhooks",
    "/phone/../x",
    "/%00",
    "/é",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"]
STREAM = "/desk/events"  # it has no end; its own tests look at it


@pytest.fixture(params=[False, True], ids=["development", "production"])
def web(request: pytest.FixtureRequest, scene: Scene) -> Iterator[WholeWeb]:
    """The whole of web, in development (with the phone page) and in production."""
    whole = WholeWeb(scene, production=request.param)
    yield whole
    whole.close()


def addresses(web: WholeWeb) -> list[str]:
    """An address for each route."""
    handoff_id = web.waits("+12025550143")
    found = []
    for route in web.app.routes:
        assert isinstance(route, Route), "only single routes, so that each can be looked at"
        path = re.sub(r"\{file\}", "desk.css", route.path)
        found.append(re.sub(r"\{[^}]*\}", "1" if "team" in path else str(handoff_id), path))
    return sorted(set(found))


def guarded(answer: httpx.Response, production: bool) -> None:
    """No page can be framed, guessed at, kept by others, or name where somebody came from; nothing says what serves it."""
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy and "form-action" in policy
    assert "unsafe" not in policy and "*" not in policy and re.match(r"default-src '(none|self)'", policy)
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer" and "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    public = answer.request.url.path == "/privacy"  # for everybody, and the same for all
    assert headers["cache-control"] in ("no-store", "no-cache") or public
    assert ("strict-transport-security" in headers) == production
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(headers)
    assert all(len(headers.get_list(name)) == 1 for name in set(headers) - {"set-cookie"})
    for cookie in headers.get_list("set-cookie"):
        kept = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax"} <= kept and not any(part.startswith("domain") for part in kept)
        assert ("secure" in kept) == production == cookie.startswith("__Host-")
        assert ("path=/" in kept) == production


def test_every_answer_is_guarded(web: WholeWeb) -> None:
    """Each route and each address that is none, by every method, for a stranger and for each role."""
    seen = set()
    found = [*addresses(web), *NO_ROUTES]
    for role in (None, *ROLES):
        for path in found:
            for method in METHODS if role is None else ["GET", "POST"]:
                if path.startswith("/phone/replies") and method in ("GET", "HEAD"):
                    continue  # it waits for a reply; the next test asks it for none
                if path == STREAM and role is not None and method == "GET":
                    continue
                headers = {"accept": "text/html"}
                if role is not None:
                    headers["cookie"] = f"{web.cookie}={web.session(role)[0]}"
                web.http.cookies.clear()
                answer = web.http.request(method, path, headers=headers)
                assert answer.status_code != 500, (method, path)
                guarded(answer, web.parts.settings.production)
                seen.add(answer.status_code)
    assert {200, 303, 403, 404, 405} <= seen


def test_a_sign_in_form_gives_a_guarded_cookie(web: WholeWeb) -> None:
    """There is one at all: the walk above would be content with none."""
    answer = web.http.get("/desk", headers={"accept": "text/html"})
    guarded(answer, web.parts.settings.production)
    assert answer.headers.get_list("set-cookie")


def test_the_phone_page_waits_with_the_same_headers(scene: Scene) -> None:
    """A wrong question is answered at once."""
    web = WholeWeb(scene)
    guarded(web.http.get("/phone/replies"), production=False)
    web.close()


def test_what_breaks_is_a_short_guarded_500(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the answer nor the log has the error's words, which may be somebody's."""

    async def broken(request: Request) -> Response:
        raise RuntimeError("a private word of +15550100001")

    layers = [Middleware(BaseHeaders, secure=True), Middleware(Failures)]
    answer = TestClient(Starlette(routes=[Route("/", broken)], middleware=layers)).get("/")
    guarded(answer, production=True)
    assert (answer.status_code, answer.text) == (500, "Something broke. Please try again.\n")
    said = capsys.readouterr()
    assert "RuntimeError" in said.out + said.err and "private" not in said.out + said.err
