"""The directory in figures."""

from __future__ import annotations

import datetime as dt

import pytest

from facilities_db.correcting import correct, set_hidden
from facilities_db.gauges import directory_age
from facilities_db.importing import ImportReport
from facilities_db.statistics import statistics
from porchlight.database import Database
from tests.facilities_db.programs import program, put, rows_of

TODAY = dt.date(2026, 11, 25)


def test_an_empty_store_is_empty(store: Database) -> None:
    """Without an error, and without coverage."""
    with store.read() as connection:
        figures = statistics(connection, TODAY)
    assert (figures.listed, figures.editions, figures.by_state, figures.last_import) == (0, (), {}, None)
    assert set(figures.coverage.values()) == {0.0}


def test_everything_is_counted(store: Database) -> None:
    """What is searched, what is not and why, and what the list does not know."""
    put(
        store,
        program("Harbor House"),
        program("Elm House", services=" OP ", street=""),
        program("Oak", state="NY", zip="10001", city="New York"),
    )
    put(store, program("Harbor House"), program("Elm House", services=" OP ", street=""), edition="2025")
    put(
        store,
        program("Our House", street="9 Our St", hours="24/7", website="our.example"),
        source="operator",
        edition="2026-11-01",
    )
    correct(store, rows_of(store)["Elm House"].id, {"notes": "stairs"})
    set_hidden(store, rows_of(store)["Harbor House"].id, hidden=True)
    with store.read() as connection:
        figures = statistics(connection, TODAY)
    assert (figures.listed, figures.iop, figures.hidden, figures.gone, figures.corrected) == (3, 2, 1, 0, 1)
    assert figures.by_state == {"MA": (2, 1), "NY": (1, 1)}
    assert [(e.source, e.edition, e.listed, e.age_days, e.old) for e in figures.editions] == [
        ("operator", "2026-11-01", 1, 24, False),
        ("samhsa", "2025", 1, 329, False),
        ("samhsa", "2024", 1, 694, True),
    ]
    assert figures.missing["hours"] == 2 and figures.missing["street address"] == 1 and figures.missing["phone"] == 0
    assert figures.last_import is not None


def test_the_real_directory_covers_what_is_known(real: tuple[Database, ImportReport]) -> None:
    """An IOP is within 25 miles for about 82% of ZIPs, within 50 for 96%, within 100 for 99.5%."""
    with real[0].read() as connection:
        figures = statistics(connection, TODAY)
    assert [round(figures.coverage[miles], 3) for miles in (25, 50, 100)] == pytest.approx(
        [0.827, 0.963, 0.995], abs=0.004
    )
    assert (figures.listed, figures.iop) == (12_197, 5_595)
    assert figures.by_state["CA"][0] == 1_138 and figures.missing["street address"] == 447


def test_the_age_that_alerts_stand_on_is_that_of_the_newest_edition(store: Database) -> None:
    """Of each source; the invented samples have no age."""
    put(store, program("Harbor House"), program("Elm House"))
    put(store, program("Harbor House"), edition="2025")
    put(store, program("Our House"), source="operator", edition="2026-11-01")
    with store.read() as connection:
        (gauge,) = directory_age(connection)
    ages = {sample.labels["source"]: sample.value for sample in gauge.samples}
    today = dt.datetime.now(dt.timezone.utc).date()
    assert ages == {
        "operator": (today - dt.date(2026, 11, 1)).days,
        "samhsa": max(0, (today - dt.date(2025, 12, 31)).days),
    }
