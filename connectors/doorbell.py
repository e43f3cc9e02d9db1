"""Wakes another process at once, instead of letting it ask the database again and again.

A ring may be lost (a process that is just starting); everyone therefore also looks by themselves once a
second. Nothing but "look now" travels this way: never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import secrets
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any, Literal, Protocol

import psycopg2
import psycopg2.extensions

from porchlight.database import KEEPALIVE, Database

Topic = Literal["inbox", "outbox", "desk"]

_CONNECT_WITHIN, _PAUSE = 5, 0.5  # seconds to reach the server, and between two tries


class Doorbell(Protocol):
    """Rings a topic for every process that listens to it."""

    def ring(self, topic: Topic) -> None:
        """Wake whoever listens to `topic`. Never raises, never waits."""

    def listen(self, topic: Topic) -> Listener:
        """Return a listener; call it inside a running event loop and close it in the end."""


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event for at most `seconds`. Unlike Python 3.10's `wait_for`, it never swallows a cancellation."""
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({waiting}, timeout=seconds)
    finally:
        waiting.cancel()


class Listener:
    """Waits for a ring in an event loop."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._fileno = -1

    def _attend(self, fileno: int) -> None:
        """Hear what comes in here from now on."""
        self._fileno = fileno
        self._loop.add_reader(fileno, self._ready)

    def _leave(self) -> None:
        """Hear it no more. Before it is closed: its number may then be somebody else's."""
        self._loop.remove_reader(self._fileno)

    def _ready(self) -> None:
        self._drain()
        self._rung.set()

    def _drain(self) -> None:
        raise NotImplementedError

    async def wait(self, seconds: float) -> bool:
        """Return True at the next ring (or at once, when one came since the last call), False after `seconds`."""
        await wait_for_event(self._rung, seconds)
        rung = self._rung.is_set()
        self._rung.clear()
        return rung

    def wake(self) -> None:
        """Ring for this listener alone, from inside its own process."""
        self._rung.set()

    def close(self) -> None:
        """Stop listening."""
        self._leave()


class SocketDoorbell:
    """For processes of one machine: a datagram socket per listener, in a folder that they share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ring(self, topic: Topic) -> None:
        """Send one byte to every socket of the topic; sockets that nobody reads any more are cleared away."""
        # A process that has no file left to open rings nobody: a message that was kept must not be refused for it.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            for path in self._folder.glob(f"{topic}-*.sock"):
                try:
                    sender.sendto(b"!", str(path))
                except ConnectionRefusedError:
                    path.unlink(missing_ok=True)
                except OSError:  # full: it has rings enough; gone: it has just closed
                    continue

    def listen(self, topic: Topic) -> Listener:
        """Return a listener on a socket of its own."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _SocketListener(self._folder / f"{topic}-{os.getpid()}-{secrets.token_hex(3)}.sock")


class _SocketListener(Listener):
    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(str(path))
        super().__init__()
        self._attend(self._socket.fileno())

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(16):
                pass

    def close(self) -> None:
        super().close()
        self._socket.close()
        self._path.unlink(missing_ok=True)


class PostgresDoorbell:
    """For processes anywhere: LISTEN/NOTIFY of the database they share."""

    def __init__(self, database: Database) -> None:
        self._url = database.url.replace("+psycopg2", "")
        self._wanted: set[Topic] = set()
        self._changed = threading.Condition()
        self._ringing: threading.Thread | None = None

    def ring(self, topic: Topic) -> None:
        """NOTIFY the topic, from a thread: whoever rings may be the event loop that answers a provider.

        Rings that come while one is on its way go together. A database that is gone rings nobody; they look by
        themselves when it is back.
        """
        with self._changed:
            self._wanted.add(topic)
            if self._ringing is None:
                self._ringing = threading.Thread(target=self._ring_on, name="doorbell", daemon=True)
                self._ringing.start()
            self._changed.notify()

    def _ring_on(self) -> None:
        connection: Any = None
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._wanted))
                topics, self._wanted = self._wanted, set()
            for _attempt in range(2):  # a connection from before a restart of the server tells so only when it is used
                try:
                    connection = connection or _connected(self._url)
                    _say(connection, *(f"NOTIFY porchlight_{topic}" for topic in topics))
                    break
                except psycopg2.Error:
                    connection = None

    def listen(self, topic: Topic) -> Listener:
        """Return a listener on a connection of its own; without a server, it hears nothing until there is one."""
        return _PostgresListener(self._url, topic)


class _PostgresListener(Listener):
    """Connects again when the server went away, until it is closed."""

    def __init__(self, url: str, topic: Topic) -> None:
        super().__init__()
        self._url = url
        self._topic = topic
        self._connection: Any = None
        self._coming_back: asyncio.Task[None] | None = None
        try:
            self._begin(self._listening())
        except psycopg2.Error:
            self._come_back()

    def _listening(self) -> Any:
        connection = _connected(self._url)
        _say(connection, f"LISTEN porchlight_{self._topic}")
        return connection

    def _begin(self, connection: Any) -> None:
        self._connection = connection
        self._attend(connection.fileno())

    def _come_back(self) -> None:
        self._connection = None
        self._coming_back = asyncio.create_task(self._try_again())

    async def _try_again(self) -> None:
        while self._connection is None:
            await asyncio.sleep(_PAUSE)
            with contextlib.suppress(psycopg2.Error):
                self._begin(await asyncio.to_thread(self._listening))
        self.wake()  # what was rung meanwhile was not heard

    def _drain(self) -> None:
        try:
            self._connection.poll()
        except psycopg2.Error:  # the server went away
            self._leave()
            self._come_back()
        else:
            self._connection.notifies.clear()

    def close(self) -> None:
        if self._coming_back is not None:
            self._coming_back.cancel()
        if self._connection is not None:
            super().close()
            self._connection.close()


def _connected(url: str) -> Any:
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_WITHIN, **KEEPALIVE)
    connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    return connection


def _say(connection: Any, *statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def doorbell_for(database: Database) -> Doorbell:
    """Return the doorbell that reaches every process which shares `database`."""
    if not database.is_sqlite:
        return PostgresDoorbell(database)
    # A socket's path may hold 107 characters, which a folder beside the database soon passes.
    name = hashlib.sha256(database.url.encode()).hexdigest()[:16]
    return SocketDoorbell(Path(tempfile.gettempdir()) / f"porchlight-{os.getuid()}-{name}")
