"""Logs tell what happened and never what was said."""

from __future__ import annotations

import json
import logging
import runpy
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from porchlight.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before, level = structlog.get_config(), logging.getLogger().level
    hooks = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = hooks
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


def _fail() -> None:
    raise ValueError("somebody's own words")


def test_what_a_library_logs_is_json_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Its message and its error's text may hold what people wrote: who, what kind and where are told instead."""
    configure_logs(production=True)
    try:
        _fail()
    except ValueError as error:
        logging.getLogger("asyncio").error("Task failed: %r", error, exc_info=error)
    written = capsys.readouterr().err
    event = json.loads(written)
    assert "somebody" not in written
    assert (event["logger"], event["level"], event["error"]) == ("asyncio", "error", "ValueError")
    assert event["way"][-1].startswith("test_logs.py:") and event["way"][-1].endswith(" _fail")


def test_what_the_web_server_says_of_itself_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """That a port is taken must be readable; with an error beside it, only the error's kind is."""
    configure_logs(production=True)
    logging.getLogger("uvicorn.error").error("address already in use")
    assert json.loads(capsys.readouterr().err)["event"] == "address already in use"
    try:
        _fail()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("in the application, somebody's own words")
    assert "somebody" not in capsys.readouterr().err


def test_a_crash_is_one_event(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a process and of a thread: its kind and where, never its text."""
    configure_logs(production=True)
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    for line in capsys.readouterr().err.splitlines():
        event = json.loads(line)
        assert (event["event"], event["error"], event["level"]) == ("crashed", "ValueError", "critical")


def test_developers_see_the_whole_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Readable, with the text and the code."""
    configure_logs(production=False)
    try:
        _fail()
    except ValueError as error:
        logging.getLogger("asyncio").error("Task failed", exc_info=error)
    assert "ValueError: somebody's own words" in capsys.readouterr().err
