"""What staff do on the page of one conversation: each form through HTTP, on a real database."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.briefing import brief
from connectors.tables import conversations, outbox
from hotline.desk.choices import snooze_until
from hotline.handoffs import Handoff
from hotline.relay import MAX_TEXT
from hotline.staff import Member
from hotline.tables import audit, callbacks, calls
from porchlight.database import now as present
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings, TwilioSettings
from tests.connectors.scene import Scene
from tests.hotline.desk.desk import Browser, Desk
from tests.hotline.desk.stories import KNOWN, change, erase, logged, mark, now, story, told

EASTERN = ZoneInfo("America/New_York")
TWILIO = TwilioSettings("AC" + "0" * 32, "token", "+16175550100", None, None)


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    """A desk with a line of its own, always staffed, that can make calls."""
    line = HotlineSettings("617-555-0199", OpeningHours.parse("24/7"), EASTERN)
    desk = Desk(scene, hotline=line, twilio=TWILIO, public_url="https://porchlight.test")
    yield desk
    desk.close()


@pytest.fixture
def sam(desk: Desk) -> Member:
    """A counselor."""
    return desk.member("sam", shown_name="Sam")


@pytest.fixture
def browser(desk: Desk, sam: Member) -> Browser:
    """Their browser."""
    return desk.browser("sam")


@pytest.fixture
def handoff(desk: Desk, sam: Member) -> Handoff:
    """Somebody whom sam has."""
    handoff = story(desk, known=KNOWN)
    return desk.parts.queue.claim(sam, handoff.id)


def does(browser: Browser, handoff: Handoff, action: str, **fields: str) -> None:
    """Send a form that must be carried out: the page again."""
    answer = browser.post(f"/desk/conversations/{handoff.id}/{action}", **fields)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/desk/conversations/{handoff.id}")


def fails(browser: Browser, handoff: Handoff, action: str, **fields: str) -> str:
    """Send a form that must be refused, and return the page that says so."""
    answer = browser.post(f"/desk/conversations/{handoff.id}/{action}", **fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    return str(answer.text)


def replies(browser: Browser, handoff: Handoff, text: str, key: str = "") -> None:
    """Send a reply."""
    does(browser, handoff, "reply", text=text, request_key=key or secrets.token_urlsafe(16))


# ---- replying ----


def test_a_reply_goes_out(desk: Desk, sam: Member, browser: Browser, handoff: Handoff) -> None:
    """It is queued for the person, under the name of who wrote it, and everybody is woken."""
    replies(browser, handoff, "Hi.\r\nAre you safe?")
    assert told(desk)[-1] == "Hi.\nAre you safe?"
    assert desk.scene.rows(outbox)[-1].staff_id == sam.id
    assert ("sam", "replied") in logged(desk, handoff) and desk.rung == 1


def test_a_double_click_sends_once(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """The same form twice is one message; the next one with the same words is another."""
    for _ in range(2):
        replies(browser, handoff, "Are you there?", "key of this form")
    assert told(desk).count("Are you there?") == 1
    replies(browser, handoff, "Are you there?", "key of the next form")
    assert told(desk).count("Are you there?") == 2


def test_an_old_form_says_something_new(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """A form out of the browser's history has an old key: new words in it are not lost."""
    replies(browser, handoff, "First.", "one key")
    replies(browser, handoff, "Second.", "one key")
    assert told(desk)[-2:] == ["First.", "Second."]


def test_the_same_key_for_another_person(desk: Desk, sam: Member, browser: Browser, handoff: Handoff) -> None:
    """Nobody's words are taken for somebody else's."""
    other = story(desk, who="+15550100009")
    desk.parts.queue.claim(sam, other.id)
    for each in (handoff, other):
        replies(browser, each, "Hello.", "one key")
    assert told(desk).count("Hello.") == 2


