"""One conversation in a real Chromium: what the page's script does with keys, drafts, fresh words and segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from connectors.sms.segments import count, plain
from connectors.tables import conversations
from hotline.handoffs import Handoff
from hotline.staff import Member
from porchlight.database import now as present
from tests.browsing import needs_chromium
from tests.connectors.scene import ANN, Scene
from tests.doubles.server import LoopbackServer
from tests.hotline.desk.desk import Desk
from tests.hotline.desk.stories import KNOWN, became, change, erase, mark, now, story, told

pytestmark = needs_chromium
WORDS = "What the person will read"


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with the sample programs."""
    desk = Desk(Scene.on_copy(template / "porchlight.db", tmp_path))
    yield desk
    desk.close()


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam", shown_name="Sam")


@pytest.fixture
def handoff(desk: Desk, sam: Member) -> Handoff:
    """Somebody in danger whom sam has."""
    handoff = story(desk, "hello", "i want to die", known=KNOWN, crisis="crisis_suicide")
    return desk.parts.queue.claim(sam, handoff.id)


@pytest.fixture
def server(desk: Desk) -> Iterator[LoopbackServer]:
    """The desk, on a port."""
    with LoopbackServer(desk.app) as server:
        yield server


@pytest.fixture
def context(browser: Browser, server: LoopbackServer, desk: Desk, sam: Member) -> Iterator[BrowserContext]:
    """A browser in which sam is signed in; at the end, no script of it has failed and nothing was blocked."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "desk", "value": desk.browser("sam").token, "url": server.url}])
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
    yield context
    context.close()
    assert troubles == []


@pytest.fixture
def page(context: BrowserContext, server: LoopbackServer, handoff: Handoff) -> Page:
    """The page of that conversation, fresh words arriving."""
    page = context.new_page()
    page.goto(f"{server.url}/desk/conversations/{handoff.id}")
    expect(page.locator("#live")).to_have_text("Live")
    return page


def test_the_script_counts_as_the_sender_does(page: Page) -> None:
    """Segments on the screen are segments on the bill: the same figures for every kind of text."""
    samples = [
        "", "Hello", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "[" * 80, "[" * 81, "\u20ac{}" * 54, "caf\u00e9 \u00f1 \u00df",
        "\u4f60\u597d" * 35, "\u4f60\u597d" * 36, "\U0001f600" * 35, "\U0001f600" * 36, "\u201cquoted\u201d \u2014 it\u2019s\u2026 `x`",
        "line\nline", "tab\there", "\u03a9\u0394\u03b1", "a" * 69 + "\u00e1", "a" * 70 + "\u00e1", "\u00a0\u2011\u2022", "\f^|~\\",
    ]  # fmt: skip
    for text in samples:
        expected = count(plain(text))
        assert page.evaluate("text => countSegments(text)", text) == {
            "encoding": expected.encoding,
            "characters": expected.characters,
            "segments": expected.segments,
        }


def test_the_count_is_under_the_box(page: Page) -> None:
    """Live, with what makes it dear."""
    box, shown = page.get_by_label(WORDS), page.locator("#text-count")
    box.fill("a" * 161)
    expect(shown).to_have_text("2 texts (161 characters), 161 of 1000")
    box.fill("\u0142")
    expect(shown).to_have_text("1 text (1 characters, special letters make it longer), 1 of 1000")


def test_keys(page: Page, handoff: Handoff, desk: Desk) -> None:
    """r to the reply, / to the ready replies, Enter puts one in at the cursor, n to the note, q to the queue."""
    page.keyboard.press("r")
    box = page.get_by_label(WORDS)
    expect(box).to_be_focused()
    page.keyboard.type("Hi /rnq! Bye")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Find a ready reply")).to_be_focused()
    page.keyboard.type("zip ask")
    expect(page.locator("#announce")).to_contain_text("1 found. Enter inserts Ask for the ZIP.")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile(r"^Hi /rnq! What is your ZIP code.*near you\. Bye$"))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("Note for colleagues")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("find a ready reply")
    expect(page.locator("#keys")).not_to_contain_text("find a code")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.wait_for_url("**/desk/queue")
    assert told(desk)[-1] != "Hi", "nothing was sent by a key"


def test_sending_with_the_keyboard(page: Page, desk: Desk) -> None:
    """Ctrl+Enter sends once, however fast it is pressed; the box is empty, and the words are in the transcript."""
    page.keyboard.press("r")
    page.keyboard.type("Are you safe?")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#transcript li").last).to_contain_text("Are you safe?")
    expect(page.get_by_label(WORDS)).to_have_value("")
    expect(page.get_by_label(WORDS)).to_be_focused()
    page.keyboard.type("Are you safe?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#transcript li.staff")).to_have_count(2)
    assert told(desk).count("Are you safe?") == 2


@pytest.mark.parametrize("height", [640, 768, 900])
def test_the_last_words_are_on_the_screen(page: Page, desk: Desk, height: int) -> None:
    """Of a long talk, on a small laptop, without scrolling."""
    for number in range(15):
        desk.scene.hears(f"one more thing, number {number}", ANN, channel="sms")
    page.set_viewport_size({"width": 1280, "height": height})
    page.reload()
    expect(page.locator("#transcript li").last).to_contain_text("number 14")
    bottom = page.locator("#transcript li").last.evaluate("line => line.getBoundingClientRect().bottom")
    assert 0 < bottom <= height


def test_another_one_of_mine_writes(page: Page, desk: Desk, sam: Member, server: LoopbackServer) -> None:
    """It is said on the page of whoever is open now, and who was handed over, too; of a colleague's, nothing is."""
    lee = desk.member("lee")
    other, third = story(desk, who="+15550100009"), story(desk, who="+15550100008")
    desk.parts.queue.claim(sam, other.id)
    expect(page.locator("#announce")).to_have_text(f"{other.code} is with you now.")
    desk.parts.queue.say(sam, other.id, "Hello", "key")
    desk.scene.hears("i am scared", "+15550100009", channel="sms")
    expect(page.locator("#announce")).to_have_text(f"{other.code} has written.")
    desk.parts.queue.claim(lee, third.id)
    desk.scene.hears("hello?", "+15550100008", channel="sms")
    desk.scene.hears("hello?", ANN, channel="sms")
    expect(page.locator("#transcript li").last).to_contain_text("hello?")
    expect(page.locator("#announce")).to_have_text(f"{other.code} has written.")


