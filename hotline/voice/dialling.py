"""Asks Twilio to ring the operator's line."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from urllib3.exceptions import NewConnectionError

from connectors.sms.account import client_of
from hotline.voice.trunk import Trunk
from hotline.voice.twiml import RINGS

_BUSY = (429, 503)


class _Problem(Exception):
    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class NotTaken(_Problem):
    """Twilio is busy or cannot be reached, and has surely not taken the call. `error`: its code, or the kind."""


class Refused(_Problem):
    """Twilio will never take this call. `error` is its code."""


class Unknown(_Problem):
    """Nobody can tell whether Twilio has taken the call: the answer was lost, or made no sense."""


class Dialler:
    """A Twilio account that can ring the line."""

    def __init__(self, trunk: Trunk) -> None:
        self._trunk = trunk
        self._client = client_of(trunk.twilio)

    def ring_line(self, token: str) -> str:
        """Have the line rung for one call, and return Twilio's id of that. Raises NotTaken, Refused or Unknown."""
        try:
            call = self._client.calls.create(
                to=self._trunk.line,
                from_=self._trunk.caller,
                url=self._trunk.address("line", token),
                method="POST",
                status_callback=self._trunk.address("ended", token),
                status_callback_method="POST",
                timeout=RINGS,
            )
        except TwilioRestException as error:
            code = str(error.code or error.status)
            if error.status in _BUSY:
                raise NotTaken(code) from None
            raise (Unknown(code) if error.status >= 500 else Refused(code)) from None
        except (requests.RequestException, TwilioException, ValueError) as error:
            # Never the error's text: it may hold a number or the token.
            kind = type(error).__name__
            raise (NotTaken(kind) if _never_connected(error) else Unknown(kind)) from None
        if not call.sid:
            raise Unknown("unreadable answer")
        return str(call.sid)


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)
