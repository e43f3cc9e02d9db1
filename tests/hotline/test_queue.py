"""What staff do with a handoff, on a real database file, and what the person hears of it."""

from __future__ import annotations

import datetime as dt
import json
import threading
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.briefing import brief, settling
from bot.hotline_words import say
from connectors.messages import Reply
from connectors.tables import contacts, conversations, outbox
from hotline.briefing import Settled
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.queue import MAX_NOTE, Queue
from hotline.relay import MAX_TEXT, Relay
from hotline.staff import Member, NotPossible, Role, StaffRegister
from hotline.tables import audit, handoffs, notes, staff
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings
from tests.connectors.scene import Scene, ago

LINE = HotlineSettings("1-617-555-0199", OpeningHours.parse("24/7"), ZoneInfo("UTC"))


class Desk:
    """A queue with its parts, one person in it, and short ways to say who does what."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.handoffs = Handoffs(scene.database)
        self.register = StaffRegister(scene.database)
        relay = Relay(scene.outbox, say, Hotline(LINE))
        self.queue = Queue(scene.database, scene.cipher, self.handoffs, self.register, relay, settling(scene.database))

    def member(self, name: str, role: Role = "counselor", shown: str | None = None) -> Member:
        """Add somebody to the staff."""
        with self.scene.database.write() as connection:
            return self.register.add(connection, name, role, "-", shown)

    def comes(self, member: Member) -> None:
        """Let somebody of the staff be at the desk."""
        with self.scene.database.write() as connection:
            connection.execute(update(staff).where(staff.c.id == member.id).values(seen_at=now()))

    def waits(self, reason: str = "asked_for_person", urgent: bool = False, who: str = "+15550100001") -> Handoff:
        """Somebody waits for a person."""
        self.scene.hears("i need someone", who)
        claim = self.scene.answers("We asked someone.")
        with self.scene.database.write() as connection:
            code = self.handoffs.open(connection, claim.conversation_id, claim.channel, reason, urgent)
        return self.now(code)

    def now(self, of: str | Handoff) -> Handoff:
        """Return the handoff as it stands now."""
        found = self.handoffs.by_code(of if isinstance(of, str) else of.code)
        assert found is not None
        return found

    def said(self) -> list[str]:
        """Return what the person was told after the first answer."""
        rows = self.scene.rows(outbox)[1:]
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in rows]

    def log(self) -> list[tuple[str, str | None]]:
        """Return what the audit log says, without who was added."""
        return [(row.action, row.detail) for row in self.scene.rows(audit) if row.action != "staff_added"]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    return Desk(scene)


def test_claiming_brings_a_person_into_the_thread(desk: Desk) -> None:
    """Who asked for a person is told by name that one is there; the log says who took it."""
    sam, handoff = desk.member("sam", shown="Sam"), desk.waits()
    taken = desk.queue.claim(sam, handoff.id)
    assert (taken.status, taken.staff_id, taken.joined) == ("taken", sam.id, True)
    assert taken.taken_at is not None and taken.promised_at is None
    assert len(desk.said()) == 1 and desk.said()[0].startswith("Sam is here now")
    assert desk.log() == [("claimed", None)]


def test_who_shows_no_name_is_a_person(desk: Desk) -> None:
    """A member who chose no name is named by nothing but being a person."""
    desk.queue.claim(desk.member("sam"), desk.waits().id)
    assert desk.said()[0].startswith("A person from our team is here now")


def test_two_cannot_claim_the_same(desk: Desk) -> None:
    """Of many who claim at once, one has it, and the others are told who."""
    handoff = desk.waits()
    members = [desk.member(f"member{number}") for number in range(6)]
    won, lost = [], []

    def claim(member: Member) -> None:
        try:
            won.append(desk.queue.claim(member, handoff.id).staff_id)
        except NotPossible as why:
            lost.append(str(why))

    threads = [threading.Thread(target=claim, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and len(lost) == 5
    winner = next(member for member in members if member.id == won[0])
    assert set(lost) == {f"{winner.name} has it."}
    assert len(desk.said()) == 1


def test_pressing_claim_twice_is_once(desk: Desk) -> None:
    """The same member again changes nothing and says nothing twice."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    assert desk.queue.claim(sam, handoff.id).staff_id == sam.id
    assert len(desk.said()) == 1 and len(desk.log()) == 1


