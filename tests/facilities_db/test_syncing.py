"""Syncing a real store with a locator on the network: whole runs, broken ones, and answers that must not be believed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from facilities_db.formats import locator_labels
from facilities_db.history import history_of
from facilities_db.importing import import_file
from facilities_db.locator_api import Locator
from facilities_db.sample import load_sample
from facilities_db.syncing import SyncReport, sync
from facilities_db.tables import facilities, imports, synced_states
from porchlight.database import Database
from porchlight.settings import ROOT
from tests.doubles.locator import LABELS, FakeLocator, Row, made_up, services

from .conftest import REAL_FILE
from .programs import program, put, rows_of

Sync = Callable[..., SyncReport]
DAY = "2026-11-25"


@pytest.fixture
def double() -> Iterator[FakeLocator]:
    """A locator with eight programs in each of Vermont, New Hampshire, Wyoming and Delaware."""
    with FakeLocator() as locator:
        locator.rows = [made_up(n, state) for state in ("VT", "NH", "WY", "DE") for n in range(8)]
        yield locator
        assert locator.invalid == []


@pytest.fixture
def synced(store: Database, double: FakeLocator) -> Iterator[Sync]:
    """Sync the store with the locator, without a pause between requests."""

    def run(*asked: str, edition: str = DAY, **how: Any) -> SyncReport:
        return sync(store, locator, asked, edition, **how)

    with Locator(double.url, pace=0.0, patience=30.0, attempts=2, page_size=5, sleep=lambda seconds: None) as locator:
        yield run


def _listed(database: Database, state: str = "VT") -> list[str]:
    query = (
        select(facilities.c.name).where(facilities.c.listed, facilities.c.state == state).order_by(facilities.c.name)
    )
    with database.read() as connection:
        return list(connection.execute(query).scalars())


def _states(database: Database) -> dict[str, tuple[str, int]]:
    with database.read() as connection:
        return {row.state: (row.edition, row.rows) for row in connection.execute(select(synced_states))}


def test_states_are_stored_one_after_the_other(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Each is whole, with its edition, exact positions, and a line in the report; progress is told."""
    told: list[tuple[str, int, int]] = []
    report = synced("VT", "NH", progress=lambda *step: told.append(step))
    assert [(state, done.added, done.gone) for state, done in report.synced] == [("VT", 8, 0), ("NH", 8, 0)]
    assert (report.edition, report.done_before, report.failed, report.not_tried) == (DAY, (), (), ())
    assert told == [("VT", 0, 2), ("NH", 1, 2), ("", 2, 2)]
    assert _states(store) == {"VT": (DAY, 8), "NH": (DAY, 8)}
    rows = rows_of(store)
    assert rows["Made-up Program 3"].exact and rows["Made-up Program 3"].edition == DAY
    assert " OIT " in rows["Made-up Program 3"].services and rows["Made-up Program 3"].website
    assert report.lines() == [
        f"Edition {DAY} of FindTreatment.gov: 2 states stored, 0 failed.",
        "VT: 8 rows, 8 added, 0 updated, 0 unchanged, 0 gone, 0 skipped.",
        "NH: 8 rows, 8 added, 0 updated, 0 unchanged, 0 gone, 0 skipped.",
    ]
    with store.read() as connection:
        names = list(connection.execute(select(imports.c.file_name)).scalars())
    assert names == ["FindTreatment.gov, Vermont", "FindTreatment.gov, New Hampshire"]


