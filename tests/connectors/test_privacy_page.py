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

from bot.content.reading import grade
from connectors.privacy_page import SOURCE, PrivacyPage, privacy_words
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
