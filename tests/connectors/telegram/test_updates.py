"""Telegram's updates: which are meant for us, and what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.telegram.updates import NotForUs, callback_id, incoming, read_command

PERSON = {"id": 77, "is_bot": False, "first_name": "Ann"}
CHAT = {"id": 77, "type": "private"}


def _message(**parts: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 5, "date": 1, "from": PERSON, "chat": CHAT, **parts}}


def _tap(**parts: Any) -> dict[str, Any]:
    query = {"id": "q1", "from": PERSON, "message": {"message_id": 5, "chat": CHAT}, "data": "12:0", **parts}
    return {"update_id": 2, "callback_query": query}


def test_words_are_read() -> None:
    """A text is kept as it was written; the update's id is what a repetition is known by."""
    message = incoming(_message(text="¡Hola! /not a command"))
    assert (message.channel, message.provider_id, message.address) == ("telegram", "1", "77")
    assert (message.kind, message.text) == ("text", "¡Hola! /not a command")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", "start"), ("/start ref_flyer-7", "start"), ("/start@PorchBot", "start"),
        ("/HELP@PorchBot now", "help"), ("/stop", "stop"), ("/privacy", "privacy"), ("/human", "human"),
        ("/forget", "forget"), ("/start\nmore", "start"),
        ("/ayuda", "help"), ("/Alto@PorchBot", "stop"), ("/persona", "human"), ("/borrar", "forget"), ("/empezar", "start"),
        ("/bottle", None), ("/restart", None), ("/", None), ("/ ", None), ("start", None), ("hi /start", None),
        ('/affirm{"consent":"yes"}', None), ("/startle", None), ("/@PorchBot", None),
    ],
)  # fmt: skip
def test_only_our_commands_are_commands(text: str, command: str | None) -> None:
    """Ours, in any language, with or without a deep link's argument and the bot's name; other text stays a text."""
    assert read_command(text) == command
    message = incoming(_message(text=text))
    assert (message.kind, message.text) == (("command", command) if command else ("text", text))


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "edited_message": {"message_id": 5, "chat": CHAT, "from": PERSON, "text": "edited"}},
        {"update_id": 1, "channel_post": {"message_id": 5, "chat": {"id": -9, "type": "channel"}, "text": "news"}},
        {"update_id": 1, "edited_channel_post": {"message_id": 5, "chat": {"id": -9, "type": "channel"}}},
        {"update_id": 1, "my_chat_member": {"chat": CHAT, "from": PERSON}},
        {"update_id": 1, "inline_query": {"id": "1", "from": PERSON, "query": "x"}},
        {"update_id": 1, "something_new": {}},
        {"update_id": 1},
        _message(chat={"id": -5, "type": "group"}, text="/start"),
        _message(chat={"id": -5, "type": "supergroup"}, text="hello"),
        _message(chat={"id": 5}, text="a chat of no kind"),
        _message(**{"from": {"id": 9, "is_bot": True}}, text="I am a bot"),
        _message(pinned_message={"message_id": 4}),
        _message(new_chat_title="x"),
        _message(text=""),
        _tap(data=None),
        _tap(game_short_name="chess", data=None),
        _tap(message={"message_id": 5, "chat": {"id": -5, "type": "group"}}),
        _tap(**{"from": {}}),
    ],
)
def test_what_needs_no_answer_is_passed_over(update: dict[str, Any]) -> None:
    """Edits, channels, groups, other bots, service messages and empty taps are not for us."""
    with pytest.raises(NotForUs):
        incoming(update)


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "video", "video_note", "document", "contact", "dice"])
def test_a_file_without_words_is_media(kind: str) -> None:
    """What we cannot open is still answered; words that come with it are what was said."""
    assert incoming(_message(**{kind: {"file_id": "f"}})).kind == "media"
    captioned = incoming(_message(**{kind: {"file_id": "f"}}, caption="what is this?"))
    assert (captioned.kind, captioned.text) == ("text", "what is this?")


