"""A change of SECRET_KEY, on SQLite and PostgreSQL: everything stays readable, and nobody becomes somebody else."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, MetaData, String, Table, func, select, update

from connectors.journal import LeaseLost
from connectors.messages import Incoming
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.attempts import PER_NAME, Attempts, TooMany
from hotline.tables import notes, staff
from hotline.voice.calls import Calls
from porchlight import resealing
from porchlight.database import Database, now
from porchlight.resealing import reseal, sealed_tables, standing
from porchlight.schema import all_tables
from porchlight.sealing import Cipher
from tests.connectors.scene import ANN, BOB, Scene
from tests.porchlight.postgres import MigratedServer

OLD, NEW, LOST = "the key that everybody knows", "the key that nobody knows yet", "the key that is gone"
BEFORE, BETWEEN, AFTER = Cipher(OLD), Cipher(NEW, OLD), Cipher(NEW)
READY = Cipher(OLD, NEW)  # a process that is still to be started anew, as docs/keys.md has it
PEOPLE = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated and empty database, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(migrated_file, tmp_path / "keys.db")
        made = Database(f"sqlite:///{tmp_path / 'keys.db'}")
        yield made
        made.dispose()
        return
    server: MigratedServer = request.getfixturevalue("postgresql")
    with server.database() as made:
        yield made


def using(database: Database, cipher: Cipher) -> Scene:
    """A process with this cipher."""
    scene = Scene(database)
    for part in (scene, scene.journal, scene.transcript, scene.outbox):
        part.cipher = cipher
    return scene


@contextlib.contextmanager
def another_process(database: Database) -> Iterator[Database]:
    """The same database as another process has it: with its own connections, and its own place in the queue to write."""
    its = Database(database.url)
    yield its
    its.dispose()


def address(number: int) -> str:
    """Somebody's phone number."""
    return f"+1555{number:07}"


def fill(scene: Scene) -> None:
    """Put something into every sealed column, as the service would with this scene's cipher."""
    for number in range(PEOPLE):
        scene.hears(f"hello from {number}", address(number), channel="sms", key=f"first-{number}")
        claim = scene.claim()
        scene.finish(claim, f"hello {number}", state=f'{{"who": {number}}}')
    seal = scene.cipher.encrypt
    with scene.database.write() as connection:
        connection.execute(update(contacts).values(call_address=seal(BOB)))
        row = {
            "name": "sue",
            "role": "supervisor",
            "password_hash": "-",
            "totp_secret": seal("JBSWY3DP"),
            "created_at": now(),
        }
        member = connection.execute(staff.insert().values(**row)).inserted_primary_key[0]
        conversation = connection.execute(select(conversations.c.id).limit(1)).scalar_one()
        note = {"conversation_id": conversation, "staff_id": member, "at": now(), "body": seal("a note")}
        connection.execute(notes.insert().values(**note))


def rotate(database: Database) -> int:
    """Seal everything anew; return how many rows were changed."""
    return sum(rows for _, rows in reseal(database, BETWEEN))


def left(database: Database) -> int:
    """How much still needs the old key."""
    return sum(table.left + table.unreadable for table in standing(database, BETWEEN))


