"""The desk on a scene's database, and browsers that are signed in to it: what the tests of its pages begin from."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from hotline.desk.app import desk_routes
from hotline.passwords import Passwords
from hotline.sessions import csrf_of
from hotline.staff import Member, Role
from hotline.tables import staff
from porchlight.bootstrap import Parts
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings, Settings
from tests.connectors.scene import SECRET, Scene

PASSWORD = "tin roof, warm rain"
PAGE = {"accept": "text/html"}


def cheap_passwords() -> Passwords:
    """Return passwords that cost next to nothing to hash."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def settings_for(scene: Scene, **changes: Any) -> Settings:
    """Return the settings of a development service on a scene's database, with no provider; `changes` are fields."""
    hotline = HotlineSettings("1-800-555-0199", OpeningHours.parse("24/7"), ZoneInfo("America/New_York"))
    settings = Settings(
        production=False,
        database_url=scene.database.url,
        public_url=None,
        secret_key=SECRET,
        twilio=None,
        telegram=None,
        hotline=hotline,
        folder=scene.folder,
        model_folder=scene.folder,
        locator_url="http://locator.test",
    )
    return replace(settings, **changes)


def csrf_in(page: str) -> str:
    """Return the token in a page's form."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found, "no form on this page"
    return found[1]


class Browser:
    """One browser at the desk. It keeps cookies and follows no redirect; `csrf` is its session's token."""

    def __init__(self, application: Starlette, base_url: str) -> None:
        # An error inside a page is to be seen as the page that people would get.
        self.http = TestClient(application, base_url, raise_server_exceptions=False, follow_redirects=False)

    @property
    def token(self) -> str:
        """What the cookie of the session holds, or an empty string."""
        return next((value for name, value in self.http.cookies.items() if name.endswith("desk")), "")

    @property
    def csrf(self) -> str:
        """What the forms of this session carry."""
        return csrf_of(self.token)

    def get(self, path: str, **headers: str) -> Any:
        """Ask for a page."""
        return self.http.get(path, headers={**PAGE, **headers})

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> Any:
        """Send a form, with this session's csrf_token unless another is given."""
        return self.http.post(path, data={"csrf_token": self.csrf, **fields}, headers={**PAGE, **(headers or {})})

    def page(self, path: str) -> str:
        """Return the text of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.headers.get('location', '')}"
        return str(answer.text)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Any:
        """Send the sign-in form as it stands on the page."""
        form = {"csrf_token": csrf_in(self.page("/desk")), "username": name, "password": password}
        return self.post("/desk", **{**form, **fields})

    def second_step(self, code: str, **fields: str) -> Any:
        """Send the form of the second step as it stands on the page."""
        form = {"csrf_token": csrf_in(self.page("/desk/second-step")), "code": code}
        return self.post("/desk/second-step", **{**form, **fields})


class Desk:
    """The whole desk, with real parts on the database of a scene. Close it in the end."""

    def __init__(self, scene: Scene, *, secure: bool = False, **settings: Any) -> None:
        """`secure`: as in production, by https. `settings` are fields of `porchlight.settings.Settings`."""
        self.scene = scene
        self.parts = Parts(settings_for(scene, **settings))
        self.rung = 0
        self.passwords = cheap_passwords()
        self.routes = desk_routes(replace(self.parts.desk(), secure=secure, changed=self._changed), self.passwords)
        self.app = Starlette(routes=self.routes)
        self._base_url = "https://desk.test" if secure else "http://desk.test"

    def _changed(self) -> None:
        self.rung += 1

    def close(self) -> None:
        """Close the database."""
        self.parts.database.dispose()

    def member(self, name: str, role: Role = "counselor", shown_name: str | None = None) -> Member:
        """Add somebody to the staff, with the password PASSWORD."""
        with self.parts.database.write() as connection:
            kept = self.passwords.hash_new(PASSWORD, name)
            return self.parts.staff.add(connection, name, role, kept, shown_name)

    def stranger(self) -> Browser:
        """Return a browser in which nobody is signed in."""
        return Browser(self.app, self._base_url)

    def browser(self, name: str) -> Browser:
        """Return a browser in which this member is signed in, by the forms, with the second step where it is asked."""
        browser = self.stranger()
        answer = browser.sign_in(name)
        assert answer.status_code == 303, answer.text
        if "second-step" in answer.headers["location"]:
            answer = browser.second_step(self.code(name))
            assert answer.status_code == 303, answer.text
        return browser

    def code(self, name: str) -> str:
        """Return what this member's authenticator app shows now; it counts as not yet used."""
        with self.parts.database.write() as connection:
            row = connection.execute(select(staff.c.totp_secret, staff.c.totp_step).where(staff.c.name == name)).one()
            if row.totp_step is not None:
                connection.execute(update(staff).where(staff.c.name == name).values(totp_step=1))
        return str(pyotp.TOTP(self.parts.cipher.decrypt(row.totp_secret)).now())
