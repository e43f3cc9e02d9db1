"""`porchlight evaluate`: measure how well messages are understood, and write docs/evaluation.md."""

from __future__ import annotations

import typer

from porchlight.commands.setup import console, train_model
from porchlight.languages import languages
from porchlight.settings import ROOT, Settings


def evaluate(settings: Settings, *, quick: bool, misses: bool) -> int:
    """Train if needed, measure, write; return 1 when the messages cannot be read."""
    from bot.evaluation.datasets import DatasetError, own_messages, real_messages, unseen_messages

    try:
        own, unseen, real = [own_messages(language) for language in languages()], unseen_messages(), real_messages()
    except DatasetError as error:
        typer.echo(str(error), err=True)
        return 1
    if not real:
        typer.echo("No copy of the dev files here: measuring on the own set alone.", err=True)
    train_model(settings)

    from bot.evaluation.evaluation import evaluate as measure
    from bot.evaluation.misses import misses as wrong
    from bot.evaluation.report import PAGE, reached, write_report
    from bot.training import train

    model = train(settings.model_folder)
    evaluation = measure(model, [*own, *unseen, *real], quick=quick, tell=console.print)
    write_report(evaluation, ROOT / "docs")
    for name, bars in reached(evaluation).items():
        typer.echo(f"{name}: {sum(bar.reached is True for bar in bars)} of {len(bars)} bars reached")
    typer.echo(f"Written: docs/{PAGE}")
    if misses:
        for messages in own:
            for line in wrong(evaluation.ours.scored[messages.name]):
                typer.echo(line)
    return 0
