"""The second factor: six digits that an authenticator app makes anew every 30 seconds (TOTP, RFC 6238)."""

from __future__ import annotations

import datetime as dt
import hmac
import re

import pyotp
import segno

_STEP = 30  # seconds
_WINDOW = 1  # a code of the step before or after is right too: clocks differ, and people type slowly
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return a random secret of 160 bits, in the letters that an authenticator app wants."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, moment: dt.datetime) -> int | None:
    """Return the step (which 30 seconds since 1970) whose code was typed, or None for a wrong code.

    The caller must refuse a step that is not later than the last one used: a code that was watched or caught works no
    second time.
    """
    code = re.sub(r"\s", "", typed)
    if not _CODE.fullmatch(code):
        return None
    present = int(moment.timestamp()) // _STEP
    codes = pyotp.HOTP(secret)
    found = None
    for step in range(present - _WINDOW, present + _WINDOW + 1):
        if hmac.compare_digest(codes.at(step), code):
            found = step
    return found


def picture(secret: str, name: str) -> str:
    """Return the QR code that an authenticator app reads, as SVG without any style in it. It holds the secret."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Porchlight")
    code = segno.make(address, micro=False)
    return code.svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, title="QR code for your app"
    )
