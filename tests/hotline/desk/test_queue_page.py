"""The queue's page as a browser gets it, and what is done from it."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

import pytest
from sqlalchemy import event, insert, update

from connectors.tables import conversations
from hotline.desk.queue_page import LIMIT
from hotline.desk.queue_rows import waited
from hotline.staff import Member
from hotline.tables import audit, handoffs, staff
from porchlight.database import now
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago
from tests.hotline.desk.desk import Browser, Desk
from tests.hotline.desk.waiting import closed, held, mark_contact, waits

DAN = "+15550100004"


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam")


@pytest.fixture
def browser(desk: Desk, sam: Member) -> Browser:
    """Their browser."""
    return desk.browser("sam")


def section(page: str, name: str) -> str:
    """Return one part of the queue."""
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found, f"no section {name}"
    return found[0]


def codes(page: str) -> list[str]:
    """Return the codes of the rows, from above to below."""
    return re.findall(r'<a class="code"[^>]*>(\w+)</a>', page)


def row(page: str, code: str) -> str:
    """Return one row."""
    return next(each for each in re.findall(r'<li class="row".*?</li>', page, re.DOTALL) if f">{code}</a>" in each)


def test_everybody_is_where_they_belong(desk: Desk, sam: Member, browser: Browser) -> None:
    """Urgent first, then whoever waits longest; then mine, my colleagues', and what is put off."""
    scene, lee = desk.scene, desk.member("lee")
    late, early = waits(scene, ANN, minutes=1), waits(scene, BOB, minutes=4)
    urgent, mine = waits(scene, CAT, urgent=True), held(scene, sam, DAN)
    theirs = held(scene, lee, "+15550100005")
    snoozed = held(scene, lee, "+15550100006", status="snoozed", snoozed_until=now() + dt.timedelta(hours=1))
    page = browser.page("/desk/queue")
    assert codes(section(page, "waiting")) == [urgent.code, early.code, late.code]
    assert codes(section(page, "mine")) == [mine.code]
    assert codes(section(page, "others")) == [theirs.code]
    assert codes(section(page, "snoozed")) == [snoozed.code]
    assert "with lee" in row(page, theirs.code)
    assert "snoozed by lee until" in row(page, snoozed.code)


def test_a_row_says_why_and_how(desk: Desk, browser: Browser) -> None:
    """The danger in a word, the reason in a sentence, the wish, the channel, and how long they have waited."""
    handoff = waits(desk.scene, minutes=3.5, reason="crisis_suicide", urgent=True, wish="chat")
    found = row(browser.page("/desk/queue"), handoff.code)
    for words in ("Urgent", "They may be thinking of suicide.", "Wants to chat here", "test phone", "3:3"):
        assert words in found
    assert 'class="clock red"' in found


@pytest.mark.parametrize(
    ("minutes", "columns", "colour"),
    [
        (1, {}, "calm"),
        (3, {}, "amber"),
        (6, {}, "red"),
        (0, {"urgent": True}, "red"),
        (60, {"wish": "will_call"}, "calm"),
        (60, {"wish": "call_at"}, "calm"),
    ],
)
def test_the_clock_has_a_colour(
    desk: Desk, browser: Browser, minutes: float, columns: dict[str, object], colour: str
) -> None:
    """Two minutes, five minutes, danger at once; who will call, or be called later, does not wait for anybody."""
    handoff = waits(desk.scene, minutes=minutes, **columns)
    assert f'class="clock {colour}"' in row(browser.page("/desk/queue"), handoff.code)


def test_a_clock_is_never_below_zero() -> None:
    """Short ones in minutes and seconds, long ones in hours, very long ones in days."""
    seconds = {-5: "0:00", 7: "0:07", 3599: "59:59", 3600: "1 h 00", 47 * 3600 + 61: "47 h 01", 50 * 3600: "2 days"}
    assert {waited(dt.timedelta(seconds=each)): each for each in seconds} == {v: k for k, v in seconds.items()}


def test_new_words_and_trouble_are_marked(desk: Desk, sam: Member, browser: Browser) -> None:
    """What somebody wrote since, and that nothing reaches them."""
    scene = desk.scene
    handoff = held(scene, sam, minutes=5)
    scene.hears("hello?")
    mark_contact(scene, handoff, undeliverable="30003")
    found = row(browser.page("/desk/queue"), handoff.code)
    assert "2 new" in found
    assert "Not delivered: the phone is off or out of reach" in found
    mark_contact(scene, handoff, opted_out_at=now())
    assert "Opted out" in row(browser.page("/desk/queue"), handoff.code)


def test_nothing_that_anybody_wrote_and_no_number(desk: Desk, sam: Member, browser: Browser) -> None:
    """The list goes over many shoulders."""
    held(desk.scene, sam)
    waits(desk.scene, BOB)
    page = browser.page("/desk/queue")
    for secret in ("please help me", "We asked someone", ANN, BOB, ANN[-7:], BOB[-7:]):
        assert secret not in page


