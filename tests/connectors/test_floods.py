"""Whoever writes far too much at once comes after others, keeps their own order, and is known as a flood."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from sqlalchemy import event

from connectors.floods import OUTCOME, PER_MINUTE, Flood
from connectors.journal import Claim
from connectors.tables import conversations, inbox
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago


def _floods(scene: Scene, who: str = ANN, more: int = 3) -> None:
    for number in range(PER_MINUTE + more):
        scene.hears(f"{who} {number}", who)


def _claims(scene: Scene, outcome: str = "answered") -> list[Claim]:
    """Claim and handle everything there is; a message of a flood gets the outcome of one."""
    claims = []
    while (claim := scene.journal.claim()) is not None:
        claims.append(claim)
        with scene.database.write() as connection:
            scene.journal.finish(connection, claim, outcome=OUTCOME if claim.flood else outcome)
    return claims


def test_the_usual_pace_is_no_flood(scene: Scene) -> None:
    """Twenty short texts in a minute are answered in the order in which they came, between everybody else's."""
    for number in range(PER_MINUTE):
        scene.hears(f"{ANN} {number}")
    scene.hears("bob", BOB)
    claims = _claims(scene)
    assert [claim.text for claim in claims] == [*(f"{ANN} {number}" for number in range(PER_MINUTE)), "bob"]
    assert not any(row.behind for row in scene.rows(inbox)) and not any(claim.flood for claim in claims)


def test_others_come_before_a_flood(scene: Scene) -> None:
    """From the twenty-first on they wait until nobody else does, and are told apart as a flood."""
    _floods(scene)
    scene.hears("bob", BOB)
    scene.hears("cat", CAT)
    claims = _claims(scene)
    assert [claim.text for claim in claims[PER_MINUTE:]] == ["bob", "cat", *(f"{ANN} {20 + n}" for n in range(3))]
    assert [claim.flood for claim in claims[PER_MINUTE:]] == [None, None, Flood(False), Flood(True), Flood(True)]


def test_each_persons_order_is_kept(scene: Scene) -> None:
    """What comes when the minute is over waits behind what still waits of the flood, and is none of it."""
    _floods(scene)
    scene.change(inbox, received_at=ago(90))
    scene.hears(f"{ANN} late")
    scene.hears("bob", BOB)
    claims = _claims(scene)
    mine = [claim for claim in claims if claim.text != "bob"]
    assert all(one.inbox_id < other.inbox_id for one, other in pairwise(mine))
    assert mine[-1].text == f"{ANN} late" and claims[PER_MINUTE].text == "bob"
    assert mine[-1].flood is None and mine[-2].flood == Flood(True)


def test_the_next_flood_is_another(scene: Scene) -> None:
    """Ten minutes later they are told once more; and a pause makes somebody like anybody else again."""
    _floods(scene)
    _claims(scene)
    scene.change(inbox, received_at=ago(700))
    scene.hears("an hour later")
    assert not scene.rows(inbox)[-1].behind
    _floods(scene)
    assert [claim.flood for claim in _claims(scene) if claim.flood] == [Flood(False), *[Flood(True)] * 3]


def test_whoever_goes_on_and_on_is_told_once(scene: Scene) -> None:
    """A flood lasts as long as it goes on, however long that is."""
    _floods(scene)
    _claims(scene)
    for _ in range(3):
        for row in scene.rows(inbox):
            with scene.database.write() as connection:
                earlier = row.received_at - dt.timedelta(minutes=5)
                connection.execute(inbox.update().where(inbox.c.id == row.id).values(received_at=earlier))
        _floods(scene)
        assert {claim.flood for claim in _claims(scene)} == {None, Flood(True)}


@pytest.mark.sqlite
def test_a_claim_looks_at_one_message_of_thousands(scene: Scene) -> None:
    """With 2,000 waiting, SQLite goes along an index from the first that is to be answered, and sorts nothing."""
    _floods(scene)
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        seen.append((statement, parameters))

    event.listen(scene.database.engine, "before_cursor_execute", note)
    assert scene.journal.claim() is not None
    event.remove(scene.database.engine, "before_cursor_execute", note)
    (wanted,) = {each for each in seen if "FROM inbox JOIN" in each[0]}
    with scene.database.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted[0]}", wanted[1])]
    assert plan[0] == "SCAN inbox USING INDEX ix_inbox_unhandled"
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_a_try_that_was_none_of_its_own_is_not_counted(scene: Scene) -> None:
    """The database was gone: the message is claimed again as if it had never been."""
    scene.hears()
    scene.journal.give_back(scene.claim(), counted=False)
    assert scene.row(conversations).lease_token is None
    claim = scene.claim()
    assert claim.attempts == 1
    scene.journal.give_back(claim, counted=True)
    assert scene.claim().attempts == 2