def test_the_focus_stays_where_it_was(page: Page) -> None:
    """Behind a note that was sent with the button, the next Tab goes on from there."""
    page.keyboard.press("n")
    page.keyboard.type("Sister is coming.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#part-notes")).to_contain_text("Sister is coming.")
    expect(page.get_by_role("button", name="Add note")).to_be_focused()


def test_a_draft_outlives_the_page(
    page: Page, context: BrowserContext, desk: Desk, sam: Member, server: LoopbackServer
) -> None:
    """Coming back finds it; another conversation has its own; sent, it is gone."""
    other = story(desk, who="+15550100009")
    desk.parts.queue.claim(sam, other.id)
    here = page.url
    page.get_by_label(WORDS).fill("half a sen")
    page.goto(f"{server.url}/desk/conversations/{other.id}")
    expect(page.get_by_label(WORDS)).to_have_value("")
    page.goto(here)
    expect(page.get_by_label(WORDS)).to_have_value("half a sen")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label(WORDS)).to_have_value("")
    page.reload()
    expect(page.get_by_label(WORDS)).to_have_value("")


def test_fresh_words_come_while_typing(page: Page, desk: Desk) -> None:
    """The person's new message and what became of ours show up; what is typed, and the cursor, stay."""
    page.evaluate("window.sameDocument = true")
    page.keyboard.press("r")
    page.keyboard.type("I am typ")
    page.evaluate("window.firstLine = document.querySelector('#transcript li')")
    desk.scene.hears("are you there?", ANN, channel="sms")
    expect(page.locator("#transcript li").last).to_contain_text("are you there?")
    page.keyboard.type("ing")
    expect(page.get_by_label(WORDS)).to_have_value("I am typing")
    assert page.evaluate("window.sameDocument === true")
    assert page.evaluate("window.firstLine === document.querySelector('#transcript li')")
    for delivery in desk.scene.due("sms"):
        desk.scene.outbox.sent(delivery, f"SM{delivery.outbox_id}")
    expect(page.locator("#transcript")).to_contain_text("\u2713 Sent")
    expect(page.get_by_label(WORDS)).to_be_focused()


