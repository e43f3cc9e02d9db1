"""What the page of one conversation shows, to whom, and what it notes of each look."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update

from connectors.tables import conversations, inbox
from hotline.desk.conversation import LINES
from hotline.staff import Member
from hotline.tables import calls, notes
from porchlight.database import now as present
from tests.connectors.scene import ANN, BOB, Scene
from tests.hotline.desk.desk import Browser, Desk
from tests.hotline.desk.stories import KNOWN, became, change, erase, let_pass, logged, mark, story


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam", shown_name="Sam")


@pytest.fixture
def browser(desk: Desk, sam: Member) -> Browser:
    """Their browser."""
    return desk.browser("sam")


def plain(page: str) -> str:
    """Return what a person reads of a page's middle, in one line."""
    middle = re.search(r"<main.*?</main>", page, re.DOTALL)
    shown = re.sub(r"<script.*?</script>", " ", middle[0] if middle else page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def line(page: str, words: str) -> str:
    """Return the line of the transcript with these words in it."""
    return next(each for each in re.findall(r'<li id="(?:in|out)-.*?</li>', page, re.DOTALL) if words in each)


def test_the_summary_says_what_is_known(desk: Desk, browser: Browser) -> None:
    """Why, where, how it is paid, for whom, needs, safety, danger and when, channel, language, wish and code."""
    handoff = story(desk, "hello", "she wants to die", crisis="crisis_suicide", known=KNOWN)
    change(desk, handoff, wish="chat")
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}"))
    for words in (
        handoff.code,
        "Urgent",
        "They may be thinking of suicide.",
        "Danger: They may be thinking of suicide.",
        "For their mom",
        "Place Cambridge, MA",
        "Payment Medicaid",
        "Meeting in person",
        "Searched for intensive outpatient (IOP) that takes Medicaid",
        "Safety answers shaking or sick when it stops, no safe place to live",
        "Wants Chat here",
        "Channel SMS, English",
        "Sharing Not asked.",
    ):
        assert words in shown


def test_each_kind_of_danger_is_told_once(desk: Desk, browser: Browser) -> None:
    """How often, since when and when last, so that a long night still fits on a screen."""
    handoff = story(desk, "i want to die", "i want to die", "i want to die", crisis="crisis_suicide")
    with desk.parts.database.write() as connection:
        connection.execute(update(inbox).values(crisis="crisis_suicide"))
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}"))
    assert shown.count("Danger: They may be thinking of suicide.") == 1 + 3
    assert ", 3 times since" in shown


def test_nothing_known_is_said_too(desk: Desk, browser: Browser) -> None:
    """An empty briefing is no empty space."""
    handoff = story(desk, channel="telegram")
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}"))
    assert "Nothing yet" in shown and "Channel Telegram, English" in shown and "They did not say" in shown


def test_the_transcript_has_both_sides(desk: Desk, sam: Member, browser: Browser) -> None:
    """Who wrote, when by the line's clock, with danger on the person's own words, spaces and lines kept."""
    handoff = story(desk, "it  is\n\n  bad", answer="Call 988 now.", crisis="crisis_overdose")
    desk.parts.queue.claim(sam, handoff.id)
    desk.parts.queue.say(sam, handoff.id, "I'm here.", "key")
    page = browser.page(f"/desk/conversations/{handoff.id}")
    theirs, ours, mine = (line(page, words) for words in ("it  is", "Call 988 now.", "I&#39;m here."))
    assert '<p class="words">it  is\n\n  bad</p>' in theirs
    assert "Person" in plain(theirs) and "Danger: Someone may have taken too much." in plain(theirs)
    assert "Assistant" in plain(ours) and "You" in plain(mine)
    local = desk.scene.rows(inbox)[0].received_at.astimezone(ZoneInfo("America/New_York"))
    assert f"{local.hour % 12 or 12}:{local:%M} {'pm' if local.hour >= 12 else 'am'}" in plain(theirs)
    assert "Eastern time" in plain(page)
    desk.member("lee")
    assert "sam" in plain(line(desk.browser("lee").page(f"/desk/conversations/{handoff.id}"), "I&#39;m here."))


def test_what_is_said_after_the_end_is_not_shown(desk: Desk, sam: Member, browser: Browser) -> None:
    """Somebody who was helped writes to the assistant again: that is no business of whoever helped them."""
    handoff = story(desk, "can someone call me", answer="Yes.")
    change(desk, handoff, status="closed", outcome="helped", closed_at=present() - dt.timedelta(minutes=5))
    later = browser.page(f"/desk/conversations/{handoff.id}")
    assert "can someone call me" not in later and "after it was closed is not shown" in later
    change(desk, handoff, closed_at=present() + dt.timedelta(minutes=5))
    assert "can someone call me" in browser.page(f"/desk/conversations/{handoff.id}")


