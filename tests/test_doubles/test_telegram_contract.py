"""FakeTelegram can fail: what breaks the published description of the Bot API is caught."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import (
    BadRequest,
)

from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram_contract import TelegramContract
from tests.doubles.telegram_updates import GROUP, PERSON

from .real_bot import raw, with_bot

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 1, "text": "x", "txt": "y"}, "no such parameter"),
    ("sendMessage", {"text": "x"}, "sendMessage.chat_id: required"),
    ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text: 5 is not String"),
    ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "True"}, "cannot be read as Boolean"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "cannot be read"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"txt": "a"}]]}},
        "txt",
    ),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}, "not an array"),
    (
        "sendMessage",
        {
            "chat_id": 1,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]},
        },
        "66 bytes",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        "exactly one thing",
    ),
    ("sendVenue", {"chat_id": 1, "latitude": 1.5, "longitude": 2.5, "title": "x"}, "sendVenue.address: required"),
    ("sendVenue", {"chat_id": 1, "latitude": "north", "longitude": 2.5, "title": "x", "address": "y"}, "as Float"),
    ("setMyCommands", {"commands": [{"command": "help"}]}, "description: required in BotCommand"),
    ("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}, "everyone"),
    ("sendmessage", {"chat_id": 1, "text": "x"}, "no such method"),
    ("sendDice", {"chat_id": 1}, "not a method this double plays"),
]


@pytest.mark.parametrize(("method", "params", "named"), WRONG)
def test_wrong_call_is_caught(fake_telegram: FakeTelegram, method: str, params: dict[str, Any], named: str) -> None:
    """The double can fail: each breach of the published description is noted, refused and not sent."""
    if not fake_telegram.spec_checked:
        pytest.skip("the description is not at hand")
    assert raw(fake_telegram, method, params)["ok"] is False
    assert any(named in problem for problem in fake_telegram.invalid), fake_telegram.invalid
    assert fake_telegram.sent == []


def test_wrong_parameter_of_the_library_is_caught(fake_telegram: FakeTelegram) -> None:
    """A parameter smuggled past the library's own types is caught all the same."""
    if not fake_telegram.spec_checked:
        pytest.skip("the description is not at hand")
    with pytest.raises(BadRequest):
        with_bot(fake_telegram, lambda bot: bot.send_message(PERSON, "x", api_kwargs={"silent": True}))
    assert fake_telegram.invalid == ["sendMessage.silent: no such parameter"]


def test_answers_keep_the_contract(fake_telegram: FakeTelegram) -> None:
    """The double's own answers are what the description promises."""
    check = fake_telegram.contract.check_object
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = raw(fake_telegram, "sendMessage", {"chat_id": PERSON, "text": "x", "reply_markup": markup})
    assert check("Message", sent["result"]) == []
    place = {"chat_id": PERSON, "latitude": 42.5, "longitude": -71.5, "title": "Harbor", "address": "1 Main St"}
    assert check("Message", raw(fake_telegram, "sendVenue", place)["result"]) == []
    assert check("User", raw(fake_telegram, "getMe", {})["result"]) == []
    assert check("WebhookInfo", raw(fake_telegram, "getWebhookInfo", {})["result"]) == []
    address = f"{fake_telegram.base_url}{fake_telegram.token}/sendMessage?chat_id={GROUP}&text=hi"
    assert check("Message", httpx.get(address, timeout=60.0).json()["result"]) == []
    assert fake_telegram.invalid == []


def test_without_the_description(tmp_path: Path) -> None:
    """Where the description is not at hand nothing is checked, and that can be seen."""
    contract = TelegramContract(tmp_path / "api.json")
    assert not contract.spec_checked
    assert contract.check_call("sendDice", {"x": 1}) == [] == contract.check_object("Update", 1)
