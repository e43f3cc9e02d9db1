"""`porchlight backup`: the whole database in one file, taken while the service runs."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path

import typer
from sqlalchemy.engine import URL, make_url

from porchlight.settings import Settings


def backup(settings: Settings, file: Path) -> int:
    """Write the file, readable by its owner only; return 0 when it is whole. What failed leaves no file behind.

    SQLite is copied page by page by its own backup and then checked; PostgreSQL by pg_dump, in its custom format.
    What people wrote is sealed in the file as in the database. The key is not in it.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        typer.echo(f"Cannot write {file}: {error.strerror}.", err=True)
        return 1
    url = make_url(settings.database_url)
    problem = _of_sqlite(url, file) if url.get_backend_name() == "sqlite" else _of_postgresql(url, file)
    if problem:
        file.unlink()
        typer.echo(f"No backup was made: {problem}", err=True)
        return 1
    typer.echo(f"{file}: {file.stat().st_size} bytes. SECRET_KEY is not in it, and without that nobody can read it.")
    return 0


def _of_sqlite(url: URL, file: Path) -> str | None:
    """Return what went wrong, or None."""
    source = Path(str(url.database))
    if not source.is_file():
        return "there is no database yet."
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=10.0)) as live,
            contextlib.closing(sqlite3.connect(file)) as copy,
        ):
            live.backup(copy)
            # A file of its own, without a journal beside it, until the service opens it.
            copy.execute("PRAGMA journal_mode=DELETE")
            whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.Error as error:
        return f"SQLite says {type(error).__name__}."
    return None if whole else "the copy is damaged, so the database is too."


def _of_postgresql(url: URL, file: Path) -> str | None:
    """Return what went wrong, or None. The password goes by the environment: arguments are there for all to see."""
    given = {
        "PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }  # fmt: skip
    environment = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}"]
    try:
        ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        return "pg_dump is not installed here (Debian: postgresql-client). It must not be older than the server."
    return None if ended.returncode == 0 else f"pg_dump ended with {ended.returncode}."
