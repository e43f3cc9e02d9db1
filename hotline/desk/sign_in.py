"""The pages before the desk: name and password, the second step, and the way out."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.attempts import TooMany
from hotline.desk.cookies import Cookie
from hotline.desk.gate import Gate, Visitor, read_form, same_origin, same_token
from hotline.desk.pages import Pages
from hotline.second_factor import picture
from hotline.sessions import Session, csrf_of
from hotline.signing_in import SigningIn
from hotline.staff import ROLES

HOME = "/desk/queue"
# Hashing a password takes 64 MB and a processor: two at once, and in threads that no webhook waits for.
_HASHING = 2
_NETWORK = 64  # bits of an IPv6 address that say whose network it is
_LOCAL = re.compile(r"/desk/[\w/.-]*(\?[\w=&%.+-]*)?", re.ASCII)
_WRONG = "That name and password do not belong together. Check both, and the Caps Lock key."
_WRONG_CODE = "That code is not right, or was used already. Wait for the next one in your app."
_OLD_FORM = "That page was open too long. Please send it once more."

T = TypeVar("T")


class SignInPages:
    """Everything that can be reached without being fully signed in."""

    def __init__(self, signing_in: SigningIn, gate: Gate, pages: Pages, *, secure: bool) -> None:
        self._signing_in = signing_in
        self._gate = gate
        self._pages = pages
        self._form_cookie = Cookie("desk-form", secure)
        self._threads = ThreadPoolExecutor(_HASHING, thread_name_prefix="sign-in")

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self._gate.open("/desk", self._show),
            self._gate.open("/desk", self._sign_in, "POST"),
            self._gate.open("/desk/second-step", self._show_second),
            self._gate.open("/desk/second-step", self._second_step, "POST"),
            self._gate.post("/desk/sign-out", self._sign_out, roles=ROLES),
        ]

    async def _show(self, request: Request) -> Response:
        session = await self._gate.session(request)
        wanted = local(request.query_params.get("next", ""))
        if session and session.confirmed:
            return RedirectResponse(wanted, 303)
        return self._form(request, wanted)

    def _form(self, request: Request, wanted: str, name: str = "", problem: str = "", status: int = 200) -> Response:
        # The same for every tab of this browser. A form that another site sends comes without it (SameSite), so that
        # nobody can be signed in as somebody else without noticing.
        browser = self._form_cookie.read(request) or secrets.token_urlsafe(32)
        response = self._pages.page(
            "sign_in.html", None, status=status, csrf_token=csrf_of(browser), next=wanted, username=name,
            problem=problem,
        )  # fmt: skip
        self._form_cookie.put(response, browser)
        return response

    async def _sign_in(self, request: Request) -> Response:
        form = await read_form(request)
        name, wanted = form.get("username", ""), local(form.get("next", ""))
        browser = self._form_cookie.read(request)
        if not (browser and same_origin(request) and same_token(form.get("csrf_token", ""), csrf_of(browser))):
            return self._form(request, wanted, name, _OLD_FORM, 403)
        password, address, before = form.get("password", ""), address_of(request), self._gate.cookie.read(request)
        try:
            session = await self._in_thread(lambda: self._signing_in.first_step(name, password, address, before))
        except TooMany as refusal:
            return _wait(self._form(request, wanted, name, too_many(refusal), 429), refusal)
        if session is None:
            return self._form(request, wanted, name, _WRONG, 401)
        target = wanted if session.confirmed else f"/desk/second-step?next={quote(wanted, safe='/')}"
        return self._with_session(target, session)

    def _with_session(self, target: str, session: Session) -> Response:
        response = RedirectResponse(target, 303)
        self._gate.cookie.put(response, session.token)
        return response

    async def _show_second(self, request: Request) -> Response:
        session = await self._gate.session(request)
        wanted = local(request.query_params.get("next", ""))
        if session is None or session.confirmed:
            return RedirectResponse("/desk" if session is None else wanted, 303)
        return await self._second_form(session, wanted)

    async def _second_form(self, session: Session, wanted: str, problem: str = "", status: int = 200) -> Response:
        secret = await self._in_thread(lambda: self._signing_in.secret_to_enrol(session))
        shown = {"csrf_token": session.csrf, "next": wanted, "problem": problem}
        if secret is None:
            return self._pages.page("second_step.html", None, status=status, **shown)
        letters = " ".join(re.findall(".{1,4}", secret))
        image = Markup(picture(secret, session.member.name))  # noqa: S704  # made here, of a name that was checked
        return self._pages.page("enrol.html", None, status=status, secret=letters, picture=image, **shown)

    async def _second_step(self, request: Request) -> Response:
        form = await read_form(request)
        session = await self._gate.session(request)
        wanted = local(form.get("next", ""))
        if session is None or session.confirmed:
            return RedirectResponse("/desk" if session is None else wanted, 303)
        if not (same_origin(request) and same_token(form.get("csrf_token", ""), session.csrf)):
            return await self._second_form(session, wanted, _OLD_FORM, 403)
        code, address, pending = form.get("code", ""), address_of(request), session
        try:
            confirmed = await self._in_thread(lambda: self._signing_in.second_step(pending, code, address))
        except TooMany as refusal:
            return _wait(await self._second_form(session, wanted, too_many(refusal), 429), refusal)
        if confirmed is None:
            return await self._second_form(session, wanted, _WRONG_CODE, 401)
        return self._with_session(wanted, confirmed)

    async def _sign_out(self, request: Request, visitor: Visitor) -> Response:
        token = self._gate.cookie.read(request)
        await self._in_thread(lambda: self._signing_in.sign_out(visitor.member, token))
        response = RedirectResponse("/desk", 303)
        self._gate.cookie.drop(response)
        return response

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def local(wanted: str) -> str:
    """Return where to go after signing in: a page of the desk, and nowhere else in the world."""
    safe = _LOCAL.fullmatch(wanted) and ".." not in wanted and "//" not in wanted
    return wanted if safe else HOME


def address_of(request: Request) -> str:
    """Return where a request came from, for the rate limit.

    Not from X-Forwarded-For, which anybody can write: a new address with each guess would never be too many. Where a
    proxy is trusted (uvicorn's forwarded_allow_ips: one on this machine), the server has put its word in here already.
    Of IPv6 the network of whoever it is: everybody has 18 million million million addresses in theirs.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, _NETWORK), strict=False)) if address.version == 6 else host


def too_many(refusal: TooMany) -> str:
    """Say how long to wait."""
    minutes = "1 minute" if refusal.minutes == 1 else f"{refusal.minutes} minutes"
    return f"Too many tries. Wait {minutes}, then try again. A supervisor can give you a new password."


def _wait(response: Response, refusal: TooMany) -> Response:
    response.headers["Retry-After"] = str(refusal.minutes * 60)
    return response
