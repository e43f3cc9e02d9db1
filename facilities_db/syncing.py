"""Brings the store up to what the FindTreatment.gov locator says today, one state after the other.

Each state is fetched whole and stored in a transaction of its own, with a note that it is done: after a break, the next
call goes on where this one stopped. One edition, a day, is one run.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from facilities_db import states
from facilities_db.directory import Directory
from facilities_db.formats.locator import read_pages
from facilities_db.geography import miles_between, seed_places
from facilities_db.importing import store_within
from facilities_db.locator_api import STATE_IDS, Locator, LocatorError, Page
from facilities_db.plausible import doubts
from facilities_db.refusal import ImportRefused
from facilities_db.report import ImportReport
from facilities_db.tables import facilities, places, synced_states
from porchlight.database import Database

Progress = Callable[[str, int, int], None]
ALL_STATES = tuple(states.NAMES)
# For so long a run that broke off is gone on with; after that, what it has is too old to stand beside the rest.
RUN_DAYS = 7
# When so many states fail one after another, the locator is not well, and the others would fail too.
_FAILURES_IN_A_ROW = 3
_METRES_PER_MILE = 1609.344
_MARGIN_MILES = 10.0  # the error of a ZIP's middle, in 99 of 100


@dataclass(frozen=True)
class SyncReport:
    """What a sync did, by the states' two letters.

    synced: what was stored, state by state. done_before: states that this run had already. failed: (state, reason);
    nothing of theirs was changed. not_tried: left for the next call, because too many failed in a row.
    """

    edition: str
    synced: tuple[tuple[str, ImportReport], ...]
    done_before: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    not_tried: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report in words, a line each."""
        said = [
            f"Edition {self.edition} of FindTreatment.gov: {len(self.synced)} states stored, {len(self.failed)} failed."
        ]
        if self.done_before:
            said.append(f"Done before in this run: {', '.join(self.done_before)}.")
        for state, done in self.synced:
            said.append(
                f"{state}: {done.read} rows, {done.added} added, {done.updated} updated, {done.unchanged} unchanged,"
                f" {done.gone} gone, {len(done.skipped)} skipped."
            )
            said += [f"  {remark}" for remark in done.remarks]
            said += [f"  row {line}: {reason}" for line, reason in done.skipped]
        said += [f"{state}: not stored, nothing of it was changed. {reason}" for state, reason in self.failed]
        if self.not_tried:
            said.append(
                f"Stopped after {_FAILURES_IN_A_ROW} states failed one after another. Not tried:"
                f" {', '.join(self.not_tried)}."
            )
        if self.failed or self.not_tried:
            said.append(f"Sync again to go on: within {RUN_DAYS} days only what is missing is fetched.")
        return said


def sync(
    database: Database,
    locator: Locator,
    asked: Sequence[str] = ALL_STATES,
    edition: str | None = None,
    progress: Progress | None = None,
    *,
    go_on: bool | None = None,
    accept_fewer: bool = False,
) -> SyncReport:
    """Fetch and store each of these states. `edition` is the day, "2026-11-25"; today (UTC) unless given.

    go_on: whether to go on with the last run, whose edition the others then get too; unless told, if it is no older
    than RUN_DAYS and has not all of the states. accept_fewer: also believe an answer that has less than half of what
    the store knows of a state (`facilities_db.plausible`). progress is called with (state, states done, states in all).
    A state that fails is in the report; ValueError is raised for what is no state or no day.
    """
    today = edition or dt.datetime.now(dt.timezone.utc).date().isoformat()
    unknown = [state for state in asked if state not in states.NAMES]
    if unknown:
        raise ValueError(f"these are no states: {', '.join(unknown)}")
    with database.write() as connection:
        seed_places(connection)
        run, done_before = _run(connection, asked, today, go_on)
    left = [state for state in dict.fromkeys(asked) if state not in done_before]
    synced: list[tuple[str, ImportReport]] = []
    failed: list[tuple[str, str]] = []
    in_a_row = 0
    while left and in_a_row < _FAILURES_IN_A_ROW:
        state = left.pop(0)
        if progress:
            progress(state, len(done_before) + len(synced) + len(failed), len(set(asked)))
        try:
            synced.append((state, _sync_state(database, locator, state, run, accept_fewer)))
            in_a_row = 0
        except (LocatorError, ImportRefused) as trouble:
            failed.append((state, _reason(trouble)))
            in_a_row += 1
    if progress:
        progress("", len(done_before) + len(synced) + len(failed), len(set(asked)))
    database.vacuum(facilities.name)
    return SyncReport(run, tuple(synced), done_before, tuple(failed), tuple(left))


