"""Sets the bot up, and fetches Telegram's updates when there is no public address for a webhook."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from connectors.reception import Reception
from connectors.telegram import updates
from connectors.telegram.sender import ALLOWED_UPDATES, set_up

log = structlog.get_logger()


async def stay_reachable(bot: Bot, public_url: str | None, secret_token: str, reception: Reception) -> None:
    """Set the bot up, however long Telegram needs to be reachable, then poll if there is no public address."""
    while True:
        try:
            await bot.initialize()
            await set_up(bot, public_url, secret_token)
            break
        except TelegramError as error:
            log.warning("telegram is not set up yet", error=type(error).__name__)
            await asyncio.sleep(5.0)
    if not public_url:
        await poll(bot, reception)


async def poll(bot: Bot, reception: Reception) -> None:
    """Fetch updates until cancelled. An update is confirmed to Telegram only after the journal has it."""
    offset: int | None = None
    while True:
        try:
            fetched = await bot.get_updates(offset, timeout=25, allowed_updates=ALLOWED_UPDATES)
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(float(wait if isinstance(wait, (int, float)) else wait.total_seconds()))
            continue
        except TelegramError as error:
            log.warning("telegram cannot be reached", error=type(error).__name__)
            await asyncio.sleep(3.0)
            continue
        for update in fetched:
            try:
                message = updates.incoming(update.to_dict())
            except (updates.NotForUs, ValueError, KeyError, TypeError):
                offset = update.update_id + 1
                continue
            if not await reception.keep(message):
                break  # not confirmed: Telegram gives it again
            offset = update.update_id + 1
            if update.callback_query:
                await answer_tap(bot, update.callback_query.id)


async def answer_tap(bot: Bot, callback_query_id: str) -> None:
    """Stop a tapped button's spinner. Cosmetic: a failure is passed over."""
    try:
        await bot.answer_callback_query(callback_query_id)
    except TelegramError as error:
        log.info("button not answered", error=type(error).__name__)
