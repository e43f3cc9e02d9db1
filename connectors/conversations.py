"""Which conversation somebody's messages belong to, found by a fingerprint of their number or chat id."""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.engine import Connection

from connectors.tables import contacts, conversations
from porchlight.database import insert_if_absent, now
from porchlight.sealing import Cipher

# Made once: a provider waits while these run.
_by_address_key = select(contacts.c.address_key, contacts.c.conversation_id).where(
    contacts.c.channel == bindparam("channel_name"), contacts.c.address_key.in_(bindparam("keys", expanding=True))
)
_LOCK = text("SELECT pg_advisory_xact_lock(:number)")
_touch = update(conversations).where(conversations.c.id == bindparam("touched")).values(touched_at=bindparam("moment"))


def conversation_of(connection: Connection, cipher: Cipher, channel: str, address: str) -> str:
    """Return the conversation of a phone number or chat id, and mark it as changed; begin one where there is none."""
    keys = cipher.fingerprints("address", channel, address)
    alone_with(connection, keys)
    found = _known(connection, channel, keys)
    if found is not None:
        touch(connection, found)
        return found
    conversation_id = secrets.token_urlsafe(16)
    moment = now()
    connection.execute(
        conversations.insert().values(id=conversation_id, channel=channel, created_at=moment, touched_at=moment)
    )
    row = {
        "channel": channel,
        "address_key": keys[0],
        "address": cipher.encrypt(address),
        "conversation_id": conversation_id,
    }
    if not insert_if_absent(connection, contacts, row):  # two first messages at the same moment
        connection.execute(conversations.delete().where(conversations.c.id == conversation_id))
        return str(_known(connection, channel, keys))
    return conversation_id


def alone_with(connection: Connection, keys: list[str]) -> None:
    """Let nobody else go on with the same fingerprints until this transaction ends.

    While SECRET_KEY changes, two processes may write the same one under different keys, where no unique index helps.
    With one key it does; and on SQLite, one writes at a time anyway.
    """
    if len(keys) > 1 and connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"number": int(min(keys)[:15], 16)})


def _known(connection: Connection, channel: str, keys: list[str]) -> str | None:
    """Return somebody's conversation. Where a lost key had split them in two, it is the one of the latest key."""
    rows = connection.execute(_by_address_key, {"channel_name": channel, "keys": keys})
    found = {row.address_key: str(row.conversation_id) for row in rows}
    return next((found[key] for key in keys if key in found), None)


def touch(connection: Connection, conversation_id: str) -> None:
    """Mark that something about a conversation has changed, in the caller's transaction: the desk looks again."""
    connection.execute(_touch, {"touched": conversation_id, "moment": now()})
