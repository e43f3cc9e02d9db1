"""Run an ASGI application on a free loopback port, in a thread, for as long as a test needs it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import Self
from uvicorn.protocols.http.h11_impl import H11Protocol


class _HangUpProtocol(H11Protocol):
    """Hands the connection to the application, which has to be able to hang up without an answer.

    Its access log is off here and not in the configuration, which would silence every uvicorn there is.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where a request finds it: `request.state.transport`."""
        self.app_state = {**self.app_state, "transport": transport}
        self.access_log = False
        super().connection_made(transport)


class _QuickServer(uvicorn.Server):
    """Stops in milliseconds: hundreds of tests stop a double each, and uvicorn's own end takes 0.2 s."""

    async def main_loop(self) -> None:
        """Look for the end more often than ten times a second."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % 10
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End at once, held connections and all: a polite end would wait for a scripted silence to pass."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:  # holds and polls see that nobody is there any more
            await asyncio.wait(self.server_state.tasks, timeout=1)


class LoopbackServer:
    """One uvicorn in one daemon thread. A stopped server can be started again; it then has another port."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The address clients are pointed at, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Listen, and return once connections are accepted. Bound here, so that no port is raced for."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            http=_HangUpProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
        )
        server = self._server = _QuickServer(config)
        self._thread = threading.Thread(target=server.run, args=([listener],), daemon=True, name="test-double")
        self._thread.start()
        deadline = time.monotonic() + 60
        while not server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the test double did not start")
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Hang up on everybody, and return when the port is closed."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(timeout=60)
        if self._thread.is_alive():
            raise RuntimeError("the test double did not stop")
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
