"""Every setting, read once from the environment (and `.env`), in one place."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from environs import Env

from porchlight.hours import OpeningHours
from porchlight.sealing import derive_token

_ADDRESS = re.compile(r"[a-z][a-z0-9_+.-]*://.", re.IGNORECASE)
_LONGEST_DAYS = 3650  # ten years
_LONGEST_STALE = 24 * 60  # minutes; a reply is tried for about a day
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """The service refuses to start: `problems` says what is missing or weak, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class TwilioSettings:
    """How to reach Twilio. Either `from_number` or `messaging_service_sid` is set."""

    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str | None
    messaging_service_sid: str | None
    api_url: str | None


@dataclass(frozen=True)
class TelegramSettings:
    """How to reach Telegram. `secret_token` comes with each webhook and proves that Telegram sent it.

    earlier_tokens: what Telegram still sends after a change of SECRET_KEY, until it knows the new token.
    """

    bot_token: str = field(repr=False)
    secret_token: str = field(repr=False)
    api_url: str
    earlier_tokens: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class HotlineSettings:
    """The operator's phone line. With no number, people are given the national line instead.

    promise: how long someone who chats waits for a person before being told that nobody has come. pages: where pages
    for whoever is on call go, as apprise addresses (they hold passwords), in the order of escalation.
    """

    number: str | None
    hours: OpeningHours
    timezone: ZoneInfo
    promise: dt.timedelta = dt.timedelta(minutes=3)
    pages: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class RetentionSettings:
    """How long things are kept. What is older is erased (`hotline.retention`).

    content: what people wrote, what was said, staff's notes, the dialogue state. contact: who somebody is, and
    everything else of them, after so long without anything new. handoff: a handoff after its end; None keeps it as long
    as the contact.
    """

    content: dt.timedelta = dt.timedelta(days=30)
    contact: dt.timedelta = dt.timedelta(days=90)
    handoff: dt.timedelta | None = None


@dataclass(frozen=True)
class Settings:
    """What one installation was told. `folder` holds the default database, the secret and the wake-up sockets.

    locator_url: where `porchlight facilities sync` finds FindTreatment.gov. old_secret_keys: the keys before
    `secret_key`, which open what they have sealed. stale_after: an answer that could not go out for so long does not
    fit any more.
    """

    production: bool
    database_url: str = field(repr=False)  # it may hold a password
    public_url: str | None
    secret_key: str = field(repr=False)
    twilio: TwilioSettings | None
    telegram: TelegramSettings | None
    hotline: HotlineSettings
    folder: Path
    model_folder: Path
    locator_url: str
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    retention: RetentionSettings = RetentionSettings()
    stale_after: dt.timedelta = dt.timedelta(minutes=30)


def read_settings(env_file: Path | None = ROOT / ".env") -> Settings:
    """Read the environment.

    Raises SettingsError with every problem at once: a value that cannot be understood, half a provider's
    credentials, or (in production) a missing or weak value.
    """
    env = Env()
    if env_file is not None:
        env.read_env(str(env_file), recurse=False)
    problems: list[str] = []
    environment = env.str("PORCHLIGHT_ENV", "development") or "development"
    if environment not in ("development", "production"):
        problems.append("PORCHLIGHT_ENV must be development or production.")
    production = environment == "production"
    folder = Path(env.str("PORCHLIGHT_FOLDER", "") or ROOT / "var")
    secret = _secret_key(env, folder, production, problems)
    old_secrets = tuple(env.str("SECRET_KEY_OLD", "").split())
    public_url = env.str("PUBLIC_URL", "").rstrip("/") or None
    if public_url and not public_url.startswith(("https://", "http://")):
        problems.append("PUBLIC_URL must begin with https:// (it is where Twilio and Telegram reach this service).")
    elif production and public_url and not public_url.startswith("https://"):
        problems.append("PUBLIC_URL must begin with https:// in production: messages must not travel readable.")
    database_url = env.str("DATABASE_URL", "")
    if production and not database_url:
        problems.append("DATABASE_URL is missing: in production, say where messages are kept.")
    settings = Settings(
        production=production,
        database_url=_database_url(database_url or f"sqlite:///{folder / 'porchlight.db'}"),
        public_url=public_url,
        secret_key=secret,
        twilio=_twilio(env, problems),
        telegram=_telegram(env, secret, old_secrets, problems),
        hotline=_hotline(env, production, problems),
        folder=folder,
        model_folder=Path(env.str("PORCHLIGHT_MODELS", "") or ROOT / "bot" / "models"),
        locator_url=env.str("LOCATOR_URL", "").rstrip("/") or "https://findtreatment.gov",
        retention=_retention(env, problems),
        stale_after=_stale_after(env, problems),
        old_secret_keys=old_secrets,
    )
    if production and settings.twilio and not public_url:
        problems.append("PUBLIC_URL is missing: without it, Twilio's signatures cannot be checked.")
    if production and not (settings.twilio or settings.telegram):
        problems.append("No channel is set up: give TWILIO_* or TELEGRAM_BOT_TOKEN.")
    if problems:
        raise SettingsError(problems)
    return settings


def _secret_key(env: Env, folder: Path, production: bool, problems: list[str]) -> str:
    given = str(env.str("SECRET_KEY", ""))
    if production:
        if not given:
            problems.append("SECRET_KEY is missing: it locks what people write. Make one: openssl rand -hex 32")
        elif len(given) < 32 or len(set(given)) < 10:
            problems.append("SECRET_KEY is weak: give at least 32 random characters (openssl rand -hex 32).")
        return given
    return given or _kept_secret(folder)


