"""What a file is, whatever its name says."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from facilities_db.formats import read_directory
from facilities_db.refusal import ImportRefused

from .broken import an_answer
from .files import as_excel_writes, directory, listing, rows_of, workbook, written

_SITE = {
    "name1": "Harbor House", "name2": "", "street1": "1 Main St", "street2": "", "city": "Cambridge", "state": "MA",
    "zip": "02139", "phone": "617-555-0100", "typeFacility": "SA", "services": [],
}  # fmt: skip
RECOGNISED: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("csv", directory, "samhsa", "SAMHSA National Directory, CSV"),
    ("csv with a mark", lambda: b"\xef\xbb\xbf" + directory(), "samhsa", "SAMHSA National Directory, CSV"),
    ("csv in gzip", lambda: gzip.compress(directory()), "samhsa", "SAMHSA National Directory, CSV in gzip"),
    ("excel", lambda: workbook(rows_of(directory())), "samhsa", "SAMHSA National Directory, Excel"),
    ("excel's own", lambda: as_excel_writes(rows_of(directory())), "samhsa", "SAMHSA National Directory, Excel"),
    ("list", listing, "operator", "an operator's own list, CSV"),
    ("list in excel", lambda: workbook(rows_of(listing().replace(b'"', b""))), "operator", "an operator's own list, Excel"),
    ("answer", lambda: an_answer(_SITE), "locator", "FindTreatment.gov locator answer, JSON"),
    ("answers", lambda: b"\n [" + an_answer(_SITE) + b"]", "locator", "FindTreatment.gov locator answer, JSON"),
    ("answer in gzip", lambda: gzip.compress(an_answer(_SITE)), "locator", "FindTreatment.gov locator answer, JSON"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["directory.csv", "directory.xlsx", "directory.json", "directory"])
@pytest.mark.parametrize(("make", "source", "said"), [case[1:] for case in RECOGNISED], ids=[c[0] for c in RECOGNISED])
def test_the_content_decides(tmp_path: Path, make: Callable[[], bytes], source: str, said: str, name: str) -> None:
    """Each kind of file is recognised and named, under any name, and its program read."""
    read = read_directory(written(tmp_path, make(), name))
    assert (read.source, read.format) == (source, said)
    assert len(said) <= 40  # the column of `imports` is no wider
    assert [program.zip for program in read.programs] == ["02139"]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A path that leads nowhere, through nothing or through a file, is said to lead nowhere."""
    with pytest.raises(ImportRefused, match="there is no file"):
        read_directory(tmp_path / "nowhere.csv")
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_directory(written(tmp_path, directory()) / "directory.csv")
