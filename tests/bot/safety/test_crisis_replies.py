"""The fixed replies to someone in danger."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import yaml

from bot.safety import checkin
from bot.safety.replies import RESPONSES, crisis_reply, fixed_reply, response_of
from bot.safety.verdict import PRIORITY, Tier, Verdict
from connectors.capabilities import Form
from connectors.messages import Choice
from porchlight.numbers import reviewed_numbers

VERDICTS = [Verdict(crisis, tier) for crisis in PRIORITY for tier in get_args(Tier)]
AFTER = {
    "utter_after_safe", "utter_after_no", "utter_after_thanks", "utter_after_here", "utter_check_in",
    "utter_line_crisis", "utter_line_violence", "utter_line_overdose", "utter_line_deaf",
}  # fmt: skip

each_verdict = pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: f"{verdict.crisis}-{verdict.tier}")


@pytest.mark.parametrize("form", get_args(Form))
@each_verdict
def test_every_verdict_has_a_reply_for_every_form(verdict: Verdict, form: Form) -> None:
    """Whatever is found, there is something to say, with no placeholder left open and a number in it."""
    reply = crisis_reply(verdict, form, hotline="1-800-555-0100")
    assert reply.text
    assert not re.search(r"[{}]", reply.text)
    assert any(reviewed_numbers()[name].shown in reply.text for name in ("emergency", "crisis_line"))


@each_verdict
def test_a_text_message_names_no_button(verdict: Verdict) -> None:
    """The reply by text needs no button; the one by Telegram offers a person."""
    assert crisis_reply(verdict, "sms").choices == ()
    assert Choice("Talk to a person", "/talk_to_human") in crisis_reply(verdict, "telegram").choices


@pytest.mark.parametrize("crisis", [crisis for crisis in PRIORITY if crisis not in ("grief", "recent_attempt")])
def test_the_unsure_reply_is_a_question(crisis: str) -> None:
    """A kind question, shorter than the full reply, and answered with yes or no."""
    asked = crisis_reply(Verdict(crisis, "unsure"), "sms").text
    assert "safe right now?" in asked
    assert "YES" in asked
    assert asked != crisis_reply(Verdict(crisis, "sure"), "sms").text
    titles = [choice.payload for choice in crisis_reply(Verdict(crisis, "unsure"), "telegram").choices]
    assert titles[:2] == list(checkin.TAPPED)


def test_every_reply_in_the_file_can_be_reached() -> None:
    """No reviewed crisis reply lies there unused."""
    responses = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
    assert set(responses) == {response_of(verdict) for verdict in VERDICTS} | AFTER


@pytest.mark.parametrize("crisis", PRIORITY)
def test_the_line_under_later_answers_has_a_number(crisis: str) -> None:
    """Short enough to stand under any answer."""
    line = fixed_reply(checkin.line_for(checkin.Danger(crisis, "crisis", 1)), "sms").text
    assert re.search(r"\d{3}", line)
    assert len(line) <= 60


def test_an_unknown_verdict_is_an_error() -> None:
    """A verdict without a reply is an error, not silence."""
    with pytest.raises(KeyError):
        crisis_reply(Verdict("crisis_of_faith", "sure"), "sms")
