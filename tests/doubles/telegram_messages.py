"""The messages a Telegram double takes: what is refused, what is kept, and how it looks coming back."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .telegram_updates import BOT, UpdateBuilder, chat

Button = dict[str, Any]
KEYBOARDS = {
    "inline_keyboard": "inline",
    "keyboard": "reply",
    "remove_keyboard": "remove",
    "force_reply": "force",
}


class BotApiError(Exception):
    """A refusal as Telegram words it."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class SentMessage:
    """One message Telegram took.

    `text` of a venue is its title and, on a second line, its address. `buttons` holds the rows of the keyboard as they were sent: {"text": …} and what the button does
    (callback_data, url, request_location). `keyboard` is inline, reply, remove, force or None. `at` is
    monotonic time, to measure pace by.
    """

    chat_id: int | str
    text: str
    buttons: list[list[Button]]
    keyboard: str | None
    at: float
    message_id: int
    params: dict[str, Any]


def structured(params: Mapping[str, Any], name: str) -> Any:
    """A parameter that is JSON inside a form and plain inside JSON; nothing at all is None."""
    value = params.get(name)
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise BotApiError(400, f"Bad Request: can't parse {name} JSON object") from None


def chat_id_of(params: Mapping[str, Any]) -> int | str:
    """The chat that is meant: a number however it was written, or a @name."""
    value = params.get("chat_id")
    if value is None or value == "":
        raise BotApiError(400, "Bad Request: chat_id is empty")
    try:
        return int(value)
    except ValueError:
        if str(value).startswith("@"):
            return str(value)
        raise BotApiError(400, "Bad Request: chat not found") from None


def text_of(params: Mapping[str, Any]) -> str:
    """The text, refused as Telegram refuses it. Markup of a parse_mode counts here too, which is stricter."""
    text = str(params.get("text", ""))
    if not text.strip():
        raise BotApiError(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        raise BotApiError(400, "Bad Request: message is too long")
    return text


def venue_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """A venue's part of a Message, refused as Telegram refuses a place that is not on earth."""
    latitude, longitude = (float(structured(params, name) or 0.0) for name in ("latitude", "longitude"))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BotApiError(400, "Bad Request: wrong venue location specified")
    location = {"latitude": latitude, "longitude": longitude}
    venue = {"location": location, "title": str(params.get("title", "")), "address": str(params.get("address", ""))}
    return {"location": location, "venue": venue}


def keyboard_of(params: Mapping[str, Any], chat_id: int | str) -> tuple[str | None, list[list[Button]]]:
    """Which keyboard came along, and its buttons."""
    markup = structured(params, "reply_markup")
    if not isinstance(markup, dict):
        return None, []
    kind = next((known for field, known in KEYBOARDS.items() if field in markup), None)
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    buttons = [[{"text": one} if isinstance(one, str) else dict(one) for one in row] for row in rows]
    for button in (button for row in buttons for button in row):
        if not button.get("text"):
            raise BotApiError(400, "Bad Request: can't parse inline keyboard button: text is empty")
        if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
            raise BotApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        private = isinstance(chat_id, int) and chat_id > 0
        for wish, name in (("request_location", "location"), ("request_contact", "phone number")):
            if button.get(wish) and not private:
                raise BotApiError(400, f"Bad Request: {name} can be requested in private chats only")
    return kind, buttons


class MessageBook:
    """Every message the bot wrote and can change later."""

    def __init__(self, updates: UpdateBuilder) -> None:
        self._updates = updates
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}

    def take(self, method: str, params: Mapping[str, Any]) -> tuple[SentMessage, dict[str, Any]]:
        """Accept a text or a venue to a chat: the record of it for the test, and the Message that goes back."""
        chat_id = chat_id_of(params)
        content: dict[str, Any] = venue_of(params) if method == "sendVenue" else {"text": text_of(params)}
        text = content.get("text") or "\n".join((content["venue"]["title"], content["venue"]["address"]))
        keyboard, buttons = keyboard_of(params, chat_id)
        message: dict[str, Any] = {
            "message_id": self._updates.next_message_id(),
            "from": dict(BOT),
            "chat": chat(chat_id),
            "date": int(time.time()),
            **content,
        }
        if entities := structured(params, "entities"):
            message["entities"] = entities
        if keyboard == "inline":
            message["reply_markup"] = structured(params, "reply_markup")
        self.remember(message)
        number = message["message_id"]
        record = SentMessage(chat_id, text, buttons, keyboard, time.monotonic(), number, dict(params))
        return record, message

    def remember(self, message: dict[str, Any]) -> None:
        """Know a message, so that it can be edited: one the bot sent, or one an update speaks of."""
        self._messages[(message["chat"]["id"], message["message_id"])] = message

    def edit(self, params: Mapping[str, Any], *, text: bool) -> dict[str, Any]:
        """Change a message's buttons, and its text too if that is the wish."""
        chat_id = chat_id_of(params)
        where = chat(chat_id)["id"]
        old = self._messages.get((where, int(params.get("message_id", 0))))
        if old is None:
            raise BotApiError(400, "Bad Request: message to edit not found")
        _, buttons = keyboard_of(params, chat_id)
        new = {name: value for name, value in old.items() if name != "reply_markup"}
        if text:
            new["text"] = text_of(params)
        if buttons:
            new["reply_markup"] = structured(params, "reply_markup")
        if {**new, "edit_date": 0} == {**old, "edit_date": 0}:
            raise BotApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are"
                " exactly the same as a current content and reply markup of the message",
            )
        new["edit_date"] = int(time.time())
        self.remember(new)
        return new
