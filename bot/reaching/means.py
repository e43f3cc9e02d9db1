"""What hearing such a message takes, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from bot.hotline_words import say
from connectors.capabilities import CHANNELS
from connectors.journal import Claim
from connectors.messages import Reply
from hotline.callbacks import Callbacks
from hotline.handoffs import Handoff, Handoffs, Wish
from hotline.lines import Hotline
from hotline.offering import Offering, Reach
from porchlight.database import Database, now

Change = Callable[[Connection], object]


class Phone(Protocol):
    """What is needed of `hotline.voice.calls.Calls`."""

    def number(self, connection: Connection, handoff: Handoff) -> str | None: ...

    def want(self, connection: Connection, handoff: Handoff) -> object: ...

    def unwant(self, connection: Connection, handoff: Handoff) -> object: ...

    def give_number(self, connection: Connection, conversation_id: str, number: str) -> object: ...


@dataclass(frozen=True)
class Reached:
    """What is said, and what is written in the turn's one transaction. No replies: the message is for staff."""

    outcome: str
    replies: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()

    def also(self, *changes: Change) -> Reached:
        """Return the same with more to write."""
        return replace(self, changes=(*self.changes, *changes))


@dataclass(frozen=True)
class Means:
    """The parts of the hotline that are asked. Nothing is written through them before the turn's end."""

    database: Database
    handoffs: Handoffs
    offering: Offering
    line: Hotline
    callbacks: Callbacks
    phone: Phone
    clock: Callable[[], dt.datetime] = now


@dataclass(frozen=True)
class Heard:
    """One message of a person who has an open handoff."""

    means: Means
    claim: Claim
    handoff: Handoff

    def reach(self) -> Reach:
        """Return how this person can be reached now."""
        return self.means.offering.now(self.claim.channel)

    def reply(self, name: str, named: dict[str, str] | None = None, /, **changes: Any) -> Reached:
        """Say a reviewed reply; `changes` go into the handoff's columns."""
        known = self.means.line.offer().named(self.handoff.code)
        words = say(name, CHANNELS[self.claim.channel].form, **known, **(named or {}))
        said = Reached("reaching", (words,))
        if not changes:
            return said
        return said.also(lambda connection: self.means.handoffs.change(connection, self.handoff, **changes))

    def choose(
        self, wish: Wish, name: str, named: dict[str, str] | None = None, /, *, promised: bool = False
    ) -> Reached:
        """Say a reviewed reply, and note how the person would like to be reached."""
        return self.reply(name, named).also(
            lambda connection: self.means.handoffs.choose(connection, self.handoff, wish, promised=promised)
        )
