"""A database that holds something is migrated with what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from facilities_db import codes
from facilities_db.geography import seed_places
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import facility, find
from hotline.handoffs import Handoffs
from porchlight.database import Database
from porchlight.schema import _config, migrate
from tests.porchlight.postgres import MigratedServer

CAMBRIDGE = PlaceFound("Cambridge, MA", 42.3647, -71.1042, "MA")


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of the first version with two programs, one of them gone, and an import."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('old')}/old.db")
        _fill(database)
        yield database
        database.dispose()
        return
    server: MigratedServer = request.getfixturevalue("postgresql")
    with server.database(template="template0") as database:
        _fill(database)
        yield database


def _fill(database: Database) -> None:
    with database.write() as connection:
        command.upgrade(_config(connection), "0001")
        for number, (name, gone) in enumerate((("Harbor House", None), ("Elm House", "2026-01-01 00:00:00")), start=1):
            connection.execute(
                text(
                    "INSERT INTO facilities (id, key, name, name2, street, street2, city, state, zip, lat, lng, earth_x,"
                    " earth_y, earth_z, phone, intake_phone, services, code_bits, edition, sample, gone_at) VALUES"
                    " (:id, :key, :name, '', '1 Main St', '', 'Cambridge', 'MA', '02139', 42.3647, -71.1042, 0.2392,"
                    " -0.6990, 0.6738, '617-555-0100', '', ' OIT CARF ACC WN FEM ', :bits, '2024', :no, :gone)"
                ),
                {
                    "id": number,
                    "key": hashlib.sha256(name.encode()).hexdigest(),
                    "name": name,
                    "no": False,
                    "gone": gone,
                    "bits": codes.bits(["OIT", "WN"]),
                },
            )
        connection.execute(
            text(
                "INSERT INTO imports (id, imported_at, file_name, format, edition, rows)"
                " VALUES (1, '2026-01-01 00:00:00', 'directory_2024.csv', 'SAMHSA', '2024', 2)"
            )
        )
        at = "2026-01-01 10:00:00"
        for statement in (
            "INSERT INTO conversations (id, channel, created_at) VALUES ('c1', 'sms', :at)",
            "INSERT INTO contacts (id, channel, address_key, address, conversation_id)"
            " VALUES (1, 'sms', 'k', :sealed, 'c1')",
            "INSERT INTO inbox (id, provider_key, conversation_id, kind, body, received_at)"
            " VALUES (1, 'p', 'c1', 'text', :sealed, :at)",
            "INSERT INTO outbox (id, conversation_id, cause, part, body, has_choices, created_at, status, due_at)"
            " VALUES (1, 'c1', 1, 0, :sealed, :no, :at, 'pending', :at)",
            "INSERT INTO handoffs (id, code, conversation_id, opened_at, reason, urgent, status, channel, story)"
            " VALUES (1, '7KR4', 'c1', :at, 'asked_for_person', :no, 'waiting', 'sms', :sealed)",
        ):
            values = {"at": at, "sealed": b"sealed", "no": False}
            connection.execute(text(statement), {name: values[name] for name in values if f":{name}" in statement})


def test_people_and_what_they_wait_for_are_kept(old: Database) -> None:
    """Nobody who wrote before an upgrade is lost by it: the message, the reply that is due, the place in the queue."""
    migrate(old)
    with old.read() as connection:
        for table in ("conversations", "contacts", "inbox", "outbox", "handoffs"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 1, table
        touched = connection.execute(text("SELECT touched_at = created_at FROM conversations")).scalar_one()
        assert touched
    (waiting,) = Handoffs(old).waiting()
    assert (waiting.code, waiting.conversation_id, waiting.wish) == ("7KR4", "c1", None)


def test_listings_are_kept_and_searched(old: Database) -> None:
    """Under their numbers, with what the new columns say of them; evenings are not ruled out."""
    migrate(old)
    with old.write() as connection:
        seed_places(connection)
    with old.read() as connection:
        for needs in (Needs(), Needs(evenings=True), Needs(tracks=("women",))):
            result = find(connection, CAMBRIDGE, needs)
            assert ([match.name for match in result.matches], result.gave_up) == (["Harbor House"], ())
        gone = facility(connection, 2)
        assert gone is not None and gone.name == "Elm House"
        row = connection.execute(text("SELECT source, signs, city_folded FROM facilities WHERE id = 1")).one()
        assert tuple(row) == ("samhsa", 2, "cambridge")
        assert connection.execute(text("SELECT source FROM imports")).scalar_one() == "samhsa"


def test_there_is_a_way_back(old: Database) -> None:
    """To the first version and forth again, with the listings."""
    migrate(old)
    with old.write() as connection:
        command.downgrade(_config(connection), "0001")
    migrate(old)
    with old.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM facilities")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 1
