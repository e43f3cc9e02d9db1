"""Calls that Porchlight makes: who can be called, and who wants to be."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import secrets
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS, SMS
from connectors.conversations import touch
from connectors.tables import contacts
from hotline.audit import note_about
from hotline.calling_times import daytime
from hotline.handoffs import Handoff
from hotline.lines import Hotline
from hotline.staff import NotPossible
from hotline.tables import callbacks, calls, handoffs
from hotline.voice import states
from hotline.voice.states import Call
from hotline.zones import zone_of_number
from porchlight.database import Database, now
from porchlight.sealing import Cipher

# Until the two talk, a call can be taken back without cutting anybody off.
_REVOCABLE = ("wanted", "dialling", "ringing", "taken")
# In North America: a call to anywhere else may cost anything.
_CALLABLE = re.compile(r"\+1[2-9]\d{9}")


class Calls:
    """Asks for calls, always in the caller's transaction.

    `hotline.voice.switchboard` makes them, and `hotline.voice.webhooks` hears what comes of each. The worst that can
    happen: someone waits for a call that does not come. So every call ends in a result, and the person is told of each
    but one that they talked in or took back.
    """

    def __init__(self, database: Database, cipher: Cipher, line: Hotline, *, set_up: bool) -> None:
        """`set_up`: there is something to make calls with (`hotline.voice.trunk`)."""
        self.database = database
        self.cipher = cipher
        self.set_up = set_up
        self._line = line

    def possible(self, connection: Connection, handoff: Handoff) -> bool:
        """Say whether Porchlight can call this person at all."""
        return self.set_up and self.number(connection, handoff) is not None

    def number(self, connection: Connection, handoff: Handoff) -> str | None:
        """Return the number to call, in E.164: the one they gave for it, else the one they text from.

        Hand it to Twilio and nowhere else. Nobody on the development phone page has one.
        """
        if CHANNELS[handoff.channel].simulated:
            return None
        sealed = sealed_number(connection, handoff)
        if sealed is None:
            return None
        try:
            number = self.cipher.decrypt(sealed)
        except InvalidToken:  # sealed with another SECRET_KEY
            return None
        return number if _CALLABLE.fullmatch(number) else None

    def give_number(self, connection: Connection, conversation_id: str, e164: str) -> None:
        """Keep, sealed, the number at which somebody wants to be called."""
        mine = contacts.c.conversation_id == conversation_id
        connection.execute(update(contacts).where(mine).values(call_address=self.cipher.encrypt(e164)))
        touch(connection, conversation_id)

    def want(
        self,
        connection: Connection,
        handoff: Handoff,
        *,
        staff_id: int | None = None,
        callback_id: int | None = None,
        due_at: dt.datetime | None = None,
    ) -> bool:
        """Have the line rung and then the person, at once or at `due_at`. Ring the doorbell "outbox" after the commit.

        Returns False, and asks for no call, while one is under way, or when this person cannot be called. Raises
        NotPossible when somebody of the staff (`staff_id`) asks for one that cannot be.
        """
        # Held, so that two who ask at once get one call.
        connection.execute(select(handoffs.c.id).where(handoffs.c.id == handoff.id).with_for_update())
        if staff_id is not None:
            self._allow(connection, handoff)
        elif not self.possible(connection, handoff):
            return False
        present = states.under_way(connection, handoff.id)
        if present is not None:
            if callback_id is not None and present.callback_id is None:  # it is the promised one that happens now
                connection.execute(update(calls).where(calls.c.id == present.id).values(callback_id=callback_id))
            return False
        moment = now()
        row = {
            "token": secrets.token_urlsafe(32),
            "handoff_id": handoff.id,
            "callback_id": callback_id,
            "staff_id": staff_id,
            "status": "wanted",
            "made_at": moment,
            "due_at": due_at or moment,
        }
        connection.execute(calls.insert().values(**row))
        note_about(connection, "call_wanted", handoff, staff_id=staff_id)
        touch(connection, handoff.conversation_id)
        return True

    def unwant(self, connection: Connection, handoff: Handoff) -> bool:
        """Take back a call in which nobody talks yet; return whether there was one."""
        call = states.under_way(connection, handoff.id)
        if call is None or call.status not in _REVOCABLE:
            return False
        states.end(connection, call, handoff, "cancelled")
        return True

    def why_not_now(self, connection: Connection, handoff: Handoff) -> Literal["line_closed", "quiet_hours"] | None:
        """Return why this person may not be called at this moment. Someone in danger may be called at night."""
        moment = self._line.clock()
        if not self._line.staffed_at(moment):
            return "line_closed"
        zone = self._zone(connection, handoff)
        return "quiet_hours" if zone and not handoff.urgent and not daytime(moment, zone) else None

    def said_stop(self, connection: Connection, call: Call, handoff: Handoff) -> bool:
        """Say whether the person has opted out since this call was asked for or promised, on whatever channel.

        Whoever chats on Telegram and gave a number for a call may have sent STOP from that number, or the other way
        round: it is the same phone that would ring.
        """
        promise = select(callbacks.c.made_at).where(callbacks.c.id == call.callback_id)
        promised_at = connection.execute(promise).scalar() if call.callback_id is not None else None
        since = promised_at or call.made_at
        return any(opted_out_at > since for opted_out_at in self._opt_outs(connection, handoff))

    def _opt_outs(self, connection: Connection, handoff: Handoff) -> list[dt.datetime]:
        """Return when those opted out who are this person, or have the number that would be called."""
        number = self.number(connection, handoff) or ""
        same = contacts.c.conversation_id == handoff.conversation_id
        if number:
            keys = self.cipher.fingerprints("address", SMS.name, number)
            same = or_(same, and_(contacts.c.channel == SMS.name, contacts.c.address_key.in_(keys)))
        # A number given for calls has no fingerprint. Few have given one and opted out.
        wanted = select(contacts.c.opted_out_at, contacts.c.call_address, same.label("same")).where(
            contacts.c.opted_out_at.is_not(None), or_(same, contacts.c.call_address.is_not(None))
        )
        return [row.opted_out_at for row in connection.execute(wanted) if row.same or self._opens(row, number)]

    def _opens(self, row: Any, number: str) -> bool:
        with contextlib.suppress(InvalidToken):  # sealed with another SECRET_KEY
            return bool(self.cipher.decrypt(row.call_address) == number)
        return False

    def leg(self, sid: str) -> str:
        """Return the form in which Twilio's id of the call to the line is kept."""
        return self.cipher.fingerprint("call", sid)

    def is_leg(self, sid: str, provider_key: str) -> bool:
        """Say whether `provider_key` is the form in which Twilio's id of this call is, or was, kept."""
        return provider_key in self.cipher.fingerprints("call", sid)

    def _allow(self, connection: Connection, handoff: Handoff) -> None:
        if not self.set_up:
            raise NotPossible("Calls are not set up here: see `porchlight check`.")
        if self.number(connection, handoff) is None:
            raise NotPossible("There is no US or Canadian number to call. Ask them for one.")
        if not handoff.urgent and self._opt_outs(connection, handoff):  # danger to life is another matter
            raise NotPossible("They have opted out of messages and calls. Nothing goes to them until they write START.")
        why_not = self.why_not_now(connection, handoff)
        if why_not == "line_closed":
            raise NotPossible("The line is closed now, and a call rings there first.")
        if why_not == "quiet_hours":
            raise NotPossible("Where they are it is before 8 am or after 9 pm.")

    def _zone(self, connection: Connection, handoff: Handoff) -> ZoneInfo | None:
        if handoff.timezone:
            return ZoneInfo(handoff.timezone)
        promised = select(callbacks.c.timezone).where(callbacks.c.handoff_id == handoff.id)
        key = connection.execute(promised.order_by(callbacks.c.id.desc()).limit(1)).scalar()
        if key:
            return ZoneInfo(key)
        number = self.number(connection, handoff)
        return zone_of_number(number) if number else None


def sealed_number(connection: Connection, handoff: Handoff) -> bytes | None:
    """Return the number they gave to be called at, else the one they text from, else None; as it is kept, sealed."""
    wanted = select(contacts.c.address, contacts.c.call_address)
    person = connection.execute(wanted.where(contacts.c.conversation_id == handoff.conversation_id)).first()
    if person is None:
        return None
    texted_from: bytes | None = person.address if CHANNELS[handoff.channel].form == "sms" else None
    return person.call_address or texted_from
