"""The one way in which an import says no."""

from __future__ import annotations


class ImportRefused(Exception):
    """A file that cannot be imported; nothing was changed. The message names the line, if there is one."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line
