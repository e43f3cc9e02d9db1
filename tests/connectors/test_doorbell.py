"""The doorbell: heard at once, and harmless when it is not."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import socket
import stat
from pathlib import Path

import pytest

from connectors.doorbell import Listener, PostgresDoorbell, SocketDoorbell, Topic, doorbell_for
from porchlight.database import Database


def _sockets(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sock"))


# No test waits this long, however slow the machine, unless a ring was lost.
PATIENCE = 60.0


async def _woken_after(folder: Path, rings: int = 1, topic: Topic = "inbox", wait: float = PATIENCE) -> bool:
    listener = SocketDoorbell(folder).listen("inbox")
    try:
        for _ in range(rings):
            SocketDoorbell(folder).ring(topic)
        return await listener.wait(wait)
    finally:
        listener.close()


def _ring(folder: Path) -> None:
    SocketDoorbell(folder).ring("inbox")


def test_a_ring_wakes_a_listener_that_waits(short_folder: Path) -> None:
    """From the ring to the waiting listener."""

    async def run() -> bool:
        listener = SocketDoorbell(short_folder).listen("inbox")
        waiting = asyncio.create_task(listener.wait(PATIENCE))
        await asyncio.sleep(0.05)
        SocketDoorbell(short_folder).ring("inbox")
        woken = await waiting
        listener.close()
        return woken

    assert asyncio.run(run())


def test_a_ring_crosses_processes(short_folder: Path) -> None:
    """The folder is all that two processes share."""

    async def run() -> None:
        listener = SocketDoorbell(short_folder).listen("inbox")
        ringing = multiprocessing.get_context("fork").Process(target=_ring, args=(short_folder,))
        ringing.start()
        assert await listener.wait(PATIENCE)
        ringing.join()
        listener.close()

    asyncio.run(run())


def test_a_ring_before_the_wait_counts(short_folder: Path) -> None:
    """A ring that came while the listener was busy ends its next wait at once; a thousand of them end only one."""
    assert asyncio.run(_woken_after(short_folder, rings=1))
    assert asyncio.run(_woken_after(short_folder, rings=1000))


def test_another_topic_wakes_nobody(short_folder: Path) -> None:
    """A listener of the inbox sleeps through the outbox's rings, until its time is over."""
    assert not asyncio.run(_woken_after(short_folder, topic="outbox", wait=0.3))


def test_a_listener_can_be_woken_from_inside(short_folder: Path) -> None:
    """`wake` rings for this listener alone, once."""

    async def run() -> tuple[bool, bool]:
        listener = SocketDoorbell(short_folder).listen("outbox")
        listener.wake()
        first, second = await listener.wait(PATIENCE), await listener.wait(0.1)
        listener.close()
        return first, second

    assert asyncio.run(run()) == (True, False)


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
        await asyncio.wait({task}, timeout=PATIENCE)
        ended = task.done()
        task.cancel()
        listener.close()
        return ended

    assert asyncio.run(run())


def test_everyone_who_listens_is_woken(short_folder: Path) -> None:
    """Several workers listen to one topic."""

    async def run() -> list[bool]:
        listeners = [SocketDoorbell(short_folder).listen("inbox") for _ in range(3)]
        SocketDoorbell(short_folder).ring("inbox")
        woken = await asyncio.gather(*(listener.wait(PATIENCE) for listener in listeners))
        for listener in listeners:
            listener.close()
        return woken

    assert asyncio.run(run()) == [True] * 3


def test_ringing_without_anyone_is_harmless(tmp_path: Path) -> None:
    """A ring that nobody hears is lost, also when there is no folder yet."""
    SocketDoorbell(tmp_path).ring("inbox")
    SocketDoorbell(tmp_path / "not" / "there").ring("outbox")


def test_a_process_with_no_file_left_rings_nobody(short_folder: Path) -> None:
    """And raises nothing: whoever rings has just kept a message, and must say so."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
    try:
        SocketDoorbell(short_folder).ring("inbox")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


def test_sockets_of_the_dead_are_cleared(short_folder: Path) -> None:
    """A socket that nobody reads any more goes at the next ring; a closed listener takes its own away."""
    dead = short_folder / "inbox-1-abc.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left_behind:
        left_behind.bind(str(dead))
    assert _sockets(short_folder) == [dead]
    assert asyncio.run(_woken_after(short_folder))
    assert _sockets(short_folder) == []


def test_only_the_owner_can_ring(short_folder: Path) -> None:
    """The folder is closed to other users."""
    folder = short_folder / "new"
    asyncio.run(_woken_after(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_doorbell_fits_the_database(tmp_path: Path) -> None:
    """Processes that share a SQLite file ring by sockets, however deep the file lies; others by the server."""
    deep = tmp_path / ("d" * 100) / "porchlight.db"
    doorbell = doorbell_for(Database(f"sqlite:///{deep}"))
    assert isinstance(doorbell, SocketDoorbell)

    async def run() -> None:
        listener = doorbell.listen("inbox")
        doorbell.ring("inbox")
        assert await listener.wait(PATIENCE)
        listener.close()

    asyncio.run(run())
    assert isinstance(doorbell_for(Database("postgresql://nobody@localhost:1/none", wait=0.1)), PostgresDoorbell)


def test_a_server_that_is_gone_rings_nobody() -> None:
    """Ringing never raises."""
    PostgresDoorbell(Database("postgresql://nobody@localhost:1/none", wait=0.1)).ring("inbox")


def test_ringing_waits_for_no_server() -> None:
    """Whoever rings goes on at once, while a server that says nothing is still waited for; rings meanwhile go together."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        doorbell = PostgresDoorbell(
            Database(f"postgresql://nobody@127.0.0.1:{server.getsockname()[1]}/none?sslmode=disable")
        )
        for _ in range(3):
            doorbell.ring("inbox")
        connection, _ = server.accept()
        with connection:
            connection.settimeout(PATIENCE)
            assert b"nobody" in connection.recv(1024)
            connection.settimeout(0.2)
            with pytest.raises(TimeoutError):  # it has not been given up, which a ring that waits would do first
                connection.recv(1024)
            server.settimeout(0.2)
            with pytest.raises(TimeoutError):
                server.accept()
