"""Sends through Telegram's Bot API, and sets the bot up: its commands and where its updates go."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from connectors.capabilities import TELEGRAM
from connectors.messages import Reply, Venue
from connectors.rendering import pin, shown_text, split
from connectors.sending import Refused, TryLater
from porchlight.languages import ENGLISH, languages, marked, phrase, speaking
from porchlight.settings import TelegramSettings

_COMMANDS = (
    ("start", marked("Begin")),
    ("help", marked("What you can ask")),
    ("human", marked("Talk to a person")),
    ("privacy", marked("What is kept")),
    ("stop", marked("No more messages")),
    ("forget", marked("Erase what is kept")),
)
ALLOWED_UPDATES = ["message", "callback_query"]


def make_bot(settings: TelegramSettings) -> Bot:
    """Return a bot that talks to the configured Bot API server. It connects on first use."""
    return Bot(
        settings.bot_token,
        base_url=f"{settings.api_url}/bot",
        request=HTTPXRequest(connection_pool_size=16, read_timeout=10, write_timeout=10, connect_timeout=5),
        get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=35, connect_timeout=5),
    )


class TelegramSender:
    """One bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send one reply, in pieces when it is longer than Telegram takes; buttons hang on the last.

        A pin goes first: its failure leaves nothing half said, and the text with the number to call stands below it.
        """
        venue = pin(reply, TELEGRAM)
        if venue and not await self._pinned(address, venue):
            reply = replace(reply, venue=replace(venue, position=None))
        pieces = split(shown_text(reply, TELEGRAM), TELEGRAM.max_characters)
        message_id = None
        for piece in pieces:
            markup = _markup(reply, outbox_id) if piece is pieces[-1] else None
            message_id = await self._taken(
                self._bot.send_message(
                    int(address),
                    piece,
                    reply_markup=markup,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            )
        return f"{address}:{message_id}"

    async def _pinned(self, address: str, venue: Venue) -> bool:
        """Send a pin; False when that fails and a link has to do. What would stop the text as well is raised."""
        latitude, longitude = venue.position or (None, None)
        try:
            await self._taken(
                self._bot.send_venue(
                    int(address), latitude=latitude, longitude=longitude, title=venue.title, address=venue.address
                )
            )
        except TryLater as problem:
            if problem.after is not None:
                raise
            return False
        except Refused as problem:
            if problem.opted_out:
                raise
            return False
        return True

    async def _taken(self, sending: Awaitable[Message]) -> int:
        """Wait for Telegram to take a message; return its id there."""
        try:
            sent = await sending
        except RetryAfter as error:
            wait = error.retry_after
            raise TryLater("429", float(wait if isinstance(wait, (int, float)) else wait.total_seconds())) from None
        except Forbidden:
            raise Refused("403", opted_out=True) from None
        except (BadRequest, InvalidToken) as error:
            raise Refused(type(error).__name__) from None
        except (NetworkError, TelegramError, ValueError) as error:
            # Never the error's text: it may hold what was sent.
            raise TryLater(type(error).__name__) from None
        return sent.message_id

    async def close(self) -> None:
        """Close the bot's connections."""
        await self._bot.shutdown()


def _markup(reply: Reply, outbox_id: int) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if reply.ask_location and not reply.choices:
        button = KeyboardButton(phrase("Share my location"), request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    if not reply.choices:
        return None
    # The data names the row that offered the choice, so that an old button still means what it said.
    buttons = [
        InlineKeyboardButton(choice.title, callback_data=choice_token(outbox_id, number))
        for number, choice in enumerate(reply.choices)
    ]
    return InlineKeyboardMarkup([[button] for button in buttons])


def choice_token(outbox_id: int, number: int) -> str:
    """Return what a button carries: the reply's row and the choice's place in it, from 0 (64 bytes at most)."""
    return f"{outbox_id}:{number}"


async def set_up(bot: Bot, public_url: str | None, secret_token: str) -> None:
    """Tell Telegram our commands, in every language, and where to send updates: nowhere without a public URL.

    Raises telegram.error.TelegramError when Telegram cannot be reached or refuses.
    """
    for language in languages():
        with speaking(language):
            words = [BotCommand(name, phrase(text)) for name, text in _COMMANDS]
        # The English ones are for everybody whose Telegram speaks a language that we do not.
        await bot.set_my_commands(words, language_code=None if language == ENGLISH else language)
    if public_url:
        await bot.set_webhook(
            f"{public_url}/webhooks/telegram", secret_token=secret_token, allowed_updates=ALLOWED_UPDATES
        )
    else:
        await bot.delete_webhook()
