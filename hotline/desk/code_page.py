"""Finds a conversation by the code that a person says on the phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.codes import DIGITS, LENGTH, LETTERS, read_code
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

_MOST_SHOWN = 12


class CodePage:
    """Goes to the conversation, where the look is noted; or says kindly how to hear the code better."""

    def __init__(self, parts: DeskParts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the route of the look-up."""
        return [self._gate.get("/desk/code", self._find)]

    async def _find(self, request: Request, visitor: Visitor) -> Response:
        code = read_code(request.query_params.get("code", ""))
        handoff = await asyncio.to_thread(self._parts.handoffs.by_code, code) if len(code) == LENGTH else None
        if handoff is not None:
            return RedirectResponse(f"/desk/conversations/{handoff.id}", 303)
        return self._pages.page(
            "code.html",
            visitor,
            status=404,
            code=code[:_MOST_SHOWN],
            strange="".join(dict.fromkeys(each for each in code[:_MOST_SHOWN] if each not in DIGITS + LETTERS)),
            whole=len(code) == LENGTH,
            letters=" ".join(LETTERS),
            digits=" ".join(DIGITS),
        )
