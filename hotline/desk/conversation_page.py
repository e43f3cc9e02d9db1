"""Shows one conversation: all that is known, what was said, and what may be done."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from hotline.audit import note_about
from hotline.desk.canned import canned_replies
from hotline.desk.choices import FOR_WHOM, MEETINGS, PAYMENTS, SNOOZES, ZONES
from hotline.desk.conversation import Conversation, read_conversation
from hotline.desk.counting import segment_rule
from hotline.desk.gate import Gate, Visitor
from hotline.desk.pages import Pages
from hotline.desk.programs import LONGEST_QUESTION, look_up, question_of
from hotline.desk.times import shown_in
from hotline.handoffs import OUTCOMES, Handoff
from hotline.language import language_of, name_of
from hotline.lines import spoken_zone
from hotline.queue import MAX_NOTE
from hotline.relay import MAX_TEXT
from hotline.staff import Member, NotPossible
from hotline.tables import audit
from porchlight.database import now

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

# A page that keeps itself fresh is one look, not hundreds.
_SAME_LOOK = dt.timedelta(minutes=5)
_MOST_ID = 2**31 - 1


class ConversationPage:
    """The page of one handoff, by its id.

    Each look is a line in the audit log, written before anything is read: what could not be noted is not shown.
    """

    def __init__(self, parts: DeskParts, gate: Gate, pages: Pages) -> None:
        self._parts = parts
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes that change nothing."""
        return [
            self._gate.get("/desk/conversations/{id:int}", self._view),
            self._gate.get("/desk/conversations/{id:int}/share", self._share),
            # A POST, because a question has a person's place in it, and addresses are kept in logs and histories.
            self._gate.post("/desk/conversations/{id:int}/programs", self._programs),
        ]

    async def _view(self, request: Request, visitor: Visitor) -> Response:
        show = self._fragment if request.query_params.get("fragment") else self.show
        return await asyncio.to_thread(show, visitor, handoff_id(request))

    def show(
        self,
        visitor: Visitor,
        handoff_id: int,
        *,
        status: int = 200,
        error: str = "",
        typed: Mapping[str, str] = MappingProxyType({}),
        number: str = "",
    ) -> Response:
        """Return the page. Raises starlette's HTTPException (404) where there is no such handoff (any more).

        error: what could not be done, and `typed` what they had written. number: the person's phone number.
        """
        handoff = self._look(visitor.member, handoff_id, again=status != 200 or number != "")
        with self._parts.database.read() as connection:
            found = self._read(connection, handoff, visitor.member)
            colleagues = self._parts.staff.everybody(connection) if found.holds else []
            on_shift = self._parts.staff.on_shift(connection)
        there = {member.id for member in on_shift}
        return self._pages.page(
            "conversation.html",
            visitor,
            status=status,
            error=error,
            typed=typed,
            number=number,
            on_shift=[member.name for member in on_shift],
            colleagues=[
                (each, each.id in there) for each in colleagues if each.may_change and each.id != visitor.member.id
            ],
            canned=canned_replies(self._parts.line.settings.number, found.summary.language) if found.writable else (),
            segment_rule=segment_rule() if found.writable else "",
            request_key=new_key(),
            today=now().astimezone(found.phone.zone).date().isoformat(),
            question=question_of(found.summary.briefing),
            limits={"text": MAX_TEXT, "note": MAX_NOTE, "question": LONGEST_QUESTION},
            choices={
                "snooze": {key: words for key, (words, _) in SNOOZES.items()},
                "outcome": {key: words for key, words in OUTCOMES.items() if key != "given_back"},
                "for_whom": _people(found.summary.briefing.settled.get("for_whom")),
                "payment": PAYMENTS,
                "meeting": MEETINGS,
                "zone": ZONES,
            },
            **self._shown(found),
        )

    def _fragment(self, visitor: Visitor, handoff_id: int) -> Response:
        handoff = self._look(visitor.member, handoff_id, again=True)
        with self._parts.database.read() as connection:
            found = self._read(connection, handoff, visitor.member)
        return HTMLResponse(self._pages.text("_live.html", visitor=visitor, **self._shown(found)))

    def _shown(self, found: Conversation) -> dict[str, Any]:
        zone = self._parts.line.settings.timezone
        return {
            "c": found,
            "handoff": found.handoff,
            "at": shown_in(zone),
            "clock": spoken_zone(zone),
            "language": name_of(found.summary.language),
            "outcomes": OUTCOMES,
            # What a page can do; a script that finds another answer says so.
            "can": f"{'holds' if found.holds else 'looks'} {'writes' if found.writable else ''}".strip(),
        }

    async def _share(self, request: Request, visitor: Visitor) -> Response:
        return await asyncio.to_thread(self._shared, visitor, handoff_id(request))

    def _shared(self, visitor: Visitor, handoff_id: int) -> Response:
        with self._parts.database.write() as connection:
            handoff = self._found(connection, handoff_id)
            if handoff.consent != "yes":
                raise NotPossible("They have not agreed to share their story. Ask them first; they may say no.")
            note_about(connection, "shared_view", handoff, staff_id=visitor.member.id)
        with self._parts.database.read() as connection:
            found = self._read(connection, handoff, visitor.member)
        return self._pages.page("share.html", visitor, **self._shown(found))

    async def _programs(self, request: Request, visitor: Visitor) -> Response:
        return await asyncio.to_thread(self._listed, visitor, handoff_id(request), bool(request.query_params))

    def _listed(self, visitor: Visitor, handoff_id: int, fragment: bool) -> Response:
        question = visitor.form.get("q", "").strip()
        with self._parts.database.read() as connection:
            handoff = self._found(connection, handoff_id)
            found = look_up(connection, question, language_of(connection, handoff.conversation_id))
        template = "_programs.html" if fragment else "programs.html"
        return self._pages.page(template, visitor, handoff=handoff, question=question, found=found)

    def _look(self, member: Member, handoff_id: int, *, again: bool) -> Handoff:
        """Note that somebody looks, unless it is the same look (`again`) as some minutes ago."""
        with self._parts.database.read() as connection:
            handoff = self._found(connection, handoff_id)
            if again and _looked(connection, member, handoff):
                return handoff
        with self._parts.database.write() as connection:
            note_about(connection, "viewed", handoff, staff_id=member.id)
        return handoff

    def _found(self, connection: Connection, handoff_id: int) -> Handoff:
        handoff = self._parts.handoffs.get(connection, handoff_id)
        if handoff is None:
            raise HTTPException(404)
        return handoff

    def _read(self, connection: Connection, handoff: Handoff, member: Member) -> Conversation:
        try:
            return read_conversation(connection, self._parts, handoff, member)
        except InvalidToken:
            raise NotPossible("This was sealed with another SECRET_KEY. Nobody can read it here.") from None


def handoff_id(request: Request) -> int:
    """Return the id in the address; 0, which no handoff has, for one that no database could hold."""
    given: int = request.path_params["id"]
    return given if given <= _MOST_ID else 0


def new_key() -> str:
    """Return what tells one form from another: the same form sent twice is carried out once."""
    return secrets.token_urlsafe(16)


def _people(known: str | None) -> Mapping[str, str]:
    """Return for whom it may be; somebody whom the assistant knows more exactly ("mom") is offered as that."""
    return FOR_WHOM if known is None or known in FOR_WHOM else {known: f"Their {known}", **FOR_WHOM}


def _looked(connection: Connection, member: Member, handoff: Handoff) -> bool:
    wanted = select(audit.c.id).where(
        audit.c.conversation_id == handoff.conversation_id,
        audit.c.staff_id == member.id,
        audit.c.action == "viewed",
        audit.c.code == handoff.code,
        audit.c.at > now() - _SAME_LOOK,
    )
    return connection.execute(wanted.limit(1)).first() is not None
