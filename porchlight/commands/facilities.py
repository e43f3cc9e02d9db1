"""`porchlight facilities`: the directory of programs."""

from __future__ import annotations

import dataclasses
import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer

facilities_app = typer.Typer(no_args_is_help=True, help="The directory of programs.")


@facilities_app.command("import")
def import_directory(
    file: Annotated[Path, typer.Argument(help="SAMHSA's directory, .csv or .csv.gz.")],
) -> None:
    """Read a directory into the database. All of it, or, when the file is broken, nothing."""
    from rich.progress import Progress

    from facilities_db.importing import ImportRefused, import_file
    from porchlight.commands.configured import settings_or_exit
    from porchlight.commands.setup import migrate_database
    from porchlight.database import Database

    settings = settings_or_exit()
    migrate_database(settings)
    try:
        with Progress() as bar:
            task = bar.add_task("Importing", total=1.0)
            report = import_file(
                Database(settings.database_url),
                file,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    except ImportRefused as refused:
        typer.echo(f"Nothing was imported from {file.name}: {refused}", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{report.read} rows read from edition {report.edition}: {report.added} added, {report.updated} updated,"
        f" {report.unchanged} unchanged, {len(report.skipped)} skipped."
    )
    for line, reason in report.skipped:
        typer.echo(f"  line {line}: {reason}")


@facilities_app.command("search")
def search(
    text: Annotated[str, typer.Argument(help="In a person's words: evening iop in austin tx")],
    json: Annotated[bool, typer.Option("--json", help="A JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
) -> None:
    """Look for programs as the assistant does."""
    from facilities_db.places import Ambiguous, PlaceFound
    from facilities_db.query import search_text
    from porchlight.commands.configured import settings_or_exit
    from porchlight.database import Database

    with Database(settings_or_exit().database_url).read() as connection:
        answer = search_text(connection, text, limit)
    matches = answer.result.matches if answer.result else ()
    if json:
        fields = ("name", "city", "state", "zip", "phone", "distance_miles", "services", "edition")
        rows = [dataclasses.asdict(match) for match in matches]
        typer.echo(jsonlib.dumps([{name: row[name] for name in fields} for row in rows]))
        if not isinstance(answer.place, PlaceFound):
            raise typer.Exit(1)
        return
    if isinstance(answer.place, Ambiguous):
        typer.echo(f"Which {answer.place.city}? " + "; ".join(option.label for option in answer.place.options))
        raise typer.Exit(1)
    if not isinstance(answer.place, PlaceFound):
        typer.echo("Where? Give a ZIP code, or a city and state.")
        raise typer.Exit(1)
    for match in matches:
        miles = "" if match.distance_miles is None else f", about {match.distance_miles} miles"
        typer.echo(f"{match.name}, {match.city} {match.state} {match.zip}, {match.phone}{miles} [{match.edition}]")
