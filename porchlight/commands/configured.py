"""Settings for a command, or a clear refusal."""

from __future__ import annotations

import typer

from porchlight.settings import Settings, SettingsError, read_settings


def settings_or_exit() -> Settings:
    """Read the settings; when something is missing, say what and stop."""
    try:
        return read_settings()
    except SettingsError as error:
        typer.echo("Porchlight cannot start:", err=True)
        for problem in error.problems:
            typer.echo(f"  - {problem}", err=True)
        raise typer.Exit(2) from None
