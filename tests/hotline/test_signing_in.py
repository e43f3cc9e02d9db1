"""Who is let in: passwords, the second factor, sessions, and how often somebody may be wrong."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from hotline.accounts import Accounts
from hotline.attempts import PER_ADDRESS, PER_NAME, WINDOW, Attempts, TooMany
from hotline.passwords import Passwords
from hotline.second_factor import new_secret, picture, step_of
from hotline.sessions import IDLE, LONGEST, UNCONFIRMED, Session
from hotline.signing_in import SigningIn
from hotline.staff import Member, NotPossible, Role, StaffRegister
from hotline.tables import audit, sign_in_failures, staff, staff_sessions
from porchlight.database import Database, now
from porchlight.schema import migrate
from tests.connectors.scene import Scene, ago
from tests.hotline.desk.desk import PASSWORD, cheap_passwords
from tests.porchlight.conftest import server as server

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
NOON = dt.datetime(2026, 7, 1, 12, 0, 10, tzinfo=dt.timezone.utc)


class Door:
    """A way in, on one database, with short ways to try it."""

    def __init__(self, scene: Scene, passwords: Passwords | None = None) -> None:
        self.scene = scene
        self.register = StaffRegister(scene.database)
        self.passwords = passwords or cheap_passwords()
        self.attempts = Attempts(scene.database, scene.cipher)
        self.way = SigningIn(scene.database, scene.cipher, self.register, self.passwords, self.attempts)

    def member(self, name: str = "sam", role: Role = "counselor") -> Member:
        """Add somebody."""
        with self.scene.database.write() as connection:
            return self.register.add(connection, name, role, self.passwords.hash_new(PASSWORD, name), None)

    def enter(self, name: str = "sam", password: str = PASSWORD, address: str = HERE) -> Session | None:
        """Give a name and a password."""
        return self.way.first_step(name, password, address)

    def halfway(self, name: str = "sue") -> Session:
        """Give the right password of somebody with a second step."""
        session = self.enter(name)
        assert session is not None and not session.confirmed
        return session

    def codes(self, name: str = "sue") -> pyotp.TOTP:
        """Return this member's authenticator app."""
        return pyotp.TOTP(self.scene.cipher.decrypt(self.row(name).totp_secret))

    def row(self, name: str) -> Any:
        """Return this member's row."""
        with self.scene.database.read() as connection:
            return connection.execute(select(staff).where(staff.c.name == name)).one()

    def sessions(self) -> list[Any]:
        """Return every session's row."""
        with self.scene.database.read() as connection:
            return list(connection.execute(select(staff_sessions)))

    def later(self, seconds: float) -> None:
        """Let so many seconds pass for every session and every failure."""
        for table, columns in ((staff_sessions, ("created_at", "seen_at")), (sign_in_failures, ("at",))):
            with self.scene.database.write() as connection:
                for row in list(connection.execute(select(table))):
                    key = list(table.primary_key)[0]
                    moved = {name: row._mapping[name] - dt.timedelta(seconds=seconds) for name in columns}
                    connection.execute(update(table).where(key == row._mapping[key]).values(**moved))

    def logged(self) -> list[str]:
        """Return what the audit log says was done, oldest first."""
        return [row.action for row in self.scene.rows(audit)]


@pytest.fixture
def door(scene: Scene) -> Door:
    """A way in on an empty database."""
    return Door(scene)


def test_the_right_password_lets_a_counselor_in(door: Door) -> None:
    """The session is confirmed at once, whatever the case of the name, and the log has it."""
    sam = door.member()
    session = door.enter(" SAM ")
    assert session is not None and session.confirmed and session.member == sam
    found = door.way.sessions.find(session.token)
    assert found is not None and (found.member, found.csrf) == (sam, session.csrf)
    assert door.logged() == ["staff_added", "signed_in"]


@pytest.mark.parametrize(
    ("name", "password"), [("sam", "tin roof, warm rai"), ("sam", ""), ("bob", PASSWORD), ("", "")]
)
def test_what_is_wrong_is_wrong_alike(door: Door, name: str, password: str) -> None:
    """A wrong password and a name that nobody has give the same nothing."""
    door.member()
    assert door.enter(name, password) is None
    assert door.sessions() == []


