"""`porchlight facilities`: the directory of programs, in and out."""

from __future__ import annotations

import dataclasses
import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from porchlight.commands.listings import edit, show

if TYPE_CHECKING:
    from facilities_db.query import Answer
    from facilities_db.search import Match, SearchResult

facilities_app = typer.Typer(no_args_is_help=True, help="The directory of programs.")
facilities_app.command("show")(show)
facilities_app.command("edit")(edit)


@facilities_app.command("import")
def import_directory(
    file: Annotated[Path, typer.Argument(help="SAMHSA's directory, a locator answer, or your own list.")],
    edition: Annotated[str, typer.Option(help="Which edition it is, when the file and its name do not say.")] = "",
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Read a directory into the database. All of it, or, when the file is broken, nothing."""
    from rich.progress import Progress

    from facilities_db.importing import ImportRefused, import_file
    from porchlight.commands.configured import settings_or_exit
    from porchlight.commands.reports import keep
    from porchlight.commands.setup import migrate_database
    from porchlight.database import Database

    settings = settings_or_exit()
    migrate_database(settings)
    try:
        with Progress() as bar:
            task = bar.add_task("Importing", total=None)
            done = import_file(
                Database(settings.database_url),
                file,
                lambda done, total: bar.update(task, completed=done, total=total),
                edition or None,
            )
    except ImportRefused as refused:
        typer.echo(f"Nothing was imported from {file.name}: {refused}", err=True)
        raise typer.Exit(1) from None
    keep(done.lines(), report or settings.folder / "imports", file.name)


@facilities_app.command("sync")
def sync_directory(
    state: Annotated[list[str] | None, typer.Option(help="Only this state; give it again for more.")] = None,
    pause: Annotated[float, typer.Option(min=0.0, help="Seconds between two requests.")] = 1.0,
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="Believe a state that has lost half of its programs.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Fetch the directory from FindTreatment.gov, state by state. Called again after a break, it goes on."""
    from porchlight.commands.configured import settings_or_exit
    from porchlight.commands.setup import migrate_database
    from porchlight.commands.syncing import sync

    settings = settings_or_exit()
    migrate_database(settings)
    raise typer.Exit(sync(settings, state or [], pause, report, accept_fewer=accept_fewer))


@facilities_app.command("stats")
def stats(json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Say what the directory holds, how old it is, what it covers and what is missing."""
    from facilities_db.statistics import statistics
    from porchlight.commands.directory import open_directory
    from porchlight.commands.reports import said_of

    with open_directory().read() as connection:
        figures = statistics(connection)
    if json:
        typer.echo(jsonlib.dumps(dataclasses.asdict(figures), default=str))
    else:
        typer.echo("\n".join(said_of(figures)))


@facilities_app.command("search")
def search(
    text: Annotated[str, typer.Argument(help="In a person's words: evening iop in austin tx")],
    json: Annotated[bool, typer.Option("--json", help="A JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
) -> None:
    """Look for programs as the assistant does."""
    from facilities_db.query import search_text
    from porchlight.commands.directory import open_directory

    with open_directory().read() as connection:
        answer = search_text(connection, text, limit)
    if json:
        fields = ("name", "city", "state", "zip", "phone", "distance_miles", "services", "edition")
        rows = [dataclasses.asdict(match) for match in (answer.result.matches if answer.result else ())]
        typer.echo(jsonlib.dumps([{name: row[name] for name in fields} for row in rows]))
    elif answer.result is None:
        typer.echo(_asked_back(answer))
    else:
        _print_result(answer.result, answer.needs.describe())
    if answer.result is None:
        raise typer.Exit(1)


_NOT_FOUND = {
    "unknown_zip": "There is no ZIP code {word}.",
    "unknown_city": "No place called {word} is known.",
    "canadian_postcode": "That looks like a Canadian postcode; the directory has only the United States.",
    "outside_us": "That is outside the United States; the directory has only programs there.",
    "near_me": "It is not known where that is.",
}


def _asked_back(answer: Answer) -> str:
    from facilities_db.places import Ambiguous, NotFound

    if isinstance(answer.place, Ambiguous):
        return f"Which {answer.place.city}? " + "; ".join(option.label for option in answer.place.options)
    where = "Where? Give a ZIP code, or a city and state."
    if not isinstance(answer.place, NotFound) or answer.place.reason not in _NOT_FOUND:
        return where
    return f"{_NOT_FOUND[answer.place.reason].format(word=answer.place.word)} {where}"


def _print_result(result: SearchResult, needs: str) -> None:
    typer.echo(f"{needs[:1].upper()}{needs[1:]}:")
    for match in result.matches:
        typer.echo(_line(match))
    if result.gave_up:
        typer.echo(f"Given up, in this order: {', '.join(result.gave_up)}.")
    if result.farther_miles:
        typer.echo(f"The nearest that has it all is about {result.farther_miles} miles away.")
    if result.virtual_state:
        typer.echo(f"Nothing is near; some programs in {result.virtual_state} offer telehealth.")
    if result.order == "signs":
        typer.echo("Those that report most signs of quality come first; nobody has checked what they report.")


def _line(match: Match) -> str:
    miles = "" if match.distance_miles is None else f", about {match.distance_miles} miles"
    place = f"{match.city} {match.state} {match.zip}"
    return f"[{match.id}] {match.name}, {place}, {match.phone}{miles} [{match.edition}]"
