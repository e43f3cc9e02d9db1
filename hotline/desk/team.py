"""Who is on the staff: the supervisors' pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.accounts import Account, Accounts
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages
from hotline.desk.times import shown_in
from hotline.passwords import MIN_LENGTH
from hotline.staff import ROLES, NotPossible, Role

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

_SUPERVISORS: tuple[Role, ...] = ("supervisor",)
_DONE = {
    "added": "They can sign in now. Tell them the password yourself, not by text; they can change it under Me.",
    "password": "The new password is set. Tell it to them yourself, not by text.",
    "second-factor": "The authenticator is forgotten. They set up another one when they next sign in.",
    "disabled": "They may not sign in any more.",
    "disabled-holding": "They may not sign in any more, and leave open conversations: take them from the queue.",
}


class TeamPages:
    """The list of the staff, and a page for each with what a supervisor may change."""

    def __init__(self, parts: DeskParts, accounts: Accounts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._accounts = accounts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        get, post = self._gate.get, self._gate.post
        return [
            get("/desk/team", self._list, roles=_SUPERVISORS),
            get("/desk/team/{id:int}", self._show, roles=_SUPERVISORS),
            post("/desk/team/add", self._add, roles=_SUPERVISORS),
            post("/desk/team/{id:int}/password", self._password, roles=_SUPERVISORS),
            post("/desk/team/{id:int}/second-factor", self._second_factor, roles=_SUPERVISORS),
            post("/desk/team/{id:int}/disable", self._disable, roles=_SUPERVISORS),
        ]

    async def _list(self, request: Request, visitor: Visitor) -> Response:
        return await self._team(visitor, done=_done(request))

    async def _team(self, visitor: Visitor, done: str = "", problem: str = "") -> Response:
        accounts = await asyncio.to_thread(self._accounts.all)
        # What they typed stays, but for the password.
        return self._page("team.html", visitor, done, problem, accounts=accounts, roles=ROLES, typed=visitor.form)

    async def _show(self, request: Request, visitor: Visitor) -> Response:
        account = await self._account(request)
        return self._page("colleague.html", visitor, _done(request), account=account)

    def _page(self, template: str, visitor: Visitor, done: str = "", problem: str = "", **named: object) -> Response:
        shown = shown_in(self._parts.line.settings.timezone)
        return self._pages.page(
            template,
            visitor,
            active="team",
            status=409 if problem else 200,
            shown=shown,
            shortest=MIN_LENGTH,
            done=done,
            problem=problem,
            **named,
        )

    async def _add(self, request: Request, visitor: Visitor) -> Response:
        name, role, password, shown_name = (
            visitor.form.get(field, "") for field in ("name", "role", "password", "shown_name")
        )
        try:
            await asyncio.to_thread(self._accounts.add, name, role, password, shown_name, visitor.member)
        except NotPossible as refusal:
            return await self._team(visitor, problem=str(refusal))
        return RedirectResponse("/desk/team?done=added", 303)

    async def _password(self, request: Request, visitor: Visitor) -> Response:
        account = await self._account(request)
        password = visitor.form.get("password", "")
        try:
            await asyncio.to_thread(self._accounts.reset_password, account.member, password, visitor.member)
        except NotPossible as refusal:
            return self._page("colleague.html", visitor, problem=str(refusal), account=account)
        return RedirectResponse(f"/desk/team/{account.member.id}?done=password", 303)

    async def _second_factor(self, request: Request, visitor: Visitor) -> Response:
        member = (await self._account(request)).member
        await asyncio.to_thread(self._accounts.forget_second_factor, member, visitor.member)
        return RedirectResponse(f"/desk/team/{member.id}?done=second-factor", 303)

    async def _disable(self, request: Request, visitor: Visitor) -> Response:
        member = (await self._account(request)).member
        held = await asyncio.to_thread(self._accounts.disable, member, visitor.member)
        self._parts.changed()
        return RedirectResponse(f"/desk/team?done={'disabled-holding' if held else 'disabled'}", 303)

    async def _account(self, request: Request) -> Account:
        for account in await asyncio.to_thread(self._accounts.all):
            if account.member.id == request.path_params["id"]:
                return account
        raise HTTPException(404)


def _done(request: Request) -> str:
    return _DONE.get(request.query_params.get("done", ""), "")