@pytest.mark.parametrize("name", ["bob", "", "s\0am", "s" * 10_000, "\ud83d"])
def test_a_name_that_nobody_has_is_noted_alike(door: Door, name: str) -> None:
    """With the same work as for a wrong password, or the time of the answer would tell which names exist."""
    assert door.enter(name) is None
    (line,) = door.scene.rows(audit)
    assert (line.action, line.staff_id, line.detail) == ("sign_in_failed", None, "a name that nobody has")


def test_somebody_disabled_is_unknown(door: Door) -> None:
    """Their password lets nobody in, and the session they had is gone."""
    sam = door.member()
    session = door.enter()
    with door.scene.database.write() as connection:
        door.register.disable(connection, sam, sam)
    assert session is not None and door.way.sessions.find(session.token) is None
    assert door.enter() is None


def test_the_database_holds_no_token(door: Door) -> None:
    """Only a hash: whoever reads the table is nobody."""
    door.member()
    session = door.enter()
    (row,) = door.sessions()
    assert session is not None and len(session.token) >= 43 and session.token not in str(row)
    assert door.way.sessions.find(row.key) is None


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(door: Door) -> None:
    """Who signs in again in the same browser is not signed in twice."""
    door.member()
    first = door.enter()
    assert first is not None
    second = door.way.first_step("sam", PASSWORD, HERE, first.token)
    assert second is not None and second.token != first.token and second.csrf != first.csrf
    assert door.way.sessions.find(first.token) is None and len(door.sessions()) == 1


def test_a_wrong_password_does_not_sign_the_browser_out(door: Door) -> None:
    """The session that was there stays."""
    door.member()
    first = door.enter()
    assert first is not None
    assert door.way.first_step("sam", "wrong", HERE, first.token) is None
    assert door.way.sessions.find(first.token) is not None


def test_a_session_ends_when_nobody_is_there(door: Door) -> None:
    """After two hours without a sign of life; a sign of life in between keeps it."""
    door.member()
    session = door.enter()
    assert session is not None
    door.later(IDLE.total_seconds() - 60)
    assert door.way.sessions.find(session.token) is not None
    door.later(IDLE.total_seconds() - 60)
    assert door.way.sessions.find(session.token) is not None
    door.later(IDLE.total_seconds())
    assert door.way.sessions.find(session.token) is None


def test_no_session_outlives_a_shift(door: Door) -> None:
    """After twelve hours it is over, however busy; the next sign-in clears it away."""
    door.member()
    session = door.enter()
    assert session is not None
    door.later(LONGEST.total_seconds())
    door.scene.change(staff_sessions, seen_at=now())
    assert door.way.sessions.find(session.token) is None
    assert len(door.sessions()) == 1
    door.enter()
    assert len(door.sessions()) == 1


def test_somebody_at_the_desk_is_seen_there(door: Door) -> None:
    """A request some time after the last notes it on the session and on the person; not each request is a write."""
    door.member()
    session = door.enter()
    assert session is not None
    door.scene.change(staff, seen_at=ago(600))
    door.way.sessions.find(session.token)
    assert door.row("sam").seen_at < ago(500), "a moment after signing in, nothing is written"
    door.later(120)
    door.way.sessions.find(session.token)
    assert door.row("sam").seen_at > ago(10) and door.sessions()[0].seen_at > ago(10)


def test_signing_out_ends_the_session(door: Door) -> None:
    """The cookie is worth nothing after it, and a second time changes nothing."""
    sam = door.member()
    session = door.enter()
    assert session is not None
    for _ in range(2):
        door.way.sign_out(sam, session.token)
    assert door.way.sessions.find(session.token) is None
    assert door.logged().count("signed_out") == 1


def test_signing_out_ends_the_shift(door: Door) -> None:
    """People are told that somebody is there while they are on shift, and by the timer for a quarter of an hour more."""
    sam = door.member()
    with door.scene.database.write() as connection:
        door.register.shift(connection, sam, True)
    session = door.enter()
    assert session is not None
    door.way.sign_out(session.member, session.token)
    with door.scene.database.read() as connection:
        assert door.register.on_shift(connection) == []
    assert door.logged()[-2:] == ["signed_out", "shift_ended"]


