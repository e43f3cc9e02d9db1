"""Logs that tell what happened and never what was said, nor to whom."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

_RASA = {"rasa", "rasa_sdk"}  # the folders that hold their code


def _drop_rasa(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what Rasa logs by the same library: it holds what people wrote."""
    if _RASA.intersection(Path(event.pop("pathname", "")).parts):
        raise structlog.DropEvent
    return event


def configure_logs(*, production: bool, level: int = logging.INFO) -> None:
    """Log to standard error: JSON in production, readable lines in development."""
    renderer = (
        structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.CallsiteParameterAdder([structlog.processors.CallsiteParameter.PATHNAME]),
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
