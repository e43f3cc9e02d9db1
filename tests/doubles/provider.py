"""What both doubles have in common: a server, scripted faults, and a record of what arrived."""

from __future__ import annotations

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Generic, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute
from typing_extensions import Self

from .faults import Fault, Faults
from .server import LoopbackServer

Record = TypeVar("Record")
GARBAGE = "<html><head><title>502 Bad Gateway</title></head><body>upstream is unwell</body></html>"


class Provider(ABC, Generic[Record]):
    """A provider behind a real socket. `sent` is what it took, `invalid` what broke its contract."""

    def __init__(self) -> None:
        self.sent: list[Record] = []
        self.invalid: list[str] = []
        self.attempts: list[tuple[str, float]] = []
        self.faults = Faults(self.fault_applies)
        self._changed = threading.Condition()
        self._server = LoopbackServer(Starlette(routes=self.routes()))

    @abstractmethod
    def routes(self) -> list[BaseRoute]:
        """The addresses this provider answers at."""

    @abstractmethod
    def fault_answer(self, status: int, fault: Fault) -> Response:
        """An error of this status in the provider's own words."""

    def fault_applies(self, on: str | None, method: str) -> bool:
        """Whether a fault scripted `on` a method (Telegram) or recipient (Twilio), or on none in particular, is met by this call."""
        return on is None or on == method

    @property
    def url(self) -> str:
        """The address clients are pointed at, without a slash at the end."""
        return self._server.url

    def start(self) -> Self:
        """Begin to listen."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Hang up on everybody and close."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_for(self, expected: int | Callable[[Sequence[Record]], bool], timeout: float = 60.0) -> list[Record]:
        """Wait until this many messages were taken, or the predicate likes the list of them; return them."""

        def met() -> bool:
            return len(self.sent) >= expected if isinstance(expected, int) else expected(self.sent)

        with self._changed:
            if not self._changed.wait_for(met, timeout):
                raise AssertionError(f"waited {timeout} s for {expected}, was sent {self.sent}")
            return list(self.sent)

    def note_sent(self, record: Record) -> None:
        """Write down a message that was taken, and wake whoever waits for it."""
        with self._changed:
            self.sent.append(record)
            self._changed.notify_all()

    async def answer(self, request: Request, method: str, handle: Callable[[], Awaitable[Response]]) -> Response:
        """Answer a call, or let it meet the fault that is scripted for it."""
        self.attempts.append((method, time.monotonic()))
        fault = self.faults.take(method)
        if fault is None:
            return await handle()
        if fault.kind == "garbage":
            return HTMLResponse(GARBAGE)
        if isinstance(fault.kind, int):
            return self.fault_answer(fault.kind, fault)
        if fault.kind == "silence":
            await _hold(request, fault.seconds)
        elif fault.kind == "lost":
            await handle()
        return await _hang_up(request)


async def _hold(request: Request, seconds: float) -> None:
    """Say nothing for so long, or until the other side gives up."""
    await request.body()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not await request.is_disconnected():
        await asyncio.sleep(0.01)


async def _hang_up(request: Request) -> Response:
    """Close the connection with nothing said. The response returned goes nowhere, as nobody is listening."""
    await request.body()
    request.state.transport.close()
    while not await request.is_disconnected():
        await asyncio.sleep(0.001)
    return Response(status_code=500)
