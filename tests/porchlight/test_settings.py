"""Settings: development needs none, production refuses to start without what keeps people safe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from porchlight.settings import Settings, SettingsError, read_settings
from tests.porchlight.conftest import NAMES, PREFIXES

STRONG = "0123456789abcdef0123456789abcdef"
PRODUCTION = {
    "PORCHLIGHT_ENV": "production",
    "SECRET_KEY": STRONG,
    "DATABASE_URL": "postgresql://db.example/porch",
    "PUBLIC_URL": "https://porch.example/",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_FROM": "+15550109999",
    "HOTLINE_NUMBER": "1-800-555-0199",
    "HOTLINE_HOURS": "Mon-Fri 09:00-17:00",
}


def _read(environment: pytest.MonkeyPatch, folder: Path, **values: str) -> Settings:
    environment.setenv("PORCHLIGHT_FOLDER", str(folder))
    for name, value in values.items():
        environment.setenv(name, value)
    return read_settings(None)


def _problems(environment: pytest.MonkeyPatch, folder: Path, **values: str) -> list[str]:
    with pytest.raises(SettingsError) as refusal:
        _read(environment, folder, **values)
    return refusal.value.problems


def test_development_needs_nothing(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fresh checkout starts: a database and a secret of its own, no provider, the national line."""
    settings = _read(environment, tmp_path / "var")
    assert not settings.production
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'porchlight.db'}"
    assert (settings.twilio, settings.telegram, settings.hotline.number) == (None, None, None)
    assert settings.hotline.hours.always


def test_the_development_secret_is_kept_and_closed_to_others(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Made once, readable by its owner only, and the same at the next start."""
    first = _read(environment, tmp_path / "var").secret_key
    kept = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(first) == 64
    assert read_settings(None).secret_key == first
    assert _read(environment, tmp_path / "other").secret_key != first


def test_an_empty_secret_file_is_not_a_secret(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Left behind by a start that was cut off (or read while another process makes it), it must not seal anything."""
    (tmp_path / "secret_key").touch(0o600)
    try:
        secret = _read(environment, tmp_path).secret_key
    except SettingsError:
        return
    assert len(secret) >= 32


def test_empty_values_count_as_not_given(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`NAME=` in a copied .env.example means nothing."""
    names = [name for name in PRODUCTION if name != "PORCHLIGHT_ENV"]
    settings = _read(environment, tmp_path, PORCHLIGHT_ENV="", **dict.fromkeys(names, ""))
    assert (settings.twilio, settings.public_url, settings.production) == (None, None, False)


def test_a_complete_production_starts(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And keeps no secret in a file."""
    settings = _read(environment, tmp_path, **PRODUCTION)
    assert settings.production and settings.twilio is not None
    assert (settings.public_url, settings.secret_key) == ("https://porch.example", STRONG)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "HOTLINE_NUMBER"])
def test_production_names_what_is_missing(environment: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
    """One sentence, which begins with the setting's name."""
    (problem,) = _problems(environment, tmp_path, **{**PRODUCTION, missing: ""})
    assert problem.startswith(f"{missing} is missing")


def test_production_needs_a_channel(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A service that nobody can reach refuses to start."""
    none = {name: "" for name in PRODUCTION if name.startswith("TWILIO_")}
    (problem,) = _problems(environment, tmp_path, **{**PRODUCTION, **none})
    assert "TWILIO_" in problem and "TELEGRAM_BOT_TOKEN" in problem


def test_production_names_everything_at_once(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An operator fixes it in one go."""
    said = " ".join(_problems(environment, tmp_path, PORCHLIGHT_ENV="production"))
    for name in ("SECRET_KEY", "DATABASE_URL", "HOTLINE_NUMBER", "No channel"):
        assert name in said


@pytest.mark.parametrize("weak", ["short", "a" * 64, "abc" * 20, STRONG[:31]])
def test_a_weak_secret_is_refused_and_not_repeated(environment: pytest.MonkeyPatch, tmp_path: Path, weak: str) -> None:
    """Too short or too uniform; the message does not show it."""
    (problem,) = _problems(environment, tmp_path, **{**PRODUCTION, "SECRET_KEY": weak})
    assert problem.startswith("SECRET_KEY is weak")
    assert weak not in problem


def test_production_is_reached_by_https_only(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """http:// is for development; anything else is for nobody."""
    (problem,) = _problems(environment, tmp_path, **{**PRODUCTION, "PUBLIC_URL": "http://porch.example"})
    assert problem.startswith("PUBLIC_URL must begin with https://")
    assert _problems(environment, tmp_path, **{**PRODUCTION, "PUBLIC_URL": "porch.example"})
    assert _read(environment, tmp_path, PORCHLIGHT_ENV="", PUBLIC_URL="http://localhost:8000").public_url


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+1"}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_FROM": "+1"}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_FROM"),
    ],
)
def test_half_of_twilio_is_refused_everywhere(
    environment: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], missing: str
) -> None:
    """In development too: whoever gives a part wants all of it."""
    (problem,) = _problems(environment, tmp_path, **given)
    assert missing in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORCHLIGHT_ENV", "staging"),
        ("HOTLINE_HOURS", "whenever"),
        ("HOTLINE_HOURS", "Mon-Fri 25:00-26:00"),
        ("HOTLINE_TIMEZONE", "Mars/Olympus"),
        ("HOTLINE_TIMEZONE", "America"),
        ("HOTLINE_TIMEZONE", "../etc/passwd"),
        ("TELEGRAM_BOT_TOKEN", "no-colon"),
    ],
)
def test_what_cannot_be_read_is_named(environment: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str) -> None:
    """The setting's name, and how it should be written."""
    (problem,) = _problems(environment, tmp_path, **{name: value})
    assert problem.startswith(name)


