"""Set-up steps: the database's schema, a directory to search, a trained model."""

from __future__ import annotations

import os
import subprocess
import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from facilities_db.tables import facilities, places
from porchlight.database import Database
from porchlight.schema import migrate
from porchlight.settings import Settings

console = Console(stderr=True)
_SEED = "with database.write() as connection: seed(connection)"


def migrate_database(settings: Settings) -> None:
    """Bring the database to the newest schema, making its folder when it is a file, with the map of ZIP codes in it."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    migrate(database)
    with database.read() as connection:
        mapped = connection.execute(select(places.c.zip).limit(1)).first() is not None
    database.dispose()
    if not mapped:
        _in_a_process_of_its_own(settings, "from facilities_db.geography import seed_places as seed", _SEED)


def has_directory(database: Database) -> bool:
    """Say whether any program, real or sample, can be searched."""
    with database.read() as connection:
        return connection.execute(select(facilities.c.id).limit(1)).first() is not None


def load_sample_directory(settings: Settings) -> None:
    """Load the invented sample programs."""
    _in_a_process_of_its_own(settings, "from facilities_db.sample import load_sample", "load_sample(database)")


def _in_a_process_of_its_own(settings: Settings, imports: str, call: str) -> None:
    """Run something for which the ZIP table is needed: it takes 150 MB, which a process that goes on would keep."""
    code = f"import os\nfrom porchlight.database import Database\n{imports}\n"
    code += f"database = Database(os.environ['PORCHLIGHT_SET_UP'])\n{call}"
    environment = {**os.environ, "PORCHLIGHT_SET_UP": settings.database_url}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def train_model(settings: Settings, *, quiet: bool = False, force: bool = False) -> None:
    """Train when `bot/` has changed since the last training, showing how far it is."""
    from bot.training import needs_training

    if not force and not needs_training(settings.model_folder):
        if not quiet:
            console.print("The model is up to date.")
        return
    from bot.training import train

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, disable=quiet
    ) as bar:
        task = bar.add_task("Training the model", total=1.0)
        train(
            settings.model_folder,
            lambda stage, done: bar.update(task, description=stage, completed=done),
            force=force,
        )
        bar.update(task, description="Trained", completed=1.0)
