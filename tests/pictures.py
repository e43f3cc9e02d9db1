"""`make pictures`: plays a small night with the real service and photographs the desk for the docs.

Nobody in the pictures exists. The figures' past is made up (`benchmarks.many_conversations`).
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import update

from benchmarks.many_conversations import fill
from connectors.tables import conversations
from hotline.tables import handoffs
from porchlight.settings import ROOT
from tests.browsing import ARGUMENTS, CHROMIUM
from tests.connectors.scene import ago
from tests.people import SmsPerson, TelegramPerson
from tests.service import Service

DOCS = ROOT / "docs"
_WIDE = {"width": 1180, "height": 760}
_PHONE = {"width": 390, "height": 780}


def main() -> None:
    """Write docs/desk-queue.png, docs/desk-conversation.png, docs/desk-figures.png and docs/desk-phone.png."""
    with tempfile.TemporaryDirectory(prefix="porchlight-pictures-") as name, Service(Path(name)) as service:
        service.command("migrate")
        passwords = {
            "sam": service.staff("sam", shown="Sam"),
            "kim": service.staff("kim", shown="Kim"),
            "vera": service.staff("vera", role="supervisor", shown="Vera"),
        }
        fill(service.ledger.database, service.ledger.cipher, 400, 0, messages=4)
        service.serve()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            settings: dict[str, Any] = {"viewport": _WIDE, "device_scale_factor": 2}
            sam = browser.new_context(**settings).new_page()
            _sign_in(sam, service, "sam", passwords["sam"])
            sam.get_by_role("button", name="Begin my shift").click()
            ann = _night(service)
            sam.reload()
            sam.wait_for_timeout(1500)
            sam.screenshot(path=DOCS / "desk-queue.png")
            _talk(sam, ann)
            sam.screenshot(path=DOCS / "desk-conversation.png")
            phone = browser.new_context(viewport=_PHONE, device_scale_factor=2, color_scheme="dark").new_page()
            _sign_in(phone, service, "kim", passwords["kim"])
            phone.wait_for_timeout(1500)
            phone.screenshot(path=DOCS / "desk-phone.png")
            vera = browser.new_context(**settings).new_page()
            _sign_in(vera, service, "vera", passwords["vera"])
            _second_step(vera)
            vera.goto(f"{service.url}/desk/figures?days=30")
            vera.wait_for_timeout(500)
            vera.screenshot(path=DOCS / "desk-figures.png")
            browser.close()


def _night(service: Service) -> SmsPerson:
    """Let four people wait, each for another reason and time; return the one in danger."""
    bob, cat, dan, ann = SmsPerson(service), TelegramPerson(service), SmsPerson(service), SmsPerson(service)
    bob.says("iop near 02139 that takes medicaid")
    bob.says("i want to talk to a person")
    bob.says("chat here")
    cat.says("hello")
    cat.says("can i talk to someone")
    dan.says("can you call me back")
    ann.says("does iop help with meth")
    ann.says("my zip is 02139")
    ann.says("i dont want to be alive anymore")
    for person, minutes in ((bob, 4), (cat, 2), (dan, 11), (ann, 0.7)):
        conversation = person.conversation_id
        with service.ledger.database.write() as connection:
            mine = update(handoffs).where(handoffs.c.conversation_id == conversation)
            connection.execute(mine.values(opened_at=ago(minutes * 60)))
            touched = update(conversations).where(conversations.c.id == conversation)
            connection.execute(touched.values(touched_at=ago(0)))
    return ann


def _talk(page: Page, ann: SmsPerson) -> None:
    (handoff,) = ann.service.ledger.open_handoffs_of(ann.conversation_id)
    page.locator(f"#h{handoff.id}").get_by_role("button", name=re.compile("Claim")).click()
    page.get_by_label("What the person will read").fill("Hi, I'm Sam. I'm glad you told us. Are you somewhere safe?")
    page.get_by_role("button", name="Send").click()
    ann.service.wait_until(lambda: any("somewhere safe" in text for text in ann.screen()), 60.0, "Sam was heard")
    ann.says("in my car. i think so")
    page.get_by_text("in my car. i think so").wait_for()
    page.get_by_label("What the person will read").fill("Okay. I'll stay here with you. Is anyone near who can come?")
    page.wait_for_timeout(800)


def _sign_in(page: Page, service: Service, name: str, password: str) -> None:
    page.goto(f"{service.url}/desk")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def _second_step(page: Page) -> None:
    secret = "".join(page.locator("main code").inner_text().split())
    page.locator("#digits").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Queue", exact=True).wait_for()


if __name__ == "__main__":
    main()
