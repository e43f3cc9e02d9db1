"""The doorbell: heard at once, and harmless when it is not."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import stat
import time
from pathlib import Path

import pytest

from connectors.doorbell import Listener, PostgresDoorbell, SocketDoorbell, doorbell_for
from porchlight.database import Database


def _sockets(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sock"))


async def _waited(folder: Path, rings: int = 1, topic: str = "inbox") -> float:
    listener = SocketDoorbell(folder).listen("inbox")
    try:
        for _ in range(rings):
            SocketDoorbell(folder).ring(topic)  # type: ignore[arg-type]
        started = time.monotonic()
        await listener.wait(0.3)
        return time.monotonic() - started
    finally:
        listener.close()


def _ring(folder: Path) -> None:
    SocketDoorbell(folder).ring("inbox")


def test_a_ring_wakes_another_process_in_50_ms(short_folder: Path) -> None:
    """From the ring to the waiting listener."""

    async def run() -> float:
        listener = SocketDoorbell(short_folder).listen("inbox")
        waiting = asyncio.create_task(listener.wait(5.0))
        await asyncio.sleep(0.05)
        started = time.monotonic()
        SocketDoorbell(short_folder).ring("inbox")
        await waiting
        listener.close()
        return time.monotonic() - started

    assert min(asyncio.run(run()) for _ in range(3)) < 0.05


def test_a_ring_crosses_processes(short_folder: Path) -> None:
    """The folder is all that two processes share."""

    async def run() -> None:
        listener = SocketDoorbell(short_folder).listen("inbox")
        ringing = multiprocessing.get_context("fork").Process(target=_ring, args=(short_folder,))
        ringing.start()
        await asyncio.wait_for(listener.wait(5.0), 4.0)
        ringing.join()
        listener.close()

    asyncio.run(run())


def test_a_ring_before_the_wait_counts(short_folder: Path) -> None:
    """A ring that came while the listener was busy ends its next wait at once; a thousand of them end only one."""
    assert asyncio.run(_waited(short_folder, rings=1)) < 0.1
    assert asyncio.run(_waited(short_folder, rings=1000)) < 0.1


def test_another_topic_wakes_nobody(short_folder: Path) -> None:
    """A listener of the inbox sleeps through the outbox's rings, until its time is over."""
    assert 0.25 < asyncio.run(_waited(short_folder, topic="outbox")) < 2.0


def test_a_listener_can_be_woken_from_inside(short_folder: Path) -> None:
    """`wake` rings for this listener alone, once."""

    async def run() -> tuple[float, float]:
        listener = SocketDoorbell(short_folder).listen("outbox")
        listener.wake()
        started = time.monotonic()
        await listener.wait(1.0)
        woken = time.monotonic()
        await listener.wait(0.1)
        listener.close()
        return woken - started, time.monotonic() - woken

    first, second = asyncio.run(run())
    assert first < 0.1 <= second + 0.02


@pytest.mark.parametrize("steps", range(4))
def test_a_ring_does_not_swallow_the_end(short_folder: Path, steps: int) -> None:
    """A loop that waits for rings ends when it is cancelled, also in the very moment of a ring.

    Otherwise the web process hangs when it is told to stop just as a reply is due.
    """

    async def forever(listener: Listener) -> None:
        while True:
            await listener.wait(30.0)

    async def run() -> bool:
        listener = SocketDoorbell(short_folder).listen("outbox")
        task = asyncio.create_task(forever(listener))
        await asyncio.sleep(0.02)
        listener.wake()
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=0.3)
        ended = task.done()
        task.cancel()
        listener.close()
        return ended

    assert asyncio.run(run())


def test_everyone_who_listens_is_woken(short_folder: Path) -> None:
    """Several workers listen to one topic."""

    async def run() -> float:
        listeners = [SocketDoorbell(short_folder).listen("inbox") for _ in range(3)]
        SocketDoorbell(short_folder).ring("inbox")
        started = time.monotonic()
        await asyncio.gather(*(listener.wait(2.0) for listener in listeners))
        for listener in listeners:
            listener.close()
        return time.monotonic() - started

    assert asyncio.run(run()) < 0.2


def test_ringing_without_anyone_is_harmless(tmp_path: Path) -> None:
    """A ring that nobody hears is lost, also when there is no folder yet."""
    SocketDoorbell(tmp_path).ring("inbox")
    SocketDoorbell(tmp_path / "not" / "there").ring("outbox")


def test_sockets_of_the_dead_are_cleared(short_folder: Path) -> None:
    """A socket that nobody reads any more goes at the next ring; a closed listener takes its own away."""
    dead = short_folder / "inbox-1-abc.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left_behind:
        left_behind.bind(str(dead))
    assert _sockets(short_folder) == [dead]
    assert asyncio.run(_waited(short_folder)) < 0.1
    assert _sockets(short_folder) == []


def test_only_the_owner_can_ring(short_folder: Path) -> None:
    """The folder is closed to other users."""
    folder = short_folder / "new"
    asyncio.run(_waited(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_doorbell_fits_the_database(tmp_path: Path) -> None:
    """Processes that share a SQLite file ring by sockets, however deep the file lies; others by the server."""
    deep = tmp_path / ("d" * 100) / "porchlight.db"
    doorbell = doorbell_for(Database(f"sqlite:///{deep}"))
    assert isinstance(doorbell, SocketDoorbell)

    async def run() -> None:
        listener = doorbell.listen("inbox")
        doorbell.ring("inbox")
        await asyncio.wait_for(listener.wait(5.0), 1.0)
        listener.close()

    asyncio.run(run())
    assert isinstance(doorbell_for(Database("postgresql://nobody@localhost:1/none", wait=0.1)), PostgresDoorbell)


def test_a_server_that_is_gone_rings_nobody() -> None:
    """Ringing never raises."""
    PostgresDoorbell(Database("postgresql://nobody@localhost:1/none", wait=0.1)).ring("inbox")
