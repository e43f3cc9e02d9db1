"""What supervisors, and the operator at the command line, do with the accounts of others."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from hotline.attempts import Attempts
from hotline.audit import note
from hotline.passwords import Passwords
from hotline.staff import ROLES, Member, NotPossible, Role, StaffRegister
from hotline.tables import handoffs, staff
from porchlight.database import Database

# People read it in a text message: letters, with what stands between the parts of a name, and nothing like an address.
_FIRST_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '’-]{1,2}[^\W\d_]+\.?)*")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. held: how many open conversations they have. on_shift: said so, and is there."""

    member: Member
    seen_at: dt.datetime | None
    on_shift: bool
    second_factor: bool
    held: int


class Accounts:
    """Changes accounts: each change is one transaction, with a line in the audit log.

    `by` is which supervisor does it; None: the operator, at the command line. Every change raises NotPossible, with the
    reason, when it is refused. The ones that set a password hash it: not in the event loop.
    """

    def __init__(self, database: Database, register: StaffRegister, passwords: Passwords, attempts: Attempts) -> None:
        self._database = database
        self._register = register
        self._passwords = passwords
        self._attempts = attempts

    def all(self) -> list[Account]:
        """Return everybody who may sign in, by name."""
        with self._database.read() as connection:
            members = self._register.everybody(connection)
            on_shift = {member.id for member in self._register.on_shift(connection)}
            more = {row.id: row for row in connection.execute(select(staff.c.id, staff.c.seen_at, staff.c.totp_step))}
            held = _held(connection)
        return [
            Account(
                member,
                more[member.id].seen_at,
                member.id in on_shift,
                more[member.id].totp_step is not None,
                held.get(member.id, 0),
            )
            for member in members
        ]

    def add(self, name: str, role: str, password: str, shown_name: str, by: Member | None) -> Member:
        """Add somebody."""
        kept = self._passwords.hash_new(password, name)
        with self._database.write() as connection:
            return self._register.add(connection, name, _role(role), kept, first_name(shown_name), by)

    def disable(self, member: Member, by: Member | None) -> int:
        """Let somebody sign in no more; return how many open conversations they leave behind."""
        if by is not None and by.id == member.id:
            raise NotPossible("You cannot take your own access away. Ask another supervisor.")
        with self._database.write() as connection:
            self._register.disable(connection, member, by)
            return _held(connection).get(member.id, 0)

    def reset_password(self, member: Member, password: str, by: Member | None) -> None:
        """Give somebody a new password. They are signed out everywhere, and may try it at once."""
        if by is not None and by.id == member.id:  # whoever finds a desk open must not keep its owner out
            raise NotPossible("Change your own password under Me: it asks for the present one.")
        kept = self._passwords.hash_new(password, member.name)
        with self._database.write() as connection:
            self._register.change(connection, member, password_hash=kept)
            self._register.sign_out_everywhere(connection, member)
            self._attempts.forget(connection, member.name)
            note(connection, "password_reset", staff_id=by.id if by else None, detail=member.name)

    def forget_second_factor(self, member: Member, by: Member | None) -> None:
        """Forget somebody's authenticator: they are signed out, and set up a new one when they next sign in."""
        if by is not None and by.id == member.id:
            raise NotPossible("You cannot reset your own second step. Ask another supervisor.")
        with self._database.write() as connection:
            self._register.change(connection, member, totp_secret=None, totp_step=None)
            self._register.sign_out_everywhere(connection, member)
            note(connection, "second_factor_reset", staff_id=by.id if by else None, detail=member.name)

    def show_as(self, member: Member, shown_name: str) -> None:
        """Set the first name that people are told; an empty one: none."""
        shown = first_name(shown_name)
        with self._database.write() as connection:
            self._register.change(connection, member, shown_name=shown)
            note(connection, "shown_name_changed", staff_id=member.id)


def first_name(typed: str) -> str | None:
    """Return a first name as people are told it, None for an empty one. Raises NotPossible for what is no name."""
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not name:
        return None
    if len(name) > _LONGEST_NAME or not _FIRST_NAME.fullmatch(name):
        raise NotPossible("The name that people are told is a first name, in letters, such as Sam or Ana Maria.")
    return name


def _role(given: str) -> Role:
    for role in ROLES:
        if role == given:
            return role
    raise NotPossible(f"A role is one of: {', '.join(ROLES)}.")


def _held(connection: Connection) -> dict[int, int]:
    wanted = select(handoffs.c.staff_id, func.count()).where(
        handoffs.c.staff_id.is_not(None), handoffs.c.status.in_(("taken", "snoozed"))
    )
    return dict(tuple(row) for row in connection.execute(wanted.group_by(handoffs.c.staff_id)))
