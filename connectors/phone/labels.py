"""The phone page's own words: marked here, so that every language has them, and put into the page in one of them.

`page.html` and `phone.js` write them in English. What a person and Porchlight say to each other is none of these.
"""

from __future__ import annotations

import html
import json
from pathlib import Path

from porchlight.languages import languages, marked, phrase, speaking

_PAGE = Path(__file__).with_name("page.html")
# On the page itself: the whole of an element, or of a label.
_SHOWN = (
    marked("This page needs JavaScript."),
    marked("Channel"),
    marked("About this page and examples"),
    marked("Large text"),
    marked("Text message"),
    marked("SMS conversation"),
    marked("SMS messages"),
    marked("Telegram conversation"),
    marked("Telegram messages"),
    marked("Write to Porchlight as a person would: a ZIP, a town, a question."),
    marked("Where it lists choices, answer with the number."),
    marked("Send a pretend photo"),
    marked("Text message to Porchlight"),
    marked("Send"),
    marked("bot"),
    marked("What can this bot do?"),
    marked("Porchlight helps people look for intensive outpatient treatment. Tap Start, or just write."),
    marked("Start"),
    marked("Commands"),
    marked("Telegram message to Porchlight"),
    marked("Message"),
    marked("Location"),
    marked("Share my location"),
    marked("Type it instead"),
    marked("Coordinates or a ZIP"),
    marked("42.3656, -71.1040 or 02139"),
    marked("Close"),
    marked("A stand-in for a real phone. Development only: nothing leaves this machine."),
    marked("Enter sends; Shift and Enter make a new line."),
    marked("Say something"),
    marked("Each is sent on the tab that is open."),
    marked("New conversation"),
)
# What the script says.
_SAID = (
    marked("Begin"),
    marked("What Porchlight can do"),
    marked("What is kept, and for how long"),
    marked("Talk to a person"),
    marked("No more messages"),
    marked("Erase what is kept"),
    marked("The server said no ({status})."),
    marked("1 segment"),
    marked("{n} segments"),
    marked("1 character"),
    marked("{n} characters"),
    marked("{n} of {limit} characters"),
    marked("(more than {limit})"),
    marked("The page was left before this was sent."),
    marked("This did not reach the server."),
    marked("Reconnecting..."),
    marked("You: "),
    marked("Pretend photo"),
    marked('tapped "{choice}"'),
    marked("Try again"),
    marked("This was not sent."),
    marked("Sending..."),
    marked("Porchlight is writing"),
    marked("No answer yet: is the worker running? See "),
    marked("unread"),
    marked("New {channel} conversation."),
    marked("This browser cannot tell where it is. Type coordinates or a ZIP."),
    marked("Asking the browser, which may ask its maker's location service..."),
    marked("The browser did not share a location. Type coordinates or a ZIP."),
    marked("Two numbers such as 42.3656, -71.1040, or a five-digit ZIP."),
    marked("This is a real telephone number ({number}). Open it in this machine's phone app?"),
)


def page_in(language: str) -> str:
    """Return the page, its own words in this language."""
    page = _PAGE.read_text(encoding="utf-8")
    with speaking(language):
        for english in _SHOWN:
            words = html.escape(phrase(english))
            page = page.replace(f">{english}<", f">{words}<").replace(f'="{english}"', f'="{words}"')
        said = json.dumps({english: phrase(english) for english in _SAID}, ensure_ascii=False).replace("<", "\\u003c")
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    links = "".join(_link(other) for other in languages() if other != language)
    return page.replace("{languages}", links, 1).replace("{words}", said, 1)


def _link(language: str) -> str:
    with speaking(language):
        words = phrase("Read this in English")
    return f'<a href="?lang={language}" lang="{language}" hreflang="{language}">{html.escape(words)}</a>'
