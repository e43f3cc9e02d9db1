"""Who is signed in: a random token in the browser's cookie, and only its hash in the database."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from hotline.staff import MEMBER_COLUMNS, Member
from hotline.tables import staff, staff_sessions
from porchlight.database import Database, now

IDLE = dt.timedelta(hours=2)  # without any request; an open event stream counts as one
LONGEST = dt.timedelta(hours=12)
UNCONFIRMED = dt.timedelta(minutes=10)  # from the password to the second step
_EXACTNESS = dt.timedelta(seconds=30)  # of when somebody was last seen: not every request is worth a write


@dataclass(frozen=True)
class Session:
    """Somebody who gave the right password. Until it is confirmed, the second factor is still to come."""

    token: str = field(repr=False)
    member: Member
    confirmed: bool

    @property
    def csrf(self) -> str:
        """What the forms of this session carry."""
        return csrf_of(self.token)


class Sessions:
    """Begins, finds and ends sessions.

    The worst that can happen: whoever copies a cookie is that person until they sign out, or for two idle hours.
    Nobody becomes anybody with the database alone: it has no token.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, connection: Connection, member: Member, *, confirmed: bool) -> Session:
        """Begin a session under a new token; what has run out is cleared away."""
        moment = now()
        connection.execute(delete(staff_sessions).where(_over(moment)))
        token = secrets.token_urlsafe(32)
        row = {
            "key": _key(token),
            "staff_id": member.id,
            "created_at": moment,
            "seen_at": moment,
            "confirmed": confirmed,
        }
        connection.execute(staff_sessions.insert().values(**row))
        if confirmed:
            connection.execute(update(staff).where(staff.c.id == member.id).values(seen_at=moment))
        return Session(token, member, confirmed)

    def find(self, token: str) -> Session | None:
        """Return the session of a cookie, and note that its owner is there; None when it is over or never was."""
        moment = now()
        wanted = (
            select(*MEMBER_COLUMNS, staff_sessions.c.confirmed, staff_sessions.c.seen_at)
            .select_from(staff_sessions.join(staff))
            .where(staff_sessions.c.key == _key(token), staff.c.disabled_at.is_(None), ~_over(moment))
        )
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        if row.confirmed and abs(moment - row.seen_at) > _EXACTNESS:  # ahead: the clock was set back
            self._seen(token, row.id, moment)
        return Session(token, Member(*row[: len(MEMBER_COLUMNS)]), row.confirmed)

    def _seen(self, token: str, staff_id: int, moment: dt.datetime) -> None:
        # A database that is busy writing is no reason to keep anybody from looking.
        with contextlib.suppress(OperationalError), self._database.write() as connection:
            connection.execute(update(staff_sessions).where(staff_sessions.c.key == _key(token)).values(seen_at=moment))
            connection.execute(update(staff).where(staff.c.id == staff_id).values(seen_at=moment))

    def end(self, connection: Connection, token: str) -> bool:
        """End one session: its cookie is worth nothing any more. Say whether there was one."""
        return bool(connection.execute(delete(staff_sessions).where(staff_sessions.c.key == _key(token))).rowcount)

    def there(self, connection: Connection, token: str) -> bool:
        """Say whether a session has not been ended meanwhile."""
        wanted = select(staff_sessions.c.key).where(staff_sessions.c.key == _key(token))
        return connection.execute(wanted).first() is not None

    def end_halfway(self, connection: Connection, staff_id: int) -> None:
        """Send whoever gave somebody's password, and not yet the second step, back to the beginning."""
        halfway = and_(staff_sessions.c.staff_id == staff_id, staff_sessions.c.confirmed.is_(False))
        connection.execute(delete(staff_sessions).where(halfway))


def csrf_of(token: str) -> str:
    """Return what a form carries to prove that a page of ours, in the browser with this cookie, sent it."""
    return hmac.new(token.encode(), b"porchlight/csrf", hashlib.sha256).hexdigest()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _over(moment: dt.datetime) -> Any:
    return or_(
        staff_sessions.c.created_at <= moment - LONGEST,
        staff_sessions.c.seen_at <= moment - IDLE,
        and_(staff_sessions.c.confirmed.is_(False), staff_sessions.c.created_at <= moment - UNCONFIRMED),
    )