def _kept_secret(folder: Path) -> str:
    """Return this machine's own development secret, made on first use and readable by its owner only."""
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
        path.unlink()  # empty: a start was cut off before anything could be sealed with it
    # Written aside and then linked: another process that starts now sees a whole secret or none.
    fresh = folder / f".secret_key-{os.getpid()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def _database_url(url: str) -> str:
    # Hosting providers still hand out postgres://, which SQLAlchemy no longer knows.
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


def _twilio(env: Env, problems: list[str]) -> TwilioSettings | None:
    sid, token = env.str("TWILIO_ACCOUNT_SID", ""), env.str("TWILIO_AUTH_TOKEN", "")
    sender, service = env.str("TWILIO_FROM", ""), env.str("TWILIO_MESSAGING_SERVICE_SID", "")
    if not any((sid, token, sender, service)):
        return None
    if not sid:
        problems.append("TWILIO_ACCOUNT_SID is missing (it begins with AC, on the Twilio console's first page).")
    if not token:
        problems.append("TWILIO_AUTH_TOKEN is missing (below the account SID on the Twilio console).")
    if not (sender or service):
        problems.append("Give TWILIO_FROM (your Twilio number, +1...) or TWILIO_MESSAGING_SERVICE_SID (MG...).")
    api_url = env.str("TWILIO_API_URL", "").rstrip("/") or None
    return TwilioSettings(sid, token, sender or None, service or None, api_url)


def _telegram(env: Env, secret: str, old_secrets: Sequence[str], problems: list[str]) -> TelegramSettings | None:
    token = env.str("TELEGRAM_BOT_TOKEN", "")
    if not token:
        return None
    if ":" not in token:
        problems.append("TELEGRAM_BOT_TOKEN does not look like one (@BotFather gives 123456:ABC...).")
    given = env.str("TELEGRAM_SECRET_TOKEN", "")
    if given and not all(c.isascii() and (c.isalnum() or c in "_-") for c in given):
        problems.append("TELEGRAM_SECRET_TOKEN may hold only letters, digits, _ and -.")
    api_url = env.str("TELEGRAM_API_URL", "").rstrip("/") or "https://api.telegram.org"
    if given:
        return TelegramSettings(token, given, api_url)
    present, *earlier = (derive_token(key or "-", "telegram-webhook") for key in (secret, *old_secrets))
    return TelegramSettings(token, present, api_url, tuple(earlier))


def _hotline(env: Env, production: bool, problems: list[str]) -> HotlineSettings:
    number = env.str("HOTLINE_NUMBER", "") or None
    if production and not number:
        problems.append("HOTLINE_NUMBER is missing: people who ask for a person must be given one.")
    zone_name = env.str("HOTLINE_TIMEZONE", "") or "America/New_York"
    try:
        zone = ZoneInfo(zone_name)
    except (KeyError, ValueError, OSError):
        problems.append(f"HOTLINE_TIMEZONE {zone_name!r} is unknown; write it like America/Chicago.")
        zone = ZoneInfo("UTC")
    try:
        hours = OpeningHours.parse(env.str("HOTLINE_HOURS", "") or "24/7")
    except ValueError as error:
        problems.append(f"HOTLINE_HOURS cannot be read: {error}")
        hours = OpeningHours.parse("24/7")
    promise = env.str("CHAT_PROMISE_MINUTES", "") or "3"
    if not (promise.isdecimal() and 1 <= int(promise) <= 60):
        problems.append("CHAT_PROMISE_MINUTES must be a whole number from 1 to 60.")
        promise = "3"
    pages = tuple(env.str("ONCALL_PAGES", "").split())
    for place, address in enumerate(pages, 1):  # not shown: it may hold a password
        if not _ADDRESS.match(address):
            problems.append(f"ONCALL_PAGES: address {place} is none; they begin like mailtos:// or tgram://")
    return HotlineSettings(number, hours, zone, dt.timedelta(minutes=int(promise)), pages)


def _retention(env: Env, problems: list[str]) -> RetentionSettings:
    content = _days("CONTENT_DAYS", env.str("CONTENT_DAYS", "") or "30", problems)
    contact = _days("CONTACT_DAYS", env.str("CONTACT_DAYS", "") or "90", problems)
    handoff = env.str("HANDOFF_DAYS", "")
    return RetentionSettings(content, contact, _days("HANDOFF_DAYS", handoff, problems) if handoff else None)


def _stale_after(env: Env, problems: list[str]) -> dt.timedelta:
    given = env.str("STALE_MINUTES", "") or "30"
    if not (given.isdecimal() and 5 <= int(given) <= _LONGEST_STALE):
        problems.append(f"STALE_MINUTES must be a whole number of minutes from 5 to {_LONGEST_STALE}.")
        given = "30"
    return dt.timedelta(minutes=int(given))


def _days(name: str, given: str, problems: list[str]) -> dt.timedelta:
    if not (given.isdecimal() and 1 <= int(given) <= _LONGEST_DAYS):
        problems.append(f"{name} must be a whole number of days from 1 to {_LONGEST_DAYS}.")
        return dt.timedelta(days=1)
    return dt.timedelta(days=int(given))
