"""`porchlight content`: every reply as a page for reviewers, or held against the rules before a release."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from bot.content.library import Library
from bot.content.reading import measure
from bot.content.review import mean_reading, wrong
from porchlight.languages import languages


def write_page(file: Path) -> int:
    """Write the page to a file, or to standard output where the file is called "-"; return the exit code."""
    from bot.content.examples import read_examples
    from bot.content.page import page

    made = page(_libraries(), read_examples(), dt.date.today())
    if str(file) == "-":
        typer.echo(made)
        return 0
    try:
        file.write_text(made, encoding="utf-8")
    except OSError as error:
        typer.echo(f"{file} cannot be written: {error.strerror}.", err=True)
        return 1
    typer.echo(f"Wrote {file}. Open it in a browser, or print it.")
    return 0


def check_content(today: dt.date | None = None) -> int:
    """Name whatever breaks a rule in any language or was not reviewed for a year; return 1 if there is any."""
    libraries = _libraries()
    found = wrong(libraries, today or dt.date.today())
    for line in found:
        typer.echo(line)
    if found:
        typer.echo(f"{len(found)} to be seen to before a release.", err=True)
        return 1
    for library in libraries:
        figure = f"Their mean {measure(library.language).called} is {mean_reading(library):.1f}."
        typer.echo(f"{library.language}: {len(library.names)} replies keep every rule. {figure}")
    return 0


def _libraries() -> list[Library]:
    return [Library.read(language=language).with_ready_replies() for language in languages()]
