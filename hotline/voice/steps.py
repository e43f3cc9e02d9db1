"""The steps of a call, from somebody picking up at the line to what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from hotline.audit import note_about
from hotline.handoffs import Handoff, Handoffs
from hotline.language import language_of
from hotline.reasons import reason_of
from hotline.voice import states, twiml
from hotline.voice.calls import Calls
from hotline.voice.outcomes import Outcomes
from hotline.voice.states import Call, Result
from hotline.voice.trunk import Trunk
from porchlight.database import Database
from porchlight.languages import speaking

# What Twilio says of the person's phone (DialCallStatus) when nobody there has pressed 1.
_PERSON: dict[str, Result] = {
    "completed": "person_not_taken",
    "answered": "person_not_taken",
    "no-answer": "person_no_answer",
    "busy": "person_busy",
    "canceled": "hung_up",
}
# What it says at the end of the call to the line (CallStatus) when nobody there has pressed 1. Any other is no end.
_LINE: dict[str, Result] = {
    "completed": "line_not_taken",
    "no-answer": "line_no_answer",
    "busy": "line_busy",
    "failed": "line_failed",
    "canceled": "line_failed",
}


class Steps:
    """Each step takes the call's token and Twilio's form, and returns TwiML (`ended`: nothing).

    A step may come twice, late, or when all is over: then nothing changes, and whoever is on the phone hears that the
    call is over. Raises SQLAlchemyError when the database is gone or locked: then nothing has changed either.
    """

    def __init__(self, trunk: Trunk, database: Database, handoffs: Handoffs, calls: Calls, outcomes: Outcomes) -> None:
        self.trunk = trunk
        self._database = database
        self._handoffs = handoffs
        self._calls = calls
        self._outcomes = outcomes

    def line(self, token: str, form: dict[str, str]) -> str:
        """Somebody, or a mailbox, has picked up at the line: say what this is, and ask for a 1."""
        with self._call(token, form["CallSid"]) as (connection, call, handoff):
            if call is None or handoff is None or call.status not in ("dialling", "ringing"):
                return twiml.goodbye()
            if call.status == "dialling":  # quicker than Twilio's answer when it was asked
                leg = self._calls.leg(form["CallSid"])
                states.move(connection, call, handoff, "ringing", provider_key=leg)
            language = language_of(connection, handoff.conversation_id)
            return twiml.whisper(self.trunk, token, handoff.code, reason_of(handoff.reason).spoken, language)

    def taken(self, token: str, form: dict[str, str]) -> str:
        """A key was pressed at the line. With a 1, somebody takes the call, and the person's phone rings."""
        with self._call(token, form["CallSid"]) as (connection, call, handoff):
            if call is None or handoff is None or call.status not in ("ringing", "taken"):
                return twiml.goodbye()
            if form.get("Digits") != "1":
                return twiml.ask_staff_again(self.trunk, token)
            number = self._calls.number(connection, handoff)
            if number is None or self._calls.said_stop(connection, call, handoff):
                self._outcomes.settle(connection, call, handoff, "stopped" if number else "no_number")
                return twiml.goodbye("They do not want a call any more. Goodbye.")
            if call.status == "ringing":
                states.move(connection, call, handoff, "taken")
                note_about(connection, "call_taken", handoff, staff_id=call.staff_id)
            return twiml.ring_person(self.trunk, token, number)

    def person(self, token: str, form: dict[str, str]) -> str:
        """Somebody, or a mailbox, has picked up the person's phone: ask for a 1, and say nothing else."""
        with self._on_their_phone(token, form) as (_, call, handoff):
            if call is None or handoff is None or call.status != "taken":
                return twiml.goodbye()
            return twiml.ask_person(self.trunk, token, asked_for=call.staff_id is None)

    def connected(self, token: str, form: dict[str, str]) -> str:
        """A key was pressed on the person's phone. With a 1, the two are joined."""
        with self._on_their_phone(token, form) as (connection, call, handoff):
            if call is None or handoff is None or call.status not in ("taken", "connected"):
                return twiml.goodbye()
            if form.get("Digits") != "1":
                return twiml.ask_person_again(self.trunk, token)
            if call.status == "taken":
                states.move(connection, call, handoff, "connected")
            return twiml.joined()

    def bridged(self, token: str, form: dict[str, str]) -> str:
        """The person's phone is on the hook again: say why, if whoever is at the line has not talked with them."""
        with self._call(token, form["CallSid"]) as (connection, call, handoff):
            if call is None or handoff is None or call.status not in ("taken", "connected"):
                return twiml.hang_up()
            result = _of_the_person(call, form)
            told = self._outcomes.settle(connection, call, handoff, result)
        return twiml.hang_up() if result in ("completed", "hung_up") else twiml.not_reached(result, told=told)

    def ended(self, token: str, form: dict[str, str]) -> None:
        """The call to the line is over, or never came about. What was settled before stays."""
        with self._call(token, form["CallSid"]) as (connection, call, handoff):
            result = _LINE.get(form.get("CallStatus", ""))
            if call is None or handoff is None or call.status in ("wanted", "ended") or result is None:
                return
            if call.status == "taken":
                result = "hung_up"
            elif call.status == "connected":
                result = "completed"
            self._outcomes.settle(connection, call, handoff, result)

    @contextmanager
    def _on_their_phone(
        self, token: str, form: dict[str, str]
    ) -> Iterator[tuple[Connection, Call | None, Handoff | None]]:
        """As `_call`, and the person's language is spoken: they are the one who listens."""
        with (
            self._call(token, form.get("ParentCallSid")) as (connection, call, handoff),
            speaking(language_of(connection, handoff.conversation_id) if handoff else None),
        ):
            yield connection, call, handoff

    @contextmanager
    def _call(self, token: str, sid: str | None) -> Iterator[tuple[Connection, Call | None, Handoff | None]]:
        """One transaction, with the call and its handoff: none for a token, or a call to the line, that is not its."""
        with self._database.write(first=True) as connection:
            call = states.by_token(connection, token)
            if call is None or (sid and call.provider_key and not self._calls.is_leg(sid, call.provider_key)):
                yield connection, None, None
            else:
                yield connection, call, self._handoffs.get(connection, call.handoff_id)


def _of_the_person(call: Call, form: dict[str, str]) -> Result:
    joined = form.get("DialBridged")
    if joined == "true" or (call.status == "connected" and joined != "false"):
        return "completed"
    if call.status == "connected":  # they pressed 1, and nobody was there any more
        return "hung_up"
    return _PERSON.get(form.get("DialCallStatus", ""), "person_failed")
