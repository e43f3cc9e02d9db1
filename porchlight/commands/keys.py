"""`porchlight keys`: the key that everything is sealed with, and changing it."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from porchlight.database import Database
    from porchlight.sealing import Cipher

keys_app = typer.Typer(no_args_is_help=True, help="The key that everything is sealed with.")


@keys_app.command("new")
def new() -> None:
    """Print a good SECRET_KEY. It is kept nowhere."""
    typer.echo(secrets.token_hex(32))


@keys_app.command("rotate")
def rotate() -> None:
    """Seal with SECRET_KEY what was sealed with a key of SECRET_KEY_OLD, while the service runs."""
    from porchlight.resealing import reseal

    with _opened() as (database, cipher):
        changed = []
        for table, rows in reseal(database, cipher):
            typer.echo(f"{table}: {rows} {'row' if rows == 1 else 'rows'} sealed anew")
            changed += [table] if rows else []
        # What was overwritten may still be somewhere, under a key that may be in the wrong hands.
        if changed and not database.scrub(changed):
            typer.echo("The database was too busy to wipe what was overwritten. Run this once more at a quieter time.")
        _say_standing(database, cipher)


@keys_app.command("status")
def status() -> None:
    """Say how much is still sealed with an earlier key; exit with 1 while anything is, or cannot be read at all."""
    with _opened() as (database, cipher):
        _say_standing(database, cipher)


def _say_standing(database: Database, cipher: Cipher) -> None:
    from porchlight.resealing import standing

    tables = standing(database, cipher)
    for table in tables:
        lost = f", {table.unreadable} with none that is known" if table.unreadable else ""
        addresses = f"; {table.addresses} people are found by an earlier key" if table.addresses else ""
        typer.echo(
            f"{table.table}: {table.present} values sealed with the present key, {table.earlier} with an earlier one"
            f"{lost}{addresses}"
        )
    left, unreadable = sum(table.left for table in tables), sum(table.unreadable for table in tables)
    if unreadable:
        typer.echo(f"{unreadable} values can be read with no key of SECRET_KEY and SECRET_KEY_OLD. Is one missing?")
    if left:
        typer.echo("SECRET_KEY_OLD is still needed: porchlight keys rotate")
    elif not unreadable:
        typer.echo("Nothing is sealed with an earlier key. SECRET_KEY_OLD can go three days after the change.")
    if left or unreadable:
        raise typer.Exit(1)


@contextlib.contextmanager
def _opened() -> Iterator[tuple[Database, Cipher]]:
    """Open the database, and end the command with a plain word where it cannot be reached."""
    from sqlalchemy.exc import SQLAlchemyError

    from porchlight.commands.configured import settings_or_exit
    from porchlight.database import Database
    from porchlight.schema import is_current
    from porchlight.sealing import Cipher

    settings = settings_or_exit()
    settings.folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        if not is_current(database):
            typer.echo("The database has not the newest schema: porchlight migrate", err=True)
            raise typer.Exit(1)
        yield database, Cipher(settings.secret_key, *settings.old_secret_keys)
    except SQLAlchemyError as error:
        typer.echo(f"The database cannot be reached, or has no room ({type(error).__name__}).", err=True)
        typer.echo("What was done is done; run it again.", err=True)
        raise typer.Exit(1) from None
    finally:
        database.dispose()
