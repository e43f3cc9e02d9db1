"""`porchlight check`: what is set up, in plain words."""

from __future__ import annotations

import typer
from sqlalchemy.exc import SQLAlchemyError

from porchlight.bootstrap import Parts
from porchlight.settings import Settings


def check(settings: Settings) -> int:
    """Print one line a part; return 0 when people can be answered, 1 when something is missing for it."""
    parts = Parts(settings)
    kind = "SQLite, one machine" if parts.database.is_sqlite else "PostgreSQL"
    _line(True, f"Running as {'production' if settings.production else 'development'}.")
    ready = parts.readiness()
    well = ready["database"] == "ok" and ready["migrations"] == "ok"
    _line(well, f"Database ({kind}): " + ("ready." if well else "not ready yet; `porchlight serve` sets it up."))
    if well and (notice := parts.directory_notice()):
        _line(False, notice)
    _line(
        ready["worker"] == "ok",
        "Worker: " + ("alive, with a model." if ready["worker"] == "ok" else "none is running."),
    )
    _twilio(settings)
    _telegram(settings)
    hotline = settings.hotline
    if hotline.number:
        offer = parts.hotline.offer()
        state = "open now" if offer.open else "closed now, people are given SAMHSA's line"
        _line(True, f"Hotline: {hotline.number}, {state}.")
    else:
        _line(False, "Hotline: none. People who ask for a person are given SAMHSA's line. Set HOTLINE_NUMBER.")
    _desk(parts)
    _on_call(parts)
    return 0 if well else 1


def _twilio(settings: Settings) -> None:
    if settings.twilio is None:
        _line(False, "SMS: not set up. Put TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM into .env.")
        return
    if settings.public_url is None:
        _line(False, "SMS: credentials are there; PUBLIC_URL is missing, so Twilio cannot reach this service.")
        return
    _line(True, "SMS: set up. In Twilio's console, under your number > Messaging > A message comes in, paste:")
    typer.echo(f"           {settings.public_url}/webhooks/sms   (HTTP POST)")
    typer.echo("         Delivery reports need nothing: each message names their address.")
    typer.echo("         If you use Advanced Opt-Out, put 988 and 911 into its HELP text: Twilio then answers HELP.")


def _telegram(settings: Settings) -> None:
    if settings.telegram is None:
        _line(False, "Telegram: not set up. Ask @BotFather for a bot and put TELEGRAM_BOT_TOKEN into .env.")
    elif settings.public_url:
        _line(True, f"Telegram: by webhook, at {settings.public_url}/webhooks/telegram (set by web itself).")
    else:
        _line(True, "Telegram: by long polling (no PUBLIC_URL is needed for that).")


def _desk(parts: Parts) -> None:
    try:
        with parts.database.read() as connection:
            able = sum(member.may_change for member in parts.staff.everybody(connection))
    except SQLAlchemyError:
        return  # said above
    where = f"{parts.settings.public_url or 'http://127.0.0.1:8000'}/desk"
    if able:
        _line(True, f"Desk: {able} {'people' if able > 1 else 'person'} may answer, at {where}")
    else:
        _line(False, "Desk: nobody may answer people yet. Add somebody: porchlight staff add NAME --role counselor")
    if parts.trunk is None:
        _line(False, "Calls: not set up. They need TWILIO_FROM, PUBLIC_URL, and a US or Canadian HOTLINE_NUMBER.")
    else:
        _line(True, "Calls: set up. Nothing has to be entered in Twilio's console for them.")


def _on_call(parts: Parts) -> None:
    count, unclear = len(parts.pager), parts.pager.misunderstood()
    if not count:
        _line(False, "On call: nobody is paged when an urgent conversation waits. Set ONCALL_PAGES.")
    elif unclear:  # by number: an address may hold a password
        which = ", ".join(map(str, unclear))
        _line(False, f"On call: of {count} addresses in ONCALL_PAGES, these are not understood: number {which}.")
    else:
        _line(
            True, f"On call: {count} {'addresses are paged, one after the other' if count > 1 else 'address is paged'}."
        )


def _line(good: bool, text: str) -> None:
    typer.echo(f"[{'ok' if good else 'missing'}] ".rjust(10) + text)
