"""The real python-telegram-bot, and a client without any library, pointed at a double."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.doubles.telegram import FakeTelegram

Deed = Callable[[Bot], Awaitable[Any]]


def with_bot(double: FakeTelegram, deed: Deed, token: str | None = None) -> Any:
    """Do something with a real Bot that waits for a slow machine, and close it."""

    async def run() -> Any:
        patience = HTTPXRequest(read_timeout=60.0, connect_timeout=60.0, connection_pool_size=4)
        bot = Bot(token or double.token, base_url=double.base_url, request=patience)
        try:
            await bot.initialize()
            return await deed(bot)
        finally:
            await bot.shutdown()

    return asyncio.run(run())


def raw(double: FakeTelegram, method: str, params: dict[str, Any]) -> Any:
    """A call in JSON, as a client without a library would make it."""
    return httpx.post(f"{double.base_url}{double.token}/{method}", json=params, timeout=60.0).json()
