"""Read a request's parameters as sent, blanks and repetitions included.

Starlette reads forms only with python-multipart, which Porchlight does not need; the standard library can.
"""

from __future__ import annotations

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request


async def pairs(request: Request) -> list[tuple[str, str]]:
    """The url-encoded body, in order; raises ValueError where it is not UTF-8."""
    body = (await request.body()).decode("utf-8")
    return parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body), errors="strict")


async def parameters(request: Request) -> dict[str, Any]:
    """Query string and body together, as the Bot API takes them: JSON stays typed, files become bytes."""
    found: dict[str, Any] = dict(parse_qsl(request.url.query, keep_blank_values=True))
    kind = request.headers.get("content-type", "")
    body = await request.body()
    if kind.startswith("application/json"):
        content = json.loads(body or b"{}")
        if not isinstance(content, dict):
            raise ValueError("the JSON body is not an object")
        found.update(content)
    elif kind.startswith("multipart/form-data"):
        found.update(_parts(kind, body))
    elif body:
        found.update(parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True))
    return found


def _parts(kind: str, body: bytes) -> dict[str, Any]:
    """A multipart body's fields as text and its files as bytes."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    if not message.is_multipart():
        raise ValueError("the multipart body cannot be read")
    found: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise ValueError("a part of the multipart body has no name")
        found[name] = content if part.get_filename() else content.decode("utf-8")
    return found
