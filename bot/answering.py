"""The answer to a message in which no danger was seen and no command is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace

from bot.assistant import Assistant, Parsed
from bot.context import TurnContext
from bot.distress import says_only_a_feeling
from bot.followups import SEARCHES, last_said, resolved
from bot.hotline_words import PAYLOAD
from bot.nlu.normalising import neutralise
from bot.reaching.means import Change
from bot.seeking import in_intake, looks_for_programs, may_look_for_programs
from bot.several import questions_in
from bot.speaking import asks_about_privacy, asks_for, language_of, named_in
from connectors.journal import Claim
from connectors.messages import Reply
from connectors.rendering import chosen
from connectors.transcript import Transcript
from facilities_db.needs import read_needs
from facilities_db.places import find_place
from hotline.handoffs import Handoff
from porchlight.database import Database

# The assistant reads this much of a message; the crisis screen reads all of it.
READ = 1_000
_WORDS = re.compile(r"\w")


@dataclass
class Outcome:
    """What a turn decided, before it is written."""

    outcome: str
    replies: list[Reply] = field(default_factory=list)
    state: str | None = None
    crisis: str | None = None
    opted_out: bool | None = None
    welcomed: bool = False
    topic: str | None = None
    changes: tuple[Change, ...] = ()


class Answering:
    """Finds what to say: the payload of a choice, a fixed reply, or what the assistant makes of the words."""

    def __init__(self, database: Database, transcript: Transcript, assistant: Assistant) -> None:
        self._database = database
        self._transcript = transcript
        self._assistant = assistant

    async def answer(self, claim: Claim, context: TurnContext, parsed: Parsed, taken: str | None) -> Outcome:
        """Answer the message.

        `parsed`: what the pipeline made of its words, if it has any. `taken`: as `payload` returned it.
        """
        if claim.kind == "media":
            return await self._fixed("utter_media", context)
        if claim.kind == "location":
            where = f"@{claim.body['latitude']},{claim.body['longitude']}"
            return await self.ask(claim, "/find_facility" + json.dumps({"place": where}), context)
        if claim.kind == "choice":
            return await self._take(claim, taken, context) if taken else await self._fixed("utter_which_one", context)
        text = neutralise(claim.text)
        if not text:
            return await self._fixed("utter_empty", context)
        if not _WORDS.search(text):
            return await self._fixed("utter_emoji", context)
        if asks_about_privacy(text):
            return Outcome("help", [await self._assistant.say("utter_privacy", context)])
        wanted = asks_for(text)
        if wanted is not None:
            return await self._change_language(claim, frozenset({wanted}), context)
        if taken:
            decided = await self._take(claim, taken, context)
        elif says_only_a_feeling(text):
            return await self._fixed("utter_feeling", context)
        else:
            decided = await self._converse(claim, text[:READ], context, parsed)
        if len(text) > READ or claim.body.get("cut"):
            decided.replies = [await self._assistant.say("utter_too_long", context), *decided.replies]
        return decided

    async def _converse(self, claim: Claim, text: str, context: TurnContext, parsed: Parsed) -> Outcome:
        """Answer a person's words: two answers where two questions were asked."""
        if _intent(parsed) == "change_language":
            return await self._change_language(claim, named_in(text), context)
        parsed = resolved(parsed, text, claim.state)
        if may_look_for_programs(parsed) and not in_intake(claim.state):
            with self._database.read() as connection:
                place = find_place(connection, text)
            listed = last_said(claim.state) in SEARCHES
            parsed = looks_for_programs(parsed, text, place, read_needs(text), listed=listed)
        asked = questions_in(text, parsed, self._assistant.read, self._assistant.questions)
        if not asked:
            return await self.ask(claim, text, context, parsed)
        first, second = asked
        decided = await self.ask(claim, first[0], context, first[1])
        after = await self.ask(replace(claim, state=decided.state), second[0], context, second[1])
        after.replies = [*decided.replies, *after.replies]
        return after

    async def _take(self, claim: Claim, payload: str, context: TurnContext) -> Outcome:
        """Do what a choice stands for."""
        payload = asked_by(payload)
        language = language_of(payload)
        if language is not None:
            return await self._change_language(claim, frozenset({language}), context)
        return await self.ask(claim, payload, context)

    async def _change_language(self, claim: Claim, named: frozenset[str], context: TurnContext) -> Outcome:
        """Go on in the language that is wished for, or say the truth about one that nobody speaks here.

        Where a form was asking something, it asks again, in that language.
        """
        if len(named) == 1:
            context.answer_in(min(named))
        decided = await self.ask(claim, "/change_language", context)
        if len(named) < 2 and decided.replies:
            name = "utter_language_changed" if named else "utter_no_such_language"
            decided.replies[0] = await self._assistant.say(name, context)
        return decided

    async def _fixed(self, response: str, context: TurnContext) -> Outcome:
        return Outcome("fixed", [await self._assistant.say(response, context)])

    async def ask(self, claim: Claim, text: str, context: TurnContext, parsed: Parsed | None = None) -> Outcome:
        """Have the assistant answer a text or a payload."""
        answer = await self._assistant.answer(claim.conversation_id, text, claim.state, context, parsed)
        greeting = '"name": "utter_greeting"' in (answer.state or "").rsplit('"event": "user"', 1)[-1]
        if not answer.replies:
            context.broken = context.broken or "silence"
        return Outcome(
            "greeting" if greeting else "answered",
            list(answer.replies),
            answer.state,
            opted_out=True if context.opt_out else None,
            topic=_topic(text, parsed),
        )

    def payload(self, claim: Claim, handoff: Handoff | None) -> str | None:
        """Return the payload of the choice that was taken, by a tap or in words.

        None when none was, or none of ours (any more).
        """
        if claim.kind == "choice":
            choice = self._transcript.tapped(claim.conversation_id, claim.text)
            payload = choice.payload if choice else None
        elif claim.kind != "text" or (handoff is not None and handoff.joined and handoff.asking is None):
            return None  # "2", said to a person, is not a choice that the assistant offered
        else:
            offered = self._transcript.last_choices(claim.conversation_id)
            payload = chosen(offered, neutralise(claim.text)) if offered else None
        return payload


def asked_by(payload: str) -> str:
    """Return what a choice asks of the assistant. One of the hotline's that it gets is over, and asks for a person."""
    return "/talk_to_human" if payload.startswith(PAYLOAD) else payload


def _topic(text: str, parsed: Parsed | None) -> str | None:
    """Return the intent that a message was taken for: it is kept in the clear, so it must be no word of theirs."""
    if parsed is None:  # a payload that our own code chose
        return text[1:].split("{", 1)[0][:32]
    name = _intent(parsed)
    return name[:32] if name else None


def _intent(parsed: Parsed) -> str | None:
    name = (parsed.get("intent") or {}).get("name")
    return str(name) if name else None