def count(database: Database, table: Table) -> int:
    """How many rows a table has."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def everything(database: Database, cipher: Cipher) -> list[str]:
    """Whatever is sealed, opened; it raises InvalidToken where one thing cannot be."""
    opened = []
    with database.read() as connection:
        for _, columns in sealed_tables():
            for row in connection.execute(select(*columns)):
                opened += [cipher.decrypt(value) for value in row if value is not None]
    return sorted(opened)


def test_every_sealed_column_is_one_of_these(database: Database) -> None:
    """A new binary column must be sealed and filled in here; a new fingerprint must be looked up by every key."""
    there = MetaData()
    there.reflect(database.engine)
    binary = {f"{t.name}.{c.name}" for t in there.tables.values() for c in t.columns if isinstance(c.type, LargeBinary)}
    assert binary == {f"{table.name}.{column.name}" for table, columns in sealed_tables() for column in columns}
    fill(using(database, BEFORE))
    empty = set()
    with database.read() as connection:
        for table, columns in sealed_tables():
            for column in columns:
                sealed = connection.execute(select(column).where(column.is_not(None))).scalars().all()
                if not sealed or any(BEFORE.age(value) != 0 for value in sealed):
                    empty.add(f"{table.name}.{column.name}")
    assert empty == set(), "nothing was sealed there: fill it"
    keyed = {f"{t.name}.{c.name}" for t in all_tables().tables.values() for c in t.columns if _is_fingerprint(c)}
    assert keyed == {
        "contacts.address_key", "inbox.provider_key", "outbox.provider_key", "calls.provider_key", "sign_in_failures.key",
        "outbox.request_key", "staff_sessions.key", "facilities.key",  # hashes and tokens that no SECRET_KEY is in
    }  # fmt: skip


def _is_fingerprint(column: object) -> bool:
    kind, name = column.type, column.name  # type: ignore[attr-defined]
    return isinstance(kind, String) and kind.length == 64 and name.endswith("key")


def test_everything_is_readable_with_the_new_key_alone(database: Database) -> None:
    """Before, with both keys; afterwards, without the old one; and the old one opens nothing any more."""
    fill(using(database, BEFORE))
    said = everything(database, BEFORE)
    assert everything(database, BETWEEN) == said and left(database) > 5 * PEOPLE
    rotate(database)
    assert everything(database, AFTER) == said and left(database) == 0
    with database.read() as connection:
        assert not any(
            BEFORE.fingerprint("address", "sms", address(0)) == row[0]
            for row in connection.execute(select(contacts.c.address_key))
        )
    assert rotate(database) == 0, "a second time, there is nothing to do"


def test_people_write_while_everything_is_sealed_anew(database: Database) -> None:
    """Processes with the old key first and with the new key first, the same webhooks at both, new people among them: nobody is doubled, nothing is lost."""
    fill(using(database, BEFORE))
    stop = threading.Event()
    rounds = iter(range(10_000))
    lock = threading.Lock()

    def webhooks(cipher: Cipher, other: Cipher) -> None:
        with ThreadPoolExecutor(2) as both, another_process(database) as its:
            while not stop.is_set():
                with lock:
                    turn = next(rounds)
                # The provider tries again before it has its answer, and the other process hears it.
                message = Incoming("sms", f"during-{turn}", address(turn * 7 % (2 * PEOPLE)), "text", f"again {turn}")
                new = list(both.map(lambda each, m=message: using(its, each).journal.receive(m), (cipher, other)))
                assert sorted(new) == [False, True]
                stop.wait(0.02)

    def worker(cipher: Cipher) -> None:
        with another_process(database) as its:
            scene = using(its, cipher)
            while not stop.is_set():
                claim = scene.journal.claim()
                if claim is None:
                    stop.wait(0.05)
                    continue
                with contextlib.suppress(LeaseLost):
                    scene.finish(claim, "heard", state='{"who": "again"}')

    with ThreadPoolExecutor(4) as threads:
        running = [
            threads.submit(webhooks, READY, BETWEEN),
            threads.submit(webhooks, BETWEEN, READY),
            threads.submit(worker, READY),
            threads.submit(worker, BETWEEN),
        ]
        try:
            rotate(database)
            while next(rounds) < 40 and not any(each.done() for each in running):
                rotate(database)
        finally:
            stop.set()
        for each in running:
            each.result(30)
    rotate(database)  # what the processes with the old key first wrote last
    assert left(database) == 0
    after = using(database, AFTER)
    while claim := after.journal.claim():
        after.finish(claim, "heard at last")
    with database.read() as connection:
        addresses = [AFTER.decrypt(row.address) for row in connection.execute(select(contacts.c.address))]
        sent = connection.execute(select(inbox.c.outcome, func.count()).group_by(inbox.c.outcome)).all()
        doubled = connection.execute(select(outbox.c.cause).group_by(outbox.c.cause).having(func.count() > 1)).all()
    assert len(addresses) == len(set(addresses)) == count(database, conversations) > PEOPLE
    assert [outcome for outcome, _ in sent] == ["answered"] and doubled == []
    everything(database, AFTER)


def test_a_first_message_at_two_processes_makes_one_person(database: Database) -> None:
    """One writes with the old key, one with the new, at the same moment."""
    with ThreadPoolExecutor(4) as threads:
        for number in range(20):
            message = [Incoming("sms", f"{number}-{each}", address(number), "text", "hi") for each in range(4)]
            ciphers = (READY, BETWEEN, READY, BETWEEN)
            list(threads.map(lambda m, c: using(database, c).journal.receive(m), message, ciphers))
    assert count(database, contacts) == 20 and count(database, inbox) == 80


def test_what_was_known_under_the_old_key_is_known(database: Database) -> None:
    """A repeated webhook, a person, a delivery report, a call and wrong passwords are found by either key's fingerprint, before and after."""
    old, new = using(database, BEFORE), using(database, BETWEEN)
    old.hears("hello", ANN, channel="sms", key="SM1")
    old.answers("hi")
    old.outbox.sent(old.next_due("sms"), "SM2")
    attempts = Attempts(database, BEFORE)
    for _ in range(PER_NAME):
        attempts.begin("sam", "192.0.2.1")
    leg = BEFORE.fingerprint("call", "CA1")
    for key in ("SM3", "SM4"):
        assert not new.hears("hello", ANN, channel="sms", key="SM1")
        assert new.hears("more", ANN, channel="sms", key=key) and count(database, contacts) == 1
        assert new.outbox.status_changed("sms", "SM2", "delivered", None)
        with pytest.raises(TooMany):
            Attempts(database, BETWEEN).begin("sam", "192.0.2.1")
        assert Calls.is_leg(new, "CA1", leg) and not Calls.is_leg(new, "CA2", leg)  # type: ignore[arg-type]
        rotate(database)
    with database.write() as connection:
        Attempts(database, BETWEEN).forget(connection, "sam")
    Attempts(database, BETWEEN).begin("sam", "192.0.2.1")