def test_a_directory_is_brought_up_to_date_in_place(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Programs keep their ids, new ones come, those that vanished are gone, other states stay as they were."""
    vermont = {"state": "VT", "city": "Burlington", "zip": "05401"}
    put(
        store,
        program("Made-up Program 1", street="101 Invented St.", services=" OP ", phone="802-555-0199", **vermont),
        program("Made-Up Program 2, LLC", street="102 Invented Street", services=" OP ", **vermont),
        program("Closed House", **vermont),
        program("Elsewhere"),
        edition="2024",
    )
    before = rows_of(store)
    report = synced("VT")
    after = rows_of(store)
    assert [(done.added, done.updated, done.gone) for _, done in report.synced] == [(6, 2, 1)]
    assert after["Made-up Program 1"].id == before["Made-up Program 1"].id
    assert after["Made-up Program 2"].id == before["Made-Up Program 2, LLC"].id
    assert (after["Made-up Program 1"].phone, after["Made-up Program 1"].edition) == ("555-555-0001", DAY)
    assert after["Closed House"].gone_at is not None and not after["Closed House"].listed
    assert (after["Elsewhere"].gone_at, after["Elsewhere"].edition) == (None, "2024")


def test_a_finished_run_asks_for_nothing(synced: Sync, double: FakeLocator) -> None:
    """The same day again: everything is done before. The next day everything is asked for, and nothing has changed."""
    synced("VT", "NH")
    asked = len(double.sent)
    report = synced("VT", "NH")
    assert (report.done_before, report.synced, len(double.sent)) == (("VT", "NH"), (), asked)
    assert "Done before in this run: VT, NH." in report.lines()
    report = synced("VT", "NH", edition="2026-11-26")
    assert report.done_before == () and [done.added for _, done in report.synced] == [0, 0]
    report = synced("VT", edition="2026-11-26", go_on=False)
    assert [done.unchanged for _, done in report.synced] == [8]
    assert synced("VT", "NH", edition="2026-11-26").done_before == ("VT", "NH")


def test_a_broken_run_goes_on(store: Database, synced: Sync, double: FakeLocator) -> None:
    """What was stored is not asked for again, and what comes later has the run's edition."""

    def break_at_wyoming(state: str, done: int, total: int) -> None:
        if state == "WY":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synced("VT", "NH", "WY", "DE", progress=break_at_wyoming)
    assert _states(store).keys() == {"VT", "NH"}
    double.sent.clear()
    report = synced("VT", "NH", "WY", "DE", edition="2026-11-27")
    assert (report.edition, report.done_before) == (DAY, ("VT", "NH"))
    assert [state for state, _ in report.synced] == ["WY", "DE"]
    assert {asked["limitValue"] for asked in double.sent} == {"52", "26"}
    assert {edition for edition, _ in _states(store).values()} == {DAY}


@pytest.mark.parametrize(
    ("day", "go_on", "edition", "done_before"),
    [("2026-12-02", None, DAY, ("VT",)), ("2026-12-03", None, "2026-12-03", ()), ("2026-12-31", True, DAY, ("VT",)),
     ("2026-11-26", False, "2026-11-26", ())],
)  # fmt: skip
def test_an_old_run_starts_anew(
    synced: Sync, day: str, go_on: bool | None, edition: str, done_before: tuple[str, ...]
) -> None:
    """After a week the first states are old too; unless whoever runs it says otherwise."""
    synced("VT")
    report = synced("VT", "NH", edition=day, go_on=go_on)
    assert (report.edition, report.done_before) == (edition, done_before)
    assert [state for state, _ in report.synced] == [state for state in ("VT", "NH") if state not in done_before]


def test_a_break_while_a_state_is_stored_leaves_it_as_it_was(store: Database, synced: Sync) -> None:
    """The note that a state is done cannot be written: nothing of the state is stored either."""
    synced("VT")

    def rename(before: str, after: str) -> None:
        with store.write() as connection:
            connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

    with pytest.raises(DBAPIError):
        synced("NH", progress=lambda *_: rename("synced_states", "elsewhere"))
    rename("elsewhere", "synced_states")
    assert _listed(store, "NH") == [] and _states(store).keys() == {"VT"}
    assert [state for state, _ in synced("VT", "NH").synced] == ["NH"]


def test_a_killed_process_loses_one_state_at_most(store: Database, synced: Sync, double: FakeLocator) -> None:
    """A process that is killed while it waits for the third state; the next one begins with that."""
    double.faults.until_cleared("silence", 60, on="52")
    code = (
        "import sys; from facilities_db.locator_api import Locator; from facilities_db.syncing import sync;"
        "from porchlight.database import Database;"
        f"sync(Database(sys.argv[1]), Locator(sys.argv[2], pace=0), ['VT', 'NH', 'WY', 'DE'], '{DAY}')"
    )
    process = subprocess.Popen([sys.executable, "-c", code, store.url, double.url], cwd=ROOT, env={**os.environ})
    try:
        deadline = time.monotonic() + 60
        while not any(limit == "52" for limit, _ in double.attempts):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    double.faults.clear()
    assert _states(store).keys() == {"VT", "NH"} and len(_listed(store, "NH")) == 8
    report = synced("VT", "NH", "WY", "DE")
    assert (report.done_before, [state for state, _ in report.synced]) == (("VT", "NH"), ["WY", "DE"])


def test_one_state_that_fails_does_not_stop_the_others(store: Database, synced: Sync, double: FakeLocator) -> None:
    """It is named with the reason and asked for again next time; what it had stays."""
    synced("NH", edition="2026-11-01")
    double.faults.next(500, times=2, on="42")
    report = synced("VT", "NH", "WY")
    assert [state for state, _ in report.synced] == ["VT", "WY"]
    assert report.failed == (("NH", "The locator answered with status 500, 2 times in a row."),)
    assert "NH: not stored, nothing of it was changed. The locator answered" in "\n".join(report.lines())
    assert len(_listed(store, "NH")) == 8
    assert [state for state, _ in synced("VT", "NH", "WY").synced] == ["NH"]


def test_three_failures_in_a_row_end_the_run(synced: Sync, double: FakeLocator) -> None:
    """The locator is not well: the rest is left for later, and the report says so."""
    double.faults.until_cleared("drop")
    report = synced("VT", "NH", "WY", "DE", "MA")
    assert [state for state, _ in report.failed] == ["VT", "NH", "WY"]
    assert report.not_tried == ("DE", "MA")
    assert "Stopped after 3 states failed one after another. Not tried: DE, MA." in report.lines()
    double.faults.clear()
    assert [state for state, _ in synced("VT", "NH", "WY", "DE").synced] == ["VT", "NH", "WY", "DE"]


def test_failures_that_are_not_in_a_row_do_not(synced: Sync, double: FakeLocator) -> None:
    """Two fail, one works, two fail: all are tried."""
    for number in ("49", "42", "26", "3"):
        double.faults.next(500, times=2, on=number)
    report = synced("VT", "NH", "WY", "DE", "MA")
    assert [state for state, _ in report.failed] == ["VT", "NH", "DE", "MA"] and report.not_tried == ()


def test_an_empty_answer_takes_nothing_away(store: Database, synced: Sync, double: FakeLocator) -> None:
    """A state has programs: no rows, or rows of mental health only, are a mistake."""
    synced("VT", edition="2026-11-01")
    double.spoil("nothing")
    report = synced("VT")
    assert report.failed == (("VT", "The locator names no substance-use program in Vermont, and there are some."),)
    double.rows = [made_up(n, typeFacility="MH") for n in range(8)]
    assert synced("VT").failed == report.failed
    assert len(_listed(store)) == 8


def test_a_list_that_has_lost_half_takes_nothing_away(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Nothing is changed until whoever runs it says that fewer are right."""
    double.rows = [made_up(n) for n in range(30)]
    synced("VT", edition="2026-11-01")
    double.rows = double.rows[:9]
    report = synced("VT")
    assert "has lost much of what is known of Vermont: programs: 9 where the store has 30" in report.failed[0][1]
    assert len(_listed(store)) == 30
    assert [done.gone for _, done in synced("VT", accept_fewer=True).synced] == [21]


def test_a_changed_word_takes_nothing_away(store: Database, synced: Sync, double: FakeLocator) -> None:
    """When the locator has a new name for intensive outpatient, no program stops having it."""
    double.rows = [made_up(n) for n in range(30)]
    synced("VT", edition="2026-11-01")
    renamed = [(long, short, text.replace("Intensive outpatient treatment", "IOP")) for long, short, text in LABELS]
    double.rows = [made_up(n, services=services(*renamed)) for n in range(30)]
    (failed,) = synced("VT").failed
    assert "programs with intensive outpatient (IOP): 0 where the store has 30" in failed[1]
    assert " OIT " in rows_of(store)["Made-up Program 1"].services


def test_another_states_answer_is_not_stored(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Mostly programs of others: refused. A few: left out, and counted."""
    double.spoil("other state", times=20)
    report = synced("VT")
    assert report.failed == (("VT", "The locator was asked for Vermont and named mostly programs of other states."),)
    assert _states(store) == {}
    put(store, program("Near the border", state="NH", city="Manchester", zip="03101"))
    double.heal()
    double.stray = [made_up(9, "NH")]
    report = synced("VT")
    assert report.synced[0][1].remarks == ("Rows of other states, left out: 1.",)
    assert _listed(store, "NH") == ["Near the border"]


def test_totals_that_do_not_add_up_are_not_stored(store: Database, synced: Sync, double: FakeLocator) -> None:
    """An answer that announces more than it sends may lack the program that somebody needs."""
    double.spoil("totals", times=20, on=49)
    report = synced("VT", "NH")
    assert report.failed[0][0] == "VT" and "totals do not add up" in report.failed[0][1]
    assert _states(store).keys() == {"NH"}


def test_plain_text_is_told_in_the_report(synced: Sync, double: FakeLocator) -> None:
    """The locator's own words, for whoever runs it."""
    double.spoil("plain")
    assert synced("VT").failed == (
        ("VT", 'The locator refused the request, in its own words: "Invalid parameter value".'),
    )


def test_the_rows_faults_are_caught(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Null services, duplicates of mental health, swapped, unsigned and default positions, rows without a ZIP."""
    right = made_up(20)

    def swapped(row: Row) -> Row:
        return {**row, "latitude": row["longitude"], "longitude": row["latitude"]}

    double.rows = [
        swapped(made_up(1)),
        made_up(2, longitude=made_up(2)["longitude"].lstrip("-")),
        made_up(3, latitude="0", longitude="0"),
        made_up(4, latitude="39.8283", longitude="-98.5795"),
        made_up(5, latitude=None, longitude=None),
        made_up(6, services=None, typeFacility="OTP"),
        right,
        {**right, "typeFacility": "MH"},
        made_up(7, zip=None),
        made_up(8, typeFacility="BUPREN", services=None),
    ]
    report = synced("VT")
    rows = rows_of(store)
    assert {name for name, row in rows.items() if row.exact} == {f"Made-up Program {n}" for n in (1, 2, 6, 20)}
    assert len(rows) == 7 and all(44 < row.lat < 45 and -74 < row.lng < -73 for row in rows.values())
    assert rows["Made-up Program 6"].services == " SA OTP "
    done = report.synced[0][1]
    assert (done.read, len(done.skipped)) == (10, 1)
    assert "  row " in "\n".join(report.lines())
    assert len(done.remarks) == 4


def test_territories_are_asked_for_by_a_circle(store: Database, synced: Sync, double: FakeLocator) -> None:
    """All of Puerto Rico and none of its neighbours; a territory without programs, before and now, is done."""
    double.rows = [made_up(n, "PR") for n in range(7)]
    double.rows += [made_up(10, "PR", latitude="18.20", longitude="-67.14"), made_up(11, "VI"), made_up(12, "GU")]
    report = synced("PR", "GU", "AS")
    assert [(state, done.added) for state, done in report.synced] == [("PR", 8), ("GU", 1), ("AS", 0)]
    assert len(_listed(store, "PR")) == 8 and _listed(store, "VI") == []
    assert all(asked["limitType"] == "2" for asked in double.sent)
    double.rows = []
    assert [state for state, _ in synced("PR", "GU", "AS", edition="2026-12-20").failed] == ["PR", "GU"]


def test_samples_go_with_the_first_state(store: Database, synced: Sync) -> None:
    """Invented programs stand in the store only until there are real ones."""
    load_sample(store)
    assert synced("VT").synced[0][1].samples_removed > 0
    assert not any(row.sample for row in rows_of(store).values())


def test_wrong_questions_are_refused_at_once(synced: Sync, double: FakeLocator) -> None:
    """What is no state or no day never reaches the locator."""
    with pytest.raises(ValueError, match="no states: ON"):
        synced("VT", "ON")
    with pytest.raises(ValueError):
        synced("VT", edition="2026")
    assert double.attempts == []


def test_a_newer_store_is_not_overwritten(store: Database, synced: Sync) -> None:
    """A run that is older than the directory fails, with the reason."""
    put(store, program("Newer"), edition="2027")
    assert synced("VT").failed == (("VT", f"This is the {DAY} edition, and the store already holds 2027."),)


def _in_labels(codes: str) -> list[dict[str, str]]:
    """The services of a row that carries these codes, in today's labels."""
    table = yaml.safe_load(Path(locator_labels.__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    said = [
        (entry["names"][0], "", "; ".join(label for label, code in entry["labels"].items() if code in codes.split()))
        for entry in table.values()
        if "labels" in entry
    ]
    return services(*said)


def test_a_sync_over_the_real_directory(store: Database, synced: Sync, double: FakeLocator) -> None:
    """Vermont as the directory has it, told by the locator: every program keeps its id, name and codes."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    import_file(store, REAL_FILE)
    query = select(facilities).where(facilities.c.state == "VT").order_by(facilities.c.id)
    with store.read() as connection:
        before = connection.execute(query).all()
    double.rows = [
        made_up(1, name1=row.name, name2=row.name2, street1=row.street, street2=row.street2, city=row.city, zip=row.zip,
                phone=row.phone, latitude=None, website=None, services=_in_labels(row.services))
        for row in before
    ]  # fmt: skip
    report = synced("VT")
    assert (report.synced[0][1].added, report.synced[0][1].gone) == (0, 0)
    with store.read() as connection:
        after = connection.execute(query).all()
        told = [change.field for row in after for change in history_of(connection, row.id)]
    same = [(row.id, " ".join(row.name.split()), row.services, row.gone_at) for row in before]
    assert [(row.id, row.name, row.services, row.gone_at) for row in after] == same
    assert set(told) <= {"intake_phone"}
