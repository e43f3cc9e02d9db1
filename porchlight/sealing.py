"""Keeps what people write, and who they are, unreadable to anyone who only has the database."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Cipher:
    """Encrypts text and makes keyed fingerprints, both from one secret.

    The worst that can happen: if the secret is lost, nothing stored can be read again; if it leaks together
    with the database, everything can.
    """

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"encrypt")))
        self._fingerprint_key = _derive(secret, b"fingerprint")

    def encrypt(self, text: str) -> bytes:
        """Return `text` sealed (AES-128-CBC with HMAC-SHA256, as Fernet defines it)."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass"))

    def decrypt(self, sealed: bytes) -> str:
        """Return the text again. Raises `cryptography.fernet.InvalidToken` if the secret is another one."""
        return self._fernet.decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")

    def fingerprint(self, *parts: str) -> str:
        """Return 64 hex digits that are equal for equal parts and tell nothing about them without the secret."""
        message = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._fingerprint_key, message, hashlib.sha256).hexdigest()


def derive_token(secret: str, purpose: str) -> str:
    """Return a token of 43 URL-safe characters that only a holder of `secret` can make, one per purpose."""
    return base64.urlsafe_b64encode(_derive(secret, purpose.encode())).decode().rstrip("=")


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"porchlight/" + purpose).derive(secret.encode())
