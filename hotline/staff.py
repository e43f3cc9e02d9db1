"""The people who may sign in to the desk."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import and_, not_, select, update
from sqlalchemy.engine import Connection

from connectors.clocks import is_void
from hotline.audit import note
from hotline.tables import staff, staff_sessions
from porchlight.database import Database, insert_if_absent, now

# counselor: answers people. supervisor: that, and figures and staff. auditor: looks at everything, changes nothing.
Role = Literal["counselor", "supervisor", "auditor"]
ROLES: tuple[Role, ...] = ("counselor", "supervisor", "auditor")

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,39}")
# Whoever shows no life at the desk for so long is not on shift any more, whatever they said.
_AWAY = dt.timedelta(minutes=15)


class NotPossible(Exception):
    """A change was refused; the message says why, in words for the person who asked for it."""


@dataclass(frozen=True)
class Member:
    """Somebody of the staff. `shown_name` is the first name that people are told, or None."""

    id: int
    name: str
    shown_name: str | None
    role: Role
    on_shift_since: dt.datetime | None = None

    @property
    def may_change(self) -> bool:
        """Whether they may do more than look."""
        return self.role != "auditor"

    @property
    def supervises(self) -> bool:
        """Whether they see figures and staff, and may take a conversation from somebody."""
        return self.role == "supervisor"


MEMBER_COLUMNS = [staff.c[field.name] for field in fields(Member)]


def seen_within(span: dt.timedelta, moment: dt.datetime) -> Any:
    """Return the condition that somebody of the staff has shown life at the desk for less than this long.

    What is ahead was written before the clock was set back, and says nothing: whoever is there is seen again at once.
    """
    return and_(staff.c.seen_at > moment - span, not_(is_void(staff.c.seen_at, moment)))


class StaffRegister:
    """Reads and changes who is on the staff. Passwords and sessions are `hotline.signing_in`'s."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        connection: Connection,
        name: str,
        role: Role,
        password_hash: str,
        shown_name: str | None,
        by: Member | None = None,
    ) -> Member:
        """Add somebody, or raise NotPossible when the name cannot be used or is taken.

        `by`: which supervisor does it; None: the operator, at the command line.
        """
        sign_in = name.strip().lower()
        if not _NAME.fullmatch(sign_in):
            raise NotPossible("A name to sign in with has 2 to 40 letters, digits, dots, dashes or underscores.")
        row: dict[str, Any] = {
            "name": sign_in,
            "shown_name": (shown_name or "").strip()[:40] or None,
            "role": role,
            "password_hash": password_hash,
            "created_at": now(),
        }
        if not insert_if_absent(connection, staff, row):
            raise NotPossible(f"There is somebody named {sign_in} already.")
        member = self.by_name(connection, sign_in)
        assert member is not None  # noqa: S101  # it was inserted just now
        note(connection, "staff_added", staff_id=by.id if by else None, detail=f"{sign_in} {role}")
        return member

    def by_name(self, connection: Connection, name: str) -> Member | None:
        """Return somebody who may still sign in, by the name they sign in with."""
        sign_in = name.strip().lower()
        if not _NAME.fullmatch(sign_in):  # nobody's; and PostgreSQL takes not every character there is
            return None
        row = connection.execute(
            select(*MEMBER_COLUMNS).where(staff.c.name == sign_in, staff.c.disabled_at.is_(None))
        ).first()
        return None if row is None else Member(**row._mapping)

    def get(self, connection: Connection, staff_id: int) -> Member | None:
        """Return somebody, also one who may not sign in any more."""
        row = connection.execute(select(*MEMBER_COLUMNS).where(staff.c.id == staff_id)).first()
        return None if row is None else Member(**row._mapping)

    def names(self, connection: Connection) -> dict[int, str]:
        """Return what colleagues call each other: the sign-in name by id."""
        return {row.id: row.name for row in connection.execute(select(staff.c.id, staff.c.name))}

    def everybody(self, connection: Connection) -> list[Member]:
        """Return all who may sign in, by name."""
        wanted = select(*MEMBER_COLUMNS).where(staff.c.disabled_at.is_(None)).order_by(staff.c.name)
        return [Member(**row._mapping) for row in connection.execute(wanted)]

    def on_shift(self, connection: Connection) -> list[Member]:
        """Return who is on shift: they said so, may answer people, and have been at the desk in the last 15 minutes."""
        wanted = (
            select(*MEMBER_COLUMNS)
            .where(
                staff.c.on_shift_since.is_not(None),
                seen_within(_AWAY, now()),
                staff.c.disabled_at.is_(None),
                staff.c.role != "auditor",
            )
            .order_by(staff.c.name)
        )
        return [Member(**row._mapping) for row in connection.execute(wanted)]

    def shift(self, connection: Connection, member: Member, on: bool) -> None:
        """Begin or end somebody's shift."""
        moment = now()
        self.change(connection, member, on_shift_since=moment if on else None, seen_at=moment)
        note(connection, "shift_began" if on else "shift_ended", staff_id=member.id)

    def disable(self, connection: Connection, member: Member, by: Member | None) -> None:
        """Let somebody sign in no more, and sign them out everywhere. `by`: as in `add`."""
        self.change(connection, member, disabled_at=now(), on_shift_since=None)
        self.sign_out_everywhere(connection, member)
        note(connection, "staff_disabled", staff_id=by.id if by else None, detail=member.name)

    def change(self, connection: Connection, member: Member, **values: Any) -> None:
        """Write columns of somebody's row, in the caller's transaction."""
        connection.execute(update(staff).where(staff.c.id == member.id).values(**values))

    def sign_out_everywhere(self, connection: Connection, member: Member) -> None:
        """End every session of somebody's."""
        connection.execute(staff_sessions.delete().where(staff_sessions.c.staff_id == member.id))
