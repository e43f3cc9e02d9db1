"""The services that the tests of the whole run against, and what holds after every test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.training import latest_model, needs_training
from porchlight import database
from porchlight.settings import ROOT
from tests.browsing import ARGUMENTS, CHROMIUM
from tests.clock import Clock
from tests.connectors.scene import Scene, make_template
from tests.porchlight.postgres import MigratedServer, NoServer, migrated, running_server, skip_without_server
from tests.service import Service

MODELS = ROOT / "bot" / "models"
StartService = Callable[..., Service]
_running: list[Service] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgresql`: tests that begin with an empty database begin with one on PostgreSQL."""
    parser.addoption("--postgresql", action="store_true", help="run on PostgreSQL what else runs on SQLite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, and leave out, on PostgreSQL, what is about SQLite's own ways."""
    here = Path(__file__).parent
    # These run real processes. Left to the end, one of them would keep everybody waiting for it.
    items.sort(key=lambda item: item.path.parent not in (here, here / "faults"))
    if config.getoption("--postgresql"):
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="about SQLite alone"))


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model of `bot/` as it is now; trained first where that is needed."""
    if needs_training(MODELS):
        command = [sys.executable, "-m", "porchlight", "train", "--quiet"]
        environment = {**os.environ, "PORCHLIGHT_MODELS": str(MODELS)}
        trained = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert trained.returncode == 0, trained.stderr[-3000:]
    newest = latest_model(MODELS)
    assert newest is not None
    return newest


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that is set up and holds the sample programs, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    with Service(folder) as service:
        migrated = service.command("migrate")
        assert migrated.returncode == 0, migrated.stderr
        code = (
            "from porchlight.commands.setup import load_sample_directory as load;"
            "from porchlight.settings import read_settings as read; load(read())"
        )
        loaded = service.run([sys.executable, "-c", code])
        assert loaded.returncode == 0, loaded.stderr[-3000:]
    return folder


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    return make_template(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[MigratedServer]:
    """A PostgreSQL server; skips with the reason where none can be started, but not in CI."""
    try:
        with running_server() as url:
            yield MigratedServer(url)
    except NoServer as reason:
        skip_without_server(reason)


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """An empty database, for this test alone."""
    with migrated(request, tmp_path) as database:
        yield Scene(database, folder=tmp_path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of all that runs in this process, to be set forward and back."""
    clock = Clock()
    monkeypatch.setattr(database, "wall_clock", clock)
    return clock


@pytest.fixture(scope="module")
def open_service(model: Path, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartService]:
    """Make services, not yet started, on folders of their own; they end with the module: one at rest costs time too."""
    with ExitStack() as stack:

        def make(**settings: Any) -> Service:
            folder = tmp_path_factory.mktemp("service")
            return stack.enter_context(_open(Service(folder, **{"template": template, **settings})))

        yield make


@pytest.fixture(scope="session")
def service(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The one service that most tests share: `porchlight serve` on an empty folder, its hotline staffed."""
    with _open(Service(tmp_path_factory.mktemp("service"))) as service:
        yield service.serve()


@contextmanager
def _open(service: Service) -> Iterator[Service]:
    """Watch what a service sends for as long as it is there."""
    with service:
        _running.append(service)
        yield service
        _running.remove(service)


# Not longer: while it runs, `asyncio.run` cannot be used in the same thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium of the tests' own."""
    expect.set_options(timeout=30_000)  # a busy machine is no fault of a page's
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _contracts_kept() -> Iterator[None]:
    """After every test: nothing that was sent broke what Twilio and Telegram publish about their APIs."""
    yield
    broken = [problem for service in _running for problem in (*service.twilio.invalid, *service.telegram.invalid)]
    for service in _running:
        service.twilio.invalid.clear()
        service.telegram.invalid.clear()
    assert broken == []
