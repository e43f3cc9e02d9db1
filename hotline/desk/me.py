"""What everybody may change about their own account."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.accounts import Accounts
from hotline.attempts import TooMany
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages
from hotline.desk.sign_in import address_of, too_many
from hotline.passwords import MIN_LENGTH
from hotline.signing_in import SigningIn
from hotline.staff import ROLES, NotPossible

_DONE = {
    "name": "That is the name people are told from now on.",
    "password": "Your password is changed. Every other browser is signed out.",
}


class MePages:
    """The first name that people are told, and the password."""

    def __init__(self, signing_in: SigningIn, accounts: Accounts, gate: Gate, pages: Pages) -> None:
        self._signing_in = signing_in
        self._accounts = accounts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self._gate.get("/desk/me", self._show),
            self._gate.post("/desk/me", self._show_as, roles=ROLES),
            self._gate.post("/desk/me/password", self._password, roles=ROLES),
        ]

    async def _show(self, request: Request, visitor: Visitor) -> Response:
        return self._page(visitor, done=_DONE.get(request.query_params.get("done", ""), ""))

    def _page(self, visitor: Visitor, done: str = "", problem: str = "", status: int = 200) -> Response:
        return self._pages.page(
            "me.html", visitor, active="me", status=status, done=done, problem=problem, shortest=MIN_LENGTH
        )

    async def _show_as(self, request: Request, visitor: Visitor) -> Response:
        try:
            await asyncio.to_thread(self._accounts.show_as, visitor.member, visitor.form.get("shown_name", ""))
        except NotPossible as refusal:
            return self._page(visitor, problem=str(refusal), status=409)
        return RedirectResponse("/desk/me?done=name", 303)

    async def _password(self, request: Request, visitor: Visitor) -> Response:
        session = await self._gate.session(request)
        form = visitor.form
        if session is None:  # it ended while this form was read
            return RedirectResponse("/desk", 303)
        try:
            if form.get("new", "") != form.get("again", ""):
                raise NotPossible("The new password was not the same both times.")
            session = await asyncio.to_thread(
                self._signing_in.change_password,
                session,
                form.get("old", ""),
                form.get("new", ""),
                address_of(request),
            )
        except NotPossible as refusal:
            return self._page(visitor, problem=str(refusal), status=409)
        except TooMany as refusal:
            return self._page(visitor, problem=too_many(refusal), status=429)
        response = RedirectResponse("/desk/me?done=password", 303)
        self._gate.cookie.put(response, session.token)
        return response
