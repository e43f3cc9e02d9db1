"""Logs tell what happened and never what was said."""

from __future__ import annotations

import json
import logging
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from porchlight.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before, level = structlog.get_config(), logging.getLogger().level
    yield
    structlog.configure(**before)
    logging.basicConfig(level=level, force=True)


def _log_from(path: Path, capsys: pytest.CaptureFixture[str], method: str = "info", *, production: bool = True) -> str:
    """Run a module at `path` that logs one event; return what was written."""
    configure_logs(production=production)
    path.parent.mkdir(parents=True)
    path.write_text(f"import structlog\nstructlog.get_logger().{method}('something happened', outcome='answered')\n")
    runpy.run_path(str(path))
    written = capsys.readouterr()
    assert written.out == ""
    return written.err


def test_our_events_are_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with level and time, without the place in the code."""
    event = json.loads(_log_from(tmp_path / "bot" / "worker.py", capsys))
    assert (event["event"], event["outcome"], event["level"]) == ("something happened", "answered", "info")
    assert "timestamp" in event and "pathname" not in event


def test_development_reads_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not JSON, but the same words."""
    assert "something happened" in _log_from(tmp_path / "bot" / "worker.py", capsys, production=False)


@pytest.mark.parametrize("package", ["rasa/core/processor.py", "rasa/nlu/model.py", "rasa_sdk/executor.py"])
@pytest.mark.parametrize("method", ["info", "warning", "error"])
def test_rasas_events_are_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], package: str, method: str
) -> None:
    """They hold what people wrote, at every level."""
    assert _log_from(tmp_path / "site-packages" / package, capsys, method) == ""


def test_a_checkout_beside_rasa_still_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ours in a folder such as ~/rasa-bots/porchlight are ours, not Rasa's."""
    assert "something happened" in _log_from(tmp_path / "rasa-bots" / "porchlight" / "bot" / "worker.py", capsys)


def test_debug_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing is written."""
    assert _log_from(tmp_path / "bot" / "worker.py", capsys, "debug") == ""


@pytest.mark.parametrize("name", ["httpx", "telegram.Bot", "twilio.http_client", "urllib3.connectionpool", "rasa.core"])
def test_libraries_tell_no_address(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Their own logs hold URLs with a bot's token or a person's number."""
    configure_logs(production=True)
    logging.getLogger(name).error("POST https://api.telegram.org/bot1:token/sendMessage")
    written = capsys.readouterr()
    assert "token" not in written.err + written.out
