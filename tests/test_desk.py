"""The desk in a real browser, on the real service: staff see who waits, talk with them, and give them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import ON_SCREEN, needs_chromium
from tests.conftest import StartService
from tests.people import Person, SmsPerson, TelegramPerson
from tests.service import Service

pytestmark = needs_chromium
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(open_service: StartService) -> Service:
    """A service with three people on its staff."""
    service = open_service()
    service.staff("sam", shown="Sam")
    service.staff("kim", shown="Kim")
    service.staff("ada", role="auditor")
    return service.serve()


@pytest.fixture
def sign_in(browser: Browser, desk: Service) -> Iterator[SignIn]:
    """Sign somebody in, in a browser of their own; at the end nothing went wrong in any page, and none asked elsewhere."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def start(name: str, **settings: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        page = context.new_page()
        watch(page, desk, troubles)
        page.goto(f"{desk.url}/desk")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(f"{name} has a long password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()
        return page

    yield start
    for context in contexts:
        context.close()
    assert troubles == []


def watch(page: Page, service: Service, troubles: list[str]) -> None:
    """Note every error in a page and every request to somebody else."""

    def noted(message: Any) -> None:
        # A web process that is killed breaks the stream, and a lost race is a 409: the browser writes both down.
        if message.type == "error" and not re.search(r"ERR_|409|503", message.text):
            troubles.append(message.text)

    page.on("console", noted)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(service.url) else troubles.append(request.url))


def row(page: Page, person: Person) -> Any:
    """The line of the queue of somebody's open handoff."""
    (handoff,) = person.service.ledger.open_handoffs_of(person.conversation_id)
    return page.locator(f"#h{handoff.id}")


def hears(person: Person, words: str) -> None:
    """Wait until something with these words has reached the person's phone."""
    person.service.wait_until(lambda: any(words in text for text in person.screen()), 60.0, f"they read {words!r}")


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in ("serious", "critical")
    ]


def test_a_crisis_from_alarm_to_goodbye(desk: Service, sign_in: SignIn) -> None:
    """It shows at once, is claimed with one key, talked through, noted, closed; then the assistant is back."""
    page = sign_in("sam")
    ann = SmsPerson(desk)
    said = ann.says("i want to kill myself")
    assert "988" in said[-1]
    expect(row(page, ann)).to_be_visible(timeout=ON_SCREEN)
    expect(row(page, ann)).to_contain_text("Urgent")
    expect(page.locator("#alarm")).to_contain_text("urgent", ignore_case=True)
    expect(page).to_have_title(re.compile(r"^\(1!?\)"))
    assert serious(page) == []
    row(page, ann).get_by_role("link").focus()
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/desk/conversations/"))
    expect(page.locator("#conversation")).to_contain_text("They may be thinking of suicide.")
    expect(page.locator("#conversation")).to_contain_text("i want to kill myself")
    assert serious(page) == []
    hears(ann, "Sam is here now")
    page.keyboard.press("r")
    page.keyboard.type("Hi, I'm glad you wrote. Are you safe right now?")
    page.keyboard.press("Control+Enter")
    hears(ann, "Hi, I'm glad you wrote. Are you safe right now?")
    ann.looks()
    assert ann.says("yes. my sister is here") == []
    expect(page.locator("#conversation")).to_contain_text("my sister is here", timeout=ON_SCREEN)
    assert not any("automated helper" in text for text in ann.screen()), "the assistant spoke in between"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Sister is with her until Monday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation")).to_contain_text("Sister is with her until Monday.")
    assert not any("until Monday" in text for text in ann.screen())
    page.get_by_text("Close", exact=True).first.click()
    page.get_by_label("Talked, and they got what they needed").check()
    page.get_by_role("button", name="Close it").click()
    hears(ann, "Sam has left the chat")
    assert desk.ledger.open_handoffs_of(ann.conversation_id) == []
    assert "$" in ann.says("how much does iop cost per week")[-1]


def test_chat_here_and_back_to_the_assistant(desk: Service, sign_in: SignIn) -> None:
    """Somebody on shift is named as there; what was settled is known to the assistant afterwards."""
    page = sign_in("kim")
    page.get_by_role("button", name="Begin my shift").click()
    bob = TelegramPerson(desk)
    bob.says("hello")
    assert any("Someone is here for you now" in text for text in bob.says("i want to talk to a person"))
    assert bob.buttons() == ["Chat here", "Call me now", "Call me later", "I'll call"]
    (said,) = bob.hears(bob.taps("Chat here"))
    assert "in 3 minutes" in said
    expect(row(page, bob)).to_contain_text("chat", ignore_case=True, timeout=ON_SCREEN)
    row(page, bob).get_by_role("button", name="Claim").click()
    hears(bob, "Kim is here now")
    page.get_by_label("What the person will read").fill("Where are you, and how would you pay?")
    page.get_by_role("button", name="Send").click()
    hears(bob, "Where are you, and how would you pay?")
    bob.looks()
    assert bob.says("cambridge, with medicaid") == []
    expect(page.locator("#conversation")).to_contain_text("cambridge, with medicaid", timeout=ON_SCREEN)
    page.get_by_text("Give back to the assistant").click()
    page.get_by_label("Place").fill("02139")
    page.get_by_label("Payment").select_option("medicaid")
    page.get_by_role("button", name="Give back").click()
    hears(bob, "I know what you settled")
    programs = bob.says("find me a program")
    assert "Cambridge" in "\n".join(programs) and "Medicaid" in "\n".join(programs)


