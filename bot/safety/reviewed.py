"""Where the reviewed words about danger are: English here, those of every other language in its folder of the data."""

from __future__ import annotations

from pathlib import Path

from porchlight.languages import ENGLISH

_HERE = Path(__file__).resolve().parent
_DATA = _HERE.parent / "data"


def reviewed_file(language: str, name: str) -> Path:
    """Return the path of a language's `name`: patterns.yml, examples.yml or idioms.yml.

    Whoever reads it meets FileNotFoundError where there is none: a language without its words of danger is not spoken.
    """
    return (_HERE if language == ENGLISH else _DATA / language / "safety") / name
