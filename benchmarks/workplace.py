"""A folder that is thrown away afterwards: databases with the sample directory in them, and a model trained anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.conversations import interleaved
from connectors.messages import Incoming
from porchlight.bootstrap import Parts
from porchlight.commands.setup import load_sample_directory, migrate_database
from porchlight.settings import Settings, read_settings


class Workplace:
    """Hands each measurement a database of its own."""

    def __init__(self, folder: Path) -> None:
        """Make a migrated database with the sample directory, which the others are copied from."""
        self.folder = folder
        self._first = folder / "first.db"
        settings = settings_for(self.environment("first"))
        migrate_database(settings)
        load_sample_directory(settings)

    @property
    def models(self) -> Path:
        """Where our model is."""
        return self.folder / "models"

    def fresh(self, name: str) -> dict[str, str]:
        """Return the environment of a service with a database of this name that nobody has written to."""
        for suffix in ("", "-wal", "-shm"):
            source = Path(f"{self._first}{suffix}")
            if source.exists():
                shutil.copy(source, self.folder / f"{name}.db{suffix}")
        return self.environment(name)

    def environment(self, name: str) -> dict[str, str]:
        """Return the variables that `read_settings` reads."""
        return variables(self.folder, self.models, f"sqlite:///{self.folder / name}.db")


def variables(folder: Path, models: Path, database_url: str) -> dict[str, str]:
    """Return the variables that `read_settings` reads, for a service that no provider knows."""
    return {
        "DATABASE_URL": database_url,
        "PORCHLIGHT_FOLDER": str(folder),
        "PORCHLIGHT_MODELS": str(models),
        "PORCHLIGHT_ENV": "development",
        "SECRET_KEY": "a secret for measurements only, 0123456789",
        "TWILIO_ACCOUNT_SID": "",
        "TWILIO_AUTH_TOKEN": "",
        "TWILIO_FROM": "",
        "TWILIO_MESSAGING_SERVICE_SID": "",
        "TELEGRAM_BOT_TOKEN": "",
        "PUBLIC_URL": "",
        "HOTLINE_NUMBER": "",
    }


def settings_for(environment: dict[str, str]) -> Settings:
    """Return the settings of this environment, without the operator's own `.env`."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        return read_settings(None)
    finally:
        os.environ.clear()
        os.environ.update(before)


def fill_inbox(settings: Settings, count: int) -> None:
    """Write the messages into the journal, as web does; they then wait for a worker."""
    parts = Parts(settings)
    for number, (conversation, text) in enumerate(interleaved(count)):
        parts.journal.receive(Incoming("phone-sms", f"message-{number}", conversation, text=text))
    parts.database.dispose()
