"""The real service for a measurement: web and worker processes, and a Twilio to send to, each a process of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import IO

import httpx

from benchmarks.children import ChildFailed

_READY_WITHIN = 120.0


@dataclass(frozen=True)
class Running:
    """Web's address, and the process numbers of web and of the workers."""

    url: str
    web: int
    workers: list[int]


@contextlib.contextmanager
def running(environment: Mapping[str, str], workers: int = 1) -> Iterator[Running]:
    """Run `porchlight web` and `porchlight worker` until the end of the block, which begins once all are up."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    commands = [["web", "--web-port", str(port)], *[["worker"]] * workers]
    with processes(environment, commands) as (children, words):
        if not _ready(url, children):
            words.seek(0)
            raise ChildFailed("the service did not start:\n" + words.read().decode("utf-8", "replace")[-3000:])
        yield Running(url, children[0].pid, [child.pid for child in children[1:]])


@contextlib.contextmanager
def processes(
    environment: Mapping[str, str], commands: list[list[str]]
) -> Iterator[tuple[list[subprocess.Popen[bytes]], IO[bytes]]]:
    """Run `porchlight` with each of these arguments until the end of the block; yield them, and what they say."""
    variables = {**{name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}, **environment}
    children: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryFile() as words:
        try:
            for arguments in commands:
                command = [sys.executable, "-m", "porchlight", *arguments]
                children.append(subprocess.Popen(command, env=variables, stdout=words, stderr=words))
            yield children, words
        finally:
            for child in children:
                child.terminate()
            for child in children:
                try:
                    child.wait(15)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()


def seconds_until_web_is_up(environment: Mapping[str, str]) -> float:
    """Start `porchlight web`, and end it as soon as it answers."""
    port = _free_port()
    command = [sys.executable, "-m", "porchlight", "web", "--web-port", str(port)]
    started = time.perf_counter()
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL) as web:
        try:
            while time.perf_counter() - started < _READY_WITHIN and web.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
                    return time.perf_counter() - started
                time.sleep(0.01)
        finally:
            web.terminate()
    raise ChildFailed("web did not start")


@contextlib.contextmanager
def twilio() -> Iterator[str]:
    """Run the Twilio stand-in of the tests until the end of the block; yield its address."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_be_twilio, args=(there,), daemon=True)
    process.start()
    try:
        yield str(here.recv())
    finally:
        here.send("stop")
        process.join(10)


def _be_twilio(pipe: Connection) -> None:
    from tests.doubles.twilio import FakeTwilio

    with FakeTwilio() as double:
        pipe.send(double.url)
        pipe.recv()


def _ready(url: str, children: list[subprocess.Popen[bytes]]) -> bool:
    give_up_at = time.monotonic() + _READY_WITHIN
    while time.monotonic() < give_up_at and all(child.poll() is None for child in children):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=2.0).status_code == 200:
                return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