def test_what_anybody_wrote_is_text(desk: Desk, sam: Member, browser: Browser) -> None:
    """Script and HTML in messages, replies, notes, names and places do nothing."""
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt;"
    place = {**KNOWN, "place": {**KNOWN["place"], "label": bad}}
    handoff = story(desk, bad, answer=bad, known=place)
    desk.parts.queue.claim(sam, handoff.id)
    desk.parts.queue.say(sam, handoff.id, bad, "key")
    desk.parts.queue.add_note(sam, handoff.id, bad)
    for path in ("", "?fragment=1"):
        page = browser.page(f"/desk/conversations/{handoff.id}{path}")
        assert "<script>alert" not in page and "<img" not in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    change(desk, handoff, consent="yes", consent_at=present())
    assert "<script>alert" not in browser.page(f"/desk/conversations/{handoff.id}/share")


@pytest.mark.parametrize("path", ["", "?fragment=1"])
def test_half_an_emoji_breaks_no_page(desk: Desk, browser: Browser, path: str) -> None:
    """Some phones send one. Whoever wrote it must be found all the same."""
    handoff = story(desk, "please \ud83d help")
    assert "please \ufffd help" in browser.page(f"/desk/conversations/{handoff.id}{path}")


def test_numbers_that_the_person_typed_are_hidden(desk: Desk, sam: Member, browser: Browser) -> None:
    """Theirs only: the numbers that we gave them stay."""
    handoff = story(desk, "my number is 617-555-0123", answer="Call Harbor Light: 617-555-0100.")
    desk.parts.queue.claim(sam, handoff.id)
    desk.parts.queue.say(sam, handoff.id, "Or 617-555-0102.", "key")
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert "my number is (phone number)" in page and "617-555-0123" not in page
    assert "617-555-0100" in page and "617-555-0102" in page
    assert ANN.removeprefix("+1") not in page


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        ("pending", None, "Going out"),
        ("pending", "429", "Trying again"),
        ("sent", None, "\u2713 Sent"),
        ("delivered", None, "\u2713\u2713 Delivered"),
        ("undelivered", "30003", "Not delivered: the phone is off or out of reach"),
        ("failed", "21614", "Not delivered: the number takes no texts"),
        ("failed", "12345", "Not delivered: error 12345"),
        ("undelivered", None, "Not delivered: no reason was given"),
        ("blocked", "403", "Not delivered: they have opted out"),
        ("too_late", "held up", "Not sent: it was held up for too long"),
    ],
)
def test_what_became_of_a_reply(desk: Desk, browser: Browser, status: str, error: str | None, words: str) -> None:
    """In words, not only by a mark or a colour."""
    handoff = story(desk)
    became(desk, status, error)
    assert words in plain(line(browser.page(f"/desk/conversations/{handoff.id}"), "We asked someone."))


def test_opted_out_is_said_and_nothing_can_be_sent(desk: Desk, sam: Member, browser: Browser) -> None:
    """What it means and what would change it; there is no box to type into."""
    handoff = story(desk)
    desk.parts.queue.claim(sam, handoff.id)
    mark(desk, handoff, opted_out_at=present(), undeliverable="21610")
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert "QUIT, END, CANCEL" in plain(page) and "until they text START" in plain(page)
    assert 'class="notice bad"' in page
    assert 'name="text"' not in page and "/consent" not in page and "You cannot write to them here" in page


@pytest.mark.parametrize(
    ("error", "words"), [("403", "They have blocked the bot in Telegram."), (None, "until they write again")]
)
def test_opted_out_on_telegram(desk: Desk, browser: Browser, error: str | None, words: str) -> None:
    """Telegram has no carrier that blocks: they did, or they said /stop."""
    handoff = story(desk, channel="telegram")
    mark(desk, handoff, opted_out_at=present(), undeliverable=error)
    assert words in plain(browser.page(f"/desk/conversations/{handoff.id}"))


