"""FakeTelegram against the real python-telegram-bot: what passes, what is refused, and what fails."""

from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.doubles.faults import Kind
from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram_updates import GROUP, PERSON

from .real_bot import Deed, with_bot


def test_get_me_and_send(fake_telegram: FakeTelegram) -> None:
    """A plain message is taken, recorded and answered with a Message the library can read."""
    message = with_bot(fake_telegram, lambda bot: bot.send_message(PERSON, "¿Cómo estás? 🌙"))
    sent = fake_telegram.wait_for(1)[0]
    assert (sent.chat_id, sent.text, sent.buttons, sent.keyboard) == (PERSON, "¿Cómo estás? 🌙", [], None)
    assert (message.message_id, message.chat.type, message.from_user.is_bot) == (
        sent.message_id,
        "private",
        True,
    )
    assert fake_telegram.invalid == []


def test_venue(fake_telegram: FakeTelegram) -> None:
    """A venue is taken, recorded as its title and address, and comes back as a Message with a place on it."""
    message = with_bot(fake_telegram, lambda bot: bot.send_venue(PERSON, 42.3631, -71.0, "Harbor", "1 Main St"))
    (sent,) = fake_telegram.sent
    assert (sent.chat_id, sent.text, sent.message_id) == (PERSON, "Harbor\n1 Main St", message.message_id)
    assert (message.venue.title, message.location.latitude, message.text) == ("Harbor", 42.3631, None)
    assert fake_telegram.invalid == []


def test_inline_keyboard(fake_telegram: FakeTelegram) -> None:
    """Inline buttons are recorded row by row, and come back with the message."""
    rows = [
        [InlineKeyboardButton("Yes", callback_data="yes"), InlineKeyboardButton("No", callback_data="no")],
        [InlineKeyboardButton("Site", url="https://example.org/")],
    ]
    markup = InlineKeyboardMarkup(rows)
    message = with_bot(fake_telegram, lambda bot: bot.send_message(PERSON, "?", reply_markup=markup))
    sent = fake_telegram.sent[0]
    assert sent.keyboard == "inline" and message.reply_markup == markup
    assert [[b["text"] for b in row] for row in sent.buttons] == [["Yes", "No"], ["Site"]]
    assert sent.buttons[0][0]["callback_data"] == "yes" and sent.buttons[1][0]["url"] == "https://example.org/"
    assert fake_telegram.invalid == []


def test_reply_keyboard(fake_telegram: FakeTelegram) -> None:
    """The button that asks for a location is seen, and so is the removal of the keyboard."""
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Where I am", request_location=True)]], resize_keyboard=True)

    async def deed(bot: Bot) -> None:
        await bot.send_message(PERSON, "Where?", reply_markup=keyboard)
        await bot.send_message(PERSON, "Thanks", reply_markup=ReplyKeyboardRemove())

    with_bot(fake_telegram, deed)
    assert [sent.keyboard for sent in fake_telegram.sent] == ["reply", "remove"]
    assert fake_telegram.sent[0].buttons[0][0]["request_location"] is True
    assert fake_telegram.invalid == []


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        (lambda bot: bot.send_message(PERSON, ""), "text is empty"),
        (lambda bot: bot.send_message(PERSON, "x" * 4097), "too long"),
        (lambda bot: bot.send_venue(PERSON, 123.0, 1.0, "Nowhere", "1 Main St"), "wrong venue location"),
        (lambda bot: bot.set_webhook("http://example.org/"), "HTTPS"),
        (lambda bot: bot.edit_message_reply_markup(PERSON, 999), "not found"),
        (lambda bot: bot.answer_callback_query("old"), "too old"),
        (lambda bot: bot.set_my_commands([BotCommand("Help me", "x")]), "BOT_COMMAND_INVALID"),
    ],
)
def test_refusals(fake_telegram: FakeTelegram, deed: Deed, refusal: str) -> None:
    """What Telegram refuses is refused in its words, and the library raises them."""
    fake_telegram.stale_callbacks.add("old")
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        with_bot(fake_telegram, deed)
    assert fake_telegram.sent == []


def test_location_button_in_a_group(fake_telegram: FakeTelegram) -> None:
    """A location may be asked for in private chats only."""
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Where I am", request_location=True)]])
    with pytest.raises(BadRequest, match="private chats only"):
        with_bot(fake_telegram, lambda bot: bot.send_message(GROUP, "Where?", reply_markup=keyboard))


