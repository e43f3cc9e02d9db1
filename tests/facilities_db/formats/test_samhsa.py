"""Reading SAMHSA's National Directory: each trap by itself, and on the real file."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from facilities_db.directory import Directory, Program
from facilities_db.formats import read_directory

from ..conftest import REAL_FILE
from .files import HEADER, ROW, as_excel_writes, directory, written

JUNK = [20_521, 20_522, 20_523, 20_524, 20_525]


@pytest.fixture(scope="module")
def real_rows() -> list[list[str]]:
    """The real file's cells, with its header. Skips where the file is not."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    with gzip.open(REAL_FILE, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.fixture(scope="module")
def real(real_rows: list[list[str]]) -> Directory:
    """The real file as it is read."""
    return read_directory(REAL_FILE)


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _program(tmp_path: Path, *changes: tuple[str, str], header: str = HEADER) -> Program:
    row = ROW
    for old, new in changes:
        row = row.replace(old, new)
    (program,) = read_directory(written(tmp_path, (header + row).encode())).programs
    return program


@pytest.mark.parametrize(
    ("printed", "read"),
    [("2139", "02139"), ("601", "00601"), ("02139", "02139"), ("02139-1234", "02139"), ("021391234", "02139"),
     ("21391234", "02139"), ("6011234", "00601")],
)  # fmt: skip
def test_a_zip_gets_its_zeros_back(tmp_path: Path, printed: str, read: str) -> None:
    """Spreadsheets take the zeros in front away, from ZIP+4 too."""
    assert _program(tmp_path, ("2139", printed)).zip == read


def test_an_intake_number_is_told_once(tmp_path: Path) -> None:
    """A number that stands there in digits and in letters is one number."""
    told = _program(tmp_path, (",,,888-304HOPE,", ",888-304-4673,617-555-0101,888-304HOPE,")).intake_phone
    assert told == "617-555-0101 or 888-304-4673 (888-304-HOPE)"


def test_a_position_and_a_website_are_read(tmp_path: Path) -> None:
    """Where a file has more columns than the 2024 edition; what is no number is no position."""
    more = HEADER.replace("\n", ",Latitude,Longitude,Website\n")
    program = _program(tmp_path, ("MD\n", "MD,42.3631,-71.1066,https://example.org\n"), header=more)
    assert (program.lat, program.lng, program.website) == (42.3631, -71.1066, "https://example.org")
    program = _program(tmp_path, ("MD\n", "MD,n/a,,\n"), header=more)
    assert (program.lat, program.lng, program.website) == (None, None, "")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Harbor House,,1 Main St,,Cambridge,MA,2139", ",,,,,,", "a blank row"),
        (",MA,", ",Mass,", "the state is 'Mass'"),
        ("Harbor House", "", "it has no name"),
        (",2139,", ",K1A 0B1,", "the ZIP is 'K1A 0B1'"),
        (",2139,", ",21,", "the ZIP is '21'"),
        ("SA * OP OIT * MD", "*", "no service codes"),
        (",substance,", ",hospital,", "its directory is 'hospital'"),
        (",substance,", ",,", "its directory is ''"),
    ],
)
def test_a_row_that_is_no_program_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """It is left out with its line and the reason, and the rest is read."""
    read = read_directory(written(tmp_path, directory((old, new))))
    assert (read.read, len(read.programs)) == (2, 1)
    ((line, why),) = read.skipped
    assert line == 3 and reason in why


def test_every_row_of_the_real_file_is_accounted_for(real: Directory) -> None:
    """12,200 programs, 8,319 mental-health rows, and five junk rows by line: 3 blank, 2 of the legend."""
    assert (real.format, real.edition) == ("SAMHSA National Directory, CSV in gzip", "2024")
    assert (real.read, len(real.programs), real.other_directory) == (20_524, 12_200, 8_319)
    assert [line for line, _ in real.skipped] == JUNK
    assert [reason for _, reason in real.skipped][:3] == ["a blank row"] * 3
    assert "legend" in real.skipped[3][1] and "no name" in real.skipped[4][1]


