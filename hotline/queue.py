"""What staff do with a handoff: take it, talk, put it off, pass it on, close it. Each is one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Connection

from connectors.conversations import touch
from connectors.tables import conversations
from hotline.absence import at_the_desk
from hotline.audit import note_about
from hotline.briefing import Settle, Settled
from hotline.handoffs import OUTCOMES, Handoff, Handoffs
from hotline.relay import Relay
from hotline.staff import Member, NotPossible, StaffRegister
from hotline.tables import handoffs, notes
from porchlight.database import Database, now
from porchlight.languages import phrase
from porchlight.sealing import Cipher

MAX_NOTE = 2_000
_LONGEST_SNOOZE = dt.timedelta(days=7)


class Queue:
    """Changes handoffs on behalf of somebody of the staff.

    Every method raises NotPossible, with words for the desk, when the change cannot be made (any more), and writes a
    line to the audit log when it is. Two people who do the same at once: the database lets one of them.
    """

    def __init__(
        self, database: Database, cipher: Cipher, desk: Handoffs, register: StaffRegister, relay: Relay, settle: Settle
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._handoffs = desk
        self._register = register
        self._relay = relay
        self._settle = settle

    def claim(self, member: Member, handoff_id: int) -> Handoff:
        """Take a handoff that nobody has. A supervisor may also take one from somebody else."""
        _may_change(member)
        free = handoffs.c.status.in_(("waiting", "snoozed"))
        if not member.supervises:
            free = and_(free, or_(handoffs.c.staff_id.is_(None), handoffs.c.staff_id == member.id))
            takable = free
        else:
            takable = or_(free, and_(handoffs.c.status == "taken", handoffs.c.staff_id != member.id))
        with self._database.write() as connection:
            before = self._found(connection, handoff_id)
            if before.status == "taken" and before.staff_id == member.id:
                return before  # pressed twice
            taken = connection.execute(
                update(handoffs)
                .where(handoffs.c.id == handoff_id, takable)
                .values(
                    status="taken",
                    staff_id=member.id,
                    taken_at=before.taken_at or now(),
                    snoozed_until=None,
                    promised_at=None,
                    page_at=None,
                )
            )
            if taken.rowcount != 1:
                raise NotPossible(self._why_not(connection, handoff_id))
            note_about(connection, "claimed", before, staff_id=member.id)
            touch(connection, before.conversation_id)
            if before.joined and before.staff_id != member.id:
                self._relay.tell(connection, before, "utter_hotline_other", who=_name_of(member))
            elif joins_at_once(before):
                self._join(connection, before, member)
            return self._found(connection, handoff_id)

    def say(self, member: Member, handoff_id: int, text: str, request_key: str) -> None:
        """Write to the person. The first words also tell them that a person is there now."""
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            if not handoff.joined_at:
                self._join(connection, handoff, member)
            if self._relay.say(connection, handoff, member, text, request_key):
                note_about(connection, "replied", handoff, staff_id=member.id)

    def add_note(self, member: Member, handoff_id: int, text: str) -> None:
        """Leave a note for colleagues."""
        _may_change(member)
        words = text.strip()
        if not words:
            raise NotPossible("Write something first.")
        if len(words) > MAX_NOTE:
            raise NotPossible(f"A note holds {MAX_NOTE} characters; this one has {len(words)}.")
        with self._database.write() as connection:
            # Held: while it is being erased, nothing more is noted.
            handoff = self._found(connection, handoff_id, lock=True)
            row = {
                "conversation_id": handoff.conversation_id,
                "staff_id": member.id,
                "at": now(),
                "body": self._cipher.encrypt(words),
            }
            connection.execute(notes.insert().values(**row))
            note_about(connection, "noted", handoff, staff_id=member.id)
            touch(connection, handoff.conversation_id)

    def snooze(self, member: Member, handoff_id: int, until: dt.datetime) -> None:
        """Put it off until a time; it comes back by itself then, or when the person writes."""
        if not now() < until <= now() + _LONGEST_SNOOZE:
            raise NotPossible("Choose a time between now and a week from now.")
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            self._handoffs.change(connection, handoff, status="snoozed", snoozed_until=until)
            note_about(connection, "snoozed", handoff, staff_id=member.id)

    def hand_to(self, member: Member, handoff_id: int, colleague_id: int) -> None:
        """Pass it on to a colleague."""
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            colleague = self._register.get(connection, colleague_id)
            able = {each.id for each in self._register.everybody(connection) if each.may_change}
            if colleague is None or colleague.id not in able or colleague.id == member.id:
                raise NotPossible("Choose a colleague who answers people.")
            if handoff.joined and not at_the_desk(
                connection, colleague
            ):  # the person would be told that they are there
                raise NotPossible(
                    f"{colleague.name} is not at the desk, and this person is waiting for words. "
                    "Choose somebody who is, or put it back into the queue."
                )
            self._handoffs.change(connection, handoff, staff_id=colleague.id, status="taken")
            if handoff.joined:
                self._relay.tell(connection, handoff, "utter_hotline_other", who=_name_of(colleague))
            note_about(connection, "handed_over", handoff, staff_id=member.id, detail=colleague.name)  # fmt: skip

    def put_back(self, member: Member, handoff_id: int) -> None:
        """Let somebody else take it: it waits again, and the person is told when they were talking."""
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            chat = handoff.joined or handoff.urgent
            self._handoffs.put_back(connection, handoff, chat=chat, page=handoff.urgent)
            if handoff.joined:
                self._relay.tell(connection, handoff, "utter_hotline_put_back")
            note_about(connection, "put_back", handoff, staff_id=member.id)

    def close(self, member: Member, handoff_id: int, outcome: str) -> None:
        """End it. Someone who was talked with is told that the assistant is back."""
        if outcome not in OUTCOMES:
            raise NotPossible("Choose how it ended.")
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            self._end(connection, member, handoff, outcome)
            if handoff.joined:
                self._relay.tell(connection, handoff, "utter_hotline_left", who=_name_of(member))

    def give_back(self, member: Member, handoff_id: int, settled: Settled) -> None:
        """Return the thread to the assistant where it was, and tell it what was settled."""
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            self._end(connection, member, handoff, "given_back")
            this = conversations.c.id == handoff.conversation_id
            sealed = connection.execute(select(conversations.c.state).where(this).with_for_update()).scalar()
            state = self._settle(self._cipher.decrypt(sealed) if sealed else None, settled)
            if state is not None:
                connection.execute(update(conversations).where(this).values(state=self._cipher.encrypt(state)))
            if handoff.joined:
                words = "utter_hotline_given_back_open" if settled == Settled() else "utter_hotline_given_back"
                self._relay.tell(connection, handoff, words, who=_name_of(member))

    def ask_consent(self, member: Member, handoff_id: int) -> None:
        """Ask the person whether their story may be passed on to a program or another service."""
        with self._database.write() as connection:
            handoff = self._mine(connection, member, handoff_id)
            if not handoff.joined_at:
                self._join(connection, handoff, member)
            if not self._relay.tell(connection, handoff, "utter_hotline_consent"):
                raise NotPossible("They have opted out of messages (STOP), so they cannot be asked here.")
            self._handoffs.change(connection, handoff, consent="asked", consent_at=now(), asking="consent")
            note_about(connection, "consent_asked", handoff, staff_id=member.id)  # fmt: skip

    def _join(self, connection: Connection, handoff: Handoff, member: Member) -> None:
        self._handoffs.change(connection, handoff, joined_at=now(), promised_at=None)
        self._relay.tell(connection, handoff, "utter_hotline_joined", who=_name_of(member))

    def _end(self, connection: Connection, member: Member, handoff: Handoff, outcome: str) -> None:
        self._handoffs.change(
            connection, handoff, status="closed", outcome=outcome, closed_at=now(), promised_at=None, page_at=None,
            asking=None, snoozed_until=None,
        )  # fmt: skip
        note_about(connection, "closed", handoff, staff_id=member.id, detail=outcome)  # fmt: skip

    def _found(self, connection: Connection, handoff_id: int, *, lock: bool = False) -> Handoff:
        handoff = self._handoffs.get(connection, handoff_id, lock=lock)
        if handoff is None:
            raise NotPossible("This conversation is not there any more: the person has had it erased.")
        return handoff

    def _mine(self, connection: Connection, member: Member, handoff_id: int) -> Handoff:
        """Return a handoff that this member has, held so that nobody else changes it meanwhile."""
        _may_change(member)
        handoff = self._found(connection, handoff_id, lock=True)
        if handoff.status == "closed" or handoff.staff_id != member.id:
            raise NotPossible(self._why_not(connection, handoff_id))
        return handoff

    def _why_not(self, connection: Connection, handoff_id: int) -> str:
        handoff = self._found(connection, handoff_id)
        if handoff.status == "closed":
            return "It is closed. When they write again and need a person, it comes back under a new code."
        if handoff.staff_id is None:
            return "Claim it first, so that everybody sees who is helping."
        return f"{self._register.names(connection).get(handoff.staff_id, 'A colleague')} has it."


def joins_at_once(handoff: Handoff) -> bool:
    """Say whether taking this handoff brings a person into the thread, or only their first words do.

    It does where the person waits for somebody to write, or is in danger. Somebody who said "I'll call" is not told
    that a person is there.
    """
    if handoff.joined_at is not None:
        return False
    return handoff.urgent or handoff.wish == "chat" or (handoff.wish is None and handoff.reason == "asked_for_person")


def _may_change(member: Member) -> None:
    if not member.may_change:
        raise NotPossible("An auditor looks and changes nothing.")


def _name_of(member: Member) -> Callable[[], str]:
    """Return what tells the person who it is, in their language."""
    return lambda: member.shown_name or phrase("A person from our team")
