"""Keeps what people write, and who they are, unreadable to anyone who only has the database."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Cipher:
    """Encrypts text and makes keyed fingerprints, both from one secret; reads what earlier secrets have sealed.

    The worst that can happen: if the secrets are lost, nothing stored can be read again; if they leak together
    with the database, everything can.
    """

    def __init__(self, secret: str, *earlier: str) -> None:
        """`secret`: what everything is sealed with from now on. `earlier`: those before it, still good for reading."""
        secrets = dict.fromkeys((secret, *earlier))
        self._fernets = [Fernet(base64.urlsafe_b64encode(_derive(each, b"encrypt"))) for each in secrets]
        self._all = MultiFernet(self._fernets)
        self._fingerprint_keys = [_derive(each, b"fingerprint") for each in secrets]

    def encrypt(self, text: str) -> bytes:
        """Return `text` sealed (AES-128-CBC with HMAC-SHA256, as Fernet defines it) with the present secret."""
        return self._all.encrypt(text.encode("utf-8", "surrogatepass"))

    def decrypt(self, sealed: bytes) -> str:
        """Return the text again. Raises `cryptography.fernet.InvalidToken` where none of the secrets sealed it."""
        return self._all.decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same text sealed with the present secret. Raises InvalidToken as `decrypt` does."""
        return self._all.rotate(bytes(sealed))

    def age(self, sealed: bytes) -> int:
        """Return how many secrets ago this was sealed: 0 is the present one. Raises InvalidToken as `decrypt` does."""
        for age, fernet in enumerate(self._fernets):
            try:
                fernet.decrypt(bytes(sealed))
            except InvalidToken:
                continue
            return age
        raise InvalidToken

    def fingerprint(self, *parts: str) -> str:
        """Return 64 hex digits that are equal for equal parts and tell nothing about them without the secret."""
        return _fingerprint(self._fingerprint_keys[0], parts)

    def fingerprints(self, *parts: str) -> list[str]:
        """Return what `fingerprint` gives and gave, under each secret, the present one first.

        Look rows up by all of them, and write the first: then a change of the secret takes nobody for a stranger.
        """
        return [_fingerprint(key, parts) for key in self._fingerprint_keys]


def derive_token(secret: str, purpose: str) -> str:
    """Return a token of 43 URL-safe characters that only a holder of `secret` can make, one per purpose."""
    return base64.urlsafe_b64encode(_derive(secret, purpose.encode())).decode().rstrip("=")


def _fingerprint(key: bytes, parts: tuple[str, ...]) -> str:
    message = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"porchlight/" + purpose).derive(secret.encode())
