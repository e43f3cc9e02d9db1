"""A request arrives soon and whole, or its connection is closed: nobody keeps web busy by sending half of one.

uvicorn closes a connection that rests between two requests. One that has begun a request, or has said nothing yet, it
would wait for without end, and remember all of a head that never ends. (Its `limit_concurrency` is no help: it counts
the desk's open event streams, and what it refuses are the webhooks.)
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from connectors.failures import LONGEST_HEAD
from connectors.metrics import CUT_OFF

# From the first moment of a connection, or the first byte of a request, to the last byte of its body. Providers wait
# for 15 s, and what they send is one packet or a few.
WITHIN = 10.0  # seconds


class PromptRequests(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a limit of time for each request and one of size for its head.

    A request that is late is answered 408, one whose head is too long 431; each loses its connection. How long an
    answer takes is not limited: the desk's events never end.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._head: int | None = None  # how much has come of a head that is not whole yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Somebody has connected, and is to say what they want."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part has come."""
        self._expect()
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > LONGEST_HEAD:
                self._hang_up(431)

    def on_message_begin(self) -> None:
        """A request begins, perhaps in the same packet in which another ended."""
        super().on_message_begin()
        self._head = 0
        self._expect()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._arrived()
        super().on_message_complete()

    def _expect(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(WITHIN, self._hang_up, 408)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self, status: int) -> None:
        """Close the connection, and say why where nothing else is being said on it."""
        if self.transport.is_closing():
            return
        CUT_OFF.inc()
        cycle = self.cycle
        answering = (
            cycle is not None and not cycle.response_complete and (cycle.response_started or not cycle.more_body)
        )
        if self.scope is not None and not answering and not self.pipeline:
            self.transport.write(STATUS_LINE[status] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()