def _run(connection: Connection, asked: Sequence[str], today: str, go_on: bool | None) -> tuple[str, tuple[str, ...]]:
    """The edition of the run, and those of the states that it has already."""
    day = dt.date.fromisoformat(today)
    s = synced_states.c
    last = connection.execute(select(func.max(s.edition))).scalar()
    if go_on is False or last is None:
        connection.execute(delete(synced_states).where(s.edition == today, s.state.in_(asked)))
        return today, ()
    had = set(connection.execute(select(s.state).where(s.edition == last)).scalars())
    whole = had.issuperset(asked)
    old = (day - dt.date.fromisoformat(last)).days > RUN_DAYS
    if last != today and (whole or (old and not go_on)):
        return today, ()
    return last, tuple(state for state in dict.fromkeys(asked) if state in had)


def _sync_state(database: Database, locator: Locator, state: str, edition: str, accept_fewer: bool) -> ImportReport:
    pages = _fetched(database, locator, state)
    directory = _directory(pages, state)
    with database.write() as connection:
        if not directory.programs and (state in STATE_IDS or _stored(connection, state)):
            raise LocatorError(
                f"the locator names no substance-use program in {states.NAMES[state]}, and there are some"
            )
        found = doubts(connection, directory)
        if found and not accept_fewer:
            raise LocatorError(
                f"the locator has lost much of what is known of {states.NAMES[state]}: {'; '.join(found)}"
            )
        report = store_within(connection, directory, f"FindTreatment.gov, {states.NAMES[state]}", edition)
        _note(connection, state, edition, len(directory.programs))
    return report


def _fetched(database: Database, locator: Locator, state: str) -> list[Page]:
    """The locator's pages for a state; for a territory, which has no number there, those of a circle that covers it."""
    if state in STATE_IDS:
        pages = locator.of_state(state)
        rows = [row for page in pages for row in page["rows"]]
        if rows and sum(_state_of(row) == state for row in rows) * 2 < len(rows):
            raise LocatorError(
                f"the locator was asked for {states.NAMES[state]} and named mostly programs of other states"
            )
        return pages
    with database.read() as connection:
        circle = _circle(connection, state)
    return locator.around(*circle)


def _directory(pages: list[Page], state: str) -> Directory:
    """The programs of one state in these pages, all that the locator has of it."""
    kept = [[row for row in page["rows"] if _state_of(row) == state] for page in pages]
    directory = read_pages([{"rows": rows} for rows in kept], state)
    left_out = sum(len(page["rows"]) for page in pages) - directory.read
    if left_out and state in STATE_IDS:
        directory.remarks.append(f"Rows of other states, left out: {left_out}.")
    return dataclasses.replace(directory, complete=True)


def _state_of(row: dict[str, object]) -> str:
    return str(row.get("state") or "").strip().upper()


def _circle(connection: Connection, state: str) -> tuple[float, float, float]:
    """The middle of a state's ZIPs in degrees, and how far around it they reach, in metres."""
    points = connection.execute(select(places.c.lat, places.c.lng).where(places.c.state == state)).all()
    lats, lngs = [point.lat for point in points], [point.lng for point in points]
    lat, lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
    miles = max(miles_between(lat, lng, point.lat, point.lng) for point in points) + _MARGIN_MILES
    return lat, lng, miles * _METRES_PER_MILE


def _stored(connection: Connection, state: str) -> bool:
    f = facilities.c
    query = select(f.id).where(f.state == state, f.source.in_(("samhsa", "locator")), f.gone_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def _note(connection: Connection, state: str, edition: str, rows: int) -> None:
    connection.execute(delete(synced_states).where(synced_states.c.state == state))
    now = dt.datetime.now(dt.timezone.utc)
    connection.execute(insert(synced_states).values(state=state, edition=edition, synced_at=now, rows=rows))


def _reason(trouble: Exception) -> str:
    said = str(trouble)
    return f"{said[:1].upper()}{said[1:]}."
