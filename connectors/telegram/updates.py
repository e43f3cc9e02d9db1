"""Reads Telegram's updates: which of them a person meant for us, and what they say."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from connectors.messages import Incoming
from porchlight.languages import languages, marked, phrase, speaking

# As they are written in English; what other languages call them is understood as well.
_COMMANDS = (
    marked("/start"), marked("/stop"), marked("/help"), marked("/privacy"), marked("/human"), marked("/forget"),
)  # fmt: skip
COMMANDS = {command[1:] for command in _COMMANDS}
_MEDIA = (
    "photo", "voice", "video", "video_note", "audio", "document", "sticker", "animation", "contact", "poll",
    "dice", "story", "venue", "paid_media", "checklist", "game",
)  # fmt: skip


class NotForUs(Exception):
    """An update that needs no answer: an edit, a channel post, a change of members, a group's chatter."""


def incoming(update: dict[str, Any], channel: str = "telegram") -> Incoming:
    """Read one update.

    Raises NotForUs for what needs no answer, ValueError for what no Bot API sends. Only private chats are
    answered: in a group, a reply would show others what somebody asked.
    """
    update_id = update.get("update_id")
    if not isinstance(update_id, int):
        raise ValueError("no update_id")
    if "callback_query" in update:
        return _button(update["callback_query"], str(update_id), channel)
    message = update.get("message")
    if message is None:
        raise NotForUs
    chat = message.get("chat") or {}
    if not isinstance(chat.get("id"), int):
        raise ValueError("a message without a chat")
    if chat.get("type") != "private" or message.get("from", {}).get("is_bot"):
        raise NotForUs
    said = partial(Incoming, channel, str(update_id), str(chat["id"]), app_language=_app_language(message.get("from")))
    location = message.get("location")
    if isinstance(location, dict):
        latitude, longitude = _degrees(location["latitude"], 90), _degrees(location["longitude"], 180)
        return said("location", latitude=latitude, longitude=longitude)
    text = message.get("text") or message.get("caption") or ""
    if not isinstance(text, str):
        raise ValueError("a text that is none")
    command = read_command(text)
    if command:
        return said("command", command)
    if text:
        return said("text", text)
    if any(key in message for key in _MEDIA):
        return said("media")
    raise NotForUs  # "joined", "pinned", "title changed"


def _app_language(sender: Any) -> str:
    """Return the language of a person's app; nothing for what is no short name of one."""
    language = sender.get("language_code") if isinstance(sender, dict) else None
    return language if isinstance(language, str) and len(language) < 36 else ""  # as long as a language tag may be


def _degrees(value: Any, most: int) -> float:
    if not isinstance(value, (int, float)) or not -most <= value <= most:
        raise ValueError("a place that is not on earth")
    return float(value)


def read_command(text: str) -> str | None:
    """Return which of our commands `text` is: `/start anything`, `/Help@OurBot`, `/ayuda`; None for every other."""
    if not text.startswith("/"):
        return None
    name = text[1:].split(maxsplit=1)[0].split("@")[0].casefold() if text[1:].strip() else ""
    return _named().get(f"/{name}")


@cache
def _named() -> dict[str, str]:
    """Return the names of our commands in every language, each with the one it stands for."""
    known: dict[str, str] = {}
    for language in languages():
        with speaking(language):
            known |= {phrase(command): command[1:] for command in _COMMANDS}
    return known


def _button(query: dict[str, Any], provider_id: str, channel: str) -> Incoming:
    sender, data = query.get("from") or {}, query.get("data")
    chat = (query.get("message") or {}).get("chat") or {}
    if not isinstance(sender.get("id"), int) or not isinstance(data, str):
        raise NotForUs  # a game's button, or one without data
    if chat.get("type", "private") != "private":
        raise NotForUs
    address = str(chat.get("id", sender["id"]))
    return Incoming(channel, provider_id, address, "choice", data, app_language=_app_language(sender))


def callback_id(update: dict[str, Any]) -> str | None:
    """Return the id that stops a tapped button's spinner, when the update is a tapped button."""
    query = update.get("callback_query")
    return str(query["id"]) if isinstance(query, dict) and "id" in query else None
