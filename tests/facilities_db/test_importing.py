"""Bringing files in: the real one, the same again, the next edition, and broken ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from facilities_db.importing import ImportRefused, ImportReport, import_file
from facilities_db.sample import load_sample
from facilities_db.search import facility
from facilities_db.tables import facilities, imports
from porchlight.database import Database

from .conftest import HEADER, REAL_FILE
from .formats.broken import BROKEN, Broken

ROW = "substance_1,substance,Harbor House,,1 Main St,,Cambridge,MA,2139,617-555-0100,,,888-304HOPE,,SA * OP OIT * MD\n"
OTHER = "substance_2,substance,Elm House,Day Unit,2 Elm St,,Austin,TX,78701,512-555-0100 x12,,,,,SA * OP OIT * PI SF\n"


def _write(folder: Path, text: str, name: str = "directory_2024.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _everything(database: Database) -> list[Any]:
    with database.read() as connection:
        return connection.execute(select(facilities).order_by(facilities.c.id)).all()


def test_the_real_file_is_stored_whole(real: tuple[Database, ImportReport]) -> None:
    """All 12,200 programs are there, the five junk rows are named, the mental-health rows counted."""
    database, report = real
    assert (report.read, report.added, report.other_directory) == (20_524, 12_200, 8_319)
    assert [line for line, _ in report.skipped] == [20_521, 20_522, 20_523, 20_524, 20_525]
    assert all(reason for _, reason in report.skipped)
    assert (report.edition, report.unplaced) == ("2024", 0)
    with database.read() as connection:
        count = select(func.count()).select_from(facilities)
        assert connection.execute(count).scalar_one() == 12_200
        assert connection.execute(count.where(facilities.c.services.like("% OIT %"))).scalar_one() == 5_595
        assert connection.execute(count.where(func.length(facilities.c.zip) != 5)).scalar_one() == 0
        assert connection.execute(count.where(facilities.c.lat.is_(None))).scalar_one() == 0
        assert connection.execute(count.where(facilities.c.phone.like("% ext. %"))).scalar_one() == 1_189


def test_a_second_import_changes_nothing(real: tuple[Database, ImportReport]) -> None:
    """The same file again finds every program unchanged, each with its id."""
    database, _ = real
    before = _everything(database)
    report = import_file(database, REAL_FILE)
    assert (report.added, report.updated, report.unchanged, report.gone) == (0, 0, 12_200, 0)
    assert _everything(database) == before


def test_a_row_becomes_a_program(store: Database, tmp_path: Path) -> None:
    """ZIPs get their zeros back, numbers become readable, the ZIP gives the position."""
    report = import_file(store, _write(tmp_path, HEADER + ROW + OTHER))
    assert (report.added, report.edition) == (2, "2024")
    with store.read() as connection:
        first, second = (facility(connection, number) for number in (1, 2))
    assert first is not None and second is not None
    assert (first.zip, first.intake_phone) == ("02139", "888-304-4673 (888-304-HOPE)")
    assert first.services == ("intensive outpatient (IOP)", "outpatient", "Medicaid")
    assert (second.name, second.phone) == ("Elm House, Day Unit", "512-555-0100 ext. 12")
    assert not second.sample


def test_exact_duplicates_are_all_kept(store: Database, tmp_path: Path) -> None:
    """Two rows alike in everything but the row number stay two programs, today and at the next import."""
    path = _write(tmp_path, HEADER + ROW + ROW.replace("substance_1", "substance_9"))
    assert import_file(store, path).added == 2
    assert import_file(store, path).unchanged == 2


def test_the_next_edition_updates_and_retires(store: Database, tmp_path: Path) -> None:
    """A program keeps its id under a new row number; what the state's file no longer has is gone but kept."""
    import_file(store, _write(tmp_path, HEADER + ROW + OTHER))
    later = ROW.replace("substance_1,", "substance_77,").replace("617-555-0100", "617-555-0199")
    third = later.replace("Harbor House", "Pine House")
    newer = _write(tmp_path, HEADER + third + OTHER.replace("Elm", "Oak") + later, "directory_2025.csv")
    report = import_file(store, newer)
    assert (report.added, report.updated, report.gone) == (2, 1, 1)
    rows = {row.name: row for row in _everything(store)}
    assert rows["Harbor House"].id == 1
    assert rows["Elm House"].gone_at is not None
    with store.read() as connection:
        found = facility(connection, 1)
    assert found is not None
    assert (found.phone, found.edition) == ("617-555-0199", "2025")
    with pytest.raises(ImportRefused, match="already holds 2025"):
        import_file(store, tmp_path / "directory_2024.csv")


