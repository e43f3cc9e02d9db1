"""Signing in: the name and password, then, for whoever has one, the second factor."""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.engine import Connection, Row

from hotline.attempts import Attempts
from hotline.audit import note
from hotline.passwords import Passwords
from hotline.second_factor import new_secret, step_of
from hotline.sessions import Session, Sessions
from hotline.staff import Member, NotPossible, StaffRegister
from hotline.tables import staff
from porchlight.database import Database, now
from porchlight.sealing import Cipher


class SigningIn:
    """Lets in whoever proves who they are. Every method waits for the database, most of them also for a hash.

    All that is wrong gives the same None, for a name that nobody has as for a wrong password. Raises
    `hotline.attempts.TooMany` when somebody was wrong too often.
    """

    def __init__(
        self, database: Database, cipher: Cipher, register: StaffRegister, passwords: Passwords, attempts: Attempts
    ) -> None:
        self.sessions = Sessions(database)
        self._database = database
        self._cipher = cipher
        self._register = register
        self._passwords = passwords
        self._attempts = attempts

    def first_step(self, name: str, password: str, address: str, before: str = "") -> Session | None:
        """Begin a session for the right name and password; it is unconfirmed when the second step is to come.

        address: where the request came from; it is kept only as a fingerprint. before: the token that the browser came
        with; whoever was signed in by it is not any more.
        """
        attempt = self._attempts.begin(name, address)
        with self._database.read() as connection:
            member = self._register.by_name(connection, name)
            row = None if member is None else self._secrets(connection, member)
        right = self._passwords.fits(None if row is None else row.password_hash, password)
        if member is None or row is None or not right:
            self._note_failure(member)
            return None
        renewed = self._passwords.renewed(row.password_hash, password)
        with self._database.write() as connection:
            # Meanwhile somebody may have given them another password, and ended every session.
            if self._secrets(connection, member).password_hash != row.password_hash:
                return None
            self.sessions.end(connection, before)
            if renewed:
                self._register.change(connection, member, password_hash=renewed)
            if not (member.supervises or row.totp_step is not None):
                self._attempts.forgive(connection, attempt)
                return self._let_in(connection, member)
            self._attempts.take_back(connection, attempt)
            if row.totp_step is None:
                # What was shown at an enrolment that nobody finished is worth nothing now. And whoever else has only
                # the password must not see what is shown next: they would have its owner's second factor for good.
                self._register.change(connection, member, totp_secret=self._cipher.encrypt(new_secret()))
                self.sessions.end_halfway(connection, member.id)
            return self.sessions.begin(connection, member, confirmed=False)

    def _note_failure(self, member: Member | None) -> None:
        """Write the line also for a name that nobody has: without it, a quicker answer would tell which names exist."""
        who, detail = (None, "a name that nobody has") if member is None else (member.id, None)
        with self._database.write() as connection:
            note(connection, "sign_in_failed", staff_id=who, detail=detail)

    def second_step(self, session: Session, code: str, address: str) -> Session | None:
        """Return a confirmed session, under a new token, for the right code. Each code works once."""
        member = session.member
        attempt = self._attempts.begin(member.name, address)
        with self._database.write() as connection:
            row = self._secrets(connection, member, lock=True)
            if not self.sessions.there(connection, session.token):
                return None  # ended at this very moment: by a new password, or by another enrolment
            step = None if row.totp_secret is None else step_of(self._cipher.decrypt(row.totp_secret), code, now())
            if step is None or not _use(connection, member, step):
                note(connection, "second_step_failed", staff_id=member.id)
                return None
            self.sessions.end(connection, session.token)
            if row.totp_step is None:
                note(connection, "second_factor_set", staff_id=member.id)
            self._attempts.forgive(connection, attempt)
            return self._let_in(connection, member)

    def secret_to_enrol(self, session: Session) -> str | None:
        """Return what their authenticator app must still learn; None when it knows, or the session has been ended."""
        with self._database.read() as connection:
            row = self._secrets(connection, session.member)
            # Behind the secret: with a newer one, this session is over.
            there = self.sessions.there(connection, session.token)
        if not there or row.totp_secret is None or row.totp_step is not None:
            return None
        return self._cipher.decrypt(row.totp_secret)

    def change_password(self, session: Session, old: str, new: str, address: str) -> Session:
        """Change one's own password; every session ends, and a new one begins here.

        Raises NotPossible when the old one is wrong or the new one too easy.
        """
        member = session.member
        fresh = self._passwords.hash_new(new, member.name)
        attempt = self._attempts.begin(member.name, address)
        with self._database.read() as connection:
            row = self._secrets(connection, member)
        if not self._passwords.fits(row.password_hash, old):
            raise NotPossible("That is not your present password.")
        with self._database.write() as connection:
            if not self.sessions.end(connection, session.token):
                raise NotPossible("Your password was reset just now. Sign in with the new one.")
            self._attempts.take_back(connection, attempt)
            self._register.change(connection, member, password_hash=fresh)
            note(connection, "password_changed", staff_id=member.id)
            self._register.sign_out_everywhere(connection, member)
            return self.sessions.begin(connection, member, confirmed=True)

    def sign_out(self, member: Member, token: str) -> None:
        """End a session, and the shift: people must not be told that somebody is there who has gone."""
        with self._database.write() as connection:
            if self.sessions.end(connection, token):
                note(connection, "signed_out", staff_id=member.id)
                if member.on_shift_since is not None:
                    self._register.shift(connection, member, on=False)

    def _let_in(self, connection: Connection, member: Member) -> Session:
        note(connection, "signed_in", staff_id=member.id)
        return self.sessions.begin(connection, member, confirmed=True)

    def _secrets(self, connection: Connection, member: Member, *, lock: bool = False) -> Row:
        wanted = select(staff.c.password_hash, staff.c.totp_secret, staff.c.totp_step).where(staff.c.id == member.id)
        return connection.execute(wanted.with_for_update() if lock else wanted).one()


def _use(connection: Connection, member: Member, step: int) -> bool:
    """Use the code of a step up; the database lets one of two that come with the same code at once."""
    later = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    used = connection.execute(update(staff).where(staff.c.id == member.id, later).values(totp_step=step))
    return bool(used.rowcount)
