"""What somebody hears first: who is writing, and how to go on in another language."""

from __future__ import annotations

from dataclasses import replace

from bot.assistant import Assistant
from bot.context import TurnContext
from bot.speaking import choice_of
from connectors.messages import Reply
from porchlight.languages import languages, speaking, spoken


async def first_words(assistant: Assistant, context: TurnContext) -> Reply:
    """Return the first-contact text, and in every other language how to go on in it."""
    welcome = await assistant.say("utter_welcome", context)
    lines, choices = [welcome.text], list(welcome.choices)
    for language in (each for each in languages() if each != spoken()):
        with speaking(language):
            lines.append((await assistant.say("utter_other_language", context)).text)
        if context.form == "telegram":  # a button costs nothing there
            choices.append(choice_of(language))
    return replace(welcome, text="\n".join(lines), choices=tuple(choices))
