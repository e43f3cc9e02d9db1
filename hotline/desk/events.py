"""Tells every open desk what has changed, read once for all of them.

No ring, no clock and no order of commits is relied on: each look reads the marks of all open handoffs, and what
differs from what was told last is told now.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from connectors.doorbell import Doorbell, wait_for_event
from hotline.desk.listing import Mark, closed_marks, marks, microseconds
from hotline.desk.queue_rows import QueueRows
from hotline.staff import StaffRegister
from porchlight.database import Database, now

log = structlog.get_logger()

_LOOK_EVERY = 1.0  # seconds, when nobody rings
_PAUSE = 0.2  # seconds at least between two looks: what comes in a burst is told together
# Another host's clock may be behind ours, and a transaction may end long after it took its time.
_OVERLAP = dt.timedelta(seconds=30)
_BACKLOG = 30  # looks that wait for a slow browser, before it is told to begin anew
# One member's streams, in one process: a few browsers, and what has not noticed yet that its tab is gone. Each holds a
# connection of the process, which has only so many, and text messages come in by them too.
MOST_STREAMS = 30


@dataclass(frozen=True)
class _Look:
    """What one look found: all that is open, what was closed of late, who is on shift; and what of that is new."""

    at: dt.datetime
    open: dict[int, Mark]
    closed: dict[int, Mark]
    on_shift: list[str]
    news: bytes


class Desk:
    """One open event stream. It first gets a snapshot, and again whenever it could not keep up."""

    def __init__(self, snapshot: Callable[[], bytes | None]) -> None:
        """`snapshot`: the present state as an event, or None while there is none yet."""
        self._snapshot = snapshot
        self._waiting: deque[bytes] = deque()
        self._behind = True
        self._something = asyncio.Event()
        self.ended = False

    def put(self, news: bytes) -> None:
        """Add what is new. When too much waits already, all of it gives way to a snapshot."""
        if self._behind:
            pass  # the snapshot will have it
        elif len(self._waiting) < _BACKLOG:
            self._waiting.append(news)
        else:
            self._waiting.clear()
            self._behind = True
        self._something.set()

    def end(self) -> None:
        """Let the stream end."""
        self.ended = True
        self._something.set()

    async def next(self, seconds: float) -> bytes:
        """Return what to send next; nothing (b"") after `seconds`, or when the stream is to end."""
        if not self._ready() and not self.ended:
            await wait_for_event(self._something, seconds)
        self._something.clear()
        if self._behind and (snapshot := self._snapshot()) is not None:
            self._behind = False
            return snapshot
        news = b"".join(self._waiting)
        self._waiting.clear()
        return news

    def _ready(self) -> bool:
        return bool(self._waiting) or (self._behind and self._snapshot() is not None)


class EventHub:
    """Looks while anybody listens, and tells all of them.

    Events: `snapshot` (all marks), `row` (a mark and its row as HTML), `gone` (closed, or erased), `shift`.
    """

    def __init__(
        self,
        database: Database,
        register: StaffRegister,
        doorbell: Doorbell,
        queue_rows: QueueRows,
        *,
        stopping: Callable[[], bool] | None = None,
    ) -> None:
        """`stopping`: whether this process is about to end; streams then end first."""
        self._database = database
        self._register = register
        self._doorbell = doorbell
        self._rows = queue_rows
        self._stopping = stopping or told_to_stop
        self._desks: dict[Desk, int] = {}  # and whose each is, the oldest first
        self._task: asyncio.Task[None] | None = None
        self._told: _Look | None = None
        self._snapshot: bytes | None = None

    @property
    def desks(self) -> int:
        """How many streams are open."""
        return len(self._desks)

    @contextlib.contextmanager
    def listen(self, member_id: int) -> Iterator[Desk]:
        """Open a stream for a member, inside the running event loop. Whoever has too many loses their oldest."""
        desk = Desk(self._present)
        self._desks[desk] = member_id
        theirs = [each for each, member in self._desks.items() if member == member_id]
        for oldest in theirs[:-MOST_STREAMS]:
            oldest.end()
        if self._task is None:
            self._told = self._snapshot = None  # what was told before is old
            self._task = asyncio.get_running_loop().create_task(self._run())
        try:
            yield desk
        finally:
            self._desks.pop(desk, None)
            if not self._desks and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _run(self) -> None:
        """Look until nobody listens, or the process ends. Whatever else ends it ends the streams: they come again."""
        try:
            with contextlib.closing(self._doorbell.listen("desk")) as listener:
                while not self._stopping():
                    began = time.monotonic()
                    await self._look_and_tell()
                    # A look that takes long must not keep a processor busy.
                    await asyncio.sleep(max(_PAUSE, 3 * (time.monotonic() - began)))
                    await listener.wait(_LOOK_EVERY - _PAUSE)
        except Exception as error:
            log.error("the desk's events stopped", error=type(error).__name__)
        for desk in self._desks:
            desk.end()
        self._task = None

    async def _look_and_tell(self) -> None:
        try:
            look = await asyncio.to_thread(self._look, self._told)
        except SQLAlchemyError as error:
            log.warning("the desk cannot look for news", error=type(error).__name__)
            return
        first, self._told = self._told is None, look
        if first or look.news:
            self._snapshot = None
            for desk in self._desks:
                desk.put(look.news)

    def _look(self, told: _Look | None) -> _Look:
        at = now()
        with self._database.read() as connection:
            present = {mark.id: mark for mark in marks(connection)}
            lately = closed_marks(connection, (told.at if told else at) - _OVERLAP)
            closed = {mark.id: mark for mark in lately}
            on_shift = [member.name for member in self._register.on_shift(connection)]
            changed = [] if told is None else [mark for mark in present.values() if told.open.get(mark.id) != mark]
            drawn = self._rows.drawn(connection, changed)
        if told is None:
            return _Look(at, present, closed, on_shift, b"")
        news = [event("row", **asdict(row.mark), html=row.html) for row in drawn]
        news += [
            event("gone", id=mark.id, status="closed") for mark in closed.values() if told.closed.get(mark.id) != mark
        ]
        erased = told.open.keys() - present.keys() - closed.keys()
        news += [event("gone", id=each, status="erased") for each in sorted(erased)]
        if on_shift != told.on_shift:
            news.append(event("shift", names=on_shift))
        return _Look(at, present, closed, on_shift, b"".join(news))

    def _present(self) -> bytes | None:
        if self._snapshot is None and self._told is not None:
            marks = [list(asdict(mark).values()) for mark in self._told.open.values()]
            self._snapshot = event("snapshot", marks=marks, on_shift=self._told.on_shift)
        return self._snapshot


def event(name: str, **fields: Any) -> bytes:
    """Return one server-sent event. Each tells the time, in milliseconds: browsers' clocks are wrong."""
    data = json.dumps({**fields, "now": microseconds(now()) // 1000}, separators=(",", ":"))
    return f"event: {name}\ndata: {data}\n\n".encode()


def told_to_stop() -> bool:
    """Say whether uvicorn was told to end this process: it then waits for open streams, and does not tell them."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))
