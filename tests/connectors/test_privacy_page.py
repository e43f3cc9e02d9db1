"""The page that tells people what is kept of them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re

import pytest
from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.content.reading import grade, measure
from connectors.privacy_page import SOURCE, PrivacyPage, privacy_words, source_in
from porchlight.languages import languages, speaking
from porchlight.settings import RetentionSettings
from porchlight.wording import words_not_said

DAY = dt.timedelta(days=1)


def shown(retention: RetentionSettings | None = None) -> Response:
    """Return web's answer to somebody who opens the page."""
    page = PrivacyPage(retention or RetentionSettings())
    return TestClient(Starlette(routes=page.routes())).get("/privacy")


def words(page: str) -> str:
    """Return what a person reads."""
    body = re.sub(r"<(style|title)>.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_it_says_this_services_days() -> None:
    """As they are set, and nothing is left to be filled in."""
    text = words(shown(RetentionSettings(12 * DAY, 45 * DAY, 7 * DAY)).text)
    assert "12 days" in text and "45 days" in text and "7 days after that" in text
    assert "{" not in text and "988" in text and "911" in text
    assert "as long as your number" in words(shown().text)


def test_it_says_what_matters() -> None:
    """What is kept, who sees it, and how to stop it, erase it or get a copy."""
    text = words(shown().text)
    for said in ("Our staff", "Phone companies", "DELETE MY DATA", "/forget", "STOP", "START", "a copy", "computer"):
        assert said in text


def test_it_is_easy_to_read_and_kind() -> None:
    """Sixth-grade words, and none that wound."""
    text = words(shown().text)
    assert grade(text) <= 7
    assert [entry.why for entry in words_not_said() if entry.pattern.search(text)] == []


def test_it_loads_and_runs_nothing() -> None:
    """No script, no picture, no cookie; the policy allows the page's own style alone."""
    answer = shown()
    assert re.findall(r"<(script|img|link|iframe|form)|\bon\w+=|https?://", answer.text) == []
    assert "set-cookie" not in answer.headers
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and f"'sha256-{allowed}'" in policy and "unsafe" not in policy
    for name in ("x-content-type-options", "referrer-policy", "x-frame-options", "permissions-policy"):
        assert answer.headers[name]


def test_it_was_reviewed() -> None:
    """The source names the day."""
    found = re.search(r'name="reviewed" content="(.*?)"', SOURCE.read_text(encoding="utf-8"))
    assert found and dt.date.fromisoformat(found[1]) <= dt.date.today() + DAY


@pytest.mark.parametrize(("url", "said"), [("https://porch.test", " More: https://porch.test/privacy"), (None, "")])
def test_the_reply_names_the_page_where_there_is_one(url: str | None, said: str) -> None:
    """With PUBLIC_URL alone."""
    assert privacy_words(RetentionSettings(), url) == {
        "content_days": "30", "contact_days": "90", "privacy_page": said,
    }  # fmt: skip


def asked(query: str = "", accept: str | None = None) -> Response:
    """Return what a browser gets that asks for a language by the address, or by its settings."""
    page = PrivacyPage(RetentionSettings())
    headers = {} if accept is None else {"accept-language": accept}
    return TestClient(Starlette(routes=page.routes())).get(f"/privacy{query}", headers=headers)


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", None, "en"), ("", "en-US,en;q=0.9", "en"), ("", "es-MX,es;q=0.9,en;q=0.8", "es"), ("", "es", "es"),
        ("", "en;q=0.5, ES-419;q=0.7", "es"), ("", "de-DE,de;q=0.9", "en"), ("", "es;q=0", "en"), ("", "*", "en"),
        ("?lang=es", "en-US", "es"), ("?lang=en", "es", "en"), ("?lang=xx", "es", "es"), ("?lang=../es", None, "en"),
        ("", "es;q=9" + "," * 2000, "en"), ("", "\x7f;;q=,,", "en"),
    ],
)  # fmt: skip
def test_it_is_in_the_language_that_is_asked_for(query: str, accept: str | None, language: str) -> None:
    """The address decides, else the browser; proxies are told that it depends on that."""
    answer = asked(query, accept)
    assert f'<html lang="{language}">' in answer.text
    assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")


def test_each_page_leads_to_the_others() -> None:
    """By a link in the words of whoever wants it."""
    english, spanish = asked().text, asked("?lang=es").text
    assert '<a href="/privacy?lang=es" lang="es" hreflang="es">Léalo en español</a>' in english
    assert '<a href="/privacy?lang=en" lang="en" hreflang="en">Read this in English</a>' in spanish
    assert "?lang=en" not in english and "?lang=es" not in spanish


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_whole_page(language: str) -> None:
    """Reviewed, easy, kind, with the same headings and days; nothing is left to be filled in."""
    source = source_in(language).read_text(encoding="utf-8")
    found = re.search(r'name="reviewed" content="(.*?)"', source)
    assert found and dt.date.fromisoformat(found[1]) <= dt.date.today() + DAY
    assert len(re.findall("<h2>", source)) == len(re.findall("<h2>", SOURCE.read_text(encoding="utf-8")))
    assert set(re.findall(r"\{[a-z_]+\}", source)) == set(
        re.findall(r"\{[a-z_]+\}", SOURCE.read_text(encoding="utf-8"))
    )
    text, by = words(asked(f"?lang={language}").text), measure(language)
    assert "{" not in text and "988" in text and "911" in text
    assert not by.is_harder(by.of(text), by.each)
    assert [entry.why for entry in words_not_said(language) if entry.found_in(text)] == []


def test_the_spanish_page_says_what_matters() -> None:
    """As the English one, with the words that are heard in Spanish."""
    text = words(asked("?lang=es").text)
    for said in (
        "Nuestro equipo",
        "BORRAR MIS DATOS",
        "/forget",
        "ALTO",
        "START",
        "una copia",
        "computadora",
        "oprima 2",
    ):
        assert said in text
    assert "tanto como su número" in text


def test_the_reply_names_the_page_in_the_language_that_is_spoken() -> None:
    """And leads to that page, whatever the browser asks for."""
    with speaking("es"):
        named = privacy_words(RetentionSettings(), "https://porch.test")
    assert named["privacy_page"] == " Más: https://porch.test/privacy?lang=es"
