"""What the assistant could not answer, in people's own words: how a supervisor learns what it should be taught."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.engine import Connection

from connectors.tables import inbox
from hotline.cases import Span
from hotline.figures import UNANSWERED
from porchlight.sealing import Cipher


@dataclass(frozen=True)
class Question:
    """One message without an answer. Nothing says whose it is."""

    at: dt.datetime
    topic: str
    text: str = field(repr=False)


def unanswered(
    connection: Connection, cipher: Cipher, span: Span, mask: Callable[[str], str], limit: int = 50
) -> list[Question]:
    """Return the newest messages of the span that had no answer and are still kept, newest first.

    `mask` takes out what must not be shown. What was sealed with another secret is left out.
    """
    wanted = (
        select(inbox.c.received_at, inbox.c.topic, inbox.c.body)
        .where(
            inbox.c.received_at >= span.since,
            inbox.c.topic.in_(UNANSWERED),
            inbox.c.kind == "text",
            inbox.c.body.is_not(None),
        )
        .order_by(inbox.c.received_at.desc(), inbox.c.id.desc())
        .limit(limit)
    )
    found = []
    for row in connection.execute(wanted):
        try:
            text = str(json.loads(cipher.decrypt(row.body))["text"])
        except InvalidToken:
            continue
        found.append(Question(row.received_at, row.topic, mask(text)))
    return found
