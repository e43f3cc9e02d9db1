"""Fills a database with made-up people: who wrote, what was answered, who waits for a person and who has waited."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from typing import Any

from sqlalchemy import Table

from connectors.messages import Reply
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.codes import new_code
from hotline.handoffs import OUTCOMES
from hotline.tables import handoffs
from porchlight.database import Database, now
from porchlight.sealing import Cipher

REASONS = ("asked_for_person", "callback", "crisis_suicide", "crisis_withdrawal", "concern_third_person", "trouble")
_TOPICS = ("cost", "find_facility", "insurance_coverage", "detox_withdrawal_info", "nlu_fallback", "talk_to_human")
_SAID = (
    "can i keep my job while i do this", "how much does it cost", "i need help tonight", "my son is using again",
    "do you take medicaid", "iop near 02139", "is anybody there", "i want to talk to someone",
)  # fmt: skip
_AT_ONCE = 2_000


def number_of(person: int) -> str:
    """Return the phone number of the person with this place in the list."""
    return f"+1202{5_000_000 + person}"


def fill(database: Database, cipher: Cipher, people: int, waiting: int, *, messages: int = 10, seed: int = 1) -> None:
    """Add `people` conversations with `messages` on each side; `waiting` of them, the first ones, have an open handoff.

    A third of the others had a handoff that is closed.
    """
    chance = random.Random(seed)
    sealed = [cipher.encrypt(json.dumps({"text": text})) for text in _SAID]
    replies = [cipher.encrypt(Reply(f"An answer to: {text}").to_json()) for text in _SAID]
    made: dict[Table, list[dict[str, Any]]] = {
        table: [] for table in (conversations, contacts, inbox, outbox, handoffs)
    }
    codes = iter(new_code, None)
    used: set[str] = set()
    for person in range(people):
        began = now() - dt.timedelta(minutes=chance.uniform(1, 60) if person < waiting else chance.uniform(60, 20_000))
        conversation = f"made-up-{seed}-{person}"
        made[conversations].append(
            {"id": conversation, "channel": "sms", "created_at": began, "welcomed_at": began, "touched_at": began}
        )
        address = number_of(person)
        made[contacts].append(
            {
                "channel": "sms",
                "address_key": cipher.fingerprint("address", "sms", address),
                "address": cipher.encrypt(address),
                "conversation_id": conversation,
            }
        )
        for place in range(messages):
            at, what = began + dt.timedelta(seconds=20 * place), chance.randrange(len(_SAID))
            made[inbox].append(
                {
                    "provider_key": f"{conversation}-{place}",
                    "conversation_id": conversation,
                    "kind": "text",
                    "body": sealed[what],
                    "received_at": at,
                    "handled_at": at,
                    "outcome": "answered",
                    "topic": chance.choice(_TOPICS),
                }
            )
            made[outbox].append(
                {
                    "conversation_id": conversation,
                    "part": 0,
                    "body": replies[what],
                    "has_choices": False,
                    "created_at": at,
                    "due_at": at,
                    "status": "delivered",
                }
            )
        if person < waiting or person % 3 == 0:
            code = next(code for code in codes if code not in used)
            used.add(code)
            made[handoffs].append(_handoff(chance, conversation, code, began, is_open=person < waiting))
        if len(made[conversations]) >= _AT_ONCE:
            _write(database, made)
    _write(database, made)


def _handoff(
    chance: random.Random, conversation: str, code: str, began: dt.datetime, *, is_open: bool
) -> dict[str, Any]:
    reason = chance.choice(REASONS)
    taken = None if is_open else began + dt.timedelta(seconds=chance.expovariate(1 / 90))
    return {
        "code": code,
        "conversation_id": conversation,
        "opened_at": began,
        "reason": reason,
        "urgent": reason.startswith("crisis"),
        "status": "waiting" if is_open else "closed",
        "channel": "sms",
        "wish": chance.choice((None, "chat", "will_call")),
        "taken_at": taken,
        "closed_at": taken and taken + dt.timedelta(minutes=chance.uniform(2, 40)),
        "outcome": None if is_open else chance.choice(list(OUTCOMES)),
    }


def _write(database: Database, made: dict[Table, list[dict[str, Any]]]) -> None:
    with database.write() as connection:
        for table, rows in made.items():
            for part in itertools.count():
                some = rows[part * _AT_ONCE : (part + 1) * _AT_ONCE]
                if not some:
                    break
                connection.execute(table.insert(), some)
            rows.clear()
