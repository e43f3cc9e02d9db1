"""The queue's page, and what is done from it: claim somebody, begin or end a shift."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.desk.event_stream import EventStream
from hotline.desk.events import EventHub
from hotline.desk.gate import Gate, Visitor
from hotline.desk.listing import Mark, closed_since, marks, microseconds
from hotline.desk.pages import Pages
from hotline.desk.queue_rows import Drawn, QueueRows
from hotline.staff import Member
from porchlight.database import now

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

# More rows than this nobody reads; the rest is counted.
LIMIT = 200
_PAGE = 50
_MAX_ID = 2**31 - 1


@dataclass(frozen=True)
class Section:
    """One part of the queue. total: how many belong there; rows: the first of them, drawn."""

    id: str
    title: str
    empty: str
    total: int
    rows: Sequence[Markup] = field(repr=False)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


class QueuePages:
    """Serves the queue, and the events that keep it and the other pages fresh."""

    def __init__(self, parts: DeskParts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._gate = gate
        self._pages = pages
        self._zone = parts.line.settings.timezone
        self._rows = QueueRows(pages, self._zone)
        self._stream = EventStream(gate, EventHub(parts.database, parts.staff, parts.doorbell, self._rows))

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the page and of what is done from it."""
        return [
            self._gate.get("/desk/queue", self.queue),
            self._gate.post("/desk/conversations/{id:int}/claim", self.claim),
            self._gate.post("/desk/shift", self.shift),
            *self._stream.routes(),
        ]

    async def queue(self, request: Request, visitor: Visitor) -> Response:
        """Show who waits; with ?fragment=1 only the list, with ?show=closed who was helped today."""
        if request.query_params.get("show") == "closed":
            return await asyncio.to_thread(self._closed, visitor, _page_number(request))
        return await asyncio.to_thread(self._queue, visitor, "fragment" in request.query_params)

    async def claim(self, request: Request, visitor: Visitor) -> Response:
        """Take somebody, and go to them. Raises NotPossible when a colleague was faster."""
        if (handoff_id := request.path_params["id"]) > _MAX_ID:
            raise HTTPException(404)
        handoff = await asyncio.to_thread(self._parts.queue.claim, visitor.member, handoff_id)
        await asyncio.to_thread(self._parts.changed)
        return RedirectResponse(f"/desk/conversations/{handoff.id}", 303)

    async def shift(self, request: Request, visitor: Visitor) -> Response:
        """Begin (on=1) or end (on=0) the visitor's shift."""
        on = visitor.form.get("on") == "1"
        await asyncio.to_thread(self._change_shift, visitor.member, on)
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"on": on})
        return RedirectResponse("/desk/queue", 303)

    def _change_shift(self, member: Member, on: bool) -> None:
        with self._parts.database.write() as connection:
            self._parts.staff.shift(connection, member, on)
        self._parts.changed()

    def _queue(self, visitor: Visitor, fragment: bool) -> Response:
        with self._parts.database.read() as connection:
            parts = sections(marks(connection), visitor.member)
            shown = [mark for part in parts.values() for mark in part[:LIMIT]]
            drawn = {row.mark.id: row for row in self._rows.drawn(connection, shown)}
            on_shift = [member.name for member in self._parts.staff.on_shift(connection)]
        named: dict[str, Any] = {
            "sections": [
                Section(name, *_TITLES[name], total=len(part), rows=_in_order(part[:LIMIT], drawn))
                for name, part in parts.items()
            ],
            "limit": LIMIT,
            "now": microseconds(now()) // 1000,
        }
        if fragment:
            return HTMLResponse(self._pages.text("_queue.html", **named))
        return self._pages.page("queue.html", visitor, active="queue", on_shift=on_shift, **named)

    def _closed(self, visitor: Visitor, page: int) -> Response:
        with self._parts.database.read() as connection:
            found = closed_since(connection, _midnight(self._zone), limit=_PAGE + 1, skip=(page - 1) * _PAGE)
            on_shift = [member.name for member in self._parts.staff.on_shift(connection)]
        drawn = [Markup(self._rows.html(row)) for row in found[:_PAGE]]  # noqa: S704  # a template's own output
        return self._pages.page(
            "closed.html",
            visitor,
            active="queue",
            on_shift=on_shift,
            rows=drawn,
            page=page,
            further=len(found) > _PAGE,
        )


_TITLES = {
    "waiting": ("Waiting", "Nobody is waiting."),
    "mine": ("Mine", "You have nobody."),
    "others": ("With colleagues", "Nobody."),
    "snoozed": ("Snoozed", "Nobody."),
}


def sections(marks: Sequence[Mark], member: Member) -> dict[str, list[Mark]]:
    """Sort open handoffs, in the order they have, into the parts of the queue as this member sees them."""
    parts: dict[str, list[Mark]] = {name: [] for name in _TITLES if name != "mine" or member.may_change}
    for mark in marks:
        taken = "mine" if mark.staff_id == member.id else "others"
        parts[taken if mark.status == "taken" else mark.status].append(mark)
    return parts


def _in_order(part: Sequence[Mark], drawn: Mapping[int, Drawn]) -> list[Markup]:
    found = sorted((drawn[mark.id] for mark in part if mark.id in drawn), key=lambda row: row.order)
    return [Markup(row.html) for row in found]  # noqa: S704  # a template's own output


def _midnight(zone: ZoneInfo) -> dt.datetime:
    return now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "")
    return max(1, int(given)) if len(given) < 7 and given.isascii() and given.isdecimal() else 1
