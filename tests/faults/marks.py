"""The marks that a process leaves on what it holds, and that outlive it when it is killed."""

from __future__ import annotations

from sqlalchemy import select, update

from connectors.outbox import SENDING
from connectors.tables import conversations
from porchlight.database import now
from tests.service import Service


def a_minute_passes(service: Service) -> int:
    """Let the marks of whoever was sending run out: until then nobody knows whether the dead still send.

    Returns on how many people there was one; none lasted longer than it may.
    """
    sending_until = conversations.c.sending_until
    with service.ledger.database.write() as connection:
        left = list(connection.execute(select(sending_until).where(sending_until.is_not(None))).scalars())
        assert all(until - now() <= SENDING for until in left)
        past = update(conversations).where(sending_until.is_not(None))
        connection.execute(past.values(sending_until=now() - SENDING / 60))
    return len(left)
