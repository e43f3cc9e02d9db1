"""Hears a desk's event stream as a browser does, over real HTTP."""

from __future__ import annotations

import json
import queue
import threading
import time
from types import TracebackType
from typing import Any

import httpx
from typing_extensions import Self

PATIENCE = 10.0  # seconds after which something that should have come has not


class Listening:
    """One open event stream, read in a thread. `events` are what came so far, as (name, data)."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(base_url=url, cookies={"desk": token}, timeout=httpx.Timeout(5.0, read=None))
        self._incoming: queue.Queue[tuple[str, dict[str, Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self.status: int | None = None
        self.headers: httpx.Headers = httpx.Headers()
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.retry: str | None = None
        self._response: httpx.Response | None = None

    def _read(self) -> None:
        name = ""
        try:
            with self._client.stream("GET", "/desk/events", headers={"accept": "text/event-stream"}) as response:
                self._response, self.status, self.headers = response, response.status_code, response.headers
                for line in response.iter_lines():
                    field, _, value = line.partition(": ")
                    if field == "event":
                        name = value
                    elif field == "retry":
                        self.retry = value
                    elif field == "data":
                        self._incoming.put((name, json.loads(value)))
        except httpx.HTTPError:
            pass
        self._incoming.put(None)

    def next(self, *names: str) -> tuple[str, dict[str, Any]]:
        """Return the next event, of one of these names if any are given. Raises EOFError when the stream ends."""
        deadline = time.monotonic() + PATIENCE
        while True:
            got = self._incoming.get(timeout=max(0.01, deadline - time.monotonic()))
            if got is None:
                raise EOFError
            self.events.append(got)
            if not names or got[0] in names:
                return got

    def row(self) -> dict[str, Any]:
        """Return the next row that has changed."""
        return self.next("row")[1]

    def ids(self) -> list[int]:
        """Return the ids of the next snapshot."""
        return [mark[0] for mark in self.next("snapshot")[1]["marks"]]

    def quiet(self, seconds: float) -> bool:
        """Say whether nothing comes for so long."""
        try:
            got = self._incoming.get(timeout=seconds)
        except queue.Empty:
            return True
        self._incoming.put(got)
        return False

    def ends(self) -> bool:
        """Wait for the end of the stream; say whether it came."""
        try:
            while True:
                self.next()
        except EOFError:
            return True
        except queue.Empty:
            return False

    def hang_up(self) -> None:
        """Close the connection, as a browser whose tab is closed."""
        self._client.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