def test_every_zip_of_the_real_file_has_five_digits(real: Directory, real_rows: list[list[str]]) -> None:
    """The 1,139 with four digits and the 51 with three get their zeros back; those of three are Puerto Rico's."""
    place = real_rows[0].index("zip")
    printed = [row[place] for row in real_rows[1:] if row[1] == "substance"][:-5]
    assert Counter(map(len, printed)) == {5: 11_010, 4: 1_139, 3: 51}
    assert [program.zip for program in real.programs] == [zip_code.zfill(5) for zip_code in printed]
    assert {program.state for program in real.programs if program.zip.startswith("00")} == {"PR"}


def test_every_phone_of_the_real_file_can_be_dialled(real: Directory) -> None:
    """1,189 have an extension; letters are written as digits too, and each intake number stands once."""
    shape = re.compile(r"\d{3}-\d{3}-\d{4}( \([0-9A-Z-]{12}\))?( ext\. \d+)?")
    assert all(shape.fullmatch(program.phone) for program in real.programs)
    assert sum(" ext. " in program.phone for program in real.programs) == 1_189
    intake = [program.intake_phone.split(" or ") for program in real.programs if program.intake_phone]
    assert all(shape.fullmatch(number) for numbers in intake for number in numbers)
    assert sum("(888-304-HOPE)" in number for numbers in intake for number in numbers) == 4
    assert all(
        len({number[:12] for number in numbers}) == len(numbers) for numbers in intake if " ext." not in str(numbers)
    )


def test_dashes_are_no_address(real: Directory) -> None:
    """450 programs keep their address to themselves, and no program has a street of signs."""
    assert sum(not program.street for program in real.programs) == 450
    assert all(re.search(r"\w", street) for p in real.programs for street in (p.street, p.street2) if street)


def test_every_duplicate_is_kept(real: Directory, real_rows: list[list[str]]) -> None:
    """14 rows repeat name and address of another, and many more an address; all are programs with keys of their own."""
    name, address = slice(2, 9), slice(4, 9)
    substance = [row for row in real_rows[1:] if row[1] == "substance" and row[2]]
    for columns, repeated in ((name, 14), (address, 280)):
        assert sum(count - 1 for count in Counter(tuple(row[columns]) for row in substance).values()) == repeated
    assert len({program.key for program in real.programs}) == len(substance) == 12_200


def test_codes_are_what_the_file_says(real: Directory) -> None:
    """5,595 offer intensive outpatient; "used in treatment" and "has a group for" stay what they are."""
    carried = [set(program.services.split()) for program in real.programs]
    assert sum("OIT" in codes for codes in carried) == 5_595
    assert sum("AD" in codes and "CHLD" not in codes for codes in carried) == 1_324
    assert sum("BU" in codes and not codes & {"UB", "BUM", "DB"} for codes in carried) > 0
    assert all(
        program.services == f" {' '.join(dict.fromkeys(program.services.split()))} " for program in real.programs
    )
    assert not any("*" in codes for codes in carried)


def test_the_real_file_is_read_in_a_second(real: Directory) -> None:
    """The best of three takes under two seconds of the processor (0.8 on a quiet machine)."""
    taken = []
    for _ in range(3):
        before = time.process_time()
        read_directory(REAL_FILE)
        taken.append(time.process_time() - before)
    assert min(taken) < 2


def test_the_real_file_in_other_clothes(real: Directory, real_rows: list[list[str]], tmp_path: Path) -> None:
    """As plain CSV, with columns moved and added, and in Excel: the same programs with the same keys."""
    order = list(range(len(real_rows[0])))
    random.Random(3).shuffle(order)
    moved = [[str(number), *(row[place] for place in order), "added"] for number, row in enumerate(real_rows)]
    moved[0][0], moved[0][-1] = "Row No.", "Checked by"
    titled = [["National Directory, 2024"], [], *real_rows]
    for name, content, form, above in (
        ("plain_2024.csv", _csv(real_rows), "CSV", 0),
        ("moved_2024.csv", _csv(moved), "CSV", 0),
        ("real_2024.xlsx", as_excel_writes(real_rows), "Excel", 0),
        ("titled_2024.xlsx", as_excel_writes(titled), "Excel", 2),
    ):
        before = time.process_time()
        read = read_directory(written(tmp_path, content, name))
        assert time.process_time() - before < 15
        assert read.programs == real.programs, name
        assert read.format == f"SAMHSA National Directory, {form}"
        assert (read.read, read.other_directory, read.edition) == (20_524, 8_319, "2024")
        assert [line - above for line, _ in read.skipped] == JUNK