def test_somebody_takes_it_while_typing(page: Page, desk: Desk, handoff: Handoff) -> None:
    """The page says so and keeps the words; sending them is refused in words."""
    page.get_by_label(WORDS).fill("What I wanted to say")
    desk.parts.queue.claim(desk.member("sue", "supervisor"), handoff.id)
    expect(page.locator("#moved-on")).to_be_visible()
    expect(page.locator("#part-status")).to_contain_text("With sue")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#reply-problem")).to_contain_text("sue has it.")
    expect(page.get_by_label(WORDS)).to_have_value("What I wanted to say")


def test_somebody_takes_it_while_nothing_is_typed(page: Page, desk: Desk, handoff: Handoff) -> None:
    """The page loads itself again: there is no box that could not be used."""
    desk.parts.queue.claim(desk.member("sue", "supervisor"), handoff.id)
    expect(page.get_by_label(WORDS)).to_have_count(0)
    expect(page.locator("#part-status")).to_contain_text("With sue")


def test_without_a_connection_nothing_is_lost(page: Page, context: BrowserContext, desk: Desk) -> None:
    """It is said, the words stay, and the next try sends them once."""
    context.set_offline(True)
    page.get_by_label(WORDS).fill("Hello?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#reply-problem")).to_contain_text("No connection")
    expect(page.get_by_label(WORDS)).to_have_value("Hello?")
    context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label(WORDS)).to_have_value("")
    assert told(desk).count("Hello?") == 1


def test_an_answer_that_was_lost_sends_once(page: Page, desk: Desk) -> None:
    """The desk took it, the browser never heard: the second try is the same message."""
    page.route("**/reply", lambda route: (route.fetch(), route.abort())[-1], times=1)
    page.get_by_label(WORDS).fill("Hello?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#reply-problem")).to_contain_text("they arrive once")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label(WORDS)).to_have_value("")
    assert told(desk).count("Hello?") == 1


def test_erased_while_it_is_open(page: Page, desk: Desk, handoff: Handoff) -> None:
    """Nothing of it stays on the screen, nor in the browser's store."""
    page.get_by_label(WORDS).fill("a draft")
    erase(desk, handoff)
    expect(page.locator("#conversation")).to_have_text(re.compile("has had it erased"))
    assert page.evaluate("sessionStorage.length") == 0


def drafts(page: Page) -> list[str]:
    """Return what this tab keeps of what was typed."""
    kept: list[str] = page.evaluate(
        "Object.entries(sessionStorage).filter(([key]) => /draft/.test(key)).map(([, text]) => text)"
    )
    return kept


