"""One message from claim to commit: danger first, then commands, then the assistant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from bot.answering import READ, Answering, Outcome, asked_by
from bot.assistant import Assistant, Parsed
from bot.coming_back import is_back
from bot.commands import Commands
from bot.context import REFERENCE, TurnContext
from bot.deafness import says_deaf
from bot.distress import says_only_a_feeling
from bot.first_words import first_words
from bot.in_danger import alarm, checked_in, feeling, flag, with_a_number
from bot.late_words import AS_IT_IS, slow_answer
from bot.nlu.normalising import neutralise
from bot.opting_out import comes_back, wants_no_more
from bot.reaching.hearing import Reaching
from bot.rehearsal import rehearse
from bot.safety import checkin
from bot.safety.replies import fixed_reply
from bot.safety.screen import CrisisScreen
from bot.safety.watch import judged, screened, without_form
from bot.speaking import heard, language_of_danger, set_in_app
from connectors.capabilities import CHANNELS
from connectors.floods import OUTCOME as FLOODED
from connectors.journal import Claim, Journal
from connectors.sms.keywords import help_in
from connectors.transcript import Transcript
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.offering import Offering
from porchlight.database import Database
from porchlight.languages import speaking

log = structlog.get_logger()

MAX_ATTEMPTS = 3
_ASKS_FOR_STAFF = {"talk_to_human": "asked_for_person", "callback_request": "callback"}
_NOT_UNDERSTOOD = {"out_of_scope", "nlu_fallback"}


class Turns:
    """Runs turns. Everything it changes goes into one transaction at the end."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        transcript: Transcript,
        handoffs: Handoffs,
        hotline: Hotline,
        offering: Offering,
        reaching: Reaching,
        screen: CrisisScreen,
        assistant: Assistant,
        named: Callable[[], Mapping[str, str]] = dict,
        stale_after: dt.timedelta = dt.timedelta(minutes=30),
    ) -> None:
        """`named`: what replies name of this installation, beside its phone line.

        `stale_after`: who has waited longer than this for a worker is told that it took long.
        """
        self._database = database
        self._journal = journal
        self._handoffs = handoffs
        self._hotline = hotline
        self._offering = offering
        self._reaching = reaching
        self._screen = screen
        self._assistant = assistant
        self._answering = Answering(database, transcript, assistant)
        self._commands = Commands(journal, assistant, self._answering)
        self._named = named
        self._stale_after = stale_after

    async def rehearse(self) -> None:
        """Decide what to say to a made-up person, and write nothing of it: see `bot.rehearsal`."""

        async def decide(claim: Claim) -> Outcome:
            context = TurnContext(self._database, self._hotline, named=self._named)
            with speaking(None):
                return await self._decide(claim, context, None)

        try:
            await rehearse(decide)
        except Exception as error:  # real people are answered all the same, the first of them a little later
            log.warning("rehearsal failed", error=type(error).__name__)

    def read_ahead(self, claims: Sequence[Claim]) -> list[Parsed | None]:
        """Read the words of several claimed messages at once, which is quicker; `run` takes what came of each.

        None for a message without words. Where reading fails, for all: each is then read by itself, in its own turn, so
        that the one that made it fail harms no other.
        """
        words = [_words(claim) for claim in claims]
        try:
            read = iter(self._assistant.read([said for said in words if said]))
        except Exception as error:
            log.warning("reading ahead failed", error=type(error).__name__, messages=len(claims))
            return [None] * len(claims)
        return [next(read) if said else None for said in words]

    async def run(self, claim: Claim, ahead: Parsed | None = None) -> str:
        """Answer the claimed message and write it all down; return the outcome.

        `ahead`: what `read_ahead` made of its words.
        Raises connectors.journal.LeaseLost when another process has answered meanwhile (nothing is written),
        and whatever made the turn fail, unless it failed too often: then the person is told, and staff.
        """
        with speaking(claim.language):
            return await self._run(claim, ahead)

    async def _run(self, claim: Claim, ahead: Parsed | None) -> str:
        form, offered = CHANNELS[claim.channel].form, partial(self._offering.now, claim.channel)
        context = TurnContext(self._database, self._hotline, form, offered, named=self._named)
        if claim.language is None:
            context.answer_in(set_in_app(str(claim.body.get("app_language", ""))))
        if claim.attempts > MAX_ATTEMPTS:
            decided = await self._set_aside(context)
        else:
            with self._database.one_look():
                decided = await self._decide(claim, context, ahead)
        if context.lost is not None:
            raise context.lost
        if context.broken and not decided.replies:
            decided = await self._set_aside(context)
        if context.forget:
            decided.outcome, decided.state = "forgotten", None
        if claim.waited > self._stale_after and not decided.opted_out and decided.outcome not in AS_IT_IS:
            decided.replies = slow_answer(self._database, claim, decided.replies)
        if claim.kind == "text" and decided.replies and not decided.opted_out and says_deaf(claim.text):
            # "I can't help with that" would be untrue in front of it.
            before = decided.replies[:-1] if decided.topic in _NOT_UNDERSTOOD else decided.replies
            decided.replies = [*before, fixed_reply("utter_line_deaf", form)]
        self._write(claim, context, decided)
        return decided.outcome

    async def _decide(self, claim: Claim, context: TurnContext, ahead: Parsed | None) -> Outcome:
        seen = screened(self._screen, claim)
        if seen is not None:
            context.answer_in(language_of_danger(claim.language, seen))
        elif claim.kind == "command":
            context.answer_in(help_in(str(claim.body.get("written", ""))))
        answer = checkin.answer_in(claim.text, claim.lately.danger) if claim.kind == "text" else None
        if seen is not None and (seen.tier == "sure" or claim.kind == "command") and answer is None:
            return alarm(seen, claim, context)
        handoff = self._reaching.open_handoff(claim.conversation_id)
        with_staff = handoff is not None and handoff.joined
        if claim.kind == "command" and not (with_staff and claim.text == "human"):
            return await self._commands.answer(claim, context)
        taken = self._answering.payload(claim, handoff)
        feels = None if with_staff else feeling(claim, taken, answer)
        parsed: Parsed = {}
        if said := _words(claim):
            parsed = self._assistant.read([said])[0] if ahead is None else ahead
            if seen is None:
                context.answer_in(heard(claim.language, said, parsed))
            # What answers "are you safe" is no danger by itself, however it sounds.
            verdict = None if feels else judged(seen, parsed)
            if verdict is not None and seen is None and verdict.tier == "unsure" and says_only_a_feeling(said):
                verdict = None  # it has a reply of its own, with the same numbers
            if verdict is not None and with_staff and verdict.tier == "unsure":
                return flag(verdict, context)
            if verdict is not None:
                return alarm(verdict, claim, context)
        if claim.kind == "text" and wants_no_more(claim.text):  # said to staff as well
            return await self._opt_out(claim, context)
        if claim.kind == "text" and claim.opted_out and comes_back(claim.text):
            return await self._commands.start(claim, context)
        if claim.opted_out and CHANNELS[claim.channel].carrier_blocks:
            intent = str((parsed.get("intent") or {}).get("name"))
            if intent in _ASKS_FOR_STAFF:
                context.open_handoff(_ASKS_FOR_STAFF[intent])  # staff see it, and can call
            return Outcome("opted_out")  # the carrier would refuse any reply
        if claim.flood is not None and not with_staff and not self._must_be_answered(handoff, feels, taken, parsed):
            told = [] if claim.flood.told else [await self._assistant.say("utter_flooded", context)]
            return Outcome(FLOODED, told, opted_out=is_back(claim))
        reached = self._reaching.look_back(claim) if handoff is None else self._reaching.hear(claim, handoff, taken)
        if reached is not None:
            return Outcome(
                reached.outcome, list(reached.replies), changes=reached.changes, topic=reached.outcome,
                opted_out=is_back(claim),
            )  # fmt: skip
        decided = checked_in(claim, context, feels, parsed)
        if decided is None:
            answered = await self._answering.answer(claim, context, parsed, taken)
            decided = with_a_number(claim.lately.danger, answered, context)
        decided.crisis = decided.crisis or context.crisis
        if not context.opt_out:
            decided.opted_out = is_back(claim)
        return await self._welcome(claim, context, decided)

    @staticmethod
    def _must_be_answered(
        handoff: Handoff | None, feels: checkin.Feeling | None, taken: str | None, parsed: Parsed
    ) -> bool:
        """Say whether a message is answered even in a flood: a person is asked for, or it says whether they are safe.

        Each is answered once: then the handoff is open, and the question is no longer the last thing that was said.
        """
        if feels is not None:
            return True
        wanted = asked_by(taken)[1:] if taken else str((parsed.get("intent") or {}).get("name"))
        return handoff is None and wanted in _ASKS_FOR_STAFF

    async def _welcome(self, claim: Claim, context: TurnContext, decided: Outcome) -> Outcome:
        """Put the first-contact text in front of the first answer; in a crisis, the crisis reply stands alone."""
        last_word = decided.opted_out or decided.outcome in ("opted_out", "checked_in")
        if not claim.first_contact or decided.crisis or last_word:
            return decided
        welcome = await first_words(self._assistant, context)
        greeted = decided.outcome == "greeting"
        decided.replies = [welcome] if greeted else [welcome, *decided.replies]
        decided.welcomed = True
        return decided

    async def _opt_out(self, claim: Claim, context: TurnContext) -> Outcome:
        """Confirm once, alone and without a welcome: it is the last thing that is said."""
        if claim.opted_out:
            return Outcome("opted_out")
        confirmed = await self._assistant.say("utter_opt_out", context)
        return Outcome("stopped", [confirmed], without_form(claim.state), opted_out=True, topic="opt_out")

    async def _set_aside(self, context: TurnContext) -> Outcome:
        """It went wrong: say so honestly, and have a person look."""
        log.error("turn set aside", error=context.broken)
        context.open_handoff("trouble", urgent=False)
        return Outcome("set_aside", [await self._assistant.say("utter_trouble", context)])

    def _write(self, claim: Claim, context: TurnContext, decided: Outcome) -> None:
        with self._database.write() as connection:
            self._handoffs.wake(connection, claim.conversation_id)
            code = self._hand_over(connection, claim, context, decided)
            replies = [replace(reply, text=reply.text.replace(REFERENCE, code)) for reply in decided.replies]
            for change in decided.changes:
                change(connection)
            if decided.opted_out is not None:
                self._journal.set_opted_out(connection, claim.conversation_id, decided.opted_out)
            if context.forget:
                self._handoffs.forget(connection, claim.conversation_id)  # before its conversation, as everywhere
                self._journal.forget(connection, claim.conversation_id)
            self._journal.finish(
                connection,
                claim,
                outcome=decided.outcome,
                replies=replies,
                state=decided.state,
                welcomed=decided.welcomed,
                crisis=decided.crisis,
                topic=decided.topic,
                language=context.language,
            )

    def _hand_over(self, connection: Connection, claim: Claim, context: TurnContext, decided: Outcome) -> str:
        """Open the handoff that was asked for, and return its code.

        Raises NoCodeLeft, but not for words that must go out all the same: 988, and that something broke.
        """
        if context.handoff is None:
            return ""
        reason, urgent = context.handoff
        must_go_out = decided.crisis or decided.outcome == "set_aside"
        hand_over = self._handoffs.open_anyway if must_go_out else self._handoffs.open
        return hand_over(connection, claim.conversation_id, claim.channel, reason, urgent)


def _words(claim: Claim) -> str:
    """Return what there is to understand in a message: nothing in a button, a picture or a place."""
    return neutralise(claim.text)[:READ] if claim.kind == "text" else ""
