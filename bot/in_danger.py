"""What a turn does about danger: the reply to it, and the messages after it. What they mean is `bot.safety`'s."""

from __future__ import annotations

from dataclasses import replace

from bot.answering import Outcome
from bot.assistant import Parsed
from bot.coming_back import carrier_did
from bot.context import TurnContext
from bot.followups import running_form
from bot.safety import checkin
from bot.safety.replies import crisis_reply, fixed_reply
from bot.safety.verdict import Verdict
from bot.safety.watch import without_form
from connectors.journal import Claim
from connectors.lately import Danger


def alarm(verdict: Verdict, claim: Claim, context: TurnContext) -> Outcome:
    """Answer danger, and nothing else. What was being asked is put aside."""
    if verdict.calls_staff:
        context.open_handoff(verdict.crisis, urgent=verdict.urgent)
    return Outcome(
        checkin.OUTCOME[verdict.tier],
        [crisis_reply(verdict, context.form)],
        without_form(claim.state),
        crisis=verdict.crisis,
        # The carrier has stopped this number when the word was one of its own ("i want it to", "END").
        opted_out=carrier_did(claim),
    )


def flag(verdict: Verdict, context: TurnContext) -> Outcome:
    """Mark words that may mean danger for the person of the staff who reads them anyway."""
    if verdict.calls_staff:
        context.open_handoff(verdict.crisis)
    return Outcome("to_staff", crisis=verdict.crisis)


def feeling(claim: Claim, taken: str | None, answer: checkin.Feeling | None) -> checkin.Feeling | None:
    """Return what a message says to "are you safe"; None where it says something else, or nothing asked that.

    `taken`: the payload of the choice that it takes, if it takes one. `answer`: what its words would answer.
    """
    if taken is not None and taken in checkin.TAPPED:
        return checkin.TAPPED[taken]
    danger = claim.lately.danger
    asked_since = danger is not None and danger.since > 0 and (taken is not None or running_form(claim.state))
    if answer is not None and asked_since and not checkin.says_safe(claim.text):
        return None  # behind an answer that asked something itself, "no" is meant for that
    return answer


def checked_in(claim: Claim, context: TurnContext, feels: checkin.Feeling | None, parsed: Parsed) -> Outcome | None:
    """Return what is said after danger instead of an answer; None where there is to be one."""
    danger = claim.lately.danger
    name = checkin.answer_to(danger, claim.text, feels, parsed)
    if name == "full":
        return alarm(checkin.not_safe(danger), claim, context)
    return Outcome("checked_in", [fixed_reply(name, context.form)]) if name is not None else None


def with_a_number(danger: Danger | None, decided: Outcome, context: TurnContext) -> Outcome:
    """Ask in front of the first answer after danger how the person is, and keep a number at hand behind the others."""
    asked_for = context.opt_out or context.forget or context.handoff  # whoever asks for a person gets the numbers
    if danger is None or danger.crisis == "grief" or not decided.replies or asked_for:
        return decided
    if danger.since == 0:
        decided.replies = [fixed_reply("utter_check_in", context.form), *decided.replies]
    else:
        line = fixed_reply(checkin.line_for(danger), context.form).text
        last = decided.replies[-1]
        decided.replies[-1] = replace(last, text=f"{last.text}\n{line}")
    return decided
