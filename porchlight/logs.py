"""Logs that tell what happened and never what was said, nor to whom."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog

# The folders that hold code whose events hold what people wrote, and the logging code between them and us.
_RASA, _LOGGING = {"rasa", "rasa_sdk"}, {"structlog"}


def _drop_rasa(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what Rasa logs by the same library: it holds what people wrote.

    structlog's own way to the caller reads source files for each event, which takes a millisecond.
    """
    frame = inspect.currentframe()
    folders: frozenset[str] = frozenset()
    while frame := frame and frame.f_back:
        folders = _folders(frame.f_code.co_filename)
        if not _LOGGING & folders:
            break
    if _RASA & folders:
        raise structlog.DropEvent
    return event


@cache
def _folders(filename: str) -> frozenset[str]:
    return frozenset(Path(filename).parts)


class _Kind(logging.Formatter):
    """One JSON object for what a library logs: who, how bad, which error and where, never the error's text.

    A message is kept only from the web server, and only where no error comes with it: it names ports and protocols.
    """

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        says = record.getMessage() if record.name.startswith("uvicorn") and error is None else "a library logged"
        at = dt.datetime.fromtimestamp(record.created, dt.timezone.utc).isoformat().replace("+00:00", "Z")
        event: dict[str, Any] = {"event": says, "logger": record.name, **(_kind(error) if error else {})}
        return json.dumps({**event, "level": record.levelname.lower(), "timestamp": at})


def _kind(error: BaseException) -> dict[str, Any]:
    """Return what may be logged of an error: its kind, and the way through the code to it."""
    frames = traceback.extract_tb(error.__traceback__)
    number = {"errno": error.errno} if isinstance(error, OSError) else {}
    return {
        "error": type(error).__name__,
        **number,
        "way": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _crashed(kind: type[BaseException], error: BaseException | None, _trace: object) -> None:
    """Log what ends a process or a thread as one event; Python itself would print the error's text."""
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger().critical("crashed", **_kind(error or kind()))


def configure_logs(*, production: bool, level: int = logging.INFO) -> None:
    """Log to standard error: in production nothing but JSON objects, one a line; readable lines in development."""
    renderer = (
        structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            _drop_rasa,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso" if production else "%H:%M:%S"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.captureWarnings(True)  # libraries' warnings to developers, Rasa's of its own libraries among them
    # Libraries' own logs may hold URLs with a bot token or a person's number.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, force=True)
    if production:
        for handler in logging.getLogger().handlers:
            handler.setFormatter(_Kind())
        sys.excepthook = _crashed
        threading.excepthook = lambda thread: _crashed(thread.exc_type, thread.exc_value, None)
    for name in ("httpx", "httpcore", "telegram", "twilio", "urllib3", "rasa", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
