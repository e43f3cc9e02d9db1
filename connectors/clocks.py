"""Moments in the database, judged by a clock that may have been set back since they were written.

The machine's clock is the only one that several processes, and hosts, have in common. It can jump, and nobody may have
to wait for it to come round again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, or_

# So far apart the clocks of several hosts may be; those that are set by NTP differ by milliseconds.
SKEW = dt.timedelta(minutes=1)


def has_passed(column: Column, moment: dt.datetime, longest: dt.timedelta) -> Any:
    """Return the condition that a moment has come, or can never have been meant.

    longest: how far ahead it is set at most. One that is further away was written before the clock was set back.
    """
    return or_(column <= moment, is_void(column, moment, longest))


def is_void(column: Column, moment: dt.datetime, longest: dt.timedelta = dt.timedelta(0)) -> Any:
    """Return the condition that a moment is further ahead than anybody sets it: the clock was set back since."""
    return column > void_after(moment, longest)


def void_after(moment: dt.datetime, longest: dt.timedelta) -> dt.datetime:
    """Return the moment after which nobody sets anything, for a condition that is written once and asked often."""
    return moment + longest + SKEW
