"""The fixed replies to someone in danger, read from the assistant's own response file, without Rasa."""

from __future__ import annotations

from bot.fixed_replies import reply_from, responses_file
from bot.safety.verdict import Verdict
from connectors.capabilities import Form
from connectors.messages import Reply
from porchlight.numbers import placeholders

RESPONSES = responses_file("crisis.yml")

# The question asked where the words have a harmless reading too. What is not here has one reply for both tiers.
_QUESTIONS = {
    "crisis_suicide": "utter_unsure_self",
    "crisis_selfharm": "utter_unsure_self",
    "crisis_overdose": "utter_unsure_body",
    "crisis_withdrawal": "utter_unsure_body",
    "poisoning": "utter_unsure_body",
    "crisis_violence": "utter_unsure_home",
    "concern_third_person": "utter_unsure_other",
}


def response_of(verdict: Verdict) -> str:
    """Return the name of the reply to a verdict."""
    full = f"utter_{verdict.crisis}"
    return _QUESTIONS.get(verdict.crisis, full) if verdict.tier == "unsure" else full


def crisis_reply(verdict: Verdict, form: Form, hotline: str | None = None) -> Reply:
    """Return what to say for a verdict, with the reviewed numbers filled in.

    `hotline` is the operator's own line, for a reply that names {hotline}. Raises KeyError for a verdict without
    a reply, or for a reply that names an unknown number. The worst that can happen is exactly that, at night, to
    someone in danger: tests hold that every verdict has a reply for every form.
    """
    return fixed_reply(response_of(verdict), form, hotline)


def fixed_reply(name: str, form: Form, hotline: str | None = None) -> Reply:
    """Return one of the replies of the crisis file by its name. Raises KeyError as `crisis_reply` does."""
    return reply_from(RESPONSES, name, form, placeholders(hotline))
