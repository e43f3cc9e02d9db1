"""Takes an Excel workbook (.xlsx) apart: the values of its visible sheets, as the text that a CSV would have.

A workbook is a ZIP of XML, so a small file can unpack to anything. It is unpacked here, with a bound, before openpyxl
sees it; openpyxl reads XML through defusedxml, which refuses entities.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from facilities_db.formats.content import LARGEST_BYTES
from facilities_db.refusal import ImportRefused

_CONTENTS = "[Content_Types].xml"
_ENCRYPTED = 0x1
# Excel itself packs in no other way; those others can unpack to gigabytes at a time.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20
# Three times the 2024 directory. Four bytes of XML can become an object of some hundred bytes.
_MOST_TAGS = 4_000_000
_LAST_ROW = 1_048_576  # Excel's own
_FORMULA = "f"  # openpyxl's name for this kind of cell


def sheets(data: bytes) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The visible sheets, each as rows of (line, cells); a row is at least as wide as those above it.

    A formula is not worked out, and not taken from its last result: its cell begins with "=". Raises ImportRefused
    when the file is damaged, has a password, or unpacks to more than a directory can hold.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # takes 0.3 s, and most files are none

    unpacked = _unpacked(data)
    with _told_plainly():
        workbook = load_workbook(unpacked, read_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says of its size need not be true
            yield _rows(sheet)


def _unpacked(data: bytes) -> io.BytesIO:
    """The workbook's XML in a ZIP that packs nothing, so that its size is what it seems."""
    unpacked = io.BytesIO()
    with (
        _told_plainly(),
        zipfile.ZipFile(io.BytesIO(data)) as packed,
        zipfile.ZipFile(unpacked, "w", zipfile.ZIP_STORED) as plain,
    ):
        names = packed.namelist()
        if _CONTENTS not in names:
            raise ImportRefused("this is a ZIP file, and no Excel workbook; unpack it and name the file in it")
        if len(set(names)) < len(names):
            raise ImportRefused("this Excel file is damaged: it holds two parts of one name")
        bytes_left, tags_left = LARGEST_BYTES, _MOST_TAGS
        for part in packed.infolist():
            if part.flag_bits & _ENCRYPTED:
                raise ImportRefused("this Excel file has a password; save it without one")
            if part.compress_type not in _PACKINGS:
                raise ImportRefused("this Excel file is packed in a way that Excel does not use")
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with packed.open(part) as source, plain.open(part.filename, "w") as copy:
                while chunk := source.read(_CHUNK):
                    bytes_left -= len(chunk)
                    tags_left -= chunk.count(b"<")
                    if len(chunk) == _CHUNK and b"<" not in chunk:  # openpyxl takes hours over such a formula
                        raise ImportRefused("this Excel file holds a cell of a million characters")
                    if bytes_left < 0 or tags_left < 0:
                        raise ImportRefused("this Excel file unpacks to more than a directory can hold")
                    copy.write(chunk)
    return unpacked


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    width, characters_left = 0, LARGEST_BYTES
    with _told_plainly():
        for line, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            width = max(width, len(cells))
            characters_left -= sum(map(len, cells))
            if line > _LAST_ROW or characters_left < 0:
                raise ImportRefused("this sheet is larger than a directory can be", line)
            yield line, cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    """A whole number without ".0": Excel keeps the ZIP 02139 as 2139.0, and a phone as a number too."""
    value = cell.value
    if isinstance(value, str) and cell.data_type != _FORMULA:
        return value
    if value is None:
        return ""
    if cell.data_type == _FORMULA:
        return f"={str(value).removeprefix('=')}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


@contextmanager
def _told_plainly() -> Iterator[None]:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]

    try:
        yield
    except ImportRefused:
        raise
    except Exception as error:  # openpyxl has no one error for a damaged file: it may be any
        if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
            raise ImportRefused("this Excel file holds XML entities, which no spreadsheet needs") from error
        raise ImportRefused("this Excel file is damaged or cut off") from error