def test_somebody_who_will_call_is_not_told_of_a_person(desk: Desk) -> None:
    """Taking a handoff of someone who chose to call says nothing, until staff write to them."""
    sam, handoff = desk.member("sam", shown="Sam"), desk.waits()
    desk.scene.change(handoffs, wish="will_call")
    assert not desk.queue.claim(sam, handoff.id).joined
    assert desk.said() == []
    desk.queue.say(sam, handoff.id, "Hi, would you rather write?", "k1")
    assert desk.said()[0].startswith("Sam is here now") and desk.said()[1] == "Hi, would you rather write?"
    assert desk.now(handoff).joined


def test_a_reply_is_sent_once(desk: Desk) -> None:
    """A double click sends one message, marked with who wrote it."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    for _ in range(2):
        desk.queue.say(sam, handoff.id, "How can I help?", "the same key")
    assert desk.said()[1:] == ["How can I help?"]
    assert [row.staff_id for row in desk.scene.rows(outbox)] == [None, None, sam.id]


@pytest.mark.parametrize(("text", "why"), [(" \n", "Write something"), ("x" * (MAX_TEXT + 1), "too long")])
def test_a_reply_that_cannot_be_sent(desk: Desk, text: str, why: str) -> None:
    """Nothing, and a letter, are refused in words that say what to do."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    with pytest.raises(NotPossible, match=why):
        desk.queue.say(sam, handoff.id, text, "k")


