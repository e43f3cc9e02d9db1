"""`porchlight chat`: the phone page's twin in a terminal."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time

import typer

from connectors.capabilities import CHANNELS, Capabilities
from connectors.messages import Reply
from connectors.phone.page import shown_reply, simulated_message
from connectors.rendering import chosen
from connectors.telegram.sender import choice_token
from porchlight.bootstrap import Parts
from porchlight.commands.setup import has_directory, load_sample_directory, migrate_database, train_model
from porchlight.settings import Settings

_PATIENCE = 20.0
_QUIET = 0.4  # seconds after the last reply in which another may still come


def chat(settings: Settings, channel_name: str) -> int:
    """Talk until the end of input. Starts a worker of its own when none is running."""
    channel = CHANNELS.get(f"phone-{channel_name}")
    if channel is None or settings.production:
        typer.echo("chat works in development, with --channel sms or --channel telegram.", err=True)
        return 2
    migrate_database(settings)
    parts = Parts(settings)
    if not has_directory(parts.database):
        load_sample_directory(settings)
    train_model(settings, quiet=False)
    helper = None
    if not parts.workers.ready():
        typer.echo("Loading the model ...", err=True)
        helper = subprocess.Popen([sys.executable, "-m", "porchlight", "worker"], stderr=subprocess.DEVNULL)
        while not parts.workers.ready() and helper.poll() is None:
            time.sleep(0.1)
    try:
        _talk(parts, channel)
    except KeyboardInterrupt:
        pass
    finally:
        if helper:
            helper.terminate()
            helper.wait()
    return 0


def _talk(parts: Parts, channel: Capabilities) -> None:
    address, seen = secrets.token_hex(8), 0
    offered: tuple[int, Reply] | None = None
    typer.echo("Type as if you were texting. Ctrl-D ends.", err=True)
    while True:
        try:
            words = input("> ")
        except EOFError:
            return
        raw = {"text": words}
        payload = chosen(offered[1], words) if offered and channel.buttons else None
        if offered and payload is not None:
            number = [choice.payload for choice in offered[1].choices].index(payload)
            raw = {"choice": choice_token(offered[0], number)}
        parts.journal.receive(simulated_message(channel, address, secrets.token_hex(8), raw))
        parts.doorbell.ring("inbox")
        for row_id, reply in _wait(parts, channel, address, seen):
            seen = row_id
            offered = (row_id, reply) if reply.choices else offered
            _show(channel, reply, parts.outbox.language_at(channel.name, address))


def _wait(parts: Parts, channel: Capabilities, address: str, seen: int) -> list[tuple[int, Reply]]:
    replies: list[tuple[int, Reply]] = []
    give_up_at = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up_at:
        for row_id, _, reply in parts.outbox.for_page(channel.name, address, seen):
            seen = row_id
            replies.append((row_id, reply))
            give_up_at = time.monotonic() + _QUIET
        time.sleep(0.03)
    if not replies:
        typer.echo("(no reply: the worker is not answering, or you have texted STOP)", err=True)
    return replies


def _show(channel: Capabilities, reply: Reply, language: str | None) -> None:
    shown = shown_reply(channel, reply, language)
    typer.secho(shown["text"], fg="green")
    for number, button in enumerate(shown["buttons"], start=1):
        typer.secho(f"  [{number}] {button['title']}", fg="cyan")
    if channel.form == "sms":
        typer.secho(
            f"  {shown['segments']} segment(s), {shown['characters']} characters, {shown['encoding']}",
            dim=True,
        )
