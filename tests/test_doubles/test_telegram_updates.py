"""FakeTelegram's long poll and the updates it hands out, read by the real python-telegram-bot."""

from __future__ import annotations

import asyncio
import time

import pytest
from telegram import (
    Bot,
    Update,
)
from telegram.error import (
    Conflict,
)

from tests.doubles.telegram import FakeTelegram

from .real_bot import with_bot


def test_get_updates(fake_telegram: FakeTelegram) -> None:
    """Updates stay until a higher offset confirms them; limit and negative offset do as documented."""
    for number in range(5):
        fake_telegram.push_update(fake_telegram.updates.text(str(number), update_id=10 + number))

    async def deed(bot: Bot) -> list[list[int]]:
        answers = [
            await bot.get_updates(limit=2),
            await bot.get_updates(),
            await bot.get_updates(offset=12),
            await bot.get_updates(offset=-1),
            await bot.get_updates(offset=15),
        ]
        return [[update.update_id for update in answer] for answer in answers]

    assert with_bot(fake_telegram, deed) == [[10, 11], [10, 11, 12, 13, 14], [12, 13, 14], [14], []]
    assert fake_telegram.queue.pending() == 0 and fake_telegram.invalid == []


def test_long_poll(fake_telegram: FakeTelegram) -> None:
    """A poll waits as long as it was asked to, and gives an update at once."""

    async def deed(bot: Bot) -> None:
        began = time.monotonic()
        assert await bot.get_updates(timeout=1) == ()
        assert time.monotonic() - began > 0.9
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.2)
        fake_telegram.push_update(fake_telegram.updates.text("now"))
        (update,) = await asyncio.wait_for(poll, 60)
        assert update.message is not None and update.message.text == "now"

    with_bot(fake_telegram, deed)


def test_two_polls(fake_telegram: FakeTelegram) -> None:
    """Of two pollers the older is turned away, as when a bot runs twice."""

    async def deed(bot: Bot) -> None:
        older = asyncio.create_task(bot.get_updates(timeout=30))
        while not fake_telegram.attempts or fake_telegram.attempts[-1][0] != "getUpdates":
            await asyncio.sleep(0.01)
        async with Bot(fake_telegram.token, base_url=fake_telegram.base_url) as twin:
            await twin.get_updates()
            with pytest.raises(Conflict):
                await asyncio.wait_for(older, 60)

    with_bot(fake_telegram, deed)


def test_poller_who_leaves(fake_telegram: FakeTelegram) -> None:
    """A poller that went away takes no update with it: the next one gets it."""

    async def deed(bot: Bot) -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(bot.get_updates(timeout=5), 0.2)
        fake_telegram.push_update(fake_telegram.updates.text("still here"))
        assert len(await bot.get_updates()) == 1

    with_bot(fake_telegram, deed)


def test_allowed_updates(fake_telegram: FakeTelegram) -> None:
    """Kinds that the bot did not ask for never reach it."""
    with_bot(fake_telegram, lambda bot: bot.get_updates(allowed_updates=["message"]))
    assert fake_telegram.push_update(fake_telegram.updates.text("hi"))
    assert not fake_telegram.push_update(fake_telegram.updates.channel_post("news"))


def test_builders_keep_the_contract(fake_telegram: FakeTelegram) -> None:
    """Every update a test can build is one Telegram could send, and the library reads it."""
    make = fake_telegram.updates
    updates = [
        make.text("/start X", language="es"),
        make.group_message("hello"),
        make.edited_message("hullo"),
        make.channel_post("news"),
        make.my_chat_member("kicked"),
        make.my_chat_member("member", before="kicked"),
        make.sticker(),
        make.voice(),
        make.photo("look"),
        make.photo(),
        make.location(38.9, -77.04),
        make.contact("+12025550143"),
        make.callback_query("yes"),
        make.text("again", update_id=7),
    ]
    ids = [update["update_id"] for update in updates]
    assert ids[:-1] == sorted(set(ids[:-1])) and ids[-1] == 7
    for update in updates:
        assert fake_telegram.contract.check_object("Update", update) == []
        read = Update.de_json(update, None)
        assert read is not None and read.effective_chat is not None
    if fake_telegram.spec_checked:
        assert fake_telegram.contract.check_object("Update", {"update_id": 1, "message": {"text": "x"}})
