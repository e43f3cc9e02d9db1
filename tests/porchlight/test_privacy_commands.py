"""`porchlight purge` and `porchlight export`, as processes of their own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.tables import conversations, inbox
from hotline.tables import handoffs
from porchlight.database import Database
from porchlight.settings import RetentionSettings, SettingsError, read_settings
from tests.connectors.scene import ANN, SECRET, Scene, ago
from tests.everything import Everything, mark
from tests.service import Service


@pytest.fixture
def service(migrated_file: Path, tmp_path: Path) -> Iterator[Service]:
    """A service that is set up and does not run."""
    with Service(tmp_path) as service:
        shutil.copy(migrated_file, tmp_path / "porchlight.db")
        (tmp_path / "secret_key").write_text(SECRET, encoding="ascii")
        yield service


@pytest.fixture
def kept(service: Service) -> Iterator[Everything]:
    """Ann, in that service's database."""
    database = Database(f"sqlite:///{service.folder / 'porchlight.db'}")
    kept = Everything(Scene(database))
    kept.happens(ANN)
    yield kept
    database.dispose()


def test_purge_counts_and_then_erases(service: Service, kept: Everything) -> None:
    """The dry run changes nothing; nothing that anybody wrote is said."""
    kept.scene.change(inbox, received_at=ago(31 * 86_400))
    kept.scene.change(conversations, touched_at=ago(31 * 86_400))
    counted = service.command("purge", "--dry-run")
    assert counted.returncode == 0 and "messages: 1\n" in counted.stdout and "Nothing was changed." in counted.stdout
    assert kept.scene.row(inbox).body is not None
    purged = service.command("purge")
    assert purged.returncode == 0 and "messages: 1\n" in purged.stdout and "dialogue states: 1\n" in purged.stdout
    assert kept.scene.row(inbox).body is None
    assert "zanzibarquux" not in purged.stdout + purged.stderr


def test_export_by_code_and_by_number(service: Service, kept: Everything) -> None:
    """To standard output and to a file that only its owner reads; the number never is an argument."""
    code = kept.scene.row(handoffs).code
    by_code = service.command("export", "--code", code.lower())
    assert by_code.returncode == 0, by_code.stderr
    made = json.loads(by_code.stdout)
    assert made["person"]["address"] == ANN and mark("note", ANN) in by_code.stdout
    file = service.folder / "export.json"
    by_number = service.command("export", str(file), "--contact", "-", "--without-notes", typed=f"{ANN}\n")
    assert by_number.returncode == 0 and by_number.stdout == "" and ANN not in by_number.stderr
    assert json.loads(file.read_text("utf-8"))["messages"] == made["messages"]
    assert file.stat().st_mode & 0o777 == 0o600 and mark("note", ANN) not in file.read_text("utf-8")
    again = service.command("export", str(file), "--code", code)
    assert again.returncode == 1 and "cannot be written" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--contact", "-"], "Nobody is known"),
        (["--code", "ZZZZ"], "Nobody is known"),
        ([], "Say who"),
        (["--contact", "+15550100001"], "arguments are public"),
        (["--contact", "-", "--channel", "pigeon"], "no channel pigeon"),
    ],
)
def test_export_of_nobody(service: Service, arguments: list[str], said: str) -> None:
    """A plain word, and nothing on standard output."""
    refused = service.command("export", *arguments, typed="+15550109999\n")
    assert refused.returncode == 1 and said in refused.stderr and refused.stdout == ""


# The settings


def test_the_days_that_things_are_kept(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """30, 90 and with the contact; or what the operator says."""
    environment.setenv("PORCHLIGHT_FOLDER", str(tmp_path))
    assert read_settings(None).retention == RetentionSettings()
    for name, days in (("CONTENT_DAYS", "7"), ("CONTACT_DAYS", "14"), ("HANDOFF_DAYS", "3")):
        environment.setenv(name, days)
    found = read_settings(None).retention
    assert found.handoff is not None
    assert (found.content.days, found.contact.days, found.handoff.days) == (7, 14, 3)


@pytest.mark.parametrize("days", ["0", "-1", "4000", "a month"])
def test_days_that_are_none(environment: pytest.MonkeyPatch, tmp_path: Path, days: str) -> None:
    """A slip must not keep everything for ever, or nothing at all."""
    environment.setenv("PORCHLIGHT_FOLDER", str(tmp_path))
    environment.setenv("CONTACT_DAYS", days)
    with pytest.raises(SettingsError, match="CONTACT_DAYS must be"):
        read_settings(None)
