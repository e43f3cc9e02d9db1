"""Settings for a command, or a clear refusal; from then on, logs that tell nobody's words."""

from __future__ import annotations

import typer

from porchlight.logs import configure_logs
from porchlight.settings import Settings, SettingsError, read_settings


def settings_or_exit() -> Settings:
    """Read the settings and set the logs up before anything writes one. A missing setting is said, and ends it."""
    try:
        settings = read_settings()
    except SettingsError as error:
        typer.echo("Porchlight cannot start:", err=True)
        for problem in error.problems:
            typer.echo(f"  - {problem}", err=True)
        raise typer.Exit(2) from None
    configure_logs(production=settings.production)
    return settings
