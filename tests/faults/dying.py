"""A web or a worker that is killed at a stage of its work: `python -m tests.faults.dying worker claimed`.

It is the real process, put together by `porchlight.bootstrap`. Only one method of one part kills it, with no chance to
put anything in order: what `kill -9`, a power cut or the kernel's memory killer do.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import porchlight.cli  # noqa: F401  # sets the environment, before anything of Rasa is imported
from connectors.messages import Reply
from connectors.sms.sender import TwilioSender
from porchlight.bootstrap import Parts, make_web
from porchlight.commands import processes
from porchlight.commands.configured import settings_or_exit
from porchlight.database import Database


def die() -> None:
    """End here."""
    os.kill(os.getpid(), signal.SIGKILL)


def dies_before(part: Any, method: str) -> None:
    """Be killed as soon as this method of this part is called."""
    setattr(part, method, lambda *_given, **_named: die())


def dies_after(part: Any, method: str, when: Callable[[Any], bool] = lambda result: True) -> None:
    """Be killed as soon as this method of this part has done its work, if its result is such."""
    real = getattr(part, method)

    def last(*given: Any, **named: Any) -> Any:
        result = real(*given, **named)
        if when(result):
            die()
        return result

    setattr(part, method, last)


def _dies_deciding(parts: Parts) -> None:
    """The turn has its answer, and begins the transaction in which it would write it; others have a database too."""
    parts.database = Database(parts.settings.database_url)
    dies_before(parts.database, "write")


class LastSms:
    """Sends one text; the process is killed before anybody is told that it was taken."""

    def __init__(self, parts: Parts) -> None:
        assert parts.settings.twilio
        self._real = TwilioSender(parts.settings.twilio, parts.settings.public_url)

    async def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send it, and end."""
        await self._real.send(address, reply, outbox_id)
        die()
        return None

    async def close(self) -> None:
        """Let go of the real one."""
        await self._real.close()


Stages = dict[str, Callable[[Parts], None]]
# In the order in which a message comes by.
WORKER: Stages = {
    "claimed": lambda parts: dies_after(parts.journal, "claim_several", bool),
    "decided": _dies_deciding,
    "written": lambda parts: dies_after(parts.journal, "finish"),  # and not committed
    "committed": lambda parts: dies_before(parts.doorbell, "ring"),
    "rung": lambda parts: dies_after(parts.doorbell, "ring"),
}
WEB: Stages = {
    "kept": lambda parts: dies_after(parts.journal, "receive_all"),  # and the provider not told
    "written": WORKER["written"],  # its own answer to danger, not committed
    "taken": lambda parts: dies_after(parts.outbox, "take_due", bool),
    "delivered": lambda parts: setattr(processes, "make_web", lambda parts: make_web(parts, {"sms": LastSms(parts)})),
    "noted": lambda parts: dies_after(parts.outbox, "sent"),
    "said": lambda parts: dies_after(parts.queue, "say"),  # by staff, whose browser is not told
}


def main(role: str, stage: str, port: str = "") -> None:
    """Be the process."""
    parts = Parts(settings_or_exit())
    {"worker": WORKER, "web": WEB}[role][stage](parts)
    processes.Parts = lambda settings: parts
    if role == "web":
        processes.run_web(parts.settings, "127.0.0.1", int(port))
    else:
        processes.run_worker(parts.settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
