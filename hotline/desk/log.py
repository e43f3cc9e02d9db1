"""The audit log, for those who watch over the desk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from hotline.audit import Entry, entries
from hotline.codes import read_code
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages
from hotline.desk.times import shown_in

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

_PAGE = 100


class LogPage:
    """What was looked at and done, newest first."""

    def __init__(self, parts: DeskParts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the route."""
        return [self._gate.get("/desk/log", self._show, roles=("supervisor", "auditor"))]

    async def _show(self, request: Request, visitor: Visitor) -> Response:
        code = read_code(request.query_params.get("code", ""))
        given = request.query_params.get("before", "")
        before = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
        lines = await asyncio.to_thread(self._read, code, before)
        return self._pages.page(
            "log.html",
            visitor,
            active="log",
            lines=lines[:_PAGE],
            older=lines[_PAGE - 1].id if len(lines) > _PAGE else None,
            newest=before is None,
            code=code,
            shown=shown_in(self._parts.line.settings.timezone),
        )

    def _read(self, code: str, before: int | None) -> list[Entry]:
        with self._parts.database.read() as connection:
            return entries(connection, code=code or None, before=before, limit=_PAGE + 1)
