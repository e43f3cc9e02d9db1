"""The commands of `porchlight`, each run as a person would."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from porchlight.settings import ROOT
from tests.conftest import StartService
from tests.service import Service

NOTHING_SET = {
    "TWILIO_ACCOUNT_SID": "", "TWILIO_AUTH_TOKEN": "", "TWILIO_FROM": "", "TELEGRAM_BOT_TOKEN": "",
    "PUBLIC_URL": "", "HOTLINE_NUMBER": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def here(open_service: StartService) -> Service:
    """A folder that is set up, with nothing running in it."""
    return open_service()


def run(here: Service, *arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `porchlight ARGUMENTS` with these words on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "porchlight", *arguments],
        cwd=ROOT, env={**here.environment, **environment}, input=said, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_check_names_the_webhook_to_paste(here: Service) -> None:
    """With everything set, it says where which address goes, and that no worker runs."""
    done = run(here, "check")
    assert done.returncode == 0
    assert "https://porchlight.test/webhooks/sms   (HTTP POST)" in done.stdout
    assert "https://porchlight.test/webhooks/telegram" in done.stdout
    assert "Worker: none is running" in done.stdout and "SAMPLE data" in done.stdout
    assert here.twilio.auth_token not in done.stdout, "a screen is shared more easily than a file"


def test_check_says_what_is_missing(here: Service) -> None:
    """With nothing set, each gap has the variable that closes it."""
    done = run(here, "check", **NOTHING_SET)
    for variable in ("TWILIO_ACCOUNT_SID", "TELEGRAM_BOT_TOKEN", "HOTLINE_NUMBER"):
        assert variable in done.stdout
    assert done.returncode == 0, "development needs none of them"


def test_production_refuses_to_start_half_set_up(here: Service) -> None:
    """Every command names what is missing or weak, and does nothing."""
    for command in ("serve", "web", "worker", "check"):
        done = run(here, command, PORCHLIGHT_ENV="production", SECRET_KEY="short", **NOTHING_SET)
        printed = done.stdout + done.stderr
        assert done.returncode != 0
        for variable in ("SECRET_KEY", "DATABASE_URL", "HOTLINE_NUMBER"):
            assert variable in printed, (command, printed)


def test_understand_prints_one_object_a_line(here: Service, model: Path) -> None:
    """Nothing else comes out: no warning of a library, and no log, which would hold the message."""
    words = ["iop near 02139", "", "i want to kill myself", "/restart", "\ud83d".encode("utf-8", "replace").decode()]
    words += ["hola, cuanto cuesta"]
    done = run(here, "understand", "--json", said="\n".join(words) + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    understood = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["text"] for each in understood] == words
    first, empty, danger, *_ = understood
    assert first["intent"] == "find_facility" and first["ranking"][0]["name"] == "find_facility"
    assert [entity["value"] for entity in first["entities"] if entity["entity"] == "zip"] == ["02139"]
    assert (empty["intent"], empty["crisis"]) == (None, None)
    assert (danger["crisis"], danger["crisis_tier"]) == ("crisis_suicide", "sure")
    assert [each["language"] for each in understood] == ["en", "en", "en", "en", "en", "es"]


def test_understand_without_a_model_says_how_to_get_one(here: Service, tmp_path: Path) -> None:
    """The command to run is named."""
    done = run(here, "understand", PORCHLIGHT_MODELS=str(tmp_path / "none"))
    assert done.returncode == 1 and "porchlight train" in done.stderr


def test_facilities_are_searched_as_the_assistant_does(here: Service) -> None:
    """`--json` prints a list; words about no place are asked back."""
    done = run(here, "facilities", "search", "iop near 02139", "--json", "--limit", "3")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == 3 and all(each["name"].startswith("SAMPLE") for each in found)
    distances = [each["distance_miles"] for each in found]
    assert distances == sorted(distances)
    assert set(found[0]) == {"name", "city", "state", "zip", "phone", "distance_miles", "services", "edition"}
    assert run(here, "facilities", "search", "somewhere nice").returncode != 0


def test_a_broken_file_is_refused_by_name(here: Service, tmp_path: Path) -> None:
    """What is wrong with it is said, and the directory that is there stays."""
    broken = tmp_path / "directory_2024.csv"
    broken.write_text("this is not a directory\n", encoding="utf-8")
    done = run(here, "facilities", "import", str(broken))
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "directory_2024.csv" in done.stderr + done.stdout
    assert json.loads(run(here, "facilities", "search", "iop near 02139", "--json").stdout)


@pytest.mark.parametrize(("channel", "shown"), [("sms", "segment(s)"), ("telegram", "[1]")])
def test_chat_is_a_phone_in_the_terminal(here: Service, model: Path, channel: str, shown: str) -> None:
    """The same answers as on the phone, with segments counted or buttons numbered; a number takes a choice."""
    done = run(here, "chat", "--channel", channel, said="iop near 02139\n2\n")
    assert done.returncode == 0, done.stderr
    assert "I'm automated" in done.stdout and "SAMPLE" in done.stdout and "They say they offer" in done.stdout
    assert shown in done.stdout and "Call to confirm" in done.stdout


def test_chat_on_an_unknown_channel_says_which_there_are(here: Service) -> None:
    """Not a traceback."""
    done = run(here, "chat", "--channel", "fax")
    assert done.returncode == 2 and "sms" in done.stderr and "telegram" in done.stderr


@pytest.mark.parametrize("name", ["web", "worker"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_alone_ends_in_good_order(
    open_service: StartService, model: Path, name: str, number: signal.Signals
) -> None:
    """Ctrl-C, or a supervisor's SIGTERM: it ends by itself, with no complaint."""
    service = open_service()
    process = service.launch(name)
    if name == "web":
        service.wait_up()
    else:
        service.wait_until(service.ledger.ready_workers, 60.0, "the model is loaded")
    process.send_signal(number)
    assert process.wait(60.0) == 0
    assert "Traceback" not in service.log_text()
    assert service.ledger.ready_workers() == set(), "a worker that ended is not counted on"
