"""Messages are in the journal before their providers are told so, and those that come together are written together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest
from sqlalchemy import event

from connectors.messages import Incoming
from connectors.reception import Reception
from connectors.tables import inbox
from porchlight.database import Database
from tests.connectors.scene import ANN, BOB, CAT, Scene


def message(number: int, who: str = ANN) -> Incoming:
    """Return one person's message, numbered."""
    return Incoming("sms", f"SM{number}", who, text=f"message {number}")


def kept(scene: Scene, messages: Sequence[Incoming], rung: list[int] | None = None) -> list[bool | BaseException]:
    """Bring messages at the same moment; return what became of each."""
    reception = Reception(scene.journal, lambda: (rung if rung is not None else []).append(1), patience=0.0)

    async def bring() -> list[bool | BaseException]:
        return await asyncio.gather(*(reception.keep(each) for each in messages), return_exceptions=True)

    return asyncio.run(bring())


def test_those_that_come_together_share_transactions(scene: Scene) -> None:
    """All are kept, each person's in the order they came, and whoever answers is rung once a transaction."""
    commits: list[int] = []
    event.listen(scene.database.engine, "commit", lambda connection: commits.append(1))
    rung: list[int] = []
    people = (ANN, BOB, CAT)
    assert kept(scene, [message(number, people[number % 3]) for number in range(60)], rung) == [True] * 60
    assert len(commits) == len(rung) <= 3
    said: dict[str, list[str]] = {}
    for _ in people * 20:
        claim = scene.claim()
        said.setdefault(claim.conversation_id, []).append(claim.text)
        scene.finish(claim)
    assert [len(each) for each in said.values()] == [20, 20, 20]
    assert all(each == sorted(each, key=lambda text: int(text.split()[1])) for each in said.values())


def test_a_message_that_comes_twice_at_once_is_kept_once(scene: Scene) -> None:
    """A provider that is impatient; both requests are told that it was kept."""
    assert kept(scene, [message(1), message(1)]) == [True, True]
    assert len(scene.rows(inbox)) == 1


def test_one_that_cannot_be_kept_hinders_no_other(scene: Scene) -> None:
    """Its own request fails; the others are kept."""
    unwritable = Incoming("sms", "SM2", ANN, text=cast(str, object()))
    first, broken, last = kept(scene, [message(1), unwritable, message(3)])
    assert (first, last) == (True, True)
    assert isinstance(broken, TypeError)
    assert len(scene.rows(inbox)) == 2


@pytest.mark.sqlite
def test_while_the_database_is_locked_all_are_told_so(scene: Scene) -> None:
    """None of them is acknowledged, and none of them waits for the others' tries."""
    scene.journal.database = Database(scene.database.url, wait=0.1)
    with scene.database.write():
        assert kept(scene, [message(number) for number in range(5)]) == [False] * 5
    assert scene.rows(inbox) == []


def test_who_hangs_up_is_kept_all_the_same(scene: Scene) -> None:
    """The provider sends it again, and is told then."""
    reception = Reception(scene.journal, lambda: None)

    async def hang_up() -> None:
        under_way = asyncio.create_task(reception.keep(message(1)))
        await asyncio.sleep(0)
        under_way.cancel()
        assert await reception.keep(message(2))

    asyncio.run(hang_up())
    assert scene.claim().text == "message 1"
