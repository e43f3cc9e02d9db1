"""The telephone exchange of one web process: what makes calls, and what Twilio asks during them."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from connectors.doorbell import Doorbell
from hotline.handoffs import Handoffs
from hotline.lines import Hotline
from hotline.relay import Relay
from hotline.voice.calls import Calls
from hotline.voice.dialling import Dialler
from hotline.voice.outcomes import Outcomes
from hotline.voice.steps import Steps
from hotline.voice.switchboard import Switchboard
from hotline.voice.trunk import Trunk
from hotline.voice.webhooks import PATIENCE, VoiceWebhooks
from porchlight.database import Database

# Seconds. An answer of Twilio's that comes later is not needed: see Switchboard.
_FINISH_WITHIN = 5.0


class Exchange:
    """Puts the parts of `hotline.voice` together. Without a trunk it makes no calls and answers Twilio 404."""

    def __init__(
        self,
        trunk: Trunk | None,
        database: Database,
        handoffs: Handoffs,
        calls: Calls,
        relay: Relay,
        line: Hotline,
        changed: Callable[[], None],
        patience: float = PATIENCE,
    ) -> None:
        """`changed` is called after each change; it must not wait. `patience`: seconds to wait for the database."""
        outcomes = Outcomes(relay, line)
        steps = Steps(trunk, database, handoffs, calls, outcomes) if trunk else None
        self.switchboard = Switchboard(database, handoffs, calls, outcomes, Dialler(trunk), changed) if trunk else None
        self._webhooks = VoiceWebhooks(steps, changed, patience)

    def routes(self) -> list[Route]:
        """Return the routes for Twilio."""
        return self._webhooks.routes()

    async def run(self, doorbell: Doorbell) -> None:
        """Make calls until cancelled."""
        if self.switchboard is None:
            return
        listener = doorbell.listen("outbox")
        try:
            await self.switchboard.run(listener)
        finally:
            listener.close()
            await self.switchboard.finish(_FINISH_WITHIN)
