"""Logs that tell what happened and never what was said, nor to whom."""

from __future__ import annotations

import inspect
import logging
import sys
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


def configure_logs(*, production: bool, level: int = logging.INFO) -> None:
    """Log to standard error: JSON in production, readable lines in development."""
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
    for name in ("httpx", "httpcore", "telegram", "twilio", "urllib3", "rasa", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
