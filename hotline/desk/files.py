"""The desk's style sheets and scripts. They hold nothing that anybody must be signed in to see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from hotline.desk.gate import Gate

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
# A lit porch lamp, to be found among eight tabs.
_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b1128"/>'
    b'<path d="M5 6l3-3 3 3v6H5z" fill="#ffc76b"/><path d="M7 1h2v2H7zM4 12h8v2H4z" fill="#eef1fb"/></svg>'
)


@dataclass(frozen=True)
class _File:
    content: bytes = field(repr=False)
    media_type: str
    etag: str


class Files:
    """Serves what was in the folder when the service started, and nothing else.

    A browser keeps a file, and asks each time whether it is still the same: a page never meets another version's
    script.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._files = {
            path.name: _file(path.read_bytes(), _TYPES[path.suffix])
            for path in _FOLDER.iterdir()
            if path.suffix in _TYPES
        } | {"icon.svg": _file(_ICON, "image/svg+xml")}

    def routes(self) -> list[BaseRoute]:
        """Return the route of all of them."""
        return [self._gate.open("/desk/static/{file}", self.serve)]

    async def serve(self, request: Request) -> Response:
        """Answer with a file, or 304 when the browser has it."""
        found = self._files.get(request.path_params["file"])
        if found is None:
            raise HTTPException(404)
        headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
        if found.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)


def _file(content: bytes, media_type: str) -> _File:
    return _File(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:20]}"')
