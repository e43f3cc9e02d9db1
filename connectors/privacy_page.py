"""The page for people that says what is kept of them: plain HTML, from reviewed files, with this service's days.

`privacy.html` is the English one; `privacy/<code>.html` are the others.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from connectors.accepting import asked_for
from porchlight.languages import ENGLISH, languages, phrase, speaking, spoken
from porchlight.numbers import placeholders
from porchlight.settings import RetentionSettings

PATH = "/privacy"
SOURCE = Path(__file__).with_name("privacy.html")
_OTHERS = Path(__file__).with_name("privacy")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Language",
}


def privacy_words(retention: RetentionSettings, public_url: str | None) -> dict[str, str]:
    """Return what the reply to PRIVACY names: how many days things are kept, and where the page is, if anywhere.

    In the language that is spoken.
    """
    return {
        "content_days": str(retention.content.days),
        "contact_days": str(retention.contact.days),
        "privacy_page": phrase(" More: {page}", page=f"{public_url}{_address()}") if public_url else "",
    }


def _address() -> str:
    return PATH if spoken() == ENGLISH else f"{PATH}?lang={spoken()}"


class PrivacyPage:
    """Made once, when web starts. It sets no cookie, loads nothing, and runs no script."""

    def __init__(self, retention: RetentionSettings) -> None:
        written = [language for language in languages() if source_in(language).is_file()]
        self._pages = {language: _filled(language, written, retention) for language in written}
        self._headers = {
            language: {**_HEADERS, **_policy(page), "Content-Language": language}
            for language, page in self._pages.items()
        }

    def routes(self) -> list[Route]:
        """Return the page's route."""
        return [Route(PATH, self._show)]

    async def _show(self, request: Request) -> Response:
        language = asked_for(request, self._pages)
        return HTMLResponse(self._pages[language], headers=self._headers[language])


def source_in(language: str) -> Path:
    """Return the file of the page in a language."""
    return SOURCE if language == ENGLISH else _OTHERS / f"{language}.html"


def _filled(language: str, written: list[str], retention: RetentionSettings) -> str:
    """Return the page in a language, with this service's days, and on top of it where it stands in the others."""
    handoff = retention.handoff
    with speaking(language):
        kept = phrase("{days} days after that", days=handoff.days) if handoff else phrase("as long as your number")
        named = {**placeholders(None), **privacy_words(retention, None), "handoff_days": kept}
    source = source_in(language).read_text(encoding="utf-8")
    # Not format_map: the style has braces of its own.
    page = re.sub(r"\{([a-z_]+)\}", lambda found: html.escape(named[found[1]]), source)
    links = "".join(map(_link, (other for other in written if other != language)))
    return page.replace("<main>", f"<main>\n<p>{links}</p>", 1) if links else page


def _link(language: str) -> str:
    with speaking(language):
        words = phrase("Read this in English")
    # Also the English one is named: the browser of whoever is here may ask for another.
    return f'<a href="{PATH}?lang={language}" lang="{language}" hreflang="{language}">{html.escape(words)}</a> '


def _policy(page: str) -> dict[str, str]:
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
    }