@pytest.mark.parametrize("end", ["erased", "closed"])
def test_a_draft_ends_with_the_conversation(
    page: Page, desk: Desk, server: LoopbackServer, handoff: Handoff, end: str
) -> None:
    """Also while another page is open in this tab."""
    page.get_by_label(WORDS).fill("a draft")
    page.goto(f"{server.url}/desk/me")
    expect(page.locator("#live")).to_have_text("Live")
    assert drafts(page) == ["a draft"]
    if end == "erased":
        erase(desk, handoff)
    else:
        change(desk, handoff, status="closed", closed_at=present())
    for _ in range(100):
        if not drafts(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the draft is still kept")


def test_signing_out_leaves_nothing_behind(
    page: Page, context: BrowserContext, server: LoopbackServer, handoff: Handoff
) -> None:
    """No draft, no conversation in another tab, none behind the back button; and a draft is its author's alone."""
    other = context.new_page()
    other.goto(f"{server.url}/desk/conversations/{handoff.id}")
    expect(other.locator("#live")).to_have_text("Live")
    other.get_by_label(WORDS).fill("another draft")
    page.get_by_label(WORDS).fill("a draft")
    page.evaluate("sessionStorage.setItem('porchlight.draft.999.1', 'of somebody whose session ran out')")
    page.reload()
    expect(page.get_by_label(WORDS)).to_have_value("a draft")
    expect(page.locator("#live")).to_have_text("Live")
    assert drafts(page) == ["a draft"]
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    assert drafts(page) == drafts(other) == []
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for tab in (page, other):
        expect(tab.get_by_text("i want to die")).to_have_count(0)


def test_a_program_goes_into_the_reply(page: Page) -> None:
    """p, Enter, Insert: name, town and phone are in the box, and the page stays."""
    page.keyboard.press("p")
    expect(page.get_by_label("What they need, and where")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insert: SAMPLE Harbor Light Counseling").click()
    expect(page.get_by_label(WORDS)).to_have_value(
        "SAMPLE Harbor Light Counseling, Cambridge, MA: 617-555-0100. Call to confirm."
    )
    page.get_by_label("What they need, and where").fill("medicaid in springfield")
    page.get_by_label("What they need, and where").press("Enter")
    page.get_by_role("button", name="Springfield, MA").click()
    expect(page.locator("#programs-found")).to_contain_text("Near Springfield, MA")


def test_a_ready_reply_is_in_their_language(page: Page, desk: Desk) -> None:
    """Enter inserts it; what it says in English stands below, is found by its words, and can be sent instead."""
    desk.scene.change(conversations, language="es")
    page.reload()
    page.keyboard.press("/")
    page.keyboard.type("sorry")
    page.keyboard.press("Enter")
    expect(page.get_by_label(WORDS)).to_have_value(re.compile("^Perdón por la espera"))
    page.get_by_label(WORDS).fill("")
    page.locator("#canned summary").click()
    page.get_by_role("button", name="Insert in English: Sorry for the wait").click()
    expect(page.get_by_label(WORDS)).to_have_value(re.compile("^I'm sorry you had to wait"))


def test_a_note_stays_with_colleagues(page: Page, desk: Desk) -> None:
    """It is added without loading the page, and nothing goes to the person."""
    before = told(desk)
    page.keyboard.press("n")
    page.keyboard.type("Sister is with her.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#part-notes")).to_contain_text("Sister is with her.")
    expect(page.get_by_label("Note for colleagues")).to_have_value("")
    assert told(desk) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_everybody_can_use_it(page: Page, desk: Desk, handoff: Handoff, scheme: str, width: int) -> None:
    """axe finds nothing, with everything open, in the light, in the dark, on a phone; nothing sticks out sideways."""
    became(desk, "undelivered", "30003")
    change(desk, handoff, consent="yes", consent_at=present())
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator("#programs-found li")).to_have_count(5)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_everybody_can_use_what_is_around_it(page: Page, desk: Desk, handoff: Handoff, server: LoopbackServer) -> None:
    """The same for someone who has opted out, for the summary to share, for the programs, and for no such code."""
    page.goto(
        "about:blank"
    )  # an open conversation loads itself again when this changes, in the middle of the next step
    change(desk, handoff, consent="yes", consent_at=present())
    mark(desk, handoff, opted_out_at=present(), undeliverable="21610")
    for path in (f"conversations/{handoff.id}", f"conversations/{handoff.id}/share", "code?code=7KQ4"):
        page.goto(f"{server.url}/desk/{path}")
        assert Axe().run(page).response["violations"] == []


def test_without_a_script(browser: Browser, server: LoopbackServer, desk: Desk, handoff: Handoff) -> None:
    """Everything is there to be read and copied, and forms are forms."""
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "desk", "value": desk.browser("sam").token, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/desk/conversations/{handoff.id}")
    page.get_by_text("Ready replies").click()
    expect(page.get_by_text("What is your ZIP code")).to_be_visible()
    page.get_by_text("Programs", exact=True).click()
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("617-555-0100. Call to confirm.")).to_be_visible()
    page.get_by_role("link", name="back to the conversation").click()
    page.get_by_label(WORDS).fill("Plain words.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#transcript li").last).to_contain_text("Plain words.")
    page.locator("#conversation").get_by_text("Close", exact=True).click()
    page.get_by_label("They did not want to go on").check()
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("#part-status")).to_contain_text("Closed")
    assert now(desk, handoff).outcome == "declined"
    context.close()