def test_a_supervisor_sets_up_the_second_step_first(door: Door) -> None:
    """The right password alone gives a session that is not confirmed; a code of the new secret confirms another one."""
    door.member("sue", "supervisor")
    half = door.halfway()
    assert door.way.secret_to_enrol(half) == door.codes().secret
    session = door.way.second_step(half, door.codes().now(), HERE)
    assert session is not None and session.confirmed and session.token != half.token
    assert door.way.sessions.find(half.token) is None
    assert door.way.secret_to_enrol(half) is None
    assert door.logged()[-2:] == ["second_factor_set", "signed_in"]


def test_the_secret_is_sealed(door: Door) -> None:
    """The database alone makes no codes."""
    door.member("sue", "supervisor")
    door.halfway()
    assert door.codes().secret.encode() not in bytes(door.row("sue").totp_secret)


def test_a_secret_that_nobody_confirmed_is_shown_once(door: Door) -> None:
    """The next sign-in makes a new one: what somebody saw over a shoulder is worth nothing."""
    door.member("sue", "supervisor")
    half = door.halfway()
    seen = door.way.secret_to_enrol(half)
    assert door.way.secret_to_enrol(door.halfway()) not in (None, seen)


def test_nobody_looks_on_at_an_enrolment(door: Door) -> None:
    """Who has only the password, and signed in before its owner did, sees neither the new secret nor the second step."""
    door.member("sue", "supervisor")
    thief, owner = door.halfway(), door.halfway()
    assert door.way.sessions.find(thief.token) is None and door.way.secret_to_enrol(thief) is None
    assert door.way.second_step(thief, door.codes().now(), HERE) is None
    assert door.way.secret_to_enrol(owner) == door.codes().secret
    assert door.way.second_step(owner, door.codes().now(), HERE) is not None
    halves = [door.halfway(), door.halfway()]
    assert all(door.way.sessions.find(half.token) for half in halves), "with the second factor set, there is no secret"


def test_a_code_works_once(door: Door) -> None:
    """Neither again in the same half minute, nor an earlier one after it."""
    door.member("sue", "supervisor")
    half = door.halfway()
    before = door.codes().at(now(), counter_offset=-1)
    code = door.codes().now()
    assert door.way.second_step(half, code, HERE) is not None
    again = door.halfway()
    assert door.way.second_step(again, code, HERE) is None
    assert door.way.second_step(again, before, HERE) is None
    assert door.way.second_step(again, door.codes().at(now(), counter_offset=1), HERE) is not None


def test_two_who_bring_the_same_code_at_once(door: Door) -> None:
    """One of them is let in."""
    door.member("sue", "supervisor")
    door.way.second_step(door.halfway(), door.codes().now(), HERE)
    halves = [door.halfway() for _ in range(4)]
    code = door.codes().at(now(), counter_offset=1)
    with ThreadPoolExecutor(4) as threads:
        let_in = list(threads.map(lambda half: door.way.second_step(half, code, HERE), halves))
    assert len([session for session in let_in if session]) == 1


def test_the_second_step_does_not_wait_long(door: Door) -> None:
    """Ten minutes after the password it must be given again."""
    door.member("sue", "supervisor")
    half = door.halfway()
    door.later(UNCONFIRMED.total_seconds())
    assert door.way.sessions.find(half.token) is None


def test_a_session_that_was_ended_meanwhile_cannot_be_confirmed(door: Door) -> None:
    """A new password signs out whoever stands at the second step, even in the same moment."""
    door.member("sue", "supervisor")
    half = door.halfway()
    with door.scene.database.write() as connection:
        door.register.sign_out_everywhere(connection, half.member)
    assert door.way.second_step(half, door.codes().now(), HERE) is None
    assert door.sessions() == []


def test_a_counselor_who_has_an_authenticator_is_asked_too(door: Door) -> None:
    """Somebody who was a supervisor keeps the second step."""
    door.member("sue", "supervisor")
    door.way.second_step(door.halfway(), door.codes().now(), HERE)
    door.scene.change(staff, role="counselor")
    assert not door.halfway().confirmed


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000"])
def test_a_wrong_code(typed: str) -> None:
    """Too short, too long, no digits, digits of another script, another code: none is let in, none breaks anything."""
    assert step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", typed, NOON) is None


