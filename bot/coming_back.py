"""Whether a message ends its person's opt-out, or begins one, by no more than having come."""

from __future__ import annotations

from connectors.capabilities import CHANNELS
from connectors.journal import Claim


def is_back(claim: Claim) -> bool | None:
    """Return False, for an opt-out that is over: writing again is coming back, where no carrier stands between.

    Else whoever helps could not answer somebody who writes to them.
    """
    return False if claim.opted_out and not CHANNELS[claim.channel].carrier_blocks else None


def carrier_did(claim: Claim) -> bool | None:
    """Return what the carrier has done with this number, where the word was STOP or START; else as `is_back`."""
    if claim.kind == "command" and CHANNELS[claim.channel].carrier_blocks and claim.text in ("stop", "start"):
        return claim.text == "stop"
    return is_back(claim)
