"""Turns a reply into what one channel can show."""

from __future__ import annotations

from connectors.capabilities import Capabilities
from connectors.messages import Reply
from connectors.sms.segments import plain


def shown_text(reply: Reply, channel: Capabilities) -> str:
    """Return the reply's text as this channel shows it: without buttons, choices become a numbered list."""
    if channel.buttons:
        return reply.text
    text = reply.text
    if reply.choices and not reply.numbered:
        lines = [f"{number} {choice.title}" for number, choice in enumerate(reply.choices, start=1)]
        text = "\n".join([text, *lines, "Reply with a number."])
    return plain(text)


def split(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most `limit` characters, at a line's or a word's end where there is one."""
    pieces = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit), text.rfind(" ", 1, limit))
        cut = cut if cut > 0 else limit
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def chosen(reply: Reply, words: str) -> str | None:
    """Return the payload of the choice that `words` names, by its number or its title, or None."""
    wanted = words.strip().rstrip(".)!").casefold()
    for number, choice in enumerate(reply.choices, start=1):
        if wanted in (str(number), choice.title.casefold()):
            return choice.payload
    return None
