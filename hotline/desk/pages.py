"""Renders the desk's pages. Everything that a person or a colleague wrote is escaped: autoescape is on, always."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from hotline.desk.gate import Visitor

_FOLDER = Path(__file__).parent / "templates"
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


class Pages:
    """The templates in `hotline/desk/templates`.

    Each gets `visitor` (who is signed in, or None) and `active` (which entry of the menu is lit) beside its own names.
    A name that a template uses and nobody gave raises `jinja2.UndefinedError`.
    """

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=select_autoescape(("html",), default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self, template: str, visitor: Visitor | None, *, active: str = "", status: int = 200, **named: Any
    ) -> HTMLResponse:
        """Return a whole page."""
        return HTMLResponse(self.text(template, visitor=visitor, active=active, **named), status)

    def text(self, template: str, **named: Any) -> str:
        """Return a piece of a page as text."""
        # Half an emoji, as some phones send it, cannot be sent on: no page may fail because somebody wrote one.
        return _HALF_A_CHARACTER.sub("\ufffd", self._environment.get_template(template).render(**named))
