"""Passwords: which are good enough, and how they are kept (argon2id)."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from hotline.staff import NotPossible

MIN_LENGTH = 12
MAX_LENGTH = 200
_MIN_DIFFERENT = 5


class Passwords:
    """Hashes passwords and checks them. Both take some 50 ms and 64 MB on purpose: never in the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher` says how dear a guess is: without one, as the library advises (RFC 9106)."""
        self._hasher = hasher or PasswordHasher()

    def hash_new(self, password: str, name: str) -> str:
        """Return what is kept of a new password. Raises NotPossible, with the reason, for one that is too easy."""
        if len(password) < MIN_LENGTH:
            raise NotPossible(f"A password needs at least {MIN_LENGTH} characters. Four random words do well.")
        if len(password) > MAX_LENGTH:
            raise NotPossible(f"A password has at most {MAX_LENGTH} characters.")
        if password.strip().casefold() == name.strip().casefold():
            raise NotPossible("The name to sign in with cannot be the password.")
        if len(set(password)) < _MIN_DIFFERENT:
            raise NotPossible(f"A password needs at least {_MIN_DIFFERENT} different characters.")
        return self._hasher.hash(_bytes(password))

    def fits(self, password_hash: str | None, password: str) -> bool:
        """Say whether it is the right one. None, for somebody unknown, takes as long as a wrong password."""
        kept = self._nobodys if password_hash is None else password_hash
        try:
            return self._hasher.verify(kept, _bytes(password)) and password_hash is not None
        except (Argon2Error, InvalidHashError):
            return False

    def renewed(self, password_hash: str, password: str) -> str | None:
        """Return the hash by today's parameters of a password that fits; None when it is so already."""
        return self._hasher.hash(_bytes(password)) if self._hasher.check_needs_rehash(password_hash) else None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("the password of nobody")


def _bytes(password: str) -> bytes:
    # One keyboard writes "é" as one character, another as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