def test_undeliverable_is_said_until_something_arrives(desk: Desk, browser: Browser) -> None:
    """An error of last week is no news once a message has reached them."""
    handoff = story(desk)
    mark(desk, handoff, undeliverable="30006")
    became(desk, "failed", "30006")
    assert "The last message did not reach them: it is a landline" in plain(
        browser.page(f"/desk/conversations/{handoff.id}")
    )
    became(desk, "delivered")
    assert "did not reach them" not in plain(browser.page(f"/desk/conversations/{handoff.id}"))


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        (None, "Not asked."),
        ("asked", "no answer yet"),
        ("yes", "They said yes"),
        ("no", "They said no"),
    ],
)
def test_whether_it_may_be_shared(desk: Desk, browser: Browser, consent: str | None, words: str) -> None:
    """Not asked, asked, yes or no; only a yes leads to the summary to share."""
    handoff = story(desk, known=KNOWN)
    change(desk, handoff, consent=consent, consent_at=present() if consent else None)
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert words in plain(page) and (f"/desk/conversations/{handoff.id}/share" in page) == (consent == "yes")
    answer = browser.get(f"/desk/conversations/{handoff.id}/share")
    assert answer.status_code == (200 if consent == "yes" else 409)
    assert ("sam", "shared_view") in logged(desk, handoff) or consent != "yes"


def test_what_is_shared_is_facts_alone(desk: Desk, browser: Browser) -> None:
    """No words of theirs, no notes, no number."""
    handoff = story(desk, "a secret of mine", known=KNOWN)
    change(desk, handoff, consent="yes", consent_at=present())
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}/share"))
    assert "Cambridge, MA" in shown and "Medicaid" in shown
    assert "a secret of mine" not in shown and "We asked someone." not in shown


def test_other_times_lead_to_each_other(desk: Desk, sam: Member, browser: Browser) -> None:
    """Earlier handoffs with how they ended, and from a closed one to the one that is open."""
    first = story(desk)
    desk.parts.queue.claim(sam, first.id)
    desk.parts.queue.close(sam, first.id, "referred")
    second = story(desk, "hello again")
    page = browser.page(f"/desk/conversations/{second.id}")
    assert f'<a href="/desk/conversations/{first.id}">{first.code}</a>' in page
    assert "Gave them a program to call" in plain(page)
    old = browser.page(f"/desk/conversations/{first.id}")
    assert f'<a href="/desk/conversations/{second.id}">{second.code}</a>' in old and "Closed" in plain(old)


def test_notes_are_for_colleagues(desk: Desk, sam: Member, browser: Browser) -> None:
    """Who, when, and that the person never sees them."""
    handoff = story(desk)
    desk.parts.queue.add_note(desk.member("lee"), handoff.id, "Her sister helps.")
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}"))
    assert "the person never sees these lee" in shown and "Her sister helps." in shown
    assert all(b"sister" not in row.body for row in desk.scene.rows(notes))


@pytest.mark.parametrize(
    ("status", "result", "words"),
    [("ringing", None, "ringing the line"), ("ended", "person_no_answer", "they did not pick up")],
)
def test_calls_are_in_the_summary(desk: Desk, browser: Browser, status: str, result: str | None, words: str) -> None:
    """The promised one by both clocks, and what became of the last one."""
    handoff = story(desk)
    due = dt.datetime(2030, 1, 2, 17, 30, tzinfo=dt.timezone.utc)
    with desk.parts.database.write() as connection:
        desk.parts.callbacks.set(connection, handoff, due, ZoneInfo("America/Denver"))
        row = {"token": "t", "handoff_id": handoff.id, "status": status, "result": result}
        connection.execute(calls.insert().values(**row, made_at=present(), due_at=present()))
    shown = plain(browser.page(f"/desk/conversations/{handoff.id}"))
    assert "Jan 2 2030, 12:30 pm ; where they are: Jan 2 2030, 10:30 am" in shown
    assert words in shown


def test_who_may_do_what(desk: Desk, sam: Member, browser: Browser) -> None:
    """Free: to be claimed. Mine: everything. A colleague's: to read and note. An auditor: to read. Closed: to read."""
    desk.member("lee")
    desk.member("ada", "auditor")
    desk.member("sue", "supervisor")
    lee, ada, sue = (desk.browser(name) for name in ("lee", "ada", "sue"))
    handoff = story(desk)
    path = f"/desk/conversations/{handoff.id}"
    forms = ("/claim", "/reply", "/note", "/consent", "/number", "/snooze", "/hand-over", "/close", "/give-back")

    def offered(browser: Browser) -> set[str]:
        page = browser.page(path)
        return {form for form in forms if f'action="{path}{form}"' in page}

    assert offered(browser) == offered(lee) == offered(sue) == {"/claim", "/note"}
    assert offered(ada) == set()
    desk.parts.queue.claim(sam, handoff.id)
    assert offered(browser) == set(forms) - {"/claim"}
    assert offered(lee) == {"/note"}
    assert offered(sue) == {"/claim", "/note"} and "Take it over" in sue.page(path)
    assert offered(ada) == set()
    assert "With sam" in plain(lee.page(path)) and "With you" in plain(browser.page(path))
    desk.parts.queue.snooze(sam, handoff.id, present() + dt.timedelta(hours=1))
    assert offered(browser) == set(forms) and "Take it up again" in browser.page(path)
    assert offered(lee) == {"/note"}
    desk.parts.queue.close(sam, handoff.id, "helped")
    assert offered(browser) == {"/note"} and "Talked, and they got what they needed" in plain(browser.page(path))