def test_telegrams_secret_token_is_derived_or_given(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Derived from the secret, it fits what Telegram allows; a given one with other characters is refused."""
    telegram = _read(environment, tmp_path, TELEGRAM_BOT_TOKEN="1:ABC").telegram
    assert telegram is not None
    assert len(telegram.secret_token) == 43 and telegram.secret_token.replace("-", "").replace("_", "").isalnum()
    assert telegram.secret_token not in read_settings(None).secret_key
    (problem,) = _problems(environment, tmp_path, TELEGRAM_SECRET_TOKEN="with space")
    assert problem.startswith("TELEGRAM_SECRET_TOKEN")


def test_a_change_of_the_key_keeps_telegram_coming_in(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tokens of earlier keys are good until Telegram knows the new one; where one is given, none of them is."""
    values = {**PRODUCTION, "TELEGRAM_BOT_TOKEN": "1:ABC"}
    before = _read(environment, tmp_path, **values).telegram
    changed = {**values, "SECRET_KEY": STRONG[::-1], "SECRET_KEY_OLD": f"  {STRONG}\ta-still-older-one "}
    settings = _read(environment, tmp_path, **changed)
    assert settings.old_secret_keys == (STRONG, "a-still-older-one")
    assert before is not None and settings.telegram is not None
    assert before.earlier_tokens == () and settings.telegram.secret_token != before.secret_token
    assert settings.telegram.earlier_tokens[0] == before.secret_token and len(settings.telegram.earlier_tokens) == 2
    given = _read(environment, tmp_path, **changed, TELEGRAM_SECRET_TOKEN="given").telegram
    assert given is not None and (given.secret_token, given.earlier_tokens) == ("given", ())
    assert STRONG not in repr(settings) and before.secret_token not in repr(settings)


def test_no_secret_is_shown(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings that end up in a log or a traceback tell no secret."""
    values = {**PRODUCTION, "TELEGRAM_BOT_TOKEN": "123:bot-token", "TELEGRAM_SECRET_TOKEN": "hook-token"}
    password = "pass-word"
    values |= {"TWILIO_AUTH_TOKEN": "auth-token", "DATABASE_URL": f"postgresql://porch:{password}@db/x"}
    shown = repr(_read(environment, tmp_path, **values))
    for secret in (STRONG, "bot-token", "hook-token", "auth-token", password):
        assert secret not in shown


def test_an_old_postgres_address_is_understood(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hosting providers still hand out postgres://."""
    assert _read(environment, tmp_path, DATABASE_URL="postgres://db/x").database_url == "postgresql://db/x"


def test_the_file_fills_what_the_environment_leaves_open(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` is read, and what the environment says wins."""
    before = dict(os.environ)
    file = tmp_path / ".env"
    file.write_text("HOTLINE_NUMBER=1-800-555-0111\nPUBLIC_URL=https://file.example\n")
    environment.setenv("PORCHLIGHT_FOLDER", str(tmp_path))
    environment.setenv("PUBLIC_URL", "https://environment.example")
    try:
        settings = read_settings(file)
    finally:
        for name in set(os.environ) - set(before):
            if name.startswith(PREFIXES) or name in NAMES:
                environment.delenv(name)
    assert (settings.hotline.number, settings.public_url) == ("1-800-555-0111", "https://environment.example")


def test_the_promise_and_the_pages(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three minutes and nobody, unless set; addresses stand in the order of escalation and are shown nowhere."""
    usual = _read(environment, tmp_path, CHAT_PROMISE_MINUTES="", ONCALL_PAGES="").hotline
    assert (usual.promise.total_seconds(), usual.pages) == (180, ())
    pages = "mailtos://me:pass-word@example.com  tgram://123:token/456"
    hotline = _read(environment, tmp_path, CHAT_PROMISE_MINUTES="5", ONCALL_PAGES=pages).hotline
    assert (hotline.promise.total_seconds(), hotline.pages) == (300, tuple(pages.split()))
    assert "pass-word" not in repr(hotline)


@pytest.mark.parametrize("value", ["0", "61", "-1", "2.5", "soon"])
def test_a_promise_that_nobody_can_keep(environment: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    """A whole number of minutes, from 1 to 60."""
    (problem,) = _problems(environment, tmp_path, CHAT_PROMISE_MINUTES=value)
    assert problem.startswith("CHAT_PROMISE_MINUTES")


@pytest.mark.parametrize(("value", "minutes"), [("", 30), ("5", 5), ("1440", 1440)])
def test_when_an_answer_is_stale(environment: pytest.MonkeyPatch, tmp_path: Path, value: str, minutes: int) -> None:
    """Half an hour, unless set."""
    assert _read(environment, tmp_path, STALE_MINUTES=value).stale_after.total_seconds() == minutes * 60


@pytest.mark.parametrize("value", ["4", "1441", "-5", "7.5", "never"])
def test_an_age_that_makes_no_sense(environment: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    """A whole number of minutes, from 5 to 1440: what a provider takes late by a minute or two is no outage."""
    (problem,) = _problems(environment, tmp_path, STALE_MINUTES=value)
    assert problem.startswith("STALE_MINUTES")


def test_an_address_to_page_that_is_none(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is named by its place; what was given is not repeated."""
    (problem,) = _problems(environment, tmp_path, ONCALL_PAGES="mailto://me:word@example.com me:pass-word@example.com")
    assert problem.startswith("ONCALL_PAGES: address 2") and "pass-word" not in problem
