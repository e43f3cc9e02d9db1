"""`porchlight understand`: one message a line in, one JSON object a line out."""

from __future__ import annotations

import json
import sys

import typer

from porchlight.settings import Settings


def understand(settings: Settings, *, as_json: bool) -> int:
    """Read standard input to its end; return 1 when there is no model."""
    from bot.training import latest_model
    from bot.understanding import Understanding

    model = latest_model(settings.model_folder)
    if model is None:
        typer.echo("No model yet. Train one: porchlight train", err=True)
        return 1
    understanding = Understanding.load(model)
    for line in sys.stdin.buffer:
        understood = understanding.understand(line.decode("utf-8", "replace").rstrip("\r\n"))
        if as_json:
            print(json.dumps(understood), flush=True)
        else:
            print(
                f"{understood['intent']} {understood['confidence']:.2f} {understood['crisis'] or ''}",
                flush=True,
            )
    return 0