def test_a_simulated_phone_has_no_number_to_show(desk: Desk, sam: Member, browser: Browser) -> None:
    """The button that could do nothing is not there."""
    handoff = story(desk, channel="phone-sms")
    desk.parts.queue.claim(sam, handoff.id)
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert "/number" not in page and "SMS (simulated)" in page


def test_every_look_is_in_the_log(desk: Desk, browser: Browser) -> None:
    """Each page is a line; pieces that a script fetches are none within five minutes of a look."""
    handoff = story(desk)
    path = f"/desk/conversations/{handoff.id}"
    browser.page(path)
    browser.page(path)
    assert logged(desk, handoff) == [("sam", "viewed")] * 2
    for _ in range(3):
        browser.page(f"{path}?fragment=1")
    assert logged(desk, handoff) == [("sam", "viewed")] * 2
    let_pass(desk, 301)
    browser.page(f"{path}?fragment=1")
    browser.page(f"{path}?fragment=1")
    assert logged(desk, handoff) == [("sam", "viewed")] * 3


def test_a_colleagues_look_is_not_mine(desk: Desk, browser: Browser) -> None:
    """A piece of a page alone is a look too, for whoever has not looked before."""
    desk.member("lee")
    handoff = story(desk)
    browser.page(f"/desk/conversations/{handoff.id}")
    desk.browser("lee").page(f"/desk/conversations/{handoff.id}?fragment=1")
    assert logged(desk, handoff) == [("sam", "viewed"), ("lee", "viewed")]


def test_the_fragment_is_what_changes(desk: Desk, sam: Member, browser: Browser) -> None:
    """Status, summary, transcript and notes, and what the page can do; nothing that somebody may be typing into."""
    handoff = story(desk, "hello there")
    desk.parts.queue.claim(sam, handoff.id)
    piece = browser.page(f"/desk/conversations/{handoff.id}?fragment=1")
    for words in ('data-can="holds writes"', 'id="part-status"', 'id="part-summary"', 'id="part-notes"', "hello there"):
        assert words in piece
    assert "<textarea" not in piece and "<html" not in piece


@pytest.mark.parametrize("number", [0, 4_711, 2**31, 10**40])
@pytest.mark.parametrize("path", ["", "?fragment=1", "/share"])
def test_an_unknown_one_is_not_there(browser: Browser, number: int, path: str) -> None:
    """However large the number."""
    answer = browser.get(f"/desk/conversations/{number}{path}")
    assert answer.status_code == 404 and "It may have been erased" in answer.text


def test_an_erased_one_is_not_there(desk: Desk, browser: Browser) -> None:
    """Words say why, and nothing of it is left."""
    handoff = story(desk, "a secret")
    erase(desk, handoff)
    answer = browser.get(f"/desk/conversations/{handoff.id}")
    assert answer.status_code == 404 and "a secret" not in answer.text


def test_one_that_nobody_can_read(desk: Desk, browser: Browser) -> None:
    """After a change of SECRET_KEY the desk says so, and stays up."""
    handoff = story(desk)
    with desk.parts.database.write() as connection:
        connection.execute(update(conversations).values(state=b"not sealed by us"))
    answer = browser.get(f"/desk/conversations/{handoff.id}")
    assert answer.status_code == 409 and "another SECRET_KEY" in answer.text