def test_a_command_below_a_picture_counts() -> None:
    """A caption may be a command."""
    assert incoming(_message(photo=[{"file_id": "f"}], caption="/stop")).text == "stop"


def test_a_shared_location_is_read() -> None:
    """Latitude and longitude arrive as numbers, also from a venue."""
    where = {"latitude": 40.25, "longitude": -75}
    message = incoming(_message(location=where, venue={"location": where, "title": "Home"}))
    assert (message.kind, message.latitude, message.longitude) == ("location", 40.25, -75.0)


def test_a_tap_is_read() -> None:
    """A button's token arrives as a choice by the person who tapped, also when the message is too old to be shown."""
    assert (incoming(_tap()).kind, incoming(_tap()).text, incoming(_tap()).address) == ("choice", "12:0", "77")
    assert incoming(_tap(message=None)).address == "77"
    assert incoming(_tap(message={"message_id": 5, "date": 0, "chat": CHAT})).address == "77"


@pytest.mark.parametrize(
    ("sender", "language"),
    [({"language_code": "es-419"}, "es-419"), ({}, ""), ({"language_code": 7}, ""), ({"language_code": "x" * 99}, "")],
)
def test_the_language_of_the_app_comes_along(sender: dict[str, Any], language: str) -> None:
    """With whatever is sent; where it is missing or no language, nothing is lost."""
    sender = {**PERSON, "language_code": None, **sender}
    assert incoming(_message(text="hi", **{"from": sender})).app_language == language
    assert incoming(_message(text="/start", **{"from": sender})).app_language == language
    assert incoming(_tap(**{"from": sender})).app_language == language


def test_a_taps_id_stops_its_spinner() -> None:
    """Only taps have one."""
    assert callback_id(_tap()) == "q1"
    assert callback_id(_message(text="x")) is None
    assert callback_id({"update_id": 1, "callback_query": None}) is None


@pytest.mark.parametrize(
    "update",
    [
        {}, {"update_id": "1"}, {"update_id": None, "message": {}}, {"update_id": 1, "message": {"text": "no chat"}},
        _message(chat={"id": "77", "type": "private"}), _message(text=["a", "list"]), _message(text={"a": "dict"}),
        _message(location={"latitude": "north", "longitude": 1}),
    ],
)  # fmt: skip
def test_what_no_bot_api_sends_is_an_error(update: dict[str, Any]) -> None:
    """A shape that Telegram never sends is refused, not guessed at."""
    with pytest.raises(ValueError):
        incoming(update)


_KEYS = st.sampled_from(
    ["update_id", "message", "callback_query", "chat", "from", "id", "type", "text", "caption", "location", "latitude",
     "longitude", "data", "photo", "is_bot", "private"]
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("/start"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=20,
)
_LOCATION = st.fixed_dictionaries({"latitude": _JSON | st.integers(10**300, 10**400), "longitude": _JSON})
_NEARLY = st.fixed_dictionaries(
    {"update_id": st.integers()},
    optional={
        "message": st.fixed_dictionaries(
            {"chat": st.just(CHAT) | _JSON},
            optional={"from": _JSON, "text": _JSON, "caption": _JSON, "location": _LOCATION | _JSON, "photo": _JSON},
        )
        | _JSON,
        "callback_query": st.dictionaries(_KEYS, _JSON) | _JSON,
    },
)


@given(_NEARLY | _JSON)
@example(_message(location={"latitude": 10**400, "longitude": 1}))
@example({"update_id": 1, "callback_query": None})
@example(_message(**{"from": None}, text="x"))
@settings(max_examples=60)
def test_garbage_raises_only_what_the_webhook_expects(update: Any) -> None:
    """Whatever comes in, the webhook answers 200 or 400: only the errors that it catches come out."""
    try:
        message = incoming(update)
    except (NotForUs, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # as in connectors.web
        return
    assert isinstance(message.text, str)
    json.loads(message.body())