def test_markup_in_a_name_is_text(desk: Desk, sam: Member, browser: Browser) -> None:
    """Even a name that could not be given today is shown as it is spelt."""
    lee = desk.member("lee")
    held(desk.scene, lee)
    with desk.scene.database.write() as connection:
        connection.execute(update(staff).where(staff.c.id == lee.id).values(name="<img src=x>", on_shift_since=now()))
    page = browser.page("/desk/queue")
    assert "with &lt;img src=x&gt;" in page
    assert "<img" not in page


def test_an_unknown_reason_and_wish_have_words_too(desk: Desk, browser: Browser) -> None:
    """A key of tomorrow's version drops nobody from today's list."""
    handoff = waits(desk.scene, reason="something_new", wish="by_letter")
    assert "A person is wanted." in row(browser.page("/desk/queue"), handoff.code)


def test_an_empty_queue_says_so(browser: Browser) -> None:
    """Nobody waits: that is said, not left to an empty page."""
    assert "Nobody is waiting." in browser.page("/desk/queue")


def test_what_is_too_long_is_counted(desk: Desk, browser: Browser) -> None:
    """The first 200 of a section are shown, the urgent ones among them, and how many more there are."""
    many(desk.scene, LIMIT + 7)
    urgent = waits(desk.scene, urgent=True)
    waiting = section(browser.page("/desk/queue"), "waiting")
    assert len(codes(waiting)) == LIMIT
    assert codes(waiting)[0] == urgent.code
    assert "and <span>8</span> more" in waiting
    assert f">{LIMIT + 8}</span>" in waiting


def test_a_row_is_read_again_when_it_has_changed(desk: Desk, browser: Browser) -> None:
    """Fifty desks that ask at once are one reading; a change is never hidden by that."""
    handoff = waits(desk.scene)
    browser.page("/desk/queue")
    readings: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        readings.extend(["inbox"] if "JOIN inbox" in statement else [])

    event.listen(desk.parts.database.engine, "before_cursor_execute", note)
    assert codes(browser.page("/desk/queue")) == [handoff.code]
    assert readings == []
    desk.scene.hears("hello?")
    assert "1 new" in row(browser.page("/desk/queue"), handoff.code)
    assert readings == ["inbox"]


def many(scene: Scene, count: int) -> None:
    """Let so many people wait."""
    keys = [secrets.token_urlsafe(16) for _ in range(count)]
    with scene.database.write() as connection:
        people = [{"id": key, "channel": "sms", "created_at": now(), "touched_at": now()} for key in keys]
        connection.execute(insert(conversations), people)
        rows = [
            {"code": f"{number:04}", "conversation_id": key, "opened_at": ago(60), "reason": "trouble",
             "urgent": False, "status": "waiting", "channel": "sms"}
            for number, key in enumerate(keys)
        ]  # fmt: skip
        connection.execute(insert(handoffs), rows)


def test_the_list_alone(desk: Desk, browser: Browser) -> None:
    """What the script fetches is the list without the page around it."""
    handoff = waits(desk.scene)
    answer = browser.http.get("/desk/queue?fragment=1", headers={"accept": "*/*"})
    assert answer.status_code == 200
    assert answer.text.startswith('<div id="queue"')
    assert codes(answer.text) == [handoff.code]
    assert desk.stranger().http.get("/desk/queue?fragment=1", headers={"accept": "*/*"}).status_code == 401


def test_claiming_goes_to_the_conversation(desk: Desk, sam: Member, browser: Browser) -> None:
    """The claim is made, every desk is told, and the one who claimed is with the person."""
    handoff = waits(desk.scene)
    page = browser.page("/desk/queue")
    assert f'form="claim" formaction="/desk/conversations/{handoff.id}/claim"' in page
    answer = browser.post(f"/desk/conversations/{handoff.id}/claim")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/conversations/{handoff.id}")
    assert codes(section(browser.page("/desk/queue"), "mine")) == [handoff.code]
    assert desk.rung == 1


def test_a_lost_race_says_who_has_it(desk: Desk, browser: Browser) -> None:
    """Two cannot claim the same: the second one hears who was faster, and nothing has changed."""
    desk.member("lee")
    handoff = waits(desk.scene)
    assert desk.browser("lee").post(f"/desk/conversations/{handoff.id}/claim").status_code == 303
    answer = browser.post(f"/desk/conversations/{handoff.id}/claim")
    assert answer.status_code == 409
    assert "lee has it" in answer.text
    assert desk.rung == 1


@pytest.mark.parametrize("number", [99, 2**31, 10**30])
def test_claiming_what_is_not_there(browser: Browser, number: int) -> None:
    """A guessed id claims nobody and breaks nothing."""
    assert browser.post(f"/desk/conversations/{number}/claim").status_code in (404, 409)


def test_a_claim_needs_the_token_of_this_session(desk: Desk, browser: Browser) -> None:
    """Another site's form claims nobody."""
    handoff = waits(desk.scene)
    assert browser.post(f"/desk/conversations/{handoff.id}/claim", csrf_token="0" * 64).status_code == 403
    assert codes(section(browser.page("/desk/queue"), "waiting")) == [handoff.code]


