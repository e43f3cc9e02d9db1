"""Carries words from the hotline into the person's own thread: what staff write, and the reviewed words around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS, Form
from connectors.messages import Reply
from connectors.outbox import Outbox
from connectors.tables import contacts
from hotline.handoffs import Handoff
from hotline.language import language_of
from hotline.lines import Hotline
from hotline.staff import Member, NotPossible
from porchlight.languages import speaking

# More than this is a letter; on SMS it would be seven texts.
MAX_TEXT = 1_000


class Words(Protocol):
    """Returns a reviewed reply by its name. Raises KeyError for a name, or a {placeholder}, that nobody knows."""

    def __call__(self, name: str, form: Form, /, **named: str) -> Reply: ...


class Relay:
    """Puts things to say into the outbox, always in the caller's transaction.

    The worst that can happen: the provider refuses it. The outbox keeps the reason, and the desk shows it.
    """

    def __init__(self, outbox: Outbox, words: Words, line: Hotline) -> None:
        self._outbox = outbox
        self._words = words
        self._line = line

    def reachable(self, connection: Connection, handoff: Handoff) -> bool:
        """Say whether anything may be sent: not to someone who has said STOP, on any channel."""
        wanted = select(contacts.c.opted_out_at).where(contacts.c.conversation_id == handoff.conversation_id)
        row = connection.execute(wanted).first()
        return row is not None and row.opted_out_at is None

    def tell(self, connection: Connection, handoff: Handoff, name: str, /, **named: str | Callable[[], str]) -> bool:
        """Say one of the reviewed replies, in the person's language; not, and False, to who wants no more messages.

        What `hotline.lines.Offer.named` returns is known to every reply. Of `named`, what is a function is asked for
        its words once that language is spoken.
        """
        if not self.reachable(connection, handoff):
            return False
        with speaking(language_of(connection, handoff.conversation_id)):
            known = self._line.offer().named(handoff.code)
            own = {key: words if isinstance(words, str) else words() for key, words in named.items()}
            reply = self._words(name, CHANNELS[handoff.channel].form, **(known | own))
        return self._outbox.add(connection, handoff.conversation_id, reply)

    def say(self, connection: Connection, handoff: Handoff, member: Member, text: str, request_key: str) -> bool:
        """Pass on what somebody of the staff wrote; return False when this very request was carried out before.

        Raises NotPossible for an empty or too long text, and for someone who wants no more messages.
        """
        words = text.replace("\r\n", "\n").strip()
        if not words:
            raise NotPossible("Write something first.")
        if len(words) > MAX_TEXT:
            raise NotPossible(f"That is too long: {len(words)} characters, and {MAX_TEXT} fit. Send it in two parts.")
        if not self.reachable(connection, handoff):
            raise NotPossible("They have opted out of messages (STOP). Nothing can be sent until they text START.")
        return self._outbox.add(
            connection, handoff.conversation_id, Reply(words), staff_id=member.id, request_key=request_key
        )
