"""The commands: a word alone that does something, whatever was being asked (STOP, START, HELP, and Telegram's)."""

from __future__ import annotations

from bot.answering import Answering, Outcome
from bot.assistant import Assistant
from bot.context import TurnContext
from bot.first_words import first_words
from connectors.capabilities import CHANNELS
from connectors.journal import Claim, Journal
from connectors.sms.keywords import help_in

_SAID = {"help": "utter_commands", "privacy": "utter_privacy"}
_ASKED = {"human": "/talk_to_human", "forget": "/delete_my_data"}


class Commands:
    """Answers them. What the carrier has confirmed already is not confirmed again."""

    def __init__(self, journal: Journal, assistant: Assistant, answering: Answering) -> None:
        self._journal = journal
        self._assistant = assistant
        self._answering = answering

    async def answer(self, claim: Claim, context: TurnContext) -> Outcome:
        """Answer the command that a message is."""
        command = claim.text
        if command == "stop":
            silent = claim.opted_out or CHANNELS[claim.channel].carrier_confirms or claim.body["carrier_answered"]
            replies = [] if silent else [await self._assistant.say("utter_stopped", context)]
            return Outcome("stopped", replies, opted_out=True)
        if command == "start":
            return await self.start(claim, context)
        if command == "help" and context.form == "sms":
            if claim.body["carrier_answered"] and help_in(str(claim.body.get("written", ""))) is None:
                return Outcome("help")  # the operator's own HELP text, which Twilio has sent
            return Outcome("help", [await self._assistant.say("utter_help", context)], welcomed=True)
        if command in _SAID:
            return Outcome("help", [await self._assistant.say(_SAID[command], context)])
        return await self._answering.ask(claim, _ASKED[command], context)

    async def start(self, claim: Claim, context: TurnContext) -> Outcome:
        """End an opt-out, and say so; greet whoever had not opted out."""
        if not claim.opted_out:
            replies = [await first_words(self._assistant, context)]
        elif self._carrier_says_so(claim):
            replies = []
        else:
            replies = [await self._assistant.say("utter_started", context)]
        return Outcome("started", replies, opted_out=False, welcomed=True)

    def _carrier_says_so(self, claim: Claim) -> bool:
        """The carrier confirms what it had stopped. Of an opt-out in other words it knows nothing."""
        if claim.body["carrier_answered"]:
            return True
        return CHANNELS[claim.channel].carrier_confirms and not self._journal.stopped_in_words(claim)
