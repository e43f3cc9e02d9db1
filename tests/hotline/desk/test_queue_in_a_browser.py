"""The queue in a real Chromium: rows that come by themselves, keys, the alarm, and one stream for many tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette

from hotline.desk.event_stream import EventStream
from hotline.desk.events import EventHub
from hotline.desk.gate import Gate
from hotline.desk.pages import Pages
from hotline.desk.queue_rows import QueueRows
from hotline.handoffs import Handoffs
from hotline.sessions import Sessions
from hotline.staff import Member
from tests.browsing import needs_chromium
from tests.connectors.scene import ANN, BOB, CAT, Scene
from tests.doubles.server import LoopbackServer
from tests.hotline.desk.desk import Desk
from tests.hotline.desk.waiting import erase, held, waits

pytestmark = needs_chromium

# Counts the beeps of this tab, four tones each.
_COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...given) { window.tones += 1; return start.apply(this, given); };
"""


class Service:
    """The whole desk on a port, with a switch that ends every event stream and lets none begin."""

    def __init__(self, desk: Desk) -> None:
        self.down = False
        parts, pages = desk.parts, Pages()
        gate = Gate(Sessions(parts.database), pages, secure=False)
        rows = QueueRows(pages, ZoneInfo("America/New_York"))
        self.hub = EventHub(parts.database, parts.staff, parts.doorbell, rows, stopping=lambda: self.down)
        events = EventStream(gate, self.hub, keep_alive=0.5)
        self.server = LoopbackServer(Starlette(routes=[*events.routes(), *desk.routes]))


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam")


@pytest.fixture
def service(desk: Desk) -> Iterator[Service]:
    """The desk, served."""
    service = Service(desk)
    with service.server:
        yield service


@pytest.fixture
def context(browser: Browser, service: Service, desk: Desk, sam: Member) -> Iterator[BrowserContext]:
    """A browser in which sam is signed in; at the end, no script of it has failed."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "desk", "value": desk.browser("sam").token, "url": service.server.url}])
    context.add_init_script(_COUNT_TONES)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    yield context
    context.close()
    assert troubles == []


def open_queue(context: BrowserContext, service: Service, path: str = "/desk/queue") -> Page:
    """Open a tab, and wait until changes arrive there."""
    page = context.new_page()
    page.goto(service.server.url + path)
    expect(page.locator("#live")).to_have_text("Live")
    return page


def codes(page: Page, section: str) -> list[str]:
    """Return the codes of a section's rows, from above to below."""
    return page.locator(f"#{section} .code").all_inner_texts()


def test_an_urgent_one_comes_by_itself(context: BrowserContext, service: Service, scene: Scene) -> None:
    """It stands on top, the title counts it, a screen reader is told, and there is a sound."""
    other = waits(scene, ANN, minutes=5)
    page = open_queue(context, service)
    page.mouse.click(5, 400)  # a browser makes no sound before somebody has touched the page
    expect(page.locator("#sound")).to_have_text("Sound: on")
    urgent = waits(scene, BOB, urgent=True)
    expect(page.locator("#waiting .count")).to_have_text("2")
    assert codes(page, "waiting") == [urgent.code, other.code]
    expect(page).to_have_title(re.compile(r"^\(1!\) Queue"))
    expect(page.locator("#alarm")).to_have_text(f"New urgent: {urgent.code}")
    assert page.evaluate("tones") == 4


