"""What a person wrote just before: danger that is not over, and a sentence sent in two pieces."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from connectors.floods import OUTCOME as FLOODED
from connectors.tables import inbox
from porchlight.database import now
from porchlight.sealing import Cipher

# How long someone is asked how they are after danger: a day, and so many messages.
_DANGER_LASTS = dt.timedelta(hours=24)
_MESSAGES = 8
# What a turn did with words that a person of the staff reads, that only say how to be reached, or that came in a flood:
# they got no answer.
_NOT_ANSWERED = ("to_staff", "reaching", FLOODED)
# Two messages that come closer together than this may be one sentence.
_SAME_SENTENCE = dt.timedelta(minutes=10)
# Made once: each turn asks both.
_handled = (
    select(inbox.c.kind, inbox.c.body, inbox.c.received_at, inbox.c.outcome, inbox.c.crisis)
    .where(
        inbox.c.conversation_id == bindparam("whose"), inbox.c.id < bindparam("before"), inbox.c.outcome.is_not(None)
    )
    .order_by(inbox.c.id.desc())
)
_last = _handled.limit(1)
# However much they wrote to somebody of the staff, or while they waited for one: the danger is not over for it.
_counted = _handled.where(or_(inbox.c.outcome.not_in(_NOT_ANSWERED), inbox.c.crisis.is_not(None))).limit(_MESSAGES)


@dataclass(frozen=True)
class Danger:
    """The last danger seen. `outcome`: what the turn did about it. `since`: how many were answered after it.

    `last`: what was done with the last of them; the same as `outcome` where nothing came after.
    """

    crisis: str
    outcome: str
    since: int
    last: str = ""


@dataclass(frozen=True)
class Lately:
    """What came before a message. `words`: the message before it, if it came minutes ago."""

    words: str = field(default="", repr=False)
    danger: Danger | None = None


def lately(connection: Connection, cipher: Cipher, conversation_id: str, before: int) -> Lately:
    """Look back from the message with the inbox id `before`."""
    asked = {"whose": conversation_id, "before": before}
    last: Any = connection.execute(_last, asked).first()
    if last is None:
        return Lately()
    rows = connection.execute(_counted, asked).all()
    moment, words = now(), ""
    if last.kind == "text" and last.body and moment - last.received_at < _SAME_SENTENCE:
        with contextlib.suppress(InvalidToken):  # sealed with another SECRET_KEY: what comes now can still be read
            words = str(json.loads(cipher.decrypt(last.body))["text"])
    for since, row in enumerate(rows):
        if row.crisis and moment - row.received_at < _DANGER_LASTS:
            return Lately(words, Danger(row.crisis, row.outcome, since, rows[0].outcome))
    return Lately(words)