def test_a_long_story_is_cut_and_costs_no_more_questions(desk: Desk, sam: Member, browser: Browser) -> None:
    """The newest lines are shown, it is said that there are more, and each page asks the database equally often."""
    short, long = story(desk, who=BOB), story(desk, *(f"message {number}" for number in range(LINES)))
    for handoff in (short, long):
        desk.parts.queue.claim(sam, handoff.id)
    asked: list[str] = []

    def noted(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(desk.parts.database.engine, "before_cursor_execute", noted)
    counts = []
    for handoff in (short, long):
        asked.clear()
        page = browser.page(f"/desk/conversations/{handoff.id}")
        counts.append(len(asked))
    event.remove(desk.parts.database.engine, "before_cursor_execute", noted)
    assert counts[0] == counts[1] <= 30
    assert page.count('<li id="') == LINES and "What was said before this is not shown." in page
    assert f"message {LINES - 1}" in page and "message 3<" not in page


# ---- programs ----


@pytest.fixture
def directory(template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose database holds the sample programs."""
    scene = Scene.on_copy(template / "porchlight.db", tmp_path)
    desk = Desk(scene)
    yield desk
    desk.close()


def test_a_program_is_found_and_ready_to_insert(directory: Desk) -> None:
    """The search begins with what the person looked for; the answer has name, town, distance, phone and what fits."""
    sam, handoff = directory.member("sam"), story(directory, known=KNOWN)
    directory.parts.queue.claim(sam, handoff.id)
    browser, path = directory.browser("sam"), f"/desk/conversations/{handoff.id}"
    question = "intensive outpatient (IOP) that takes Medicaid near Cambridge, MA"
    assert f'value="{question}"' in browser.page(path)
    for where in ("/programs", "/programs?fragment=1"):
        page = browser.post(path + where, q=question).text
        shown = plain(page)
        assert "Near Cambridge, MA" in shown and "SAMPLE Harbor Light Counseling" in shown and "miles" in shown
        assert "Medicaid, intensive outpatient (IOP)" in shown
        assert 'data-insert="SAMPLE Harbor Light Counseling, Cambridge, MA: 617-555-0100. Call to confirm."' in page
        assert page.count("data-insert=") == 5 and ("<html" in page) == (where == "/programs")
    directory.scene.change(conversations, language="es")
    page = browser.post(f"{path}/programs", q=question).text
    assert "617-555-0100. Llame para confirmar." in page and "Call to confirm" not in page


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("medicaid in springfield", "Which one do you mean?"),
        ("medicaid", "Say where, too"),
        ("detox near 00000", "00000 is not a place we know"),
        ("iop in toronto, canada", "in the United States only"),
        ("", "Say where, too"),
        ("<script>alert(1)</script>", "Say where, too"),
    ],
)
def test_a_question_that_leads_nowhere(directory: Desk, question: str, words: str) -> None:
    """It is said what is missing; of several towns each is a button with the whole question."""
    directory.member("sam")
    handoff = story(directory)
    page = directory.browser("sam").post(f"/desk/conversations/{handoff.id}/programs", q=question).text
    assert words in plain(page) and "<script>alert" not in page
    if "springfield" in question:
        assert 'value="intensive outpatient (IOP) that takes Medicaid near Springfield, MA"' in page


def test_a_question_is_in_no_address(directory: Desk) -> None:
    """It has the person's place in it: addresses are kept in histories and logs, so asking is a POST."""
    directory.member("sam")
    handoff = story(directory)
    assert directory.browser("sam").get(f"/desk/conversations/{handoff.id}/programs?q=austin").status_code == 405


def test_a_page_says_who_is_on_shift(desk: Desk, sam: Member, browser: Browser) -> None:
    """As the queue does, and the ones on shift come first where a colleague is chosen."""
    zoe = desk.member("zoe")
    with desk.parts.database.write() as connection:
        desk.parts.staff.shift(connection, zoe, True)
    desk.member("abe")
    desk.member("ada", "auditor")
    handoff = story(desk)
    desk.parts.queue.claim(sam, handoff.id)
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert re.search(r'id="on-shift">zoe<', page)
    chosen = re.search(r'<select name="colleague">.*?</select>', page, re.DOTALL)
    assert chosen and re.findall(r">(\w+)</option>", chosen[0]) == ["zoe", "abe"]


def test_the_language_is_shown_and_replies_are_ready_in_it(desk: Desk, sam: Member, browser: Browser) -> None:
    """Beside the channel; the person's words are marked as theirs, and each ready reply says what it is in English."""
    handoff = story(desk, "no puedo mas")
    desk.scene.change(conversations, language="es")
    desk.parts.queue.claim(sam, handoff.id)
    page = browser.page(f"/desk/conversations/{handoff.id}")
    assert "Channel SMS, Spanish" in plain(page)
    assert '<p class="words" lang="es">no puedo mas</p>' in line(page, "no puedo mas")
    first = re.search(r'<details id="canned".*?<li>(.*?)</li>', page, re.DOTALL)
    assert first and plain(first[1]).startswith("Hello Hola, qué bueno que escribió.")
    assert "In English: Hi, I'm glad you wrote." in plain(first[1])
