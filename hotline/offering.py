"""How a person can be reached right now: which line, who is there, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS
from hotline.handoffs import Wish
from hotline.lines import Hotline, Offer
from hotline.staff import StaffRegister
from hotline.tables import staff
from porchlight.database import Database


class CanRing(Protocol):
    """Whether Porchlight itself can make calls."""

    @property
    def set_up(self) -> bool: ...


@dataclass(frozen=True)
class Reach:
    """What a person may be told. `staffed`: somebody is at the desk now. `wishes`: what they may choose from."""

    offer: Offer
    staffed: bool = False
    wishes: tuple[Wish, ...] = ()

    @property
    def may_come(self) -> bool:
        """Whether somebody of the staff may write now: the line is staffed, or the desk is."""
        return self.offer.open or self.staffed


class Offering:
    """Looks at the line, the desk and the clock.

    The worst that can happen: somebody is said to be there who is not. The promise that goes with a chat ends after
    minutes, and the person is told then.
    """

    def __init__(self, database: Database, line: Hotline, register: StaffRegister, calls: CanRing) -> None:
        self._database = database
        self._line = line
        self._register = register
        self._calls = calls

    def now(self, channel: str) -> Reach:
        """Return how somebody on this channel can be reached at this moment.

        Without anybody on the staff there is nothing to choose: the number is what there is.
        """
        offer = self._line.offer()
        with self._database.read() as connection:
            if not _has_desk(connection):
                return Reach(offer)
            staffed = bool(self._register.on_shift(connection))
        wishes: list[Wish] = ["chat"]
        if self._calls.set_up and offer.open and not CHANNELS[channel].simulated:
            wishes.append("call_now")
        if self._line.configured:
            wishes.append("call_at")
        return Reach(offer, staffed, (*wishes, "will_call"))


def _has_desk(connection: Connection) -> bool:
    able = select(staff.c.id).where(staff.c.disabled_at.is_(None), staff.c.role != "auditor")
    return connection.execute(able.limit(1)).first() is not None
