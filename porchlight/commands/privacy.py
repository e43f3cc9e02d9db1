"""`porchlight purge` and `porchlight export`: what is kept, and for whom."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.briefing import brief
from connectors.capabilities import CHANNELS
from hotline.export import Export
from porchlight.bootstrap import Parts
from porchlight.schema import is_current
from porchlight.settings import Settings


def purge(settings: Settings, *, dry_run: bool) -> int:
    """Erase what has been kept long enough, or only count it; return the exit code."""
    with _parts(settings) as parts:
        retention = parts.retention()
        counted = retention.due() if dry_run else retention.purge()
    for name, number in counted.items():
        typer.echo(f"{name}: {number}")
    typer.echo("Nothing was changed." if dry_run else "Erased.")
    return 0


def export(settings: Settings, code: str, contact: str, channel: str, file: str, *, with_notes: bool) -> int:
    """Write everything about one person as JSON; return the exit code.

    contact: "-", to read the number or chat id from standard input: an argument can be seen by everybody on a machine.
    file: "-" for standard output.
    """
    if bool(code) == bool(contact):
        return _refuse("Say who: --code 7KQ4, or --contact - and the number or chat id on standard input.")
    if contact not in ("", "-"):
        return _refuse("Give --contact - and write the number or chat id on standard input: arguments are public.")
    if channel not in CHANNELS:
        return _refuse(f"There is no channel {channel}. There are: {', '.join(CHANNELS)}.")
    address = sys.stdin.readline().strip() if contact else ""
    with _parts(settings) as parts:
        reader = Export(parts.cipher, brief)
        with parts.database.write() as connection:
            if code:
                handoff = parts.handoffs.by_code(code)
                conversation_id = handoff.conversation_id if handoff else None
            else:
                conversation_id = reader.conversation_at(connection, channel, address)
            if conversation_id is None:
                return _refuse("Nobody is known by that. Numbers are written like +15550100001.")
            made = reader.of(connection, conversation_id, with_notes=with_notes)
            _write(file, made)  # before the commit: what could not be written was not given out
    if file != "-":
        typer.echo(f"Wrote {file}. It is readable: keep it safe, and erase it when they have it.", err=True)
    return 0


def _write(file: str, made: dict[str, Any]) -> None:
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if file == "-":
        sys.stdout.write(text)
        return
    try:
        # For its owner alone, and never over something that is there already.
        handle = os.open(Path(file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise typer.Exit(_refuse(f"{file} cannot be written: {error.strerror}.")) from None
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


@contextlib.contextmanager
def _parts(settings: Settings) -> Iterator[Parts]:
    """Put the parts together, and end the command with a plain word when the database is not there."""
    parts = Parts(settings)
    try:
        if not is_current(parts.database):
            raise typer.Exit(_refuse("The database is not set up: porchlight migrate"))
        yield parts
    except SQLAlchemyError:
        raise typer.Exit(
            _refuse("The database cannot be reached. Is DATABASE_URL right, and does its server run?")
        ) from None
    finally:
        parts.database.dispose()


def _refuse(why: str) -> int:
    typer.echo(why, err=True)
    return 1
