"""Reaches whoever is on call: by SMS, Telegram, e-mail, a webhook, or whatever else apprise knows."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import structlog

log = structlog.get_logger()

# In seconds, for each step of a conversation with a mail or web server.
_PATIENCE = 10.0
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Pager(Protocol):
    """Sends pages to a list of addresses, which are called by their number, from 1."""

    def __len__(self) -> int:
        """Return how many addresses there are."""

    def send(self, number: int, code: str, waited: dt.timedelta) -> bool:
        """Send one page, and return whether it was taken. Never raises; may take half a minute."""


class ApprisePager:
    """Pages by apprise addresses, in the order of escalation.

    A page goes over whatever network the operator chose: it holds the code, how long the person has waited and where
    the desk is, and nothing of the person. The addresses hold passwords: they are named by their number only.
    """

    def __init__(self, addresses: Sequence[str], public_url: str | None) -> None:
        self._addresses = tuple(addresses)
        self._queue = f"{public_url}/desk/queue" if public_url else None

    def __len__(self) -> int:
        """Return how many addresses there are."""
        return len(self._addresses)

    def misunderstood(self) -> list[int]:
        """Return the numbers, from 1, of the addresses that apprise cannot use."""
        return [number for number, address in enumerate(self._addresses, 1) if _service(address) is None]

    def warn(self) -> None:
        """Log which addresses cannot be used. Takes a moment: apprise is loaded for it."""
        if numbers := self.misunderstood():
            log.warning("addresses in ONCALL_PAGES are not understood", numbers=numbers)

    def send(self, number: int, code: str, waited: dt.timedelta) -> bool:
        """Send one page, and return whether it was taken."""
        try:
            service = _service(self._addresses[number - 1])
            if service is None:
                return False
            return _deliver(service, f"Porchlight: {code} is waiting", self.text(code, waited))
        except Exception as error:  # apprise has a hundred services, each with errors of its own
            log.warning("a page could not be sent", address=number, error=type(error).__name__)
            return False

    def text(self, code: str, waited: dt.timedelta) -> str:
        """Return all that a page says."""
        said = f"{code} has waited {_spoken(waited)} for a person."
        return f"{said}\n{self._queue}" if self._queue else said


def _deliver(service: Any, title: str, text: str) -> bool:
    from apprise import Apprise, NotifyType

    sender = Apprise()
    sender.add(service)
    return bool(sender.notify(body=text, title=title, notify_type=NotifyType.WARNING))


def _service(address: str) -> Any:
    """Return what sends to an address, made anew each time: one that is kept would wait between its pages."""
    # Late: web needs apprise only when somebody is paged, and it is slow to load.
    from apprise import Apprise

    # It logs addresses, and at every level above.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = Apprise.instantiate(address)
    if service is not None:
        service.socket_connect_timeout = service.socket_read_timeout = _PATIENCE
    return service


def _spoken(waited: dt.timedelta) -> str:
    seconds = int(waited.total_seconds())
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a minute"
