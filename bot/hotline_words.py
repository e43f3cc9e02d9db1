"""The reviewed words that the hotline says in a person's thread."""

from __future__ import annotations

from bot.fixed_replies import reply_from, responses_file
from connectors.capabilities import Form
from connectors.messages import Reply
from porchlight.numbers import placeholders

# What the choices of these replies begin with; behind it is JSON, such as {"wish": "chat"}. It never reaches Rasa.
PAYLOAD = "/handoff"
RESPONSES = responses_file("hotline.yml")


def say(name: str, form: Form, /, **named: str) -> Reply:
    """Return one of the hotline's replies, filled. Raises KeyError for a name, or a {placeholder}, that is unknown."""
    return reply_from(RESPONSES, name, form, placeholders(None) | named)