@pytest.mark.parametrize(("seconds", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(seconds: int, accepted: bool) -> None:
    """A code of the half minute before or after is right, one of a minute ago is not; spaces do not matter."""
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOON + dt.timedelta(seconds=seconds))
    step = step_of(secret, f"{code[:3]} {code[3:]}", NOON)
    assert step == ((NOON.timestamp() + seconds) // 30 if accepted else None)


def test_the_picture_has_no_style() -> None:
    """The page's policy allows none, and the picture would be blank."""
    drawn = picture(new_secret(), "sue")
    assert drawn.startswith("<svg") and "style" not in drawn and "<script" not in drawn


def test_five_wrong_passwords_and_the_name_must_wait(door: Door) -> None:
    """Also with the right one, from anywhere; after the time that was said it may try again."""
    door.member()
    for _ in range(PER_NAME):
        assert door.enter(password="wrong") is None
    with pytest.raises(TooMany) as refusal:
        door.enter(address=ELSEWHERE)
    assert refusal.value.minutes == 15
    door.later(WINDOW.total_seconds() - 30)
    with pytest.raises(TooMany) as refusal:
        door.enter()
    assert refusal.value.minutes == 1
    door.later(60)
    assert door.enter() is not None
    assert door.scene.rows(sign_in_failures) == []


def test_names_that_nobody_has_are_counted_alike(door: Door) -> None:
    """Else the count would tell which names exist."""
    for _ in range(PER_NAME):
        assert door.enter("nobody", "wrong") is None
    with pytest.raises(TooMany):
        door.enter("nobody", "wrong")


def test_an_address_must_wait_whatever_names_it_tries(door: Door) -> None:
    """Twenty wrong ones in all; others are let in meanwhile."""
    door.member()
    for number in range(PER_ADDRESS):
        assert door.enter(f"name{number}", "wrong") is None
    with pytest.raises(TooMany):
        door.enter()
    assert door.enter(address=ELSEWHERE) is not None


def test_what_was_right_does_not_count(door: Door) -> None:
    """An office of many behind one address can sign in all day, and a slip before the right password is forgiven."""
    door.member()
    for _ in range(PER_ADDRESS + 1):
        assert door.enter() is not None
    for _ in range(3):
        for _ in range(PER_NAME - 1):
            door.enter(password="wrong", address=ELSEWHERE)
        assert door.enter() is not None


def test_guesses_of_the_code_are_counted_with_the_password_right(door: Door) -> None:
    """To give the password again in between gives no new guesses."""
    door.member("sue", "supervisor")
    door.way.second_step(door.halfway(), door.codes().now(), HERE)
    half = door.halfway()
    for _ in range(PER_NAME - 1):
        assert door.way.second_step(half, "000000", HERE) is None
        half = door.halfway()
    assert door.way.second_step(half, "000000", HERE) is None
    with pytest.raises(TooMany):
        door.way.second_step(half, door.codes().at(now(), counter_offset=1), HERE)
    with pytest.raises(TooMany):
        door.enter("sue")


def test_many_guesses_at_once_are_as_many(door: Door) -> None:
    """Twenty at the same moment: five are looked at."""
    door.member()
    refused = _guess_at_once(door.attempts)
    assert refused == 20 - PER_NAME


def test_many_guesses_at_once_on_postgresql(server: Database) -> None:
    """The same where writers do not wait for each other by themselves."""
    migrate(server)
    assert _guess_at_once(Attempts(server, Scene(server).cipher)) == 20 - PER_NAME


def _guess_at_once(attempts: Attempts) -> int:
    together = threading.Barrier(20)

    def guess(number: int) -> bool:
        together.wait()
        try:
            attempts.begin("sam", f"192.0.2.{number}")
        except TooMany:
            return True
        return False

    with ThreadPoolExecutor(20) as threads:
        return sum(threads.map(guess, range(20)))


def test_the_count_holds_neither_names_nor_addresses(door: Door) -> None:
    """Only fingerprints, which tell nothing without the secret."""
    door.enter("sam", "wrong")
    assert all("sam" not in row.key and HERE not in row.key for row in door.scene.rows(sign_in_failures))


def test_a_new_password_of_ones_own(door: Door) -> None:
    """Every session ends but the new one; the old password is worth nothing."""
    door.member()
    here, there = door.enter(), door.enter()
    assert here is not None and there is not None
    session = door.way.change_password(here, PASSWORD, "a different roof", HERE)
    assert door.way.sessions.find(session.token) is not None
    assert door.way.sessions.find(here.token) is None and door.way.sessions.find(there.token) is None
    assert door.enter() is None and door.enter(password="a different roof") is not None


def test_a_new_password_wants_the_old_one(door: Door) -> None:
    """Whoever finds a desk open cannot keep its owner out, nor guess on."""
    door.member()
    session = door.enter()
    assert session is not None
    for _ in range(PER_NAME):
        with pytest.raises(NotPossible):
            door.way.change_password(session, "wrong", "a different roof", HERE)
    with pytest.raises(TooMany):
        door.way.change_password(session, PASSWORD, "a different roof", HERE)


def test_a_new_password_at_the_moment_of_a_reset(door: Door) -> None:
    """What a supervisor has just set stands."""
    door.member()
    session = door.enter()
    assert session is not None
    with door.scene.database.write() as connection:
        door.register.sign_out_everywhere(connection, session.member)
    with pytest.raises(NotPossible):
        door.way.change_password(session, PASSWORD, "a different roof", HERE)


@pytest.mark.parametrize("easy", ["", "short", "elevenchars", "a" * 30, "x" * 201, "somebodyslong", " SomebodysLong "])
def test_easy_passwords_are_refused(easy: str) -> None:
    """Fewer than twelve characters, one letter again and again, no end, one's own name."""
    with pytest.raises(NotPossible):
        cheap_passwords().hash_new(easy, "somebodyslong")


def test_a_password_may_hold_anything() -> None:
    """Spaces, every script, a half character from a broken terminal; and "é" is "é" on every keyboard."""
    passwords = cheap_passwords()
    for password in ("correct horse battery staple", "пароль из четырёх слов", "half \ud83d a smiley here"):
        assert passwords.fits(passwords.hash_new(password, "sam"), password)
    assert passwords.fits(passwords.hash_new("caf\u00e9 au lait, please", "sam"), "cafe\u0301 au lait, please")


def test_a_hash_is_argon2id_and_salted() -> None:
    """With the library's own parameters, which are those of RFC 9106."""
    first, second = (Passwords().hash_new(PASSWORD, "sam") for _ in range(2))
    assert first.startswith("$argon2id$") and "m=65536,t=3,p=4" in first and first != second


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_what_is_no_hash_fits_nothing(kept: str | None) -> None:
    """Nor does it raise."""
    passwords = cheap_passwords()
    assert not passwords.fits(kept, PASSWORD)
    assert not passwords.fits(kept, "the password of nobody")


def test_a_cheap_hash_is_renewed(scene: Scene) -> None:
    """When the parameters were raised, whoever signs in is kept by the new ones."""
    Door(scene).member()
    dearer = Door(scene, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    assert dearer.enter() is not None
    assert "m=16,t=2" in dearer.row("sam").password_hash
    assert dearer.enter() is not None


def test_the_whole_way_on_postgresql(server: Database) -> None:
    """In with a code, seen, a new password, out; an account that is reset and taken away."""
    migrate(server)
    door = Door(Scene(server))
    sue, pat = door.member("sue", "supervisor"), door.member("pat")
    session = door.way.second_step(door.halfway(), door.codes().now(), HERE)
    assert session is not None
    door.scene.change(staff_sessions, seen_at=ago(300))
    door.scene.change(staff, seen_at=ago(300))
    assert door.way.sessions.find(session.token) == session
    assert door.row("sue").seen_at > ago(60)
    session = door.way.change_password(session, PASSWORD, "a different roof", HERE)
    door.way.sign_out(sue, session.token)
    assert door.way.sessions.find(session.token) is None and door.enter("sue") is None

    accounts = Accounts(server, door.register, door.passwords, door.attempts)
    accounts.reset_password(pat, "a quiet blue door", sue)
    accounts.forget_second_factor(sue, None)
    assert door.enter("pat", "a quiet blue door") is not None
    assert [(one.member.name, one.second_factor, one.held) for one in accounts.all()] == [
        ("pat", False, 0),
        ("sue", False, 0),
    ]
    assert accounts.disable(pat, sue) == 0 and door.enter("pat", "a quiet blue door") is None
