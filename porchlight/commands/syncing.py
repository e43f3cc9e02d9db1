"""`porchlight facilities sync`, with its progress and its report."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.progress import Progress

from facilities_db import syncing
from facilities_db.locator_api import Locator
from porchlight.commands.reports import keep
from porchlight.database import Database
from porchlight.settings import Settings


def sync(settings: Settings, states: list[str], pause: float, report: Path | None, *, accept_fewer: bool) -> int:
    """Fetch and store the states; return 0 when none failed. Interrupted, what is stored stays, and it says so."""
    asked = [state.upper() for state in states] or list(syncing.ALL_STATES)
    try:
        with Progress() as bar, Locator(settings.locator_url, pace=pause) as locator:
            task = bar.add_task("Asking FindTreatment.gov", total=len(asked))
            done = syncing.sync(
                Database(settings.database_url),
                locator,
                asked,
                progress=lambda state, number, total: bar.update(
                    task, completed=number, total=total, description=f"Fetching {state}" if state else "Done"
                ),
                accept_fewer=accept_fewer,
            )
    except ValueError as mistake:
        typer.echo(f"Nothing was fetched: {mistake}.", err=True)
        return 2
    except KeyboardInterrupt:
        typer.echo("\nStopped. The states that were stored stay; sync again to go on.", err=True)
        return 130
    keep(done.lines(), report or settings.folder / "imports", "findtreatment")
    return 1 if done.failed or done.not_tried else 0
