"""What delivery needs of a provider, and the three ways a send can end."""

from __future__ import annotations

from typing import Protocol

from connectors.messages import Reply

AT_ONCE = 10  # people who are sent something at the same time


class TryLater(Exception):
    """The provider is busy, broken or silent. `after`: the seconds it asked us to wait, when it said."""

    def __init__(self, error: str, after: float | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.after = after


class Refused(Exception):
    """The provider will never take it. `error` is its code; `opted_out` when the person has blocked us."""

    def __init__(self, error: str, *, opted_out: bool = False) -> None:
        super().__init__(error)
        self.error = error
        self.opted_out = opted_out


class Sender(Protocol):
    """Sends one reply to one person through one provider."""

    async def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send it; return the provider's id of it. Raises TryLater or Refused, nothing else.

        The worst that can happen: the provider takes it and the answer is lost; it is then sent again.
        """

    async def close(self) -> None:
        """Let go of connections."""
