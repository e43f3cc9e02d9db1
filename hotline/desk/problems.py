"""What the desk says when something does not work: words for somebody tired, never a detail of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hotline.desk.pages import Pages

if TYPE_CHECKING:
    from hotline.desk.gate import Visitor

_WORDS = {
    400: ("That did not arrive whole", "Go back and try once more."),
    401: ("You are signed out", "Sign in again; what you had open is still there."),
    403: ("That is not yours to do", "Your role at the desk does not include this. A supervisor can help."),
    404: ("There is nothing here", "It may have been erased because the person asked for it, or the address is wrong."),
    405: ("There is nothing here", "Go back to the queue."),
    409: ("That did not work", "Somebody was faster, or something has changed. Look again."),
    413: ("That is too much at once", "Send less text in one go."),
    415: ("That did not arrive whole", "Go back and try once more."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("Something broke on our side", "It is not your fault. Try again; if it stays so, tell your supervisor."),
    503: (
        "The desk cannot reach its database",
        "Nothing was changed. Try again in a minute. People who write meanwhile may have to wait: watch the phone.",
    ),
}
_STALE = (
    "That page was open too long",
    "For your safety nothing was changed. Go back, load the page again, and send it once more.",
)


class Problems:
    """Makes the page, or for a script the JSON, that says what went wrong."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def answer(self, request: Request, status: int, visitor: Visitor | None = None, words: str = "") -> Response:
        """Say what this status means here; `words`, of ours, say it more exactly."""
        heading, usual = _WORDS.get(status, _WORDS[500])
        return self._say(request, status, visitor, heading, words or usual)

    def stale(self, request: Request, visitor: Visitor | None) -> Response:
        """403 for a form whose token is missing or another session's."""
        return self._say(request, 403, visitor, *_STALE)

    def _say(self, request: Request, status: int, visitor: Visitor | None, heading: str, words: str) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": words}, status)
        return self._pages.page("problem.html", visitor, status=status, heading=heading, words=words)
