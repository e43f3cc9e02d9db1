"""The fixed replies to someone in danger."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import yaml

from bot.safety.replies import RESPONSES, crisis_reply
from bot.safety.screen import PRIORITY
from connectors.capabilities import Form
from connectors.messages import Choice
from porchlight.numbers import reviewed_numbers


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize("crisis", PRIORITY)
def test_every_verdict_has_a_reply_for_every_form(crisis: str, form: Form) -> None:
    """Whatever is found, there is something to say, with no placeholder left open."""
    reply = crisis_reply(crisis, form, hotline="1-800-555-0100")
    assert reply.text
    assert not re.search(r"[{}]", reply.text)
    assert any(reviewed_numbers()[name].shown in reply.text for name in ("emergency", "crisis_line"))


@pytest.mark.parametrize("crisis", PRIORITY)
def test_a_text_message_names_no_button(crisis: str) -> None:
    """The reply by text needs no button; the one by Telegram offers a person."""
    assert crisis_reply(crisis, "sms").choices == ()
    assert Choice("Talk to a person", "/talk_to_human") in crisis_reply(crisis, "telegram").choices


def test_every_reply_in_the_file_can_be_reached() -> None:
    """No reviewed crisis reply lies there unused."""
    responses = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
    known = {f"utter_{crisis}" for crisis in PRIORITY}
    assert known <= set(responses)
    assert {name for name in responses if name.startswith("utter_crisis_")} <= known


def test_an_unknown_verdict_is_an_error() -> None:
    """A verdict without a reply is an error, not silence."""
    with pytest.raises(KeyError):
        crisis_reply("crisis_of_faith", "sms")
