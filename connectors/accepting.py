"""In which language a page of ours is shown to a browser: the one that its address names, else the one it asks for."""

from __future__ import annotations

import re
from collections.abc import Collection

from starlette.requests import Request

from porchlight.languages import ENGLISH

_ACCEPTED = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[a-zA-Z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")
_LONGEST = 500  # characters of a header that anybody may send


def asked_for(request: Request, known: Collection[str]) -> str:
    """Return one of the known languages: `?lang=es`, else by Accept-Language; English where none of ours is asked for.

    Answer with "Vary: Accept-Language", or a proxy shows one person's page to another.
    """
    named = request.query_params.get("lang", "")
    return named if named in known else _preferred(request.headers.get("accept-language", ""), known)


def _preferred(accepted: str, known: Collection[str]) -> str:
    wanted = {ENGLISH: 0.0}
    for each in accepted[:_LONGEST].split(","):
        found = _ACCEPTED.fullmatch(each)
        if found and found[1].lower() in known:
            language = found[1].lower()
            wanted[language] = max(wanted.get(language, 0.0), float(found[2] or 1))
    return max(wanted, key=lambda language: wanted[language])
