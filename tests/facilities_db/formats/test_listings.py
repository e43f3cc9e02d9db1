"""An operator's own list: read, or refused with the line, the column and what to write; template and page in step."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

from facilities_db.directory import Directory
from facilities_db.formats import read_directory, vocabulary
from facilities_db.formats.listings import COLUMNS, EXAMPLE, NEEDED
from facilities_db.importing import import_file
from facilities_db.refusal import ImportRefused
from facilities_db.search import facility
from porchlight.database import Database
from porchlight.settings import ROOT

from .files import listing, saved, written

TEMPLATE = ROOT / "docs" / "listings_template.csv"
PAGE = (ROOT / "docs" / "listings.md").read_text(encoding="utf-8")


def _read(tmp_path: Path, file_name: str = "our_list.csv", **cells: str) -> Directory:
    return read_directory(written(tmp_path, listing(**cells), file_name))


def test_a_line_becomes_a_program(tmp_path: Path) -> None:
    """Every column has its place, numbers become readable, words become codes."""
    (program,) = _read(
        tmp_path, program="Evenings", street="100 Main St", street2="Suite 2", state="Massachusetts", zip="2139",
        phone="(617) 555-0100 x12", intake_phone="617-555-0101; 888-555HOPE", website="example.org/iop",
        latitude="42.3631", longitude="-71.1066", level_of_care="iop; detox", payment="Medicaid", medications="Suboxone",
        ages="teens", groups="women; first responders", languages="spanish", telehealth="Yes", quality="carf",
        hours="Mon-Thu 18:00-21:00; Sat 09:00-12:00", notes="Ring the bell.", as_of="2026-11-01",
    ).programs  # fmt: skip
    assert program.key
    assert (program.name, program.name2, program.street, program.street2) == (
        "Harbor Light", "Evenings", "100 Main St", "Suite 2",
    )  # fmt: skip
    assert (program.city, program.state, program.zip) == ("Cambridge", "MA", "02139")
    assert program.phone == "617-555-0100 ext. 12"
    assert program.intake_phone == "617-555-0101 or 888-555-4673 (888-555-HOPE)"
    assert (program.website, program.lat, program.lng) == ("example.org/iop", 42.3631, -71.1066)
    assert program.services == " OIT DT MD UB CHLD WN first_responders SP CARF TELE "
    assert (program.hours, program.notes) == ("Mon-Thu 18:00-21:00; Sat 09:00-12:00", "Ring the bell.")


def test_six_columns_are_enough(tmp_path: Path) -> None:
    """What is not there says nothing; columns nobody knows are named in a remark."""
    header = ",".join((*NEEDED, "Medicaton"))
    read = read_directory(written(tmp_path, f"{header}\nElm,Austin,TX,78701,512-555-0100,iop,suboxone\n".encode()))
    assert read.programs[0].services == " OIT "
    assert read.remarks == ["Columns that were not read: Medicaton."]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("name", "", "name is empty"),
        ("phone", " ", "phone is empty"),
        ("level_of_care", "", "level_of_care is empty"),
        ("level_of_care", " ; ", "level_of_care names no kind of care"),
        ("level_of_care", "iopp", "level_of_care: 'iopp' .*: iop; outpatient; php; residential; detox; otp"),
        ("payment", "medicaid, medicare", "payment: 'medicaid, medicare' .* medicaid; medicare; private"),
        ("medications", "any", "medications: 'any' says too little: name the medication"),
        ("quality", "accredited", "quality: 'accredited' says too little: say by whom.* carf; joint commission"),
        ("telehealth", "maybe", "telehealth: 'maybe' is neither yes nor no"),
        ("hours", "evenings", "hours: 'evenings'; write it like: Mon-Fri 09:00-17:00"),
        ("hours", "Mon 25:00-26:00", "hours: 25:00 is no time of day"),
        ("state", "Ontario", "state: 'Ontario' is no state; write two letters"),
        ("zip", "K1A 0B1", "zip: 'K1A 0B1' is no ZIP"),
        ("zip", "00000", "zip: '00000' is no ZIP"),
        ("zip", "21", "zip: '21' is no ZIP"),
        ("zip", "613", "zip: '613' is no ZIP in MA; a digit is missing"),
        ("phone", "555-0100", "phone: '555-0100' is no phone number of ten digits"),
        ("phone", "call us", "phone: 'call us' is no phone number"),
        ("phone", "000-000-0000", "phone: '000-000-0000' is no phone number"),
        ("intake_phone", "617-555-0101; 5", "intake_phone: '5' is no phone number"),
        ("website", "ask for it", "website: 'ask for it' is no address"),
        ("website", "javascript:alert(1)", "website: .* is no address"),
        ("latitude", "42.36", "latitude and longitude go together"),
        ("latitude", "north", "latitude: 'north' is not between -90 and 90"),
        ("latitude", "-171.1", "latitude: '-171.1' is not between -90 and 90"),
        ("longitude", "nan", "longitude: 'nan' is not between -180 and 180"),
        ("as_of", "11/25/2026", "as_of: '11/25/2026' is no day; write it like 2026-11-25"),
        ("as_of", "2999-01-01", "as_of: 2999-01-01 has not come yet"),
        ("notes", '=HYPERLINK("http://x")', "notes holds a formula"),
    ],
)
def test_a_cell_nobody_understands_refuses_the_list(
    store: Database, tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    """The refusal says line, column and what to write, and the listings of before are as they were."""
    import_file(store, written(tmp_path, listing(), "before.csv"))
    with pytest.raises(ImportRefused, match=f"line 2: {reason}"):
        import_file(store, written(tmp_path, listing(**{column: cell}), "after.csv"))
    with store.read() as connection:
        kept = facility(connection, 1)
    assert kept is not None and kept.name == "Harbor Light"


def test_a_program_stands_there_once(tmp_path: Path) -> None:
    """The same name and address twice would be shown twice; another name at the address is another program."""
    content = listing().decode()
    line = content.splitlines()[1]
    with pytest.raises(ImportRefused, match="line 3: the program of line 2 stands here again"):
        read_directory(written(tmp_path, (content + line.replace("617-555-0100", "617-555-0101")).encode()))
    read = read_directory(written(tmp_path, (content + line.replace("Harbor Light", "Elm House")).encode()))
    assert len({program.key for program in read.programs}) == 2


def test_the_edition_is_the_newest_day(tmp_path: Path) -> None:
    """Of the lines, else of the file's name, else today."""
    content = listing(as_of="2026-10-31").decode() + listing(name="Elm", as_of="2026-11-01").decode().splitlines()[1]
    assert read_directory(written(tmp_path, content.encode(), "list_2020.csv")).edition == "2026-11-01"
    assert _read(tmp_path, "our_list_2026-11-25.csv").edition == "2026-11-25"
    assert _read(tmp_path, "our_list_20261125_v2.csv").edition == "2026-11-25"
    assert _read(tmp_path, "our_list_2026-13-45.csv").edition == "2026"
    assert _read(tmp_path, "our_list.csv").edition == dt.date.today().isoformat()


