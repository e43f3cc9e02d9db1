"""The reviewed words about what comes late, and which replies still fit hours later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.fixed_replies import reply_from, responses_file
from connectors.capabilities import Form
from connectors.held_up import Kinds, heard_since
from connectors.journal import Claim
from connectors.messages import Reply
from porchlight.database import Database, now
from porchlight.languages import phrase
from porchlight.numbers import placeholders

RESPONSES = responses_file("held_up.yml")

# By outcome. What is confirmed or explained stays true.
AS_IT_IS = frozenset({"stopped", "started", "help", "forgotten"})
# By outcome: how somebody is after danger, what was agreed with the hotline, that something broke and staff were
# called. By topic: how a person can be reached, with the code that they are known by.
_STILL_FITS = frozenset({"crisis", "asked_safe", "checked_in", "reaching", "set_aside"})
_ABOUT_A_PERSON = frozenset({"talk_to_human", "callback_request"})
KINDS = Kinds(AS_IT_IS, _STILL_FITS | _ABOUT_A_PERSON)

_DAY = dt.timedelta(days=1)


class LateWords:
    """What `connectors.held_up` has to say."""

    def instead(self, form: Form, waited: dt.timedelta, *, answer_follows: bool) -> Reply:
        """Return what is said in place of answers that came too late."""
        name = "utter_held_up_answer_next" if answer_follows else "utter_held_up"
        return reply_from(RESPONSES, name, form, {**placeholders(None), "ago": ago(waited)})

    def in_front(self, waited: dt.timedelta, reply: Reply) -> Reply:
        """Return a reply with words in front that say from when it is."""
        return _below(reply, "utter_held_up_line", waited)


def slow_answer(database: Database, claim: Claim, replies: Sequence[Reply]) -> list[Reply]:
    """Return the replies to a message that waited long for a worker, with words about that in front.

    Not where something was said to the person since they wrote it: then they have been told, or answered.
    """
    with database.read() as connection:
        heard = heard_since(connection, claim.conversation_id, now() - claim.waited)
    if heard or not replies:
        return list(replies)
    return [_below(replies[0], "utter_slow_answer_line", claim.waited), *replies[1:]]


def ago(waited: dt.timedelta) -> str:
    """Return roughly how long ago something was: a clock time would need the person's time zone."""
    if waited >= _DAY:
        return phrase("more than a day ago")
    minutes = max(10, round(waited.total_seconds() / 600) * 10)
    if minutes < 60:
        return phrase("about {minutes} minutes ago", minutes=minutes)
    hours = round(minutes / 60)
    return phrase("about an hour ago") if hours == 1 else phrase("about {hours} hours ago", hours=hours)


def _below(reply: Reply, name: str, waited: dt.timedelta) -> Reply:
    line = reply_from(RESPONSES, name, "sms", {"ago": ago(waited)})
    return replace(reply, text=f"{line.text}\n{reply.text}")
