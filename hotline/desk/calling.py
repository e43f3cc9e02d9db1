"""What who has a conversation does to talk with the person by phone. Each step is in the audit log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import phonenumbers
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS
from hotline.audit import note_about
from hotline.calling_times import AHEAD, allowed, daytime, spoken_time
from hotline.desk.rights import holds
from hotline.handoffs import Handoff
from hotline.lines import Hotline, spoken_hours
from hotline.staff import Member, NotPossible
from hotline.voice.calls import sealed_number

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

_ANONYMOUS = "They have given no number: they are anonymous. Ask them here, or let them call us."


class Calling:
    """Shows the number, starts a call, and promises one for a time.

    Every method raises NotPossible, with words for the desk: for whoever does not have the handoff, and where it
    cannot be done.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def number(self, member: Member, handoff_id: int) -> str:
        """Return the person's phone number as it is read aloud, and note that it was shown, in one transaction."""
        with self._parts.database.write() as connection:
            handoff = self._held(connection, member, handoff_id)
            number = self._number(connection, handoff)
            note_about(connection, "number_shown", handoff, staff_id=member.id)
        return spoken(number)

    def _number(self, connection: Connection, handoff: Handoff) -> str:
        if CHANNELS[handoff.channel].simulated:
            raise NotPossible("This is a simulated phone: it has no number.")
        sealed = sealed_number(connection, handoff)
        if sealed is None:
            raise NotPossible(_ANONYMOUS)
        return self._parts.cipher.decrypt(sealed)

    def call(self, member: Member, handoff_id: int) -> None:
        """Have the line rung, and then the person. `hotline.voice.calls` writes the log."""
        with self._parts.database.write() as connection:
            handoff = self._held(connection, member, handoff_id)
            if not self._parts.calls.want(connection, handoff, staff_id=member.id):
                raise NotPossible("A call to them is under way already.")

    def promise(self, member: Member, handoff_id: int, at: dt.datetime, zone: ZoneInfo) -> None:
        """Promise a call for that time, in place of one that was promised, and tell the person. `zone`: theirs."""
        line = self._parts.line
        moment = line.clock()
        with self._parts.database.write() as connection:
            handoff = self._held(connection, member, handoff_id)
            if sealed_number(connection, handoff) is None:
                raise NotPossible(_ANONYMOUS)
            _check(at, zone, line)
            self._parts.callbacks.set(connection, handoff, at, zone)
            # A time that they write now moves the call; an answer about sharing is still waited for.
            asking = handoff.asking if handoff.asking == "consent" else "time"
            self._parts.handoffs.change(connection, handoff, wish="call_at", asking=asking, timezone=zone.key)
            told = self._parts.relay.tell(
                connection, handoff, "utter_hotline_call_set", time=lambda: spoken_time(at, zone, moment)
            )
            if not told:
                raise NotPossible("They have opted out of messages, so they cannot be told of a call.")
            note_about(connection, "callback_set", handoff, staff_id=member.id)

    def take_back(self, member: Member, handoff_id: int) -> None:
        """Take the promised call back, and tell the person."""
        with self._parts.database.write() as connection:
            handoff = self._held(connection, member, handoff_id)
            if not self._parts.callbacks.cancel(connection, handoff):
                raise NotPossible("No call is promised to them any more.")
            self._parts.relay.tell(connection, handoff, "utter_hotline_call_off")
            note_about(connection, "callback_cancelled", handoff, staff_id=member.id)

    def _held(self, connection: Connection, member: Member, handoff_id: int) -> Handoff:
        handoff = self._parts.handoffs.get(connection, handoff_id, lock=True)
        if handoff is None:
            raise NotPossible("This conversation is not there any more: the person has had it erased.")
        if not holds(handoff, member):
            raise NotPossible("Only who has this conversation can do that. Claim it first.")
        return handoff


def _check(at: dt.datetime, zone: ZoneInfo, line: Hotline) -> None:
    if allowed(at, zone, line):
        return
    ahead = at - line.clock()
    if not dt.timedelta() < ahead <= AHEAD:
        raise NotPossible("Choose a time between now and a week from now.")
    if not daytime(at, zone):
        raise NotPossible("Where they are that is before 8 am or after 9 pm.")
    hours = spoken_hours(line.settings.hours, line.settings.timezone)
    raise NotPossible(f"Nobody is at the line then. It is staffed {hours}.")


def spoken(number: str) -> str:
    """Return a number in E.164 as one reads it: `(617) 555-0123`, or with its country in front."""
    try:
        read = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return number
    forms = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(read, forms.NATIONAL if read.country_code == 1 else forms.INTERNATIONAL))
