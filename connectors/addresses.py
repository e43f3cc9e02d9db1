"""What a contact is found by: a keyed fingerprint of the address, which a change of SECRET_KEY makes anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from connectors.tables import contacts
from porchlight.sealing import Cipher


@dataclass(frozen=True)
class Known:
    """One contact: which it is, and its unsealed address."""

    conversation_id: str
    channel: str
    address: str = field(repr=False)


def is_found(cipher: Cipher, known: Known, address_key: str) -> bool:
    """Say whether a contact has its fingerprint under the present key already."""
    return address_key in (_own(cipher, known), _set_aside(cipher, known))


def find_by_present_key(connection: Connection, cipher: Cipher, known: Known) -> str:
    """Return the fingerprint to find a contact by from now on, in the transaction that is to write it.

    Where the key was changed without the old one at hand (SECRET_KEY_OLD), whoever wrote after it became a second
    contact. Then that one keeps being found, and this one gets a fingerprint that no message leads to: it stays
    readable at the desk. An opt-out in this one holds in that one too.
    """
    own = _own(cipher, known)
    another = (contacts.c.channel == known.channel) & (contacts.c.address_key == own)
    if connection.execute(select(contacts.c.id).where(another)).first() is None:
        return own
    mine = contacts.c.conversation_id == known.conversation_id
    opted_out_at = select(contacts.c.opted_out_at).where(mine)
    earlier = connection.execute(opted_out_at).scalar()
    both = func.coalesce(contacts.c.opted_out_at, earlier)
    connection.execute(update(contacts).where(another).values(opted_out_at=both))
    return _set_aside(cipher, known)


def _own(cipher: Cipher, known: Known) -> str:
    return cipher.fingerprint("address", known.channel, known.address)


def _set_aside(cipher: Cipher, known: Known) -> str:
    return cipher.fingerprint("address set aside", known.channel, known.address, known.conversation_id)
