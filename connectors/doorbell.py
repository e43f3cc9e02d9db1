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
from pathlib import Path
from typing import Literal, Protocol

import psycopg2
import psycopg2.extensions

from porchlight.database import Database

Topic = Literal["inbox", "outbox", "desk"]


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

    def __init__(self, fileno: int) -> None:
        self._rung = asyncio.Event()
        self._fileno = fileno
        asyncio.get_running_loop().add_reader(fileno, self._ready)

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
        asyncio.get_running_loop().remove_reader(self._fileno)


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
        super().__init__(self._socket.fileno())

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
        self._database = database

    def ring(self, topic: Topic) -> None:
        """NOTIFY the topic. A database that is gone rings nobody; they look by themselves when it is back."""
        with contextlib.suppress(Exception), self._database.write() as connection:
            connection.exec_driver_sql(f"NOTIFY porchlight_{topic}")

    def listen(self, topic: Topic) -> Listener:
        """Return a listener on a connection of its own. Raises psycopg2.OperationalError without a database."""
        return _PostgresListener(self._database.url, topic)


class _PostgresListener(Listener):
    def __init__(self, url: str, topic: Topic) -> None:
        self._connection = psycopg2.connect(url.replace("+psycopg2", ""))
        self._connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
        with self._connection.cursor() as cursor:
            cursor.execute(f"LISTEN porchlight_{topic}")
        super().__init__(self._connection.fileno())

    def _drain(self) -> None:
        try:
            self._connection.poll()
        except psycopg2.Error:  # the server went away: stop reading, go on by looking once a second
            asyncio.get_running_loop().remove_reader(self._fileno)
            return
        self._connection.notifies.clear()

    def close(self) -> None:
        super().close()
        self._connection.close()


def doorbell_for(database: Database) -> Doorbell:
    """Return the doorbell that reaches every process which shares `database`."""
    if not database.is_sqlite:
        return PostgresDoorbell(database)
    # A socket's path may hold 107 characters, which a folder beside the database soon passes.
    name = hashlib.sha256(database.url.encode()).hexdigest()[:16]
    return SocketDoorbell(Path(tempfile.gettempdir()) / f"porchlight-{os.getuid()}-{name}")