def test_a_rotation_that_ended_half_way_is_run_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two batches, it has sealed some; everything is readable; the next one does the rest."""
    fill(using(database, BEFORE))
    said, whole = everything(database, BEFORE), left(database)
    real, batches = resealing._held, itertools.count()

    def held(*arguments: object) -> object:
        if next(batches) == 2:
            raise KeyboardInterrupt
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(resealing, "_held", held)
    monkeypatch.setattr(resealing, "BATCH", 15)
    with pytest.raises(KeyboardInterrupt):
        rotate(database)
    assert 0 < left(database) < whole and everything(database, BETWEEN) == said
    monkeypatch.undo()
    rotate(database)
    assert left(database) == 0 and everything(database, AFTER) == said


def test_what_no_key_opens_stays_as_it_is(database: Database) -> None:
    """It is counted, and stops nothing else from being sealed anew."""
    using(database, Cipher(LOST)).hears("from before", ANN, channel="sms")
    using(database, BEFORE).hears("hello", BOB, channel="sms")
    rotate(database)
    stood = {table.table: table for table in standing(database, BETWEEN)}
    assert (stood["inbox"].present, stood["inbox"].earlier, stood["inbox"].unreadable) == (1, 0, 1)
    assert (stood["contacts"].present, stood["contacts"].addresses, stood["contacts"].unreadable) == (1, 0, 1)


def test_who_was_split_in_two_is_one_again_from_then_on(database: Database) -> None:
    """The key was changed without SECRET_KEY_OLD, and somebody wrote: the later conversation goes on, and a STOP in the earlier one holds."""
    old, between = using(database, BEFORE), using(database, BETWEEN)
    old.hears("hello", ANN, channel="sms")
    claim = old.answers("hi")
    with database.write() as connection:
        old.journal.set_opted_out(connection, claim.conversation_id, True)
    using(database, AFTER).hears("hello again", ANN, channel="sms", key="later")
    later = between.claim()
    assert not later.opted_out
    between.finish(later, "hi again")
    for key in ("more", "still more"):
        assert between.hears("more", ANN, channel="sms", key=key)
        claim = between.answers("yes")
        assert claim.conversation_id == later.conversation_id
        rotate(database)
    assert left(database) == 0 and rotate(database) == 0
    after = using(database, AFTER)
    after.hears("still here", ANN, channel="sms", key="after")
    claim = after.claim()
    assert claim.conversation_id == later.conversation_id and claim.opted_out
    assert count(database, contacts) == 2


def test_rows_that_somebody_holds_are_not_waited_for(database: Database) -> None:
    """On PostgreSQL they are left for another run, so that nothing ever waits in a circle."""
    if database.is_sqlite:
        pytest.skip("on SQLite one writes at a time")
    fill(using(database, BEFORE))
    with database.write() as connection:
        connection.execute(select(conversations.c.id).limit(3).with_for_update()).all()
        rotate(database)
        assert left(database) == 3
    assert rotate(database) == 3 and left(database) == 0
