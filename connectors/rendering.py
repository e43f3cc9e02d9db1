"""Turns a reply into what one channel can show."""

from __future__ import annotations

from urllib.parse import quote_plus

from connectors.capabilities import Capabilities
from connectors.choosing import named
from connectors.messages import Reply, Venue
from connectors.sms.segments import plain
from porchlight.languages import phrase


def shown_text(reply: Reply, channel: Capabilities) -> str:
    """Return the reply's text as this channel shows it.

    Without buttons, choices become a numbered list; a venue that cannot be a pin becomes a link to a map. What is added
    is in the language that is spoken. A text message loses the marks and accents that would make it cost twice.
    """
    text = reply.text
    if reply.choices and not reply.numbered and not channel.buttons:
        lines = [f"{number} {choice.title}" for number, choice in enumerate(reply.choices, start=1)]
        text = "\n".join([text, *lines, phrase("Reply with a number.")])
    if reply.venue and pin(reply, channel) is None:
        text = f"{text}\n{phrase('Map: {link}', link=map_link(reply.venue.address))}"
    return text if channel.buttons else plain(text)


def pin(reply: Reply, channel: Capabilities) -> Venue | None:
    """Return the venue that this channel shows as a pin on a map, or None."""
    return reply.venue if channel.venues and reply.venue and reply.venue.position else None


def map_link(address: str) -> str:
    """Return a link that opens a map at an address, on any phone, in its maps app or in a browser."""
    return "https://maps.google.com/?q=" + quote_plus(address.replace(",", ""))


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
    """Return the payload of the choice that `words` names, by its number, its place or its title, or None."""
    number = named([choice.title for choice in reply.choices], words)
    return None if number is None else reply.choices[number - 1].payload
