"""The database for a command that looks at the directory, or a plain word about why it cannot."""

from __future__ import annotations

import typer
from sqlalchemy.exc import SQLAlchemyError

from porchlight.commands.configured import settings_or_exit
from porchlight.database import Database
from porchlight.schema import is_current


def open_directory() -> Database:
    """The configured database; where it cannot be reached or is not set up, say so and end the command."""
    database = Database(settings_or_exit().database_url)
    try:
        current = is_current(database)
    except SQLAlchemyError:
        typer.echo("The database cannot be reached. Is DATABASE_URL right, and does its server run?", err=True)
        raise typer.Exit(1) from None
    if not current:
        typer.echo("The database is not set up, or from an older version. Set it up: porchlight migrate", err=True)
        raise typer.Exit(1)
    return database
