"""The desk's two cookies: who is signed in, and which browser a sign-in form was given to."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class Cookie:
    """A cookie that no script reads and no other site's form brings along. It ends with the browser.

    Over https its name begins with __Host-, so that browsers take it from no neighbouring subdomain; that needs the
    path to be the whole site.
    """

    name: str
    secure: bool

    @property
    def full_name(self) -> str:
        """The name as the browser knows it."""
        return f"__Host-{self.name}" if self.secure else self.name

    @property
    def path(self) -> str:
        """Where the browser sends it."""
        return "/" if self.secure else "/desk"

    def read(self, request: Request) -> str:
        """Return its value, or an empty string."""
        return request.cookies.get(self.full_name, "")

    def put(self, response: Response, value: str) -> None:
        """Give it to the browser."""
        response.set_cookie(self.full_name, value, path=self.path, secure=self.secure, httponly=True, samesite="lax")

    def drop(self, response: Response) -> None:
        """Take it from the browser."""
        response.delete_cookie(self.full_name, path=self.path, secure=self.secure, httponly=True, samesite="lax")
