"""What staff do on the page of one conversation. Every change ends with the page again, or with why it was not made."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from hotline.desk.calling import Calling
from hotline.desk.choices import moment_of, settled_of, snooze_until
from hotline.desk.conversation_page import ConversationPage, handoff_id, new_key
from hotline.desk.gate import Gate, View, Visitor
from hotline.desk.summary import briefing_of
from hotline.staff import NotPossible
from porchlight.database import now

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

Action = Callable[[Visitor, int], None]


class ConversationActions:
    """The forms of a conversation's page.

    A browser is sent back to the page; a script that asks for JSON gets {"request_key": ...} for its next form.
    """

    def __init__(self, parts: DeskParts, gate: Gate, page: ConversationPage) -> None:
        self._parts = parts
        self._gate = gate
        self._page = page
        self._calling = Calling(parts)

    def routes(self) -> list[BaseRoute]:
        """Return the routes that change something."""
        actions: dict[str, Action] = {
            "reply": self._reply,
            "note": self._note,
            "consent": self._ask_consent,
            "call": self._call,
            "callback": self._promise_call,
            "callback-cancel": self._take_call_back,
            "snooze": self._snooze,
            "hand-over": self._hand_over,
            "put-back": self._put_back,
            "close": self._close,
            "give-back": self._give_back,
        }
        changes = [self._gate.post(_path(name), self._view(action)) for name, action in actions.items()]
        return [*changes, self._gate.post(_path("number"), self._number)]

    def _view(self, action: Action) -> View:
        async def view(request: Request, visitor: Visitor) -> Response:
            wanted = handoff_id(request)
            in_json = "application/json" in request.headers.get("accept", "")
            try:
                await asyncio.to_thread(action, visitor, wanted)
            except NotPossible as refusal:
                if in_json:
                    raise
                return await self._refused(visitor, wanted, str(refusal))
            await asyncio.to_thread(self._parts.changed)
            if in_json:
                return JSONResponse({"request_key": new_key()})
            return RedirectResponse(f"/desk/conversations/{wanted}", 303)

        return view

    async def _refused(self, visitor: Visitor, handoff_id: int, why: str) -> Response:
        """The page again, with what they typed: it must not be lost because somebody was faster."""
        return await asyncio.to_thread(self._page.show, visitor, handoff_id, status=409, error=why, typed=visitor.form)

    def _reply(self, visitor: Visitor, handoff_id: int) -> None:
        key, text = visitor.form.get("request_key", ""), visitor.form.get("text", "")
        if not key:
            raise NotPossible("That did not arrive whole. Send it once more.")
        # Of the words too: a form that comes back from the browser's history says something new under an old key.
        once = hashlib.sha256("\0".join((str(handoff_id), key, text)).encode("utf-8", "surrogatepass")).hexdigest()
        self._parts.queue.say(visitor.member, handoff_id, text, once)

    def _note(self, visitor: Visitor, handoff_id: int) -> None:
        self._parts.queue.add_note(visitor.member, handoff_id, visitor.form.get("note", ""))

    def _ask_consent(self, visitor: Visitor, handoff_id: int) -> None:
        self._parts.queue.ask_consent(visitor.member, handoff_id)

    def _call(self, visitor: Visitor, handoff_id: int) -> None:
        self._calling.call(visitor.member, handoff_id)

    def _promise_call(self, visitor: Visitor, handoff_id: int) -> None:
        form = visitor.form
        at, zone = moment_of(form.get("day", ""), form.get("time", ""), form.get("zone", ""))
        self._calling.promise(visitor.member, handoff_id, at, zone)

    def _take_call_back(self, visitor: Visitor, handoff_id: int) -> None:
        self._calling.take_back(visitor.member, handoff_id)

    def _snooze(self, visitor: Visitor, handoff_id: int) -> None:
        until = snooze_until(visitor.form.get("until", ""), now(), self._parts.line.settings.timezone)
        self._parts.queue.snooze(visitor.member, handoff_id, until)

    def _hand_over(self, visitor: Visitor, handoff_id: int) -> None:
        colleague = visitor.form.get("colleague", "")
        if not (colleague.isdecimal() and len(colleague) < 10):
            raise NotPossible("Choose a colleague who answers people.")
        self._parts.queue.hand_to(visitor.member, handoff_id, int(colleague))

    def _put_back(self, visitor: Visitor, handoff_id: int) -> None:
        self._parts.queue.put_back(visitor.member, handoff_id)

    def _close(self, visitor: Visitor, handoff_id: int) -> None:
        outcome = visitor.form.get("outcome", "")
        if outcome == "given_back":
            raise NotPossible('Use "Give back to the assistant" for that.')
        self._parts.queue.close(visitor.member, handoff_id, outcome)

    def _give_back(self, visitor: Visitor, handoff_id: int) -> None:
        with self._parts.database.read() as connection:
            handoff = self._parts.handoffs.get(connection, handoff_id)
            known = (
                briefing_of(connection, self._parts.cipher, self._parts.brief, handoff.conversation_id).settled
                if handoff
                else {}
            )
        self._parts.queue.give_back(visitor.member, handoff_id, settled_of(visitor.form, known))

    async def _number(self, request: Request, visitor: Visitor) -> Response:
        """Show the number once, in the answer itself: it is in no address, no history and no log."""
        wanted = handoff_id(request)
        try:
            number = await asyncio.to_thread(self._calling.number, visitor.member, wanted)
        except NotPossible as refusal:
            return await self._refused(visitor, wanted, str(refusal))
        return await asyncio.to_thread(self._page.show, visitor, wanted, number=number)


def _path(action: str) -> str:
    return f"/desk/conversations/{{id:int}}/{action}"
