"""Which language a person writes in: what they are told is said in it, and staff see which it is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from connectors.tables import conversations
from porchlight.languages import ENGLISH, phrase, speaking


def language_of(connection: Connection, conversation_id: str) -> str:
    """Return the code of the language that somebody writes in: English until another is known."""
    wanted = select(conversations.c.language).where(conversations.c.id == conversation_id)
    return connection.execute(wanted).scalar() or ENGLISH


def name_of(language: str | None) -> str:
    """Return what staff call a language: "Spanish". They read English, whatever a person writes."""
    with speaking(language):
        return phrase("English (as staff call it)").partition(" (")[0]
