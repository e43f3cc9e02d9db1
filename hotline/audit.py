"""The audit log: who of the staff looked at what, and did what, when. It holds no words of anybody's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.engine import Connection

from hotline.tables import audit, staff
from porchlight.database import now


@dataclass(frozen=True)
class Entry:
    """One line of the log. `who`: the sign-in name, or None for the service itself."""

    id: int
    at: dt.datetime
    who: str | None
    action: str
    conversation_id: str | None
    code: str | None
    detail: str | None


class About(Protocol):
    """A handoff, or what was read of one."""

    @property
    def conversation_id(self) -> str: ...

    @property
    def code(self) -> str: ...


def note(
    connection: Connection,
    action: str,
    *,
    staff_id: int | None = None,
    conversation_id: str | None = None,
    code: str | None = None,
    detail: str | None = None,
) -> None:
    """Write one line, in the caller's transaction: what was done and that it was done stand or fall together.

    `detail` is a key of ours (a role, an outcome, a result), never anything that somebody wrote.
    """
    row = {
        "at": now(),
        "staff_id": staff_id,
        "action": action,
        "conversation_id": conversation_id,
        "code": code,
        "detail": detail,
    }
    connection.execute(audit.insert().values(**row))


def note_about(
    connection: Connection, action: str, handoff: About, *, staff_id: int | None = None, detail: str | None = None
) -> None:
    """Write one line about a handoff, as `note` does."""
    note(
        connection, action, staff_id=staff_id, conversation_id=handoff.conversation_id, code=handoff.code, detail=detail
    )


def entries(
    connection: Connection,
    *,
    conversation_id: str | None = None,
    code: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return the newest lines first, of one conversation, of one code or of all.

    `before` goes on behind an entry's id.
    """
    wanted = (
        select(
            audit.c.id, audit.c.at, staff.c.name.label("who"), audit.c.action, audit.c.conversation_id,
            audit.c.code, audit.c.detail,
        )
        .select_from(audit.outerjoin(staff, staff.c.id == audit.c.staff_id))
        .order_by(audit.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if conversation_id is not None:
        wanted = wanted.where(audit.c.conversation_id == conversation_id)
    if code is not None:
        wanted = wanted.where(audit.c.code == code)
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    return [Entry(**row._mapping) for row in connection.execute(wanted)]