def test_a_script_gets_the_next_key(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """It stays on its page; a refusal is words in JSON."""
    json_please = {"accept": "application/json"}
    path = f"/desk/conversations/{handoff.id}/reply"
    answer = browser.post(path, headers=json_please, text="Hello.", request_key="k")
    assert answer.status_code == 200 and len(answer.json()["request_key"]) > 16
    answer = browser.post(path, headers=json_please, text=" ", request_key="k")
    assert answer.status_code == 409 and answer.json() == {"error": "Write something first."}


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write something first."), (" \n ", "Write something first."), ("x" * (MAX_TEXT + 1), "That is too long")],
)
def test_what_cannot_be_sent(browser: Browser, handoff: Handoff, text: str, words: str) -> None:
    """Nothing, and a letter."""
    assert words in fails(browser, handoff, "reply", text=text, request_key="key")


def test_a_form_without_a_key(browser: Browser, handoff: Handoff) -> None:
    """It could be sent twice."""
    assert "Send it once more" in fails(browser, handoff, "reply", text="Hello.")


def test_words_are_kept_when_somebody_was_faster(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """A supervisor took it meanwhile: the page says so, and nothing was sent; what was typed is not gone."""
    desk.parts.queue.claim(desk.member("sue", "supervisor"), handoff.id)
    page = fails(browser, handoff, "reply", text="Half an hour of typing", request_key="key")
    assert "sue has it." in page and "Half an hour of typing" not in told(desk)


def test_words_are_kept_where_they_can_be_sent_again(browser: Browser, handoff: Handoff) -> None:
    """They are in the box again, as text."""
    words = "</textarea><script>alert(1)</script>" + "x" * MAX_TEXT
    page = fails(browser, handoff, "reply", text=words, request_key="key")
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;xxx" in page and "<script>alert" not in page


def test_opted_out_gets_nothing(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """Neither a reply nor a question goes out to someone who has said STOP."""
    mark(desk, handoff, opted_out_at=present())
    before = told(desk)
    assert "opted out" in fails(browser, handoff, "reply", text="Hello?", request_key="key")
    assert "opted out" in fails(browser, handoff, "consent")
    assert told(desk) == before


# ---- who may ----

FORMS = {
    "reply": {"text": "Hello.", "request_key": "key"},
    "consent": {},
    "call": {},
    "number": {},
    "callback": {"day": "2030-01-02", "time": "10:00", "zone": "America/Chicago"},
    "callback-cancel": {},
    "snooze": {"until": "15m"},
    "hand-over": {"colleague": "1"},
    "put-back": {},
    "close": {"outcome": "helped"},
    "give-back": {},
}


@pytest.mark.parametrize("action", FORMS)
def test_only_who_has_it_acts(desk: Desk, handoff: Handoff, action: str) -> None:
    """A colleague, also a supervisor, is refused and nothing changes."""
    desk.member("lee")
    desk.member("sue", "supervisor")
    before, rows = now(desk, handoff), told(desk)
    for name in ("lee", "sue"):
        fails(desk.browser(name), handoff, action, **FORMS[action])
    assert (now(desk, handoff), told(desk)) == (before, rows)
    assert {who for who, action in logged(desk, handoff) if action != "viewed"} == {"sam"}


@pytest.mark.parametrize("action", [*FORMS, "note", "programs", "claim"])
def test_an_auditor_changes_nothing(desk: Desk, handoff: Handoff, action: str) -> None:
    """Every form is closed to whoever only looks."""
    desk.member("ada", "auditor")
    before = now(desk, handoff)
    answer = desk.browser("ada").post(f"/desk/conversations/{handoff.id}/{action}", **FORMS.get(action, {}))
    assert answer.status_code == 403 and now(desk, handoff) == before


@pytest.mark.parametrize("action", [*FORMS, "note"])
def test_a_forged_form_changes_nothing(desk: Desk, browser: Browser, handoff: Handoff, action: str) -> None:
    """Without the session's token, or from another site."""
    before, path = now(desk, handoff), f"/desk/conversations/{handoff.id}/{action}"
    fields = FORMS.get(action, {"note": "forged"})
    assert browser.post(path, **{**fields, "csrf_token": "forged"}).status_code == 403
    assert browser.post(path, headers={"sec-fetch-site": "cross-site"}, **fields).status_code == 403
    assert desk.stranger().post(path, csrf_token="x", **fields).status_code == 303
    assert now(desk, handoff) == before


@pytest.mark.parametrize("action", [*FORMS, "note"])
def test_an_erased_one(desk: Desk, browser: Browser, handoff: Handoff, action: str) -> None:
    """The person had it erased while the page was open."""
    erase(desk, handoff)
    answer = browser.post(
        f"/desk/conversations/{handoff.id}/{action}", **FORMS.get(action, {"note": "What I wanted to say."})
    )
    assert answer.status_code == 404 and "It may have been erased" in answer.text


@pytest.mark.parametrize("action", FORMS)
def test_a_closed_one(desk: Desk, browser: Browser, sam: Member, handoff: Handoff, action: str) -> None:
    """What is over stays over."""
    desk.parts.queue.close(sam, handoff.id, "helped")
    fails(browser, handoff, action, **FORMS[action])
    assert now(desk, handoff).outcome == "helped"


# ---- notes, consent ----


def test_a_note(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """Whoever may change things may leave one, also about a colleague's; the person is told nothing."""
    desk.member("lee")
    before = told(desk)
    does(desk.browser("lee"), handoff, "note", note=" Her sister helps. ")
    assert "Her sister helps." in browser.page(f"/desk/conversations/{handoff.id}")
    assert told(desk) == before and ("lee", "noted") in logged(desk, handoff)


def test_a_note_that_is_too_long_is_kept(browser: Browser, handoff: Handoff) -> None:
    """It is in its box again."""
    page = fails(browser, handoff, "note", note="y" * 2_001)
    assert "A note holds 2000 characters" in page and "y" * 2_001 in page


def test_asking_for_consent(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """The person is asked with two choices, and again if the talk went on without an answer; not after a yes."""
    does(browser, handoff, "consent")
    assert "May we share what you told us" in told(desk)[-1]
    asked = now(desk, handoff)
    assert (asked.consent, asked.asking) == ("asked", "consent")
    assert "Ask again if their story" in browser.page(f"/desk/conversations/{handoff.id}")
    change(desk, handoff, consent="yes", consent_at=asked.consent_at)
    assert "/consent" not in browser.page(f"/desk/conversations/{handoff.id}")


# ---- passing on, putting off, ending ----


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("15m", dt.datetime(2026, 11, 25, 17, 15, tzinfo=EASTERN)),
        ("1h", dt.datetime(2026, 11, 25, 18, 0, tzinfo=EASTERN)),
        ("4h", dt.datetime(2026, 11, 25, 21, 0, tzinfo=EASTERN)),
        ("morning", dt.datetime(2026, 11, 26, 9, 0, tzinfo=EASTERN)),
    ],
)
def test_how_long_it_is_put_off(until: str, expected: dt.datetime) -> None:
    """By the clock on the hotline's wall."""
    moment = dt.datetime(2026, 11, 25, 22, 0, tzinfo=dt.timezone.utc)
    assert snooze_until(until, moment, EASTERN) == expected


def test_snoozing(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """It is put off, and stays with who put it off."""
    does(browser, handoff, "snooze", until="1h")
    put_off = now(desk, handoff)
    assert put_off.status == "snoozed" and put_off.staff_id == handoff.staff_id
    assert put_off.snoozed_until is not None and present() < put_off.snoozed_until
    assert "Choose for how long." in fails(browser, handoff, "snooze", until="forever")


def test_handing_to_a_colleague(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """The colleague has it; the person hears who."""
    lee = desk.member("lee", shown_name="Lee")
    assert "lee is not at the desk" in fails(browser, handoff, "hand-over", colleague=str(lee.id))
    desk.browser("lee")
    does(browser, handoff, "hand-over", colleague=str(lee.id))
    assert now(desk, handoff).staff_id == lee.id and "Lee is with you now" in told(desk)[-1]


@pytest.mark.parametrize("colleague", ["", "x", "99", "-1", "1e3", "9" * 30, "\u0661"])
def test_a_colleague_who_is_none(desk: Desk, browser: Browser, handoff: Handoff, colleague: str) -> None:
    """Nobody, a stranger, nonsense."""
    assert "Choose a colleague" in fails(browser, handoff, "hand-over", colleague=colleague)
    assert now(desk, handoff).staff_id == handoff.staff_id


def test_putting_back(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """It waits again for anybody, and the person is told."""
    does(browser, handoff, "put-back")
    waiting = now(desk, handoff)
    assert (waiting.status, waiting.staff_id) == ("waiting", None)
    assert "someone else" in told(desk)[-1]


def test_closing(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """With an outcome; the person hears that the assistant is back."""
    assert "Choose how it ended." in fails(browser, handoff, "close", outcome="")
    assert "Give back to the assistant" in fails(browser, handoff, "close", outcome="given_back")
    does(browser, handoff, "close", outcome="referred")
    closed = now(desk, handoff)
    assert (closed.status, closed.outcome) == ("closed", "referred")
    assert "Sam has left the chat" in told(desk)[-1]


def state_of(desk: Desk, handoff: Handoff) -> str:
    """Return the dialogue state as the assistant will read it."""
    this = conversations.c.id == handoff.conversation_id
    with desk.parts.database.read() as connection:
        sealed = connection.execute(select(conversations.c.state).where(this)).scalar()
    return desk.scene.cipher.decrypt(sealed)


def test_giving_back_tells_the_assistant_what_was_settled(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """What has changed is in the dialogue state, what has not is as it was, and the person is told."""
    unchanged = {"for_whom": "mom", "place": "Cambridge, MA", "meeting": "in_person"}
    does(browser, handoff, "give-back", **unchanged, payment="medicare")
    facts = dict(brief(state_of(desk, handoff)).facts)
    assert facts["Payment"] == "Medicare" and facts["For"] == "their mom" and facts["Place"] == "Cambridge, MA"
    assert "that takes Medicare" in facts["Searched for"]
    slots = [event["name"] for event in json.loads(state_of(desk, handoff))]
    assert slots.count("place") == 1  # not looked up anew
    closed = now(desk, handoff)
    assert (closed.status, closed.outcome) == ("closed", "given_back")
    assert "I know what you settled" in told(desk)[-1]


def test_giving_back_with_nothing_new(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """The state is the one from before, to the letter."""
    before = state_of(desk, handoff)
    does(browser, handoff, "give-back")
    assert state_of(desk, handoff) == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"place": "somewhere nice"}, "That place is not clear"),
        ({"place": "x" * 101}, "That place is not clear"),
        ({"payment": "gold"}, "Choose from what is offered."),
        ({"for_whom": "<b>"}, "Choose from what is offered."),
        ({"meeting": "never"}, "Choose from what is offered."),
    ],
)
def test_what_cannot_be_settled(
    desk: Desk, browser: Browser, handoff: Handoff, fields: dict[str, str], words: str
) -> None:
    """It stays open, nothing is half done, and the form is as it was filled in."""
    before = told(desk)
    page = fails(browser, handoff, "give-back", **{"for_whom": "me", "payment": "cash", **fields})
    assert words in page and "<details open><summary>Give back" in page
    assert "<b>" not in page
    assert now(desk, handoff).status == "taken" and told(desk) == before


# ---- by phone ----


def test_the_number_is_shown_once_and_logged(desk: Desk, browser: Browser, handoff: Handoff) -> None:
    """It is in the answer alone: in no address, in no log, and not on the page the next time."""
    answer = browser.post(f"/desk/conversations/{handoff.id}/number")
    assert answer.status_code == 200 and "(555) 010-0001" in answer.text
    assert ("sam", "number_shown") in logged(desk, handoff)
    assert "010-0001" not in browser.page(f"/desk/conversations/{handoff.id}")
    assert not any("0100001" in str(row) for row in desk.scene.rows(audit))
    assert browser.get(f"/desk/conversations/{handoff.id}/number").status_code == 405


def test_somebody_on_telegram_stays_anonymous(desk: Desk, sam: Member, browser: Browser) -> None:
    """There is no number, until they give one to be called at."""
    handoff = story(desk, channel="telegram", who="777000")
    desk.parts.queue.claim(sam, handoff.id)
    page = fails(browser, handoff, "number")
    assert "They have given no number" in page and "777000" not in page
    assert ("sam", "number_shown") not in logged(desk, handoff)
    promise = {"day": in_days(1), "time": "12:00", "zone": "America/Chicago"}
    assert "They have given no number" in fails(browser, handoff, "callback", **promise)
    with desk.parts.database.write() as connection:
        desk.parts.calls.give_number(connection, handoff.conversation_id, "+16175550123")
    answer = browser.post(f"/desk/conversations/{handoff.id}/number")
    assert "(617) 555-0123" in answer.text
    does(browser, handoff, "callback", **promise)


def test_a_simulated_phone_has_no_number(desk: Desk, sam: Member, browser: Browser) -> None:
    """Nor can it be called."""
    handoff = story(desk, channel="phone-sms")
    desk.parts.queue.claim(sam, handoff.id)
    assert "a simulated phone" in fails(browser, handoff, "number")
    assert "no US or Canadian number" in fails(browser, handoff, "call")


@pytest.fixture
def callable_(desk: Desk, sam: Member) -> Handoff:
    """Somebody in danger whom sam has, with a number that can be rung at any hour."""
    handoff = story(desk, who="+16175550123", crisis="crisis_suicide")
    return desk.parts.queue.claim(sam, handoff.id)


def test_a_call_now(desk: Desk, sam: Member, browser: Browser, callable_: Handoff) -> None:
    """It is asked for in the name of who pressed it, once, and the page says how it goes."""
    assert "/call" in browser.page(f"/desk/conversations/{callable_.id}")
    does(browser, callable_, "call")
    (call,) = desk.scene.rows(calls)
    assert (call.handoff_id, call.staff_id, call.status) == (callable_.id, sam.id, "wanted")
    assert "under way already" in fails(browser, callable_, "call")
    assert "about to ring the line" in browser.page(f"/desk/conversations/{callable_.id}")
    assert [action for who, action in logged(desk, callable_) if "call" in action] == ["call_wanted"]


def in_days(days: int) -> str:
    """Return a day from today in Chicago."""
    return (present().astimezone(ZoneInfo("America/Chicago")).date() + dt.timedelta(days=days)).isoformat()


def promises(browser: Browser, handoff: Handoff, day: str, time: str) -> None:
    """Promise a call at this time in Chicago."""
    does(browser, handoff, "callback", day=day, time=time, zone="America/Chicago")


def test_promising_a_call(desk: Desk, browser: Browser, callable_: Handoff) -> None:
    """By the person's own clock; they are told, a later one takes its place, and it can be taken back."""
    promises(browser, callable_, in_days(2), "17:30")
    promised = now(desk, callable_)
    assert (promised.wish, promised.timezone) == ("call_at", "America/Chicago")
    assert "We plan to call you" in told(desk)[-1] and "5:30 pm Central time" in told(desk)[-1]
    promises(browser, callable_, in_days(3), "08:00")
    page = browser.page(f"/desk/conversations/{callable_.id}")
    assert "Call promised" in page and "8:00 am" in page and "9:00 am" in page
    assert '<option value="America/Chicago" selected>' in page
    does(browser, callable_, "callback-cancel")
    assert [row.status for row in desk.scene.rows(callbacks)] == ["cancelled", "cancelled"]
    assert "we will not call" in told(desk)[-1]
    assert "No call is promised" in fails(browser, callable_, "callback-cancel")
    found = [action for _, action in logged(desk, callable_) if "callback" in action]
    assert found == ["callback_set", "callback_set", "callback_cancelled"]


def test_a_promise_while_sharing_is_asked_about(desk: Desk, browser: Browser, callable_: Handoff) -> None:
    """The answer to that question is still heard."""
    change(desk, callable_, consent="asked", asking="consent")
    promises(browser, callable_, in_days(1), "12:00")
    assert now(desk, callable_).asking == "consent"


@pytest.mark.parametrize(
    ("day", "time", "zone", "words"),
    [
        (1, "07:59", "America/Chicago", "before 8 am or after 9 pm"),
        (1, "21:00", "America/Chicago", "before 8 am or after 9 pm"),
        (1, "23:00", "Pacific/Honolulu", "before 8 am or after 9 pm"),
        (-1, "12:00", "America/Chicago", "between now and a week from now"),
        (9, "12:00", "America/Chicago", "between now and a week from now"),
        (1, "12:00", "../../etc/passwd", "Choose the person&#39;s time zone."),
        (1, "12:00", "", "Choose the person&#39;s time zone."),
        (1, "25:00", "America/Chicago", "Choose a day and a time."),
        (1, "", "America/Chicago", "Choose a day and a time."),
    ],
)
def test_when_nobody_is_called(
    desk: Desk, browser: Browser, callable_: Handoff, day: int, time: str, zone: str, words: str
) -> None:
    """At night where they are, in the past, too far off, at no time at all; the form stays open as it was filled in."""
    page = fails(browser, callable_, "callback", day=in_days(day), time=time, zone=zone)
    assert words in page and "<details open><summary>Promise a call" in page
    assert desk.scene.rows(callbacks) == []


@pytest.mark.parametrize(
    ("day", "time", "zone", "words"),
    [
        ("9999-12-31", "23:59", "America/Chicago", "Choose a day and a time."),
        ("0001-01-01", "00:00", "Asia/Tokyo", "Choose a day and a time."),
        ("9999-12-31", "12:00", "America/Chicago", "between now and a week from now"),
    ],
)
def test_a_time_outside_the_calendar(
    browser: Browser, callable_: Handoff, day: str, time: str, zone: str, words: str
) -> None:
    """What a slip of the finger makes of a year is refused like any other."""
    assert words in fails(browser, callable_, "callback", day=day, time=time, zone=zone)


def test_a_promise_out_of_hours(scene: Scene) -> None:
    """While nobody is at the line there is no call, and it is said when somebody is."""
    line = HotlineSettings("617-555-0199", OpeningHours.parse("Mon-Sun 09:00-11:00"), EASTERN)
    desk = Desk(scene, hotline=line)
    handoff = story(desk)
    desk.parts.queue.claim(desk.member("sam"), handoff.id)
    page = fails(desk.browser("sam"), handoff, "callback", day=in_days(1), time="15:00", zone="America/Chicago")
    assert "Nobody is at the line then. It is staffed every day 9 am to 11 am Eastern time." in page
    desk.close()


def test_somebody_opted_out_is_promised_nothing(desk: Desk, browser: Browser, callable_: Handoff) -> None:
    """They could not be told of it."""
    mark(desk, callable_, opted_out_at=present())
    page = fails(browser, callable_, "callback", day=in_days(1), time="12:00", zone="America/Chicago")
    assert "they cannot be told of a call" in page and desk.scene.rows(callbacks) == []
