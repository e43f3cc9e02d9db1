"""The phone page in a real Chromium: for weak eyes, for those who read another language, for those whom motion disturbs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette

from connectors.phone.page import PhonePage
from connectors.reception import Reception
from porchlight.database import now
from tests.browsing import needs_chromium
from tests.connectors.scene import Scene
from tests.doubles.server import LoopbackServer

pytestmark = needs_chromium


@pytest.fixture
def server(scene: Scene) -> Iterator[LoopbackServer]:
    """The page, on a port."""
    reception = Reception(scene.journal, lambda: None, patience=0.0)
    with LoopbackServer(Starlette(routes=PhonePage(reception, scene.outbox, lambda: None).routes())) as server:
        yield server


def opened(browser: Browser, server: LoopbackServer, width: int = 1280, **context: str) -> Page:
    """Return the page, opened by somebody new."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()  # type: ignore[arg-type]
    page.goto(f"{server.url}/phone")
    return page


def size(page: Page) -> float:
    """Return how large the words in the box are, in pixels."""
    return float(page.locator("textarea:visible").evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)"))


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_large_text_is_a_tap_away_and_is_kept(browser: Browser, server: LoopbackServer, width: int) -> None:
    """Half as large again, nothing runs off the screen, and the next visit begins with it."""
    page = opened(browser, server, width)
    before, toggle = size(page), page.get_by_role("button", name="Large text")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert size(page) == pytest.approx(1.5 * before)
    page.reload()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert size(page) == pytest.approx(1.5 * before)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    toggle.click()
    assert size(page) == before
    page.context.close()


def test_everybody_can_use_it_in_large_text(browser: Browser, server: LoopbackServer) -> None:
    """axe finds nothing against it."""
    page = opened(browser, server)
    page.get_by_role("button", name="Large text").click()
    report = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert [each["id"] for each in report.response["violations"]] == []
    page.context.close()


def test_it_speaks_the_browsers_language(browser: Browser, server: LoopbackServer, scene: Scene) -> None:
    """Labels and what the script says; a reply is marked as what it is."""
    page = opened(browser, server, locale="es-MX")
    assert page.locator("html").get_attribute("lang") == "es"
    expect(page.get_by_role("button", name="Letra grande")).to_be_visible()
    box = page.get_by_label("Mensaje de texto a Porchlight")
    box.fill("hola")
    box.press("Enter")
    expect(page.locator(".sms .out .bubble")).to_have_text("Usted: hola")
    while not scene.journal.unread(now()):
        page.wait_for_timeout(50)
    scene.answers("Hola.", language="es")
    expect(page.locator(".sms .in [lang=es]")).to_have_text("Hola.")
    page.context.close()


def test_nothing_moves_for_whom_motion_disturbs(browser: Browser, server: LoopbackServer) -> None:
    """As their system says."""
    page = opened(browser, server, reduced_motion="reduce")
    moving = page.evaluate("[...document.querySelectorAll('*')].filter((each) => each.getAnimations().length).length")
    assert moving == 0
    page.context.close()