def test_what_was_there_already_alarms_nobody(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Opening the queue is quiet, and so is one that is not urgent."""
    waits(scene, ANN, urgent=True)
    page = open_queue(context, service)
    page.mouse.click(5, 400)
    expect(page).to_have_title(re.compile(r"^\(1!\) Queue"))
    waits(scene, BOB)
    expect(page.locator("#waiting .count")).to_have_text("2")
    assert page.locator("#alarm").inner_text() == ""
    assert page.evaluate("tones") == 0


def test_the_sound_can_be_off(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Whoever has switched it off hears nothing, and it stays off."""
    page = open_queue(context, service)
    page.mouse.click(5, 400)
    page.locator("#sound", has_text="Sound: on").click()
    expect(page.locator("#sound")).to_have_text("Sound: off")
    page.reload()
    expect(page.locator("#sound")).to_have_text("Sound: off")
    expect(page.locator("#live")).to_have_text("Live")
    page.mouse.click(5, 400)
    waits(scene, urgent=True)
    expect(page.locator("#alarm")).not_to_be_empty()
    assert page.evaluate("tones") == 0


def test_a_sound_that_is_blocked_is_said_to_be(context: BrowserContext, service: Service) -> None:
    """Before anybody has touched the page the browser allows none: the button says so, and a click allows it."""
    page = open_queue(context, service)
    expect(page.locator("#sound")).to_have_text(re.compile("blocked"))
    page.locator("#sound").click()
    expect(page.locator("#sound")).to_have_text("Sound: on")


def test_rows_move_and_go(context: BrowserContext, service: Service, scene: Scene, desk: Desk, sam: Member) -> None:
    """What a colleague claims goes to the colleagues, what I am given comes to me, what is erased is gone."""
    lee = desk.member("lee")
    first, second, third = waits(scene, ANN), waits(scene, BOB), held(scene, lee, CAT)
    page = open_queue(context, service)
    desk.parts.queue.claim(lee, first.id)
    desk.parts.queue.hand_to(lee, third.id, sam.id)
    erase(scene, second)
    expect(page.locator("#mine .code")).to_have_text([third.code])
    expect(page.locator("#others .code")).to_have_text([first.code])
    expect(page.locator("#waiting .code")).to_have_count(0)
    expect(page.locator("#waiting .empty")).to_be_visible()


def test_mine_is_on_the_screen_however_many_wait(
    context: BrowserContext, service: Service, scene: Scene, sam: Member
) -> None:
    """Somebody of mine may be in danger now, below sixty who wait."""
    mine = held(scene, sam, CAT)
    for number in range(60):
        waits(scene, f"+1555020{number:04d}")
    page = open_queue(context, service)
    assert page.locator(f"#h{mine.id}").evaluate("row => row.getBoundingClientRect().bottom") < 900


def test_one_key_claims(context: BrowserContext, service: Service, scene: Scene) -> None:
    """j goes down, k up, and c claims the one that has the focus and opens it."""
    first, second = waits(scene, ANN, minutes=5), waits(scene, BOB)
    page = open_queue(context, service)
    for key, code in (
        ("j", first.code),
        ("j", second.code),
        ("j", second.code),
        ("k", first.code),
        ("ArrowDown", second.code),
    ):
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_text(code)
    page.keyboard.press("c")
    page.wait_for_url(f"**/desk/conversations/{second.id}")
    found = Handoffs(scene.database).by_code(second.code)
    assert found is not None and found.status == "taken"


def test_the_focus_stays_on_its_row(context: BrowserContext, service: Service, scene: Scene) -> None:
    """A row that is drawn anew under somebody's fingers does not lose them."""
    waits(scene, ANN, minutes=5)
    handoff = waits(scene, BOB)
    page = open_queue(context, service)
    page.keyboard.press("j")
    page.keyboard.press("j")
    scene.hears("hello?", BOB)
    expect(page.locator(f"#h{handoff.id}")).to_contain_text("1 new")
    expect(page.locator(":focus")).to_have_text(handoff.code)


def test_keys_are_letters_in_a_field(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Nobody is claimed by typing a code, nor by Ctrl+C; / goes to the field, and Escape leaves it."""
    handoff = waits(scene)
    page = open_queue(context, service)
    page.keyboard.press("j")
    page.keyboard.press("Control+c")
    page.keyboard.press("/")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type("cjk?")
    expect(page.locator("#code")).to_have_value("cjk?")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("c")
    page.locator("#keys-off").check()
    page.keyboard.press("Escape")
    page.locator(".row .code").focus()
    page.keyboard.press("c")
    page.wait_for_timeout(200)
    assert page.url.endswith("/desk/queue")
    found = Handoffs(scene.database).by_code(handoff.code)
    assert found is not None and found.status == "waiting"


def test_many_tabs_have_one_stream(context: BrowserContext, service: Service, scene: Scene) -> None:
    """All tabs are fresh over one connection, one of them makes the sound; when its holder closes, another takes over."""
    pages = [open_queue(context, service) for _ in range(4)]
    assert service.hub.desks == 1
    for page in pages:
        page.bring_to_front()
        page.mouse.click(5, 400)
    urgent = waits(scene, ANN, urgent=True)
    for page in pages:
        expect(page.locator("#waiting .code")).to_have_text([urgent.code])
        expect(page.locator("#alarm")).to_have_text(f"New urgent: {urgent.code}")
    assert sum(page.evaluate("tones") for page in pages) == 4
    pages[0].close()
    again = waits(scene, BOB, urgent=True)
    for page in pages[1:]:
        expect(page.locator("#waiting .count")).to_have_text("2")
        expect(page.locator("#alarm")).to_have_text(f"New urgent: {again.code}")
        expect(page.locator("#live")).to_have_text("Live")
    assert service.hub.desks == 1


def test_a_tab_that_is_opened_late_catches_up(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Between a page and its first event nothing is lost."""
    open_queue(context, service)
    late = context.new_page()
    late.route("**/desk/static/live.js", lambda route: (late.wait_for_timeout(1), waits(scene), route.continue_())[-1])
    late.goto(f"{service.server.url}/desk/queue")
    expect(late.locator("#waiting .code")).to_have_count(1)


def test_an_outage_loses_nothing(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Everybody sees that changes do not arrive; afterwards the list is right, and what is urgent is heard."""
    stays, goes = waits(scene, ANN), waits(scene, BOB)
    pages = [open_queue(context, service) for _ in range(2)]
    service.down = True
    for page in pages:
        expect(page.locator("#live")).to_contain_text("Not live")
    scene.asked_and_answered("Someone comes.", who=ANN)
    erase(scene, goes)
    urgent = waits(scene, CAT, urgent=True)
    service.down = False
    for page in pages:
        expect(page.locator("#live")).to_have_text("Live")
        expect(page.locator("#waiting .code")).to_have_text([urgent.code, stays.code])
        expect(page.locator(f"#h{stays.id}")).to_contain_text("1 new")
        expect(page.locator("#alarm")).to_have_text(f"New urgent: {urgent.code}")


def test_an_alarm_while_a_page_loads_is_not_missed(context: BrowserContext, service: Service, scene: Scene) -> None:
    """Somebody goes from page to page, and just then an urgent one comes."""
    page = open_queue(context, service)
    page.mouse.click(5, 400)
    page.route("**/desk/static/live.js", lambda route: (waits(scene, urgent=True), route.continue_())[-1])
    page.goto(f"{service.server.url}/desk/queue?show=closed")
    expect(page.locator("#alarm")).to_contain_text("New urgent")
    expect(page).to_have_title(re.compile(r"^\(1!\) Closed today"))


def test_signed_out_in_another_tab(context: BrowserContext, service: Service, scene: Scene, desk: Desk) -> None:
    """The list says that it is not live any more, and why."""
    page = open_queue(context, service)
    (cookie,) = context.cookies()
    with scene.database.write() as connection:
        Sessions(scene.database).end(connection, cookie["value"])
    expect(page.locator("#live")).to_contain_text("You are signed out", timeout=15_000)


def test_without_scripts(browser: Browser, service: Service, desk: Desk, sam: Member, scene: Scene) -> None:
    """The queue is a page with forms: a claim is a click."""
    handoff = waits(scene)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "desk", "value": desk.browser("sam").token, "url": service.server.url}])
    page = context.new_page()
    page.goto(f"{service.server.url}/desk/queue")
    page.get_by_role("button", name=f"Claim {handoff.code}").click()
    assert page.url.endswith(f"/desk/conversations/{handoff.id}")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_use_it(
    context: BrowserContext, service: Service, scene: Scene, desk: Desk, sam: Member, scheme: str, width: int
) -> None:
    """axe finds nothing serious, by day and by night; a phone need not scroll sideways."""
    lee = desk.member("lee")
    waits(scene, ANN, urgent=True)
    waits(scene, BOB, minutes=3)
    held(scene, lee, CAT)
    page = open_queue(context, service)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 700})
    page.keyboard.press("j")
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("?")
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
