"""Telegram's queue of updates: what getUpdates confirms, keeps and waits for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .telegram_updates import Update

ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


class PollConflict(Exception):
    """Another getUpdates began: of two pollers the older one is turned away."""


class UpdateQueue:
    """Updates wait here until a call with a higher offset confirms them, exactly as the Bot API says."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Update] = []
        self._allowed: list[str] | None = None
        self._poll = 0

    def push(self, update: Update) -> bool:
        """Queue an update, unless it is of a kind the bot has not asked for: then False."""
        kinds = set(update) - {"update_id"}
        with self._lock:
            wanted = kinds <= set(self._allowed) if self._allowed else not kinds & ON_REQUEST_ONLY
            if wanted:
                self._waiting.append(update)
            return wanted

    def allow(self, kinds: list[str] | None) -> None:
        """Take the kinds asked for; an empty list is the default set, and None leaves all as it was."""
        if kinds is not None:
            with self._lock:
                self._allowed = list(kinds)

    @property
    def allowed(self) -> list[str] | None:
        """The kinds asked for, as getWebhookInfo tells them."""
        return self._allowed

    def pending(self) -> int:
        """How many updates are unconfirmed."""
        with self._lock:
            return len(self._waiting)

    def drop(self) -> None:
        """Forget every unconfirmed update."""
        with self._lock:
            self._waiting.clear()

    def read(self, offset: int, limit: int) -> list[Update]:
        """Confirm what is below the offset (or all but the last -offset); give the earliest of the rest."""
        with self._lock:
            if offset < 0:
                self._waiting = self._waiting[offset:]
            elif offset > 0:
                self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
            return self._waiting[:limit]

    async def poll(
        self, offset: int, limit: int, timeout: float, gone: Callable[[], Awaitable[bool]]
    ) -> list[dict[str, Any]]:
        """Wait for updates as long as the caller wants to, and no longer than the caller stays."""
        self._poll += 1
        mine = self._poll
        end = time.monotonic() + min(timeout, 50)
        while True:
            if mine != self._poll:
                raise PollConflict
            found = self.read(offset, limit)
            if found or time.monotonic() >= end or await gone():
                return found
            await asyncio.sleep(0.01)