def test_excel_keeps_numbers_and_days(tmp_path: Path) -> None:
    """A ZIP without its zero, a phone as a number and a day as a day are what they were."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append([*NEEDED, "as_of", "telehealth", "latitude", "longitude"])
    day = dt.datetime(2026, 11, 1)
    book.active.append(["Elm", "Cambridge", "MA", 2139, 6175550100, "iop", day, True, 42.3631, -71.1066])
    read = read_directory(written(tmp_path, saved(book), "list.xlsx"))
    (program,) = read.programs
    assert (program.zip, program.phone, program.services) == ("02139", "617-555-0100", " OIT TELE ")
    assert (program.lat, program.lng, read.edition) == (42.3631, -71.1066, "2026-11-01")


def test_a_list_is_stored_whole(store: Database, tmp_path: Path) -> None:
    """The same again changes nothing; what the next one lacks is gone."""
    path = written(tmp_path, TEMPLATE.read_text(encoding="utf-8").replace(EXAMPLE, "").encode(), "list_2026-11-02.csv")
    report = import_file(store, path)
    assert (report.added, report.edition, report.skipped, report.remarks) == (2, "2026-11-01", (), ())
    assert import_file(store, path).unchanged == 2
    assert import_file(store, written(tmp_path, listing(), "list_2026-11-03.csv")).gone == 2


def test_the_template_is_in_step() -> None:
    """It has the columns in their order, and its examples use every column between them."""
    with TEMPLATE.open(encoding="utf-8", newline="") as lines:
        header, *rows = list(csv.reader(lines))
    assert tuple(header) == COLUMNS
    assert len(rows) == 2 and all(row[0].startswith(EXAMPLE) for row in rows)
    assert all(any(cells) for cells in zip(*rows, strict=True))
    assert all(re.fullmatch(r"\d{3}-555-01\d\d.*", number) for row in rows for number in row[7:9] if number)


def test_examples_are_left_out() -> None:
    """Whoever forgets to delete them sends nobody to a made-up place."""
    read = read_directory(TEMPLATE)
    assert read.programs == []
    assert read.skipped == [(2, "an example of the template"), (3, "an example of the template")]


def test_the_page_is_in_step(tmp_path: Path) -> None:
    """It lists the columns in their order with the needed ones marked, and every word; its examples are understood."""
    columns, words = (re.findall(r"^\| `(\w+)` \| (.*?) \|(?: (.*?) \|)?$", part, re.MULTILINE)
                      for part in PAGE.split("## Columns")[1].split("## Words"))  # fmt: skip
    assert tuple(name for name, _, _ in columns) == COLUMNS
    assert tuple(name for name, what, _ in columns if "*needed*" in what) == tuple(c for c in COLUMNS if c in NEEDED)
    assert {name: tuple(said.split("; ")) for name, said, _ in words} == {
        column: vocabulary.words(column) for column in vocabulary.COLUMNS
    }
    examples = {name: example for name, _, example in columns}
    (program,) = _read(tmp_path, **examples).programs
    assert (program.name, program.zip) == ("Harbor Light Counseling", "02139")
    assert "listings_template.csv" in PAGE and EXAMPLE.strip() in PAGE
