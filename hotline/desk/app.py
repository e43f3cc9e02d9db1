"""Puts the desk's pages together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute

from connectors.doorbell import Doorbell
from connectors.transcript import Transcript
from hotline.briefing import Brief
from hotline.handoffs import Handoffs
from hotline.lines import Hotline
from hotline.queue import Queue
from hotline.relay import Relay
from hotline.staff import StaffRegister
from porchlight.database import Database
from porchlight.sealing import Cipher


@dataclass(frozen=True)
class DeskParts:
    """What the desk needs of the service.

    secure: the desk is reached by https, so that its cookie may say so. changed: call it after a change, in any thread;
    it wakes delivery and every open desk.
    """

    database: Database
    cipher: Cipher
    transcript: Transcript
    handoffs: Handoffs
    line: Hotline
    staff: StaffRegister
    relay: Relay
    queue: Queue
    brief: Brief
    doorbell: Doorbell
    changed: Callable[[], None]
    secure: bool


def desk_routes(parts: DeskParts) -> list[BaseRoute]:
    """Return every route under /desk."""
    return []