def test_the_file_of_one_state_leaves_the_others_alone(store: Database, tmp_path: Path) -> None:
    """A later edition that has only Massachusetts retires nothing in Texas."""
    import_file(store, _write(tmp_path, HEADER + ROW + OTHER))
    assert import_file(store, _write(tmp_path, HEADER + ROW, "directory_2025.csv")).gone == 0


def test_columns_are_found_by_name(store: Database, tmp_path: Path) -> None:
    """The columns may come in another order, with others between them."""
    names = HEADER.strip().split(",")
    fields = ROW.strip().split(",")
    order = list(range(len(names)))
    random.Random(3).shuffle(order)
    text = "extra," + ",".join(names[i] for i in order) + "\nx," + ",".join(fields[i] for i in order) + "\n"
    assert import_file(store, _write(tmp_path, text)).added == 1


def test_progress_is_told(store: Database, tmp_path: Path) -> None:
    """The caller hears how many of how many are stored, up to all of them."""
    told: list[tuple[int, int]] = []
    import_file(store, _write(tmp_path, HEADER + ROW + OTHER), progress=lambda done, all_: told.append((done, all_)))
    assert told[-1] == (2, 2)


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_changes_nothing(store: Database, tmp_path: Path, case: Broken) -> None:
    """The refusal says in plain words what is wrong, and the store is as before."""
    import_file(store, _write(tmp_path, HEADER + ROW))
    before = _everything(store)
    path = tmp_path / "broken_2025.csv"
    path.write_bytes(case.make())
    with pytest.raises(ImportRefused, match=case.reason):
        import_file(store, path)
    assert _everything(store) == before
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(imports)).scalar_one() == 1


def test_a_missing_file_is_refused(store: Database, tmp_path: Path) -> None:
    """A path that leads nowhere is said to lead nowhere."""
    with pytest.raises(ImportRefused, match="no file"):
        import_file(store, tmp_path / "nowhere_2024.csv")


def test_a_file_without_an_edition_is_refused(store: Database, tmp_path: Path) -> None:
    """Every answer shows its edition, so an import must have one: in the name or given."""
    path = _write(tmp_path, HEADER + ROW, "directory.csv")
    with pytest.raises(ImportRefused, match="which edition"):
        import_file(store, path)
    assert import_file(store, path, edition="2023").edition == "2023"


def test_a_real_file_replaces_the_samples(store: Database, tmp_path: Path) -> None:
    """Samples go when a real directory comes, their ids are not used again, and they do not come back."""
    count = load_sample(store).added
    report = import_file(store, _write(tmp_path, HEADER + ROW))
    assert report.samples_removed == count
    assert [row.id for row in _everything(store)] == [count + 1]
    with pytest.raises(ImportRefused, match="real directory"):
        load_sample(store)


def test_a_program_of_an_unknown_zip_is_placed_by_its_city(store: Database, tmp_path: Path) -> None:
    """A ZIP nobody knows falls back on the city; without a known city the program is kept for its state."""
    lost = OTHER.replace("78701", "00001")
    nowhere = lost.replace("Austin", "Xyzzyville")
    assert import_file(store, _write(tmp_path, HEADER + lost + nowhere)).unplaced == 1
