"""What the clock does with calls that were promised for a time: reminds, rings, or says that nobody could."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection, Row

from connectors.tables import conversations
from hotline.absence import Absences, holder_is_away, nobody_calls
from hotline.audit import note_about
from hotline.callbacks import TO_COME, Callback, Callbacks, Status
from hotline.due import each_due
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.relay import Relay
from hotline.tables import audit, callbacks, handoffs
from porchlight.database import Database, now

REMIND_BEFORE = dt.timedelta(minutes=10)
# So long after its time, a call that has not come about will not.
GIVE_UP_AFTER = dt.timedelta(minutes=15)

_Act = Callable[[Connection, Callback, Handoff], bool]


class Phone(Protocol):
    """What is needed of `hotline.voice.calls.Calls`."""

    @property
    def set_up(self) -> bool:
        """Whether Porchlight can make calls at all."""

    def want(self, connection: Connection, handoff: Handoff, *, callback_id: int | None = None) -> bool:
        """Have the line rung and then the person, in the caller's transaction; False when it cannot be."""


class PromisedCalls:
    """Keeps the promise of a call, or says honestly that it was broken.

    The worst that can happen: nobody calls. Then the person is told so, a quarter of an hour after the time.
    """

    def __init__(
        self,
        database: Database,
        queue: Handoffs,
        relay: Relay,
        line: Hotline,
        promised: Callbacks,
        phone: Phone,
        absences: Absences,
        *,
        pages: bool,
    ) -> None:
        """`pages`: there is somebody to page."""
        self._database = database
        self._handoffs = queue
        self._relay = relay
        self._line = line
        self._callbacks = promised
        self._phone = phone
        self._absences = absences
        self._pages = pages

    def sweep(self) -> int:
        """Do what is due, and return how much that was."""
        moment, status = now(), handoffs.c.status
        late, over = callbacks.c.due_at <= moment, callbacks.c.due_at <= moment - GIVE_UP_AFTER
        soon = and_(callbacks.c.status == "set", callbacks.c.due_at <= moment + REMIND_BEFORE, ~late)
        is_open, its_time = status != "closed", and_(late, ~over)
        done = self._each(self._remind, TO_COME, is_open, soon)
        if self._phone.set_up and self._line.is_open():
            done += self._each(self._ring, TO_COME, is_open, its_time, nobody_calls())
        # Whoever has it and is at the desk sees it there.
        unseen = or_(status == "snoozed", and_(status == "taken", holder_is_away(moment)))
        if self._pages:
            unseen = or_(unseen, and_(status == "waiting", handoffs.c.page_at.is_(None)))
        done += self._each(self._by_hand, TO_COME, its_time, unseen, nobody_calls())
        done += self._each(self._give_up, (*TO_COME, "calling"), is_open, over, nobody_calls())
        return done + self._each(self._end, TO_COME, status == "closed")

    def _each(self, act: _Act, statuses: tuple[Status, ...], *conditions: Any) -> int:
        due = (
            select(callbacks.c.id)
            .join(handoffs, handoffs.c.id == callbacks.c.handoff_id)
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .where(callbacks.c.status.in_(statuses), *conditions)
            .order_by(callbacks.c.due_at, callbacks.c.id)
        )

        def held(connection: Connection, row: Row) -> bool:
            callback = self._callbacks.get(connection, row.id)
            handoff = callback and self._handoffs.get(connection, callback.handoff_id)
            return bool(callback and handoff and act(connection, callback, handoff))

        return sum(each_due(self._database, due, (callbacks, handoffs, conversations), held))

    def _remind(self, connection: Connection, callback: Callback, handoff: Handoff) -> bool:
        """Bring it before the staff's eyes, and before the person's, unless it was agreed on only just now."""
        self._mark(connection, callback, handoff, "reminded")
        if callback.due_at - callback.made_at > REMIND_BEFORE:
            self._relay.tell(connection, handoff, "utter_hotline_call_soon")
        return True

    def _ring(self, connection: Connection, callback: Callback, handoff: Handoff) -> bool:
        """Have it made; what becomes of it, `hotline.voice` says. One that cannot be made is left for the staff."""
        if not self._phone.want(connection, handoff, callback_id=callback.id):
            return False
        self._mark(connection, callback, handoff, "calling")
        return True

    def _by_hand(self, connection: Connection, callback: Callback, handoff: Handoff) -> bool:
        """Have somebody of the staff call: who has it, or else anybody, and then whoever is on call is paged."""
        if handoff.staff_id is None:
            self._handoffs.change(connection, handoff, status="waiting", snoozed_until=None, page_at=now())
        elif self._absences.away(connection, handoff):
            self._absences.put_back(connection, handoff)
        else:
            self._handoffs.change(connection, handoff, status="taken", snoozed_until=None)
        note_about(connection, "call_by_hand", handoff)
        return True

    def _give_up(self, connection: Connection, callback: Callback, handoff: Handoff) -> bool:
        """Say that nobody called, unless somebody did by hand, or talks with the person here."""
        if self._number_was_shown(connection, callback):
            self._mark(connection, callback, handoff, "done")
            return True
        self._mark(connection, callback, handoff, "missed")
        if not handoff.urgent:
            self._handoffs.change(connection, handoff, page_at=None)
        if not handoff.joined:
            self._relay.tell(connection, handoff, self._line.nobody_called())
        return True

    def _end(self, connection: Connection, callback: Callback, handoff: Handoff) -> bool:
        """The handoff was closed: before the call's time, there is no call, and the person should know."""
        before = handoff.closed_at is not None and handoff.closed_at < callback.due_at
        self._mark(connection, callback, handoff, "cancelled" if before else "done")
        if before:
            self._relay.tell(connection, handoff, "utter_hotline_call_off")
        return True

    def _mark(self, connection: Connection, callback: Callback, handoff: Handoff, status: Status) -> None:
        self._callbacks.mark(connection, callback, status)
        note_about(connection, f"callback_{status}", handoff)

    def _number_was_shown(self, connection: Connection, callback: Callback) -> bool:
        shown = select(audit.c.id).where(
            audit.c.conversation_id == callback.conversation_id,
            audit.c.action == "number_shown",
            audit.c.at >= callback.due_at - REMIND_BEFORE,
        )
        return connection.execute(shown.limit(1)).first() is not None
