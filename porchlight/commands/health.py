"""`porchlight health`: what a container's health check asks of its worker."""

from __future__ import annotations

import typer
from sqlalchemy.exc import SQLAlchemyError

from connectors.workers import Workers, this_machine
from porchlight.database import Database
from porchlight.settings import Settings


def health(settings: Settings) -> int:
    """Print one line; return 0 when a worker of this machine has shown life within 8 seconds and has a model."""
    database = Database(settings.database_url)
    try:
        with database.read() as connection:
            alive = Workers(database).ready_in(connection, this_machine())
    except SQLAlchemyError:
        typer.echo("The database cannot be reached, or is not set up.", err=True)
        return 1
    finally:
        database.dispose()
    typer.echo(f"Workers of this machine that are alive with a model: {alive}")
    return 0 if alive else 1
