"""What follows when a call has ended: each result but a talk leads somewhere kind, and none twice."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from hotline.handoffs import Handoff
from hotline.lines import Hotline
from hotline.relay import Relay
from hotline.voice import states
from hotline.voice.states import Call, Result

# Their phone rang, and it came to nothing.
_MISSED_THEM: frozenset[Result] = frozenset(("person_no_answer", "person_busy", "person_not_taken"))
# Something of ours broke, or somebody hung up while their phone rang.
_BROKE: frozenset[Result] = frozenset(("line_failed", "person_failed", "no_number", "hung_up"))
# Nobody of ours was there for it.
_NOBODY: frozenset[Result] = frozenset(
    ("line_no_answer", "line_busy", "line_not_taken", "line_closed", "quiet_hours")
)  # fmt: skip
# What nobody outside has noticed: when staff began the call, there is nothing to explain to the person.
_UNNOTICED = _NOBODY | {"line_failed", "no_number"}


class Outcomes:
    """Ends calls. Whoever calls it holds the row of the call (`hotline.voice.states`), so that each ends once."""

    def __init__(self, relay: Relay, line: Hotline) -> None:
        self._relay = relay
        self._line = line

    def settle(self, connection: Connection, call: Call, handoff: Handoff, result: Result) -> bool:
        """Note the result, and tell the person where it concerns them; return whether they were told.

        The handoff stays as it is, in the queue. The worst that can happen: the person has opted out of messages, and
        is not told.
        """
        states.end(connection, call, handoff, result)
        if call.staff_id is not None and result in _UNNOTICED:
            return False
        name = self._words(result)
        return name is not None and self._relay.tell(connection, handoff, name)

    def _words(self, result: Result) -> str | None:
        if result in _MISSED_THEM:
            return "utter_hotline_call_missed_you"
        if result in _BROKE:
            return "utter_hotline_call_broke"
        if result in _NOBODY:
            return self._line.nobody_called()
        return None  # they talked, took it back, or want no messages