def test_an_auditor_looks_and_claims_nobody(desk: Desk) -> None:
    """Somebody who only looks sees the queue, without a claim form or a shift, and is refused when they try."""
    desk.member("kim", "auditor")
    handoff = waits(desk.scene)
    kim = desk.browser("kim")
    page = kim.page("/desk/queue")
    assert codes(section(page, "waiting")) == [handoff.code]
    for absent in ('id="mine"', '<form id="claim"', 'id="shift"'):
        assert absent not in page
    assert kim.post(f"/desk/conversations/{handoff.id}/claim").status_code == 403
    assert kim.post("/desk/shift", on="1").status_code == 403


def test_a_shift_begins_and_ends(desk: Desk, browser: Browser) -> None:
    """The page says who is on shift; the log knows; a script gets an answer it can read."""
    assert "Begin my shift" in browser.page("/desk/queue")
    answer = browser.post("/desk/shift", on="1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/queue")
    page = browser.page("/desk/queue")
    assert "End my shift" in page
    assert re.search(r'id="on-shift">sam</span>', page)
    answer = browser.post("/desk/shift", headers={"accept": "application/json"}, on="0")
    assert answer.json() == {"on": False}
    assert re.search(r'id="on-shift">nobody</span>', browser.page("/desk/queue"))
    assert [each.action for each in desk.scene.rows(audit) if "shift" in each.action] == ["shift_began", "shift_ended"]
    assert desk.rung == 2


def test_who_was_helped_today(desk: Desk, sam: Member, browser: Browser) -> None:
    """Newest first, with the outcome; what was closed on another day is not there."""
    scene = desk.scene
    first, second = closed(scene, sam, ANN, at=ago(2)), closed(scene, sam, BOB, at=ago(1), outcome="referred")
    closed(scene, sam, CAT, at=now() - dt.timedelta(days=1))
    page = browser.page("/desk/queue?show=closed")
    # Within two seconds of midnight one of them would be yesterday's.
    assert codes(page) in ([second.code, first.code], [second.code], [])
    if codes(page):
        assert "Gave them a program to call" in row(page, second.code)
        assert "claim" not in row(page, second.code)


def test_the_closed_ones_come_in_pages(desk: Desk, sam: Member, browser: Browser) -> None:
    """Fifty at a time, and a page that nobody would ask for is an empty one."""
    many(desk.scene, 54)
    with desk.scene.database.write() as connection:
        connection.execute(update(handoffs).values(status="closed", closed_at=now(), staff_id=sam.id))
    pages = [browser.page(f"/desk/queue?show=closed&page={number}") for number in ("1", "2", "3")]
    assert [len(codes(page)) for page in pages] == [50, 4, 0]
    assert ["Older" in page for page in pages] == [True, False, False]
    assert ["Newer" in page for page in pages] == [False, True, True]
    for odd in ("0", "-1", "x", "9" * 30, "\u0663", ""):
        assert browser.get(f"/desk/queue?show=closed&page={odd}").status_code == 200


def test_it_works_without_scripts(desk: Desk, browser: Browser) -> None:
    """A claim is a button of a plain form with the session's token, and the page loads itself again."""
    waits(desk.scene)
    page = browser.page("/desk/queue")
    assert f'<form id="claim" method="post"><input type="hidden" name="csrf_token" value="{browser.csrf}">' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_files_are_kept_and_asked_for_again(desk: Desk) -> None:
    """A browser that has a style sheet hears only that it is still the same; a new version has another tag."""
    stranger = desk.stranger()
    answer = stranger.get("/desk/static/desk.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert answer.headers["cache-control"] == "no-cache"
    again = stranger.get("/desk/static/desk.css", **{"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert stranger.get("/desk/static/desk.css", **{"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["nothing.css", "..%2Fgate.py", "%2e%2e/gate.py", "desk.css%00", "__init__.py"])
def test_only_the_files_of_the_list(desk: Desk, name: str) -> None:
    """No path leads out of the folder."""
    assert desk.stranger().get(f"/desk/static/{name}").status_code == 404


def test_every_file_that_a_page_names_is_there(desk: Desk, browser: Browser) -> None:
    """Scripts and styles are served, each as what it is."""
    named = set(re.findall(r'(?:src|href)="(/desk/static/[^"]+)"', browser.page("/desk/queue")))
    assert len(named) > 5
    for path in named:
        assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize(("language", "words"), [("es", "writes Spanish"), ("en", None), (None, None)])
def test_a_language_to_be_ready_for_is_named(
    desk: Desk, browser: Browser, language: str | None, words: str | None
) -> None:
    """Before anybody opens it; English needs no word."""
    waiting = waits(desk.scene, ANN)
    desk.scene.change(conversations, language=language)
    shown = row(browser.page("/desk/queue"), waiting.code)
    assert (words in shown) if words else ("writes" not in shown)
