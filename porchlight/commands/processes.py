"""The two kinds of process: web and worker."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import threading
import time

import structlog

from porchlight.bootstrap import Parts, load_turns, make_web
from porchlight.garbage import loaded, loading
from porchlight.settings import Settings

_YIELDING = 10  # how far a worker steps back when web wants the same processor: providers are answered first
_SWITCH = 0.0005  # seconds; Python's own is ten times that
_FILES = 8_192  # open at once: connections and the database
_SHUTDOWN = 5  # seconds that requests under way get at the end


def run_web(settings: Settings, host: str, port: int) -> None:
    """Serve until told to stop."""
    loading()
    import uvicorn

    from connectors.arriving import PromptRequests

    _end_with_parent()
    _allow_many_connections()
    # Each step of an answer to a provider may have to wait so long for a thread that delivers replies.
    sys.setswitchinterval(_SWITCH)
    application = make_web(Parts(settings))
    loaded()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops in good order and then raises the signal once more: that is to end nothing, and print nothing.
        signal.signal(number, lambda *_: None)
    uvicorn.run(
        application,
        host=host,
        port=port,
        http=PromptRequests,
        log_config=None,  # its own would go round ours
        log_level="warning",
        access_log=False,  # an access log would hold a bot's address and everybody's IP
        timeout_graceful_shutdown=_SHUTDOWN,
        server_header=False,
        ws="none",  # nothing here speaks WebSocket
    )


def _allow_many_connections() -> None:
    """Open more files than the usual thousand, where this process may: slow clients could hold all of those."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def run_worker(settings: Settings) -> int:
    """Answer until told to stop; return 1 when there is no model."""
    loading()
    from bot.without_training import put_training_off

    put_training_off()
    from bot.worker import Worker

    _end_with_parent()
    os.nice(_YIELDING)
    parts = Parts(settings)
    worker = Worker(parts.journal, parts.workers, parts.doorbell, lambda: load_turns(parts))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    try:
        asyncio.run(worker.run())
    except FileNotFoundError as error:
        structlog.get_logger().error(str(error))
        return 1
    return 0


def _end_with_parent() -> None:
    """End when `porchlight serve` dies without a word (kill -9), so that no orphan keeps the port or a lease."""
    if "PORCHLIGHT_PARENT" not in os.environ:
        return
    parent = int(os.environ["PORCHLIGHT_PARENT"])

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    sys.stdout.flush()
