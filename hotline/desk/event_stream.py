"""GET /desk/events: what has changed, as server-sent events, for as long as somebody is signed in."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute
from starlette.types import Send

from hotline.desk.events import EventHub, event
from hotline.desk.gate import Gate, Visitor

_KEEP_ALIVE = 15.0
_BEGIN = b"retry: 1000\n\n"


class EventStream:
    """Serves the stream.

    There are no event ids: a browser that comes back gets a snapshot of all that is open, whatever it has missed.
    """

    def __init__(self, gate: Gate, hub: EventHub, *, keep_alive: float = _KEEP_ALIVE) -> None:
        """`keep_alive`: every so many seconds the browser gets a sign of life, and the session is looked at."""
        self._gate = gate
        self._hub = hub
        self._keep_alive = keep_alive

    def routes(self) -> list[BaseRoute]:
        """Return its route."""
        return [self._gate.get("/desk/events", self.events)]

    async def events(self, request: Request, visitor: Visitor) -> Response:
        """Answer with a stream that has no end of its own."""
        # nginx would otherwise hold events back until it has a bufferful.
        headers = {"X-Accel-Buffering": "no"}
        return _Stream(self._stream(request, visitor.member.id), media_type="text/event-stream", headers=headers)

    async def _stream(self, request: Request, member_id: int) -> AsyncGenerator[bytes, None]:
        with self._hub.listen(member_id) as desk:
            yield _BEGIN
            check_at = time.monotonic() + self._keep_alive
            while not desk.ended:
                # First: a browser that took nothing for hours may have been signed out meanwhile.
                if time.monotonic() >= check_at:
                    if not await self._still_in(request):
                        return
                    yield event("alive")
                    check_at = time.monotonic() + self._keep_alive
                if news := await desk.next(max(0.0, check_at - time.monotonic())):
                    yield news

    async def _still_in(self, request: Request) -> bool:
        try:
            return await self._gate.visitor(request) is not None
        except SQLAlchemyError:  # nobody can tell, and nothing is told meanwhile
            return True


class _Stream(StreamingResponse):
    """A stream whose generator ends at once when the browser goes, not whenever Python clears it away."""

    body_iterator: AsyncGenerator[bytes, None]

    async def stream_response(self, send: Send) -> None:
        async with contextlib.aclosing(self.body_iterator):
            await super().stream_response(send)
