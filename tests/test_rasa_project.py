"""`bot/` is a Rasa project like any other: Rasa's own commands work in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from porchlight.settings import ROOT
from tests.service import free_port

BOT = ROOT / "bot"
RASA = ROOT / ".venv" / "bin" / "rasa"
_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}

pytestmark = pytest.mark.skipif(not RASA.exists(), reason="Rasa's command is not in .venv: run this by `make test`")


@pytest.fixture
def environment(template: Path) -> dict[str, str]:
    """Rasa's environment: no telemetry, and the sample directory for the actions."""
    return {**os.environ, **_QUIET, "PORCHLIGHT_FOLDER": str(template), "DATABASE_URL": ""}


def rasa(
    environment: dict[str, str], *arguments: str, said: str = "", project: Path = BOT
) -> subprocess.CompletedProcess[str]:
    """Run `rasa ARGUMENTS` in `bot/`, or in a copy of it, to its end."""
    return subprocess.run(
        [str(RASA), *arguments],
        cwd=project, env=environment, input=said, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def test_the_data_are_valid(environment: dict[str, str]) -> None:
    """`rasa data validate`: no conflict, no intent or response that is named and missing."""
    done = rasa(environment, "data", "validate")
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed[-3000:]
    assert "No story structure conflicts found" in printed
    for trouble in ("is not listed in the domain", "is used in the stories, but", "duplicate", "There is a message"):
        assert trouble not in printed, [line for line in printed.splitlines() if trouble in line][:5]


def test_the_stories_hold(environment: dict[str, str], model: Path, tmp_path: Path) -> None:
    """`rasa test` on the stories of `bot/tests`: every message understood, every action foreseen."""
    stories = ("--stories", "tests", "--model", str(model), "--fail-on-prediction-errors")
    done = rasa(environment, "test", "core", *stories, "--no-plot", "--out", str(tmp_path))
    assert done.returncode == 0, (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "F1-Score:         1.000" in done.stdout + done.stderr


def test_a_wrong_story_fails(environment: dict[str, str], model: Path, tmp_path: Path) -> None:
    """The test above can fail: with one wrong action in the stories, it does."""
    right = (BOT / "tests" / "test_stories.yml").read_text(encoding="utf-8")
    assert "action: utter_work_school" in right
    wrong = tmp_path / "test_wrong.yml"
    wrong.write_text(right.replace("action: utter_work_school", "action: utter_thanks"), encoding="utf-8")
    stories = ("--stories", str(wrong), "--model", str(model), "--fail-on-prediction-errors")
    assert rasa(environment, "test", "core", *stories, "--no-plot", "--out", str(tmp_path)).returncode == 1


def test_rasa_trains_it(environment: dict[str, str], tmp_path: Path) -> None:
    """`rasa train` takes configuration, domain and data, in a copy of the project with one example in twelve: `make model`
    has trained on all of them, which takes minutes."""
    project = tmp_path / "bot"
    shutil.copytree(BOT, project, ignore=shutil.ignore_patterns("models", ".rasa", "__pycache__"))
    for path in project.glob("data/**/nlu/**/*.yml"):
        thin_out(path, lambda content: [(intent, "examples") for intent in content["nlu"]])
    for path in (project / "safety/examples.yml", *project.glob("data/*/safety/examples.yml")):
        thin_out(
            path, lambda content: [(content[part], name) for part in ("danger", "harmless") for name in content[part]]
        )
    done = rasa({**environment, "PYTHONPATH": str(tmp_path)}, "train", "--out", str(tmp_path), project=project)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(list(tmp_path.glob("*.tar.gz"))) == 1


def thin_out(path: Path, lists: Callable[[Any], list[tuple[dict[str, Any], str]]]) -> None:
    """Keep every twelfth example of each list in a file; `lists` returns where they are."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for holder, name in lists(content):
        examples = holder[name]
        holder[name] = examples[::12] if isinstance(examples, list) else "".join(examples.splitlines(True)[::12])
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_one_can_talk_to_it_in_the_shell(environment: dict[str, str], model: Path) -> None:
    """`rasa shell` answers in reviewed words."""
    done = rasa(environment, "shell", "--model", str(model), said="how much does iop cost\n/stop\n")
    assert done.returncode == 0
    assert "about $250 to $600 a week" in done.stdout


@pytest.fixture
def action_server(environment: dict[str, str]) -> Iterator[str]:
    """`rasa run actions`, on a port of its own."""
    port = free_port()
    command = [str(RASA), "run", "actions", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=BOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def test_the_actions_run_in_a_server_of_their_own(action_server: str) -> None:
    """`rasa run actions` lists every action of the domain and runs one against the directory."""
    deadline = time.monotonic() + 60.0
    with httpx.Client(base_url=action_server, trust_env=False, timeout=30.0) as server:
        while True:
            try:
                assert server.get("/health").json() == {"status": "ok"}
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the action server did not start"
                time.sleep(0.1)
        listed = {action["name"] for action in server.get("/actions").json()}
        domain = yaml.safe_load((BOT / "domain.yml").read_text(encoding="utf-8"))
        assert listed == set(domain["actions"])
        message = {"text": "i want to talk to someone", "intent": {"name": "talk_to_human"}, "entities": []}
        tracker = {"sender_id": "x", "slots": {}, "latest_message": message, "events": [], "paused": False}
        tracker |= {"followup_action": None, "active_loop": {}, "latest_action_name": "action_listen"}
        call = {"next_action": "action_talk_to_human", "sender_id": "x", "tracker": tracker, "domain": {}}
        answer = server.post("/webhook", json=call).json()
        assert answer["responses"][0]["response"].startswith("utter_person_")
