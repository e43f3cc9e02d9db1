"""Updates as Telegram sends them: one builder for each kind of thing that people do to a bot."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

Update = dict[str, Any]

BOT_ID = 7000000001
BOT: dict[str, Any] = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Porchlight",
    "username": "PorchlightTestBot",
}
PERSON = 1111222233
GROUP = -1001234567890
CHANNEL = -1009876543210
FILE = {"file_id": "AgACAgEAAxkBAAIB", "file_unique_id": "AQADAgATqRkyG3g"}


class UpdateBuilder:
    """Builds updates whose ids count upwards; `update_id` sets one by hand, to repeat it or to jump."""

    def __init__(self, first_update_id: int = 500000001) -> None:
        self._update_ids = itertools.count(first_update_id)
        self._message_ids = itertools.count(1)
        self._lock = threading.Lock()

    def next_message_id(self) -> int:
        """Messages of the double and of people are numbered together, as in a real chat."""
        with self._lock:
            return next(self._message_ids)

    def text(
        self,
        text: str,
        *,
        chat_id: int = PERSON,
        update_id: int | None = None,
        language: str = "en",
        **more: Any,
    ) -> Update:
        """Somebody writes to the bot in private; a word that starts with a slash is marked as a command."""
        return self._message(chat_id, update_id, language, text=text, **_entities(text), **more)

    def group_message(self, text: str, *, chat_id: int = GROUP, update_id: int | None = None) -> Update:
        """Somebody writes in a group that the bot is in."""
        return self._message(chat_id, update_id, text=text, **_entities(text))

    def edited_message(
        self, text: str, *, chat_id: int = PERSON, message_id: int | None = None, update_id: int | None = None
    ) -> Update:
        """Somebody changes what they wrote."""
        message = self.message(chat_id, message_id, text=text, edit_date=int(time.time()), **_entities(text))
        return self._update("edited_message", message, update_id)

    def channel_post(self, text: str, *, chat_id: int = CHANNEL, update_id: int | None = None) -> Update:
        """A channel speaks: a message that nobody wrote."""
        chat = {"id": chat_id, "type": "channel", "title": "News"}
        post = {
            "message_id": self.next_message_id(),
            "date": int(time.time()),
            "chat": chat,
            "sender_chat": chat,
        }
        return self._update("channel_post", {**post, "text": text}, update_id)

    def my_chat_member(
        self,
        status: str = "kicked",
        *,
        chat_id: int = PERSON,
        before: str = "member",
        update_id: int | None = None,
    ) -> Update:
        """Somebody blocks the bot ("kicked") or takes it back ("member")."""
        change = {
            "chat": chat(chat_id),
            "from": person(chat_id),
            "date": int(time.time()),
            "old_chat_member": _membership(before),
            "new_chat_member": _membership(status),
        }
        return self._update("my_chat_member", change, update_id)

    def sticker(self, *, chat_id: int = PERSON, emoji: str = "👍", update_id: int | None = None) -> Update:
        """A sticker: no text at all."""
        sticker = {
            **FILE,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        return self._message(chat_id, update_id, sticker={**sticker, "emoji": emoji})

    def voice(self, *, chat_id: int = PERSON, seconds: int = 4, update_id: int | None = None) -> Update:
        """A voice message."""
        return self._message(chat_id, update_id, voice={**FILE, "duration": seconds, "mime_type": "audio/ogg"})

    def photo(self, caption: str | None = None, *, chat_id: int = PERSON, update_id: int | None = None) -> Update:
        """A photo; what people say goes into its caption."""
        content: dict[str, Any] = {"photo": [{**FILE, "width": 90, "height": 67, "file_size": 1253}]}
        if caption is not None:
            content["caption"] = caption
        return self._message(chat_id, update_id, **content)

    def location(
        self, latitude: float, longitude: float, *, chat_id: int = PERSON, update_id: int | None = None
    ) -> Update:
        """Where somebody is: the answer to a `request_location` button."""
        return self._message(chat_id, update_id, location={"latitude": latitude, "longitude": longitude})

    def contact(
        self,
        phone_number: str,
        *,
        chat_id: int = PERSON,
        first_name: str = "Ana",
        update_id: int | None = None,
    ) -> Update:
        """An entry of somebody's address book."""
        contact = {"phone_number": phone_number, "first_name": first_name, "user_id": chat_id}
        return self._message(chat_id, update_id, contact=contact)

    def callback_query(
        self,
        data: str,
        *,
        chat_id: int = PERSON,
        message_id: int | None = None,
        reply_markup: dict[str, Any] | None = None,
        update_id: int | None = None,
    ) -> Update:
        """Somebody taps an inline button under `message_id`; without one, under some message of the bot."""
        pressed: dict[str, Any] = {**self.message(chat_id, message_id, text="Pick one"), "from": dict(BOT)}
        if reply_markup is None:
            reply_markup = {"inline_keyboard": [[{"text": "Tap", "callback_data": data}]]}
        pressed["reply_markup"] = reply_markup
        update_id = next(self._update_ids) if update_id is None else update_id
        query = {"id": f"{update_id}99", "from": person(chat_id), "message": pressed, "data": data}
        return self._update("callback_query", {**query, "chat_instance": "-3141592653589793238"}, update_id)

    def message(
        self, chat_id: int | str, message_id: int | None = None, language: str = "en", **content: Any
    ) -> dict[str, Any]:
        """A Message from a person: the part that updates of many kinds share."""
        number = self.next_message_id() if message_id is None else message_id
        sender = person(chat_id if isinstance(chat_id, int) and chat_id > 0 else PERSON, language)
        return {
            "message_id": number,
            "from": sender,
            "chat": chat(chat_id),
            "date": int(time.time()),
            **content,
        }

    def _message(self, chat_id: int, update_id: int | None, language: str = "en", **content: Any) -> Update:
        return self._update("message", self.message(chat_id, None, language, **content), update_id)

    def _update(self, kind: str, content: dict[str, Any], update_id: int | None) -> Update:
        return {"update_id": next(self._update_ids) if update_id is None else update_id, kind: content}


def person(user_id: int, language: str = "en") -> dict[str, Any]:
    """A user; private chats have their user's id."""
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": "Ana",
        "username": "ana_t",
        "language_code": language,
    }


def chat(chat_id: int | str) -> dict[str, Any]:
    """A chat as its id tells: private above zero, a supergroup below -100…, a channel by its @name."""
    if isinstance(chat_id, str):
        return {"id": CHANNEL, "type": "channel", "title": "News", "username": chat_id.lstrip("@")}
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": "Ana", "username": "ana_t"}
    kind = "supergroup" if str(chat_id).startswith("-100") else "group"
    return {"id": chat_id, "type": kind, "title": "Neighbours"}


def _membership(status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": dict(BOT), "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def _entities(text: str) -> dict[str, Any]:
    if not text.startswith("/") or len(text.split()[0]) == 1:
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}
