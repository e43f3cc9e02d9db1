"""`porchlight serve`: sets up what is missing, then keeps web and workers running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import httpx
import typer

from porchlight.bootstrap import Parts
from porchlight.commands.setup import has_directory, load_sample_directory, migrate_database, train_model
from porchlight.settings import Settings

_STOP_WITHIN = 10.0
_RESTART_PAUSE = 1.0


@dataclass
class Child:
    """One process of the service; it is started again when it dies."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in its own session, so that Ctrl-C reaches only `serve`, which stops it in order."""
        environment = {**os.environ, "PORCHLIGHT_PARENT": str(os.getpid())}
        self.started = [*self.started[-4:], time.monotonic()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "porchlight", *self.arguments], env=environment, start_new_session=True
        )

    @property
    def hopeless(self) -> bool:
        """Whether it has died five times within 20 seconds of being started."""
        return len(self.started) == 5 and time.monotonic() - self.started[0] < 20


class Stop(Exception):
    """Somebody wants the service to end."""


def serve(settings: Settings, web_port: int, workers: int) -> int:
    """Run until Ctrl-C or SIGTERM; return the exit code."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stop

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children: list[Child] = []
    try:
        _set_up(settings)
        children.append(Child("web", ["web", "--web-port", str(web_port)]))
        children += [Child(f"worker {number}", ["worker"]) for number in range(1, workers + 1)]
        for child in children:
            child.start()
        return _watch(settings, children, web_port)
    except Stop:
        typer.echo("\nStopping ...")
        return 0
    finally:
        _stop(children)


def _set_up(settings: Settings) -> None:
    migrate_database(settings)
    parts = Parts(settings)
    if not has_directory(parts.database) and settings.production:
        typer.echo("No programs to search yet. Load a directory: porchlight facilities import FILE", err=True)
    elif not has_directory(parts.database):
        typer.echo("Loading the sample directory (invented programs) ...")
        load_sample_directory(settings)
    parts.database.dispose()
    train_model(settings)


def _watch(settings: Settings, children: list[Child], web_port: int) -> int:
    announced = False
    while True:
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                if child.hopeless:
                    typer.echo(f"{child.name} keeps dying; its last words are above.", err=True)
                    return 1
                typer.echo(f"{child.name} died; starting it again.", err=True)
                time.sleep(_RESTART_PAUSE)
                child.start()
        if not announced and _is_ready(web_port):
            announced = True
            _announce(settings, web_port)
        time.sleep(0.2)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2.0).status_code == 200
    except httpx.HTTPError:
        return False


def _announce(settings: Settings, port: int) -> None:
    typer.echo("\nPorchlight is on.")
    if not settings.production:
        typer.echo(f"  Text it yourself:  http://127.0.0.1:{port}/phone   (or: porchlight chat)")
    if settings.public_url and settings.twilio:
        typer.echo(f"  Twilio webhook:    {settings.public_url}/webhooks/sms")
    if settings.telegram:
        typer.echo("  Telegram:          " + ("by webhook" if settings.public_url else "by long polling"))
    typer.echo("  What is set up:    porchlight check\n  Stop:              Ctrl-C\n")


def _stop(children: list[Child]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave orphans
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + _STOP_WITHIN
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