def test_two_claim_the_same(desk: Service, sign_in: SignIn) -> None:
    """Both press at the same moment: one has it, the other reads who."""
    sam, kim = sign_in("sam"), sign_in("kim")
    cat = SmsPerson(desk)
    cat.says("can i talk to a real person")
    for page in (sam, kim):
        expect(row(page, cat)).to_be_visible(timeout=ON_SCREEN)
        page.evaluate(
            """id => setTimeout(() => document.querySelector(`#h${id} button.claim`).click(), 400)""",
            desk.ledger.open_handoffs_of(cat.conversation_id)[0].id,
        )
    for page in (sam, kim):
        expect(page).to_have_url(re.compile("/desk/conversations/"))
    (taken,) = desk.ledger.open_handoffs_of(cat.conversation_id)
    assert taken.status == "taken"
    texts = [page.locator("main").inner_text() for page in (sam, kim)]
    assert sum(" has it" in text for text in texts) == 1
    hears(cat, "is here now")
    assert sum("is here now" in text for text in cat.screen()) == 1


def test_nothing_is_missed_while_the_line_is_cut(desk: Service, sign_in: SignIn) -> None:
    """Web dies and comes back while people write: the open page shows all of them, without being loaded again."""
    page = sign_in("sam")
    page.evaluate("window.sameDocument = true")
    desk.kill("web")
    desk.wait_up()
    people = [SmsPerson(desk) for _ in range(3)]
    for person in people:
        person.says("i want to talk to a person")
    for person in people:
        expect(row(page, person)).to_be_visible(timeout=ON_SCREEN)
    assert page.evaluate("window.sameDocument === true")


def test_script_in_a_message_is_only_text(desk: Service, sign_in: SignIn) -> None:
    """Whatever somebody writes is shown as they wrote it, and does nothing."""
    page = sign_in("sam")
    dan = SmsPerson(desk)
    dan.says("i want to talk to a person")
    dan.says("<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>")
    expect(row(page, dan)).to_be_visible(timeout=ON_SCREEN)
    row(page, dan).get_by_role("link").click()
    expect(page.locator("#conversation")).to_contain_text("<script>document.title='gone'</script>")
    assert "gone" not in page.title()


def test_an_auditor_looks_and_changes_nothing(desk: Service, sign_in: SignIn) -> None:
    """They see the queue and the conversation, with nothing to press, and the log says that they looked."""
    page = sign_in("ada")
    eve = SmsPerson(desk)
    eve.says("i want to talk to a person")
    expect(row(page, eve)).to_be_visible(timeout=ON_SCREEN)
    expect(row(page, eve).get_by_role("button")).to_have_count(0)
    row(page, eve).get_by_role("link").click()
    expect(page.locator("#conversation")).to_contain_text("i want to talk to a person")
    expect(page.get_by_role("button", name="Send")).to_have_count(0)
    page.goto(f"{desk.url}/desk/log")
    expect(page.locator("main")).to_contain_text("viewed")


def test_a_code_over_the_phone(desk: Service, sign_in: SignIn) -> None:
    """Somebody calls and says their code: typed as it was heard, it opens their story."""
    page = sign_in("kim")
    fay = SmsPerson(desk)
    fay.says("i want to talk to a person")
    (handoff,) = desk.ledger.open_handoffs_of(fay.conversation_id)
    page.keyboard.press("/")
    page.keyboard.type(f"{handoff.code[:2].lower()} {handoff.code[2:].lower()}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/conversations/{handoff.id}$"))


def test_on_a_phone_and_in_the_dark(desk: Service, sign_in: SignIn) -> None:
    """The desk fits a small screen without scrolling sideways, and can be read at night."""
    page = sign_in("sam", viewport={"width": 360, "height": 740}, color_scheme="dark")
    gus = SmsPerson(desk)
    gus.says("i want to talk to a person")
    expect(row(page, gus)).to_be_visible(timeout=ON_SCREEN)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert serious(page) == []
        row(page, gus).get_by_role("button", name="Claim").click() if "queue" in page.url else None
        expect(page.locator("main")).to_be_visible()


def test_forms_work_without_a_script(desk: Service, sign_in: SignIn) -> None:
    """With JavaScript off, signing in, claiming, replying and closing still work."""
    page = sign_in("kim", java_script_enabled=False)
    hal = SmsPerson(desk)
    hal.says("i want to talk to a person")
    page.reload()
    row(page, hal).get_by_role("button", name="Claim").click()
    page.get_by_label("What the person will read").fill("Hello from a plain page.")
    page.get_by_role("button", name="Send").click()
    hears(hal, "Hello from a plain page.")