def test_nobody_writes_to_who_opted_out(desk: Desk) -> None:
    """After STOP nothing is sent, not by staff and not by the words around them."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.scene.change(contacts, opted_out_at=now())
    desk.queue.claim(sam, handoff.id)
    with pytest.raises(NotPossible, match="opted out"):
        desk.queue.say(sam, handoff.id, "Hello", "k")
    with pytest.raises(NotPossible, match="opted out"):
        desk.queue.ask_consent(sam, handoff.id)
    desk.queue.close(sam, handoff.id, "no_reply")
    assert desk.said() == []


def test_only_who_has_it_may_change_it(desk: Desk) -> None:
    """Before it is claimed, and for everybody but its holder, every change is refused, and says why."""
    sam, kim, handoff = desk.member("sam"), desk.member("kim"), desk.waits()
    with pytest.raises(NotPossible, match="Claim it first"):
        desk.queue.say(sam, handoff.id, "Hello", "k")
    desk.queue.claim(sam, handoff.id)
    later = now() + dt.timedelta(hours=1)
    for change in (
        lambda: desk.queue.claim(kim, handoff.id),
        lambda: desk.queue.say(kim, handoff.id, "Hello", "k"),
        lambda: desk.queue.snooze(kim, handoff.id, later),
        lambda: desk.queue.hand_to(kim, handoff.id, kim.id),
        lambda: desk.queue.put_back(kim, handoff.id),
        lambda: desk.queue.close(kim, handoff.id, "helped"),
        lambda: desk.queue.give_back(kim, handoff.id, Settled()),
        lambda: desk.queue.ask_consent(kim, handoff.id),
    ):
        with pytest.raises(NotPossible, match="sam has it"):
            change()
    assert desk.now(handoff).staff_id == sam.id


def test_an_auditor_changes_nothing(desk: Desk) -> None:
    """Whoever only looks can neither claim nor write nor note."""
    ada, handoff = desk.member("ada", "auditor"), desk.waits()
    for change in (
        lambda: desk.queue.claim(ada, handoff.id),
        lambda: desk.queue.say(ada, handoff.id, "Hello", "k"),
        lambda: desk.queue.add_note(ada, handoff.id, "Hello"),
    ):
        with pytest.raises(NotPossible, match="auditor"):
            change()


def test_a_supervisor_may_take_it_from_somebody(desk: Desk) -> None:
    """Somebody's shift has ended: a supervisor takes over, and the person is told that somebody else is there."""
    sam, vera, handoff = desk.member("sam"), desk.member("vera", "supervisor", "Vera"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    assert desk.queue.claim(vera, handoff.id).staff_id == vera.id
    assert desk.said()[-1].startswith("Vera is with you now")


def test_handing_over_to_a_colleague(desk: Desk) -> None:
    """The colleague has it then, and the person is told; neither an auditor nor nobody can get it."""
    sam, kim, ada = desk.member("sam"), desk.member("kim", shown="Kim"), desk.member("ada", "auditor")
    handoff = desk.waits()
    desk.queue.claim(sam, handoff.id)
    for nobody in (ada.id, sam.id, 999):
        with pytest.raises(NotPossible, match="colleague"):
            desk.queue.hand_to(sam, handoff.id, nobody)
    desk.comes(kim)
    desk.queue.hand_to(sam, handoff.id, kim.id)
    assert desk.now(handoff).staff_id == kim.id
    assert desk.said()[-1].startswith("Kim is with you now")
    assert desk.log()[-1] == ("handed_over", "kim")


def test_nobody_is_said_to_be_there_who_is_not(desk: Desk) -> None:
    """A talk is handed to somebody at the desk alone; what nobody waits for in the thread, to anybody."""
    sam, kim, talk = desk.member("sam"), desk.member("kim", shown="Kim"), desk.waits()
    desk.queue.claim(sam, talk.id)
    with pytest.raises(NotPossible, match="kim is not at the desk"):
        desk.queue.hand_to(sam, talk.id, kim.id)
    assert desk.now(talk).staff_id == sam.id
    call = desk.waits("callback", who="+15550100002")
    desk.queue.claim(sam, call.id)
    desk.queue.hand_to(sam, call.id, kim.id)
    assert desk.now(call).staff_id == kim.id
    assert not any("Kim" in text for text in desk.said())


def test_putting_it_back(desk: Desk) -> None:
    """It waits again, the person is told, and is promised to hear if nobody comes."""
    sam, handoff = desk.member("sam"), desk.waits("crisis_suicide", urgent=True)
    desk.queue.claim(sam, handoff.id)
    desk.queue.put_back(sam, handoff.id)
    back = desk.now(handoff)
    assert (back.status, back.staff_id, back.joined, back.wish) == ("waiting", None, False, "chat")
    assert back.promised_at is not None and back.promised_at > now()
    assert "someone else" in desk.said()[-1]
    row = desk.scene.row(handoffs)
    assert row.page_at is not None


def test_snoozing(desk: Desk) -> None:
    """It can be put off for a week at most, and never to the past."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    for until in (ago(60), now() + dt.timedelta(days=8)):
        with pytest.raises(NotPossible, match="between now and a week"):
            desk.queue.snooze(sam, handoff.id, until)
    desk.queue.snooze(sam, handoff.id, now() + dt.timedelta(hours=4))
    assert desk.now(handoff).status == "snoozed"
    desk.queue.claim(sam, handoff.id)
    assert desk.now(handoff).status == "taken"


def test_closing(desk: Desk) -> None:
    """It ends with an outcome from the list; the person hears that the assistant is back; nothing changes after."""
    sam, handoff = desk.member("sam", shown="Sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    with pytest.raises(NotPossible, match="how it ended"):
        desk.queue.close(sam, handoff.id, "made up")
    desk.queue.close(sam, handoff.id, "referred")
    closed = desk.now(handoff)
    assert (closed.status, closed.outcome, closed.joined) == ("closed", "referred", False)
    assert desk.said()[-1].startswith("Sam has left the chat")
    with pytest.raises(NotPossible, match="It is closed"):
        desk.queue.say(sam, handoff.id, "One more thing", "k")
    with pytest.raises(NotPossible, match="It is closed"):
        desk.queue.claim(sam, handoff.id)


def test_giving_back_tells_the_assistant(desk: Desk) -> None:
    """What was settled is in the dialogue state, beside what was there; the person hears of it."""
    sam, handoff = desk.member("sam"), desk.waits()
    before = json.dumps([{"event": "slot", "name": "meeting", "value": "online"}])
    desk.scene.change(conversations, state=desk.scene.cipher.encrypt(before))
    desk.queue.claim(sam, handoff.id)
    desk.queue.give_back(sam, handoff.id, Settled(for_whom="me", payment="medicaid"))
    state = desk.scene.cipher.decrypt(desk.scene.row(conversations).state)
    assert dict(brief(state).facts) == {
        "For": "themselves", "Payment": "Medicaid", "Meeting": "online",
        "Searched for": "intensive outpatient (IOP) that takes Medicaid",
    }  # fmt: skip
    assert (desk.now(handoff).status, desk.now(handoff).outcome) == ("closed", "given_back")
    assert "I know what you settled" in desk.said()[-1]


def test_giving_back_says_no_more_than_is_so(desk: Desk) -> None:
    """Where nothing was settled, nothing is said to be known; whom nobody told of staff hears of no leaving."""
    sam, talk = desk.member("sam", shown="Sam"), desk.waits()
    desk.queue.claim(sam, talk.id)
    desk.queue.give_back(sam, talk.id, Settled())
    assert desk.said()[-1].startswith("Sam has left the chat") and "settled" not in desk.said()[-1]
    call = desk.waits("callback", who="+15550100002")
    desk.queue.claim(sam, call.id)
    before = desk.said()
    desk.queue.give_back(sam, call.id, Settled(payment="medicaid"))
    assert desk.said() == before


def test_an_unknown_place_is_not_given_back(desk: Desk) -> None:
    """A place that nobody knows is refused, and the conversation stays with staff."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    with pytest.raises(NotPossible, match="place is not clear"):
        desk.queue.give_back(sam, handoff.id, Settled(place="nowhere at all"))
    assert desk.now(handoff).status == "taken"


def test_asking_for_consent(desk: Desk) -> None:
    """The person is asked with a yes and a no; the handoff remembers that it was asked."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.claim(sam, handoff.id)
    desk.queue.ask_consent(sam, handoff.id)
    asked = desk.now(handoff)
    assert (asked.consent, asked.asking) == ("asked", "consent")
    with desk.scene.database.read() as connection:
        body = connection.execute(select(outbox.c.body).order_by(outbox.c.id.desc())).scalar()
    assert [choice.title for choice in Reply.from_json(desk.scene.cipher.decrypt(body)).choices] == ["Yes, share", "No"]


def test_notes_are_sealed_and_bounded(desk: Desk) -> None:
    """A note is for colleagues: unreadable in the database, refused when empty or endless."""
    sam, handoff = desk.member("sam"), desk.waits()
    desk.queue.add_note(sam, handoff.id, "has a ride on Mondays")
    row = desk.scene.row(notes)
    assert b"Mondays" not in row.body and desk.scene.cipher.decrypt(row.body) == "has a ride on Mondays"
    for text in ("", "x" * (MAX_NOTE + 1)):
        with pytest.raises(NotPossible):
            desk.queue.add_note(sam, handoff.id, text)


def test_an_erased_conversation(desk: Desk) -> None:
    """What the person had erased is gone for staff too, in words that say so."""
    sam, handoff = desk.member("sam"), desk.waits()
    with desk.scene.database.write() as connection:
        connection.execute(conversations.delete())
    with pytest.raises(NotPossible, match="erased"):
        desk.queue.claim(sam, handoff.id)


def test_every_change_shows_at_the_desk(desk: Desk) -> None:
    """Each change marks its conversation as touched, so that every open desk looks again."""
    sam, handoff = desk.member("sam"), desk.waits()
    for change in (
        lambda: desk.queue.claim(sam, handoff.id),
        lambda: desk.queue.say(sam, handoff.id, "Hello", "k"),
        lambda: desk.queue.add_note(sam, handoff.id, "a note"),
        lambda: desk.queue.close(sam, handoff.id, "helped"),
    ):
        with desk.scene.database.write() as connection:
            connection.execute(update(conversations).values(touched_at=ago(3600)))
        change()
        assert desk.scene.row(conversations).touched_at > ago(60)


def test_who_comes_is_named_in_the_persons_language(desk: Desk) -> None:
    """A first name is the same in each; without one it is somebody of our team, in their words."""
    handoff, boss = desk.waits(), desk.member("boss", "supervisor", "Ana")
    desk.scene.change(conversations, language="es")
    desk.queue.claim(desk.member("sam"), handoff.id)
    desk.queue.claim(boss, handoff.id)
    desk.queue.close(boss, handoff.id, "helped")
    assert [words.partition(".")[0] for words in desk.said()] == [
        "Alguien de nuestro equipo ya está aquí y puede leer lo que usted me contó",
        "Ana está ahora con usted y puede leer lo que escribió",
        "Ana salió del chat",
    ]
