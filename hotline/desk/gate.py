"""Who may come in: in front of every page and every change at the desk."""

from __future__ import annotations

import asyncio
import hmac
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit

import sqlalchemy.exc
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from connectors.web import TooLarge, read_body
from hotline.desk.cookies import Cookie
from hotline.desk.pages import Pages
from hotline.desk.problems import Problems
from hotline.sessions import Session, Sessions
from hotline.staff import ROLES, Member, NotPossible, Role

log = structlog.get_logger()

_MAX_FIELDS = 100
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",  # a shared computer's back button must not show a conversation
}
_DATABASE_GONE = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError, sqlalchemy.exc.TimeoutError)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, and what they sent.

    csrf: goes into every form as the hidden field csrf_token, or into the header X-CSRF-Token. form: the fields of a
    POST, each with its last value, checked for CSRF and size.
    """

    member: Member
    csrf: str = field(repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)


View = Callable[[Request, Visitor], Awaitable[Response]]
OpenView = Callable[[Request], Awaitable[Response]]


class Gate:
    """Makes routes that only let the right people through, and that answer every trouble with kind words.

    The body of a POST is a form as a browser sends it without files (application/x-www-form-urlencoded; in a script:
    `new URLSearchParams(new FormData(form))`), 64 KB at most. A view may raise `hotline.staff.NotPossible` (409 with
    its words) or `starlette.exceptions.HTTPException` (404 and the like).
    """

    def __init__(self, sessions: Sessions, pages: Pages, *, secure: bool) -> None:
        """`secure`: browsers reach the desk by https."""
        self.cookie = Cookie("desk", secure)
        self.problems = Problems(pages)
        self._sessions = sessions

    def get(self, path: str, view: View, *, roles: Collection[Role] = ROLES) -> Route:
        """Return the route of a page (or stream, or piece of a page) for these roles."""

        async def answer(request: Request) -> Response:
            return await self._let_in(request, view, roles)

        return self.open(path, answer)

    def post(self, path: str, view: View, *, roles: Collection[Role] = ("counselor", "supervisor")) -> Route:
        """Return the route of a change for these roles: only with the session's own CSRF token, from our own pages."""

        async def answer(request: Request) -> Response:
            form = await read_form(request)
            given = form.get("csrf_token", "") or request.headers.get("x-csrf-token", "")

            async def checked(request: Request, visitor: Visitor) -> Response:
                if not (same_origin(request) and same_token(given, visitor.csrf)):
                    return self.problems.stale(request, visitor)
                return await view(request, Visitor(visitor.member, visitor.csrf, form))

            return await self._let_in(request, checked, roles)

        return self.open(path, answer, "POST")

    def open(self, path: str, view: OpenView, method: str = "GET") -> Route:
        """Return a route for everybody, with the desk's headers and words for trouble."""

        async def answer(request: Request) -> Response:
            response = await self._kindly(request, None, view(request))
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return Route(path, answer, methods=[method])

    async def session(self, request: Request) -> Session | None:
        """Return whose cookie this is, confirmed or not."""
        token = self.cookie.read(request)
        return await asyncio.to_thread(self._sessions.find, token) if token else None

    async def visitor(self, request: Request) -> Visitor | None:
        """Return who is fully signed in, and note that they are there.

        A stream that stays open asks again, twice a minute: None means that it must end.
        """
        session = await self.session(request)
        return Visitor(session.member, session.csrf) if session and session.confirmed else None

    async def _let_in(self, request: Request, view: View, roles: Collection[Role]) -> Response:
        session = await self.session(request)
        if session is None or not session.confirmed:
            return self._turn_away(request, session)
        visitor = Visitor(session.member, session.csrf)
        if visitor.member.role not in roles:
            return self.problems.answer(request, 403, visitor)
        return await self._kindly(request, visitor, view(request, visitor))

    def _turn_away(self, request: Request, session: Session | None) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return self.problems.answer(request, 401)
        if session is not None:
            return RedirectResponse("/desk/second-step", 303)
        if request.method == "POST":  # what they wanted to change cannot be shown as a page
            return RedirectResponse("/desk", 303)
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/desk?next={quote(asked, safe='/')}", 303)

    async def _kindly(self, request: Request, visitor: Visitor | None, answer: Awaitable[Response]) -> Response:
        try:
            return await answer
        except NotPossible as refusal:
            return self.problems.answer(request, 409, visitor, str(refusal))
        except HTTPException as problem:
            return self.problems.answer(request, problem.status_code, visitor)
        except TooLarge:
            return self.problems.answer(request, 413, visitor)
        except ClientDisconnect:
            raise  # nobody hears an answer
        except _DATABASE_GONE as error:
            log.error("the desk has no database", error=type(error).__name__)
            return self.problems.answer(request, 503, visitor)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("a page of the desk failed", error=type(error).__name__, at=f"{place.filename}:{place.lineno}")
            return self.problems.answer(request, 500, visitor)


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form. Raises TooLarge over 64 KB, HTTPException for a body that is no form."""
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return dict(pairs)


def same_origin(request: Request) -> bool:
    """Say whether one of our own pages sent this, as far as the browser tells; a program that is none tells nothing."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    # "null" is what browsers say on a page that gives no referrer, as ours are. Then the token alone must prove it.
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


def same_token(given: str, expected: str) -> bool:
    """Compare in a time that tells nothing about where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
