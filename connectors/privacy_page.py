"""The page for people that says what is kept of them: plain HTML, from one reviewed file, with this service's days."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from porchlight.numbers import placeholders
from porchlight.settings import RetentionSettings

PATH = "/privacy"
SOURCE = Path(__file__).with_name("privacy.html")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "public, max-age=3600",
}


def privacy_words(retention: RetentionSettings, public_url: str | None) -> dict[str, str]:
    """Return what the reply to PRIVACY names: how many days things are kept, and where the page is, if anywhere."""
    return {
        "content_days": str(retention.content.days),
        "contact_days": str(retention.contact.days),
        "privacy_page": f" More: {public_url}{PATH}" if public_url else "",
    }


class PrivacyPage:
    """Made once, when web starts. It sets no cookie, loads nothing, and runs no script."""

    def __init__(self, retention: RetentionSettings) -> None:
        source = SOURCE.read_text(encoding="utf-8")
        handoff = retention.handoff
        named = {
            **placeholders(None),
            **privacy_words(retention, None),
            "handoff_days": f"{handoff.days} days after that" if handoff else "as long as your number",
        }
        # Not format_map: the style has braces of its own.
        self._page = re.sub(r"\{([a-z_]+)\}", lambda found: html.escape(named[found[1]]), source)
        style = re.search(r"<style>(.*?)</style>", self._page, re.DOTALL)
        hashed = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
        self._headers = _HEADERS | {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"
            )
        }

    def routes(self) -> list[Route]:
        """Return the page's route."""
        return [Route(PATH, self._show)]

    async def _show(self, request: Request) -> Response:
        del request  # everybody gets the same
        return HTMLResponse(self._page, headers=self._headers)