def test_blocked(fake_telegram: FakeTelegram) -> None:
    """Somebody who blocked the bot cannot be written to."""
    fake_telegram.blocked.add(PERSON)
    with pytest.raises(Forbidden):
        with_bot(fake_telegram, lambda bot: bot.send_message(PERSON, "x"))


def test_wrong_token(fake_telegram: FakeTelegram) -> None:
    """A wrong token is turned away at the first call."""
    with pytest.raises(InvalidToken):
        with_bot(fake_telegram, lambda bot: bot.get_me(), token="1:wrong")


def test_longest_text_passes(fake_telegram: FakeTelegram) -> None:
    """4096 characters are allowed: the limit is not one too low."""
    with_bot(fake_telegram, lambda bot: bot.send_message(PERSON, "x" * 4096))
    assert fake_telegram.invalid == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (429, RetryAfter),
        (500, NetworkError),
        ("garbage", TelegramError),
        ("drop", NetworkError),
        ("silence", TimedOut),
    ],
)
def test_faults(fake_telegram: FakeTelegram, kind: Kind, expected: type[Exception]) -> None:
    """Every scripted fault reaches the library as its own error; the next call is well."""

    async def deed(bot: Bot) -> None:
        fake_telegram.faults.next(kind, 600)
        with pytest.raises(expected):
            await bot.send_message(PERSON, "one", read_timeout=1.0 if kind == "silence" else 60.0)
        await bot.send_message(PERSON, "two")

    with_bot(fake_telegram, deed)
    assert [sent.text for sent in fake_telegram.sent] == ["two"]


def test_fault_on_one_method(fake_telegram: FakeTelegram) -> None:
    """A fault kept for one method waits for it."""

    async def deed(bot: Bot) -> None:
        fake_telegram.faults.until_cleared(429, on="sendMessage", retry_after=7)
        await bot.send_chat_action(PERSON, "typing")
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(PERSON, "x")
        assert int(wait.value._retry_after.total_seconds()) == 7

    with_bot(fake_telegram, deed)


def test_profile_and_webhook(fake_telegram: FakeTelegram) -> None:
    """Everything a bot sets up at start is taken and told back."""

    async def deed(bot: Bot) -> None:
        scope = BotCommandScopeAllPrivateChats()
        await bot.set_my_commands([BotCommand("help", "Help")], scope=scope, language_code="es")
        await bot.set_my_description("What this is")
        await bot.set_my_short_description("Short")
        assert (await bot.get_my_commands(scope, "es"))[0].command == "help"
        assert (await bot.get_my_description()).description == "What this is"
        await bot.set_webhook("https://example.org/tg", secret_token="s3cret", allowed_updates=["message"])
        info = await bot.get_webhook_info()
        assert (info.url, info.allowed_updates) == ("https://example.org/tg", ("message",))
        with pytest.raises(Conflict):
            await bot.get_updates()
        url, headers, _ = fake_telegram.webhook_request(fake_telegram.updates.text("hi"))
        assert (url, headers["X-Telegram-Bot-Api-Secret-Token"]) == ("https://example.org/tg", "s3cret")
        await bot.delete_webhook(drop_pending_updates=True)
        assert (await bot.get_webhook_info()).url == ""

    with_bot(fake_telegram, deed)
    assert fake_telegram.invalid == []


def test_multipart(fake_telegram: FakeTelegram) -> None:
    """A file makes the library send multipart, which is read with all its fields."""
    with_bot(
        fake_telegram,
        lambda bot: bot.set_webhook("https://example.org/ü", certificate=b"PEM", max_connections=5),
    )
    assert fake_telegram.webhook["url"] == "https://example.org/ü" and fake_telegram.webhook["certificate"] == b"PEM"
    assert fake_telegram.invalid == []


def test_answer_and_edit_buttons(fake_telegram: FakeTelegram) -> None:
    """A tapped button is answered and taken away, once: a second time nothing would change."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])

    async def deed(bot: Bot) -> None:
        message = await bot.send_message(PERSON, "?", reply_markup=markup)
        update = fake_telegram.updates.callback_query("yes", message_id=message.message_id)
        await bot.answer_callback_query(update["callback_query"]["id"])
        edited = await bot.edit_message_reply_markup(PERSON, message.message_id)
        assert not isinstance(edited, bool) and edited.reply_markup is None and edited.text == "?"
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_reply_markup(PERSON, message.message_id)

    with_bot(fake_telegram, deed)
    assert len(fake_telegram.calls_of("answerCallbackQuery")) == 1 and fake_telegram.invalid == []
