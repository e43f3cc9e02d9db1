"""The command `porchlight`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# A worker answers one message at a time: more threads only get in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from porchlight.commands.configured import settings_or_exit
from porchlight.commands.facilities import facilities_app  # the environment comes first
from porchlight.commands.keys import keys_app
from porchlight.commands.staff import staff_app
from porchlight.settings import SettingsError, read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(facilities_app, name="facilities")
app.add_typer(staff_app, name="staff")
app.add_typer(keys_app, name="keys")


@app.command()
def serve(
    web_port: Annotated[int, typer.Option(help="Where the web process listens.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many worker processes.")] = 1,
) -> None:
    """Set up what is missing (database, directory, model), then run web and workers until Ctrl-C."""
    from porchlight.commands.serve import serve as run

    raise typer.Exit(run(settings_or_exit(), web_port, workers))


@app.command()
def web(
    web_port: Annotated[int, typer.Option(help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(help="Which address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the web process: webhooks, delivery, health."""
    from porchlight.commands.processes import run_web

    run_web(settings_or_exit(), host, web_port)


@app.command()
def worker() -> None:
    """Run one worker: it holds the model and answers."""
    from porchlight.commands.processes import run_worker

    raise typer.Exit(run_worker(settings_or_exit()))


@app.command()
def health() -> None:
    """Say whether a worker of this machine or container is alive with a model; exit with 1 when none is."""
    from porchlight.commands.health import health as run

    raise typer.Exit(run(settings_or_exit()))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from porchlight.commands.setup import migrate_database

    migrate_database(settings_or_exit())


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
) -> None:
    """Copy the whole database into one file while the service runs."""
    from porchlight.commands.backup import backup as run

    raise typer.Exit(run(settings_or_exit(), file))


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be erased.")] = False,
) -> None:
    """Erase what has been kept long enough, as web does once an hour."""
    from porchlight.commands.privacy import purge as run

    raise typer.Exit(run(settings_or_exit(), dry_run=dry_run))


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="Where to write it; - for standard output.")] = "-",
    code: Annotated[str, typer.Option(help="Of whom: the code of one of their handoffs.")] = "",
    contact: Annotated[str, typer.Option(help="Of whom: - reads the number or chat id from standard input.")] = "",
    channel: Annotated[str, typer.Option(help="Where that number or chat id is: sms or telegram.")] = "sms",
    without_notes: Annotated[bool, typer.Option("--without-notes", help="Leave out what staff noted.")] = False,
) -> None:
    """Write everything that is kept about one person as JSON, for them."""
    from porchlight.commands.privacy import export as run

    raise typer.Exit(run(settings_or_exit(), code, contact, channel, file, with_notes=not without_notes))


@app.command()
def train(
    quiet: Annotated[bool, typer.Option(help="No progress bar.")] = False,
    force: Annotated[bool, typer.Option(help="Train even when nothing has changed.")] = False,
) -> None:
    """Train the model if `bot/` has changed since the last time."""
    from porchlight.commands.setup import train_model

    train_model(settings_or_exit(), quiet=quiet, force=force)


@app.command()
def chat(
    channel: Annotated[str, typer.Option(help="Be on sms or on telegram.")] = "sms",
) -> None:
    """Talk to the assistant in the terminal, by the same journal and worker as everybody."""
    from porchlight.commands.chat import chat as run

    raise typer.Exit(run(settings_or_exit(), channel))


@app.command()
def check() -> None:
    """Say what is configured, what is missing, and which address to give to whom."""
    from porchlight.commands.check import check as run

    try:
        settings = read_settings()
    except SettingsError as error:
        for problem in error.problems:
            typer.echo(f"[missing] {problem}")
        raise typer.Exit(1) from None
    raise typer.Exit(run(settings))


@app.command()
def content(
    file: Annotated[Path, typer.Argument(help="Where to write the page; - for standard output.")] = Path(
        "content.html"
    ),
    check: Annotated[bool, typer.Option("--check", help="Write nothing: name what breaks a rule or is old.")] = False,
) -> None:
    """Write every reply as one HTML page, for a clinician to review."""
    from porchlight.commands.content import check_content, write_page

    raise typer.Exit(check_content() if check else write_page(file))


@app.command()
def understand(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Read one message a line and say how each is understood."""
    from porchlight.commands.understand import understand as run

    raise typer.Exit(run(settings_or_exit(), as_json=json))


@app.command()
def evaluate(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave Rasa's default pipeline out: it takes minutes.")
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print which messages of the own set went wrong.")] = False,
) -> None:
    """Measure how well messages are understood, and write docs/evaluation.md."""
    from porchlight.commands.evaluate import evaluate as run

    raise typer.Exit(run(settings_or_exit(), quick=quick, misses=misses))
