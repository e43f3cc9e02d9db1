"""Calls: now or at a time, to which number, in which time zone."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.briefing import place_of
from bot.reaching.means import Heard, Reached
from bot.reaching.words import is_a_time, like_a_time
from connectors.capabilities import CHANNELS
from hotline.audit import note_about
from hotline.calling_times import allowed, next_allowed, read_time, spoken_time
from hotline.tables import calls, handoffs
from hotline.zones import read_us_number, zone_of_number, zone_of_place

# Fewer digits than this are no phone number that somebody mistyped.
_DIGITS = 5
# So many calls of one person's in so long. The number may be somebody else's, and others wait for the line.
_MOST_RINGS, _LATELY = 5, dt.timedelta(hours=1)


def call_now(heard: Heard) -> Reached:
    """Ring the line and then the person, or ask for the number first."""
    if _number_of(heard) is None:
        return heard.reply("utter_hotline_call_number", wish="call_now", asking="number")
    return _ring(heard)


def _ring(heard: Heard) -> Reached:
    if _rang_often(heard):
        return heard.choose("will_call", "utter_hotline_will_call")
    return heard.choose("call_now", "utter_hotline_calling").also(
        lambda connection: heard.means.phone.want(connection, heard.handoff)
    )


def call_at(heard: Heard, text: str, *, soonest: bool = False) -> Reached:
    """Promise a call for the time in the words, or ask for what is missing: number, time zone, time.

    `soonest`: they want it now, which cannot be; the next time at which it can is offered.
    """
    if _number_of(heard) is None and not CHANNELS[heard.claim.channel].simulated:
        return heard.reply("utter_hotline_call_number", wish="call_at", asking="number")
    zone = _zone(heard)
    if zone is None:
        return heard.reply("utter_hotline_call_zone", wish="call_at", asking="zone")
    if soonest and not heard.means.line.is_open():
        return _offered(heard, heard.means.clock(), zone)
    return at_time(heard, text) or heard.reply("utter_hotline_call_when", wish="call_at", asking="time")


def number_given(heard: Heard, text: str) -> Reached | None:
    """Keep the number in an answer to "which number", and go on; None when they speak of something else."""
    number = read_us_number(text)
    if number is None:
        digits = len(re.findall(r"\d", text))
        return heard.reply("utter_hotline_call_number_again") if digits >= _DIGITS else None

    def keep(connection: Connection) -> None:
        heard.means.phone.give_number(connection, heard.claim.conversation_id, number)
        note_about(connection, "number_given", heard.handoff)

    if heard.handoff.wish == "call_now" and "call_now" in heard.reach().wishes:
        reached = _ring(heard)
    elif _zone(heard, number) is None:
        reached = heard.reply("utter_hotline_call_zone", wish="call_at", asking="zone")
    else:
        reached = heard.reply("utter_hotline_call_when", wish="call_at", asking="time")
    return Reached(reached.outcome, reached.replies, (keep, *reached.changes))


def zone_given(heard: Heard, zone: ZoneInfo) -> Reached:
    """Keep the time zone and ask for the time."""
    return heard.reply("utter_hotline_call_when", wish="call_at", asking="time", timezone=zone.key)


def at_time(heard: Heard, text: str, *, asked: bool = False) -> Reached | None:
    """Plan a call at the time in the words, or offer the next time at which one is possible.

    None when there is no time in them; `asked`: unless they were probably meant as one.
    """
    zone, moment = _zone(heard), heard.means.clock()
    if zone is None:
        return None
    at = read_time(text, moment.astimezone(zone)) if text else None
    if at is None:
        unread = is_a_time(text) or (like_a_time(text) and not is_set(heard))
        return heard.reply("utter_hotline_call_when_again") if asked and unread else None
    return _set(heard, at, zone) if allowed(at, zone, heard.means.line) else _offered(heard, at, zone)


def _offered(heard: Heard, at: dt.datetime, zone: ZoneInfo) -> Reached:
    """Offer the next time after `at`, or else after now, at which a call is possible."""
    moment = heard.means.clock()
    following = next_allowed(at, zone, heard.means.line) or next_allowed(moment, zone, heard.means.line)
    if following is None:  # the line is never staffed while this person may be called
        return heard.choose("will_call", "utter_hotline_call_never")
    named = {"time": spoken_time(following, zone, moment)}
    # Kept, so that a yes means the time that was named.
    return heard.reply("utter_hotline_call_not_then", named, wish="call_at", asking="offered", offered_at=following)


def answered(heard: Heard, answer: str) -> Reached:
    """The person was offered another time: "yes", "other" or "no"."""
    zone, offered = _zone(heard), heard.handoff.offered_at
    if answer == "no":
        return no_call(heard)
    if answer == "yes" and zone is not None and offered is not None and allowed(offered, zone, heard.means.line):
        return _set(heard, offered, zone)
    return heard.reply("utter_hotline_call_when", wish="call_at", asking="time")


def _set(heard: Heard, at: dt.datetime, zone: ZoneInfo) -> Reached:
    if at - heard.means.clock() < _LATELY and _rang_often(heard):
        return heard.choose("will_call", "utter_hotline_will_call")
    named = {"time": spoken_time(at, zone, heard.means.clock())}
    # Still asked for a time: whoever writes another one moves the call.
    return heard.reply("utter_hotline_call_set", named, wish="call_at", asking="time").also(
        lambda connection: heard.means.callbacks.set(connection, heard.handoff, at, zone)
    )


def no_call(heard: Heard) -> Reached:
    """Take back whatever call was planned."""
    return heard.reply("utter_hotline_call_off", wish=None, asking=None).also(
        lambda connection: heard.means.callbacks.cancel(connection, heard.handoff),
        lambda connection: heard.means.phone.unwant(connection, heard.handoff),
    )


def is_set(heard: Heard) -> bool:
    """Say whether a call is promised to them that is still to come."""
    with heard.means.database.read() as connection:
        return heard.means.callbacks.of(connection, heard.handoff.id) is not None


def _rang_often(heard: Heard) -> bool:
    """Say whether this person had us ring so often that they are given the line's number instead."""
    rang = (
        select(func.count())
        .select_from(calls.join(handoffs))
        .where(
            handoffs.c.conversation_id == heard.claim.conversation_id,
            calls.c.staff_id.is_(None),
            calls.c.made_at > heard.means.clock() - _LATELY,
        )
    )
    with heard.means.database.read() as connection:
        return int(connection.execute(rang).scalar_one()) >= _MOST_RINGS


def _number_of(heard: Heard) -> str | None:
    with heard.means.database.read() as connection:
        return heard.means.phone.number(connection, heard.handoff)


def _zone(heard: Heard, number: str | None = None) -> ZoneInfo | None:
    """Return the person's time zone: as they said, by the place they look in, or by their number."""
    if heard.handoff.timezone:
        return ZoneInfo(heard.handoff.timezone)
    place = place_of(heard.claim.state)
    found = zone_of_place(place.get("zip"), place.get("state")) if place else None
    known = number or _number_of(heard)
    return found or (zone_of_number(known) if known else None)
