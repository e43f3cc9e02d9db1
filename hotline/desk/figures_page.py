"""The figures, for supervisors, and for auditors without anybody's words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from facilities_db.statistics import editions
from hotline.audit import note
from hotline.cases import Span
from hotline.desk import charts, figures_words
from hotline.desk.figures_csv import PARTS, as_csv
from hotline.desk.gate import Gate, Visitor
from hotline.desk.masking import masked
from hotline.desk.pages import Pages
from hotline.desk.times import shown_in
from hotline.figures import figures
from hotline.questions import Question, unanswered
from hotline.staff import Role
from porchlight.database import now

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

SPANS = {1: "Today", 7: "7 days", 30: "30 days"}
_USUAL = 7
_ROLES: tuple[Role, ...] = ("supervisor", "auditor")


class FiguresPage:
    """Shows how the hotline does. Whoever takes a file or reads people's questions is in the audit log."""

    def __init__(self, parts: DeskParts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the page and of its files."""
        return [
            self._gate.get("/desk/figures", self._show, roles=_ROLES),
            self._gate.get("/desk/figures.csv", self._file, roles=_ROLES),
        ]

    async def _show(self, request: Request, visitor: Visitor) -> Response:
        asked = "questions" in request.query_params and visitor.member.supervises
        return await asyncio.to_thread(self._page, visitor, self._span(request), asked)

    async def _file(self, request: Request, visitor: Visitor) -> Response:
        part = request.query_params.get("part", "hours")
        if part not in PARTS:
            raise HTTPException(404)
        span = self._span(request)
        text = await asyncio.to_thread(self._csv, visitor, span, part)
        name = f"porchlight-{part}-{span.until.astimezone(span.zone):%Y-%m-%d}-{span.days}d.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    def _span(self, request: Request) -> Span:
        given = request.query_params.get("days", "")
        days = next((days for days in SPANS if str(days) == given), _USUAL)
        return Span.last(days, self._parts.line.settings.timezone, now())

    def _page(self, visitor: Visitor, span: Span, asked: bool) -> Response:
        with self._parts.database.read() as connection:
            found = figures(connection, span)
            directory = editions(connection, span.until.astimezone(span.zone).date())
        return self._pages.page(
            "figures.html",
            visitor,
            active="figures",
            spans=SPANS,
            figures=found,
            directory=directory,
            questions=self._questions(visitor, span) if asked else None,
            opened=charts.opened_chart(found.hours),
            answered=charts.answer_chart(found.hours),
            charts=charts,
            words=figures_words,
            parts=tuple(PARTS),
            shown=shown_in(span.zone),
        )

    def _questions(self, visitor: Visitor, span: Span) -> list[Question]:
        with self._parts.database.write() as connection:
            note(connection, "questions_viewed", staff_id=visitor.member.id, detail=SPANS[span.days].lower())
        with self._parts.database.read() as connection:
            return unanswered(connection, self._parts.cipher, span, masked)

    def _csv(self, visitor: Visitor, span: Span, part: str) -> str:
        with self._parts.database.write() as connection:
            note(connection, "csv_taken", staff_id=visitor.member.id, detail=f"{part}, {SPANS[span.days].lower()}")
        with self._parts.database.read() as connection:
            return as_csv(PARTS[part](connection, span))
