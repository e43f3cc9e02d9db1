"""The phone page in a real browser, on the real service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import ON_SCREEN, needs_chromium
from tests.service import Service

pytestmark = needs_chromium
ANSWER = ON_SCREEN


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The page, just opened by somebody new; at the end, nothing went wrong in it and it asked nobody else."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    ours = urlsplit(service.url).netloc
    opened.on("request", lambda request: None if urlsplit(request.url).netloc == ours else troubles.append(request.url))
    opened.goto(f"{service.url}/phone")
    yield opened
    opened.close()
    assert troubles == []


def say(page: Page, words: str) -> None:
    """Type into the open tab and press Enter."""
    box = page.locator("textarea:visible")
    box.fill(words)
    box.press("Enter")


def hear(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until these words are on the screen of the open tab."""
    expect(page.locator("section.panel:visible .log")).to_contain_text(words, timeout=ANSWER)


def test_a_conversation_by_sms(page: Page) -> None:
    """Welcome, programs, one of them by its number; segments are counted under each text."""
    say(page, "iop near 02139")
    hear(page, "I'm automated")
    hear(page, "Call to confirm")
    hear(page, re.compile(r"\d segments? - \d+ characters - GSM-7"))
    say(page, "2")
    hear(page, "They say they offer")


def test_a_conversation_on_telegram(page: Page) -> None:
    """Start, a town of which there are several, and the right one by a tap."""
    page.get_by_role("tab", name="Telegram").click()
    page.get_by_role("button", name="Start").click()
    hear(page, "I'm automated")
    say(page, "programs in springfield")
    choice = page.locator("section.panel:visible .log button", has_text="Springfield, MA")
    choice.click(timeout=ANSWER)
    hear(page, "Springfield, MA")
    hear(page, "Call to confirm")


def test_a_place_is_shared_by_a_button(page: Page) -> None:
    """Where a place is asked for, it can be shared; without a sensor, typed as coordinates."""
    page.get_by_role("tab", name="Telegram").click()
    say(page, "find a program near me")
    page.get_by_role("button", name="Type it instead").click(timeout=ANSWER)
    page.locator("#place").fill("42.3656, -71.1040")
    page.locator("#place").press("Enter")
    hear(page, "SAMPLE")


def test_the_two_phones_are_two_people(page: Page) -> None:
    """What was said by SMS is not on Telegram, and a new conversation begins with a welcome."""
    say(page, "how much does iop cost")
    hear(page, "about $250 to $600 a week")
    page.get_by_role("tab", name="Telegram").click()
    expect(page.locator("#panel-telegram .log")).not_to_contain_text("$250", timeout=ANSWER)
    page.get_by_role("tab", name="SMS").click()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#panel-sms .log")).not_to_contain_text("$250", timeout=ANSWER)
    say(page, "hello")
    hear(page, "I'm automated")


def test_words_are_shown_as_words(page: Page) -> None:
    """What somebody types is text, never markup."""
    say(page, "<img src=x onerror=alert(1)> <b>hello</b>")
    hear(page, "<img src=x onerror=alert(1)> <b>hello</b>")
    assert page.locator("section.panel:visible .log img").count() == 0
    hear(page, "I'm automated")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen(page: Page, width: int) -> None:
    """Nothing sticks out sideways, and the text box can be reached, on an old phone too."""
    page.set_viewport_size({"width": width, "height": 640})
    say(page, "iop near 02139")
    hear(page, "Call to confirm")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("textarea:visible")).to_be_in_viewport(timeout=ANSWER)
