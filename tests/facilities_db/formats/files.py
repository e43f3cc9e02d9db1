"""Directory files made for tests: rows of both layouts, and workbooks that Excel would never write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from facilities_db.formats.listings import COLUMNS

HEADER = (
    "facility_id,directory_type,name1,name2,street1,street2,city,state,zip,phone,"
    "intake1,intake2,intake1a,intake2a,service_code_info\n"
)
ROW = "substance_1,substance,Harbor House,,1 Main St,,Cambridge,MA,2139,617-555-0100,,,888-304HOPE,,SA * OP OIT * MD\n"
OTHER = "substance_2,substance,Elm House,Day Unit,2 Elm St,,Austin,TX,78701,512-555-0100 x12,,,,,SA * OP OIT * PI SF\n"
_LISTING = {
    "name": "Harbor Light", "city": "Cambridge", "state": "MA", "zip": "02139", "phone": "617-555-0100",
    "level_of_care": "iop",
}  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def directory(*changes: tuple[str, str], row: str = ROW) -> bytes:
    """A CSV in SAMHSA's layout of one row, and of the row again with each (what, by what) replaced."""
    return (HEADER + row + "".join(row.replace(old, new) for old, new in changes)).encode()


def listing(**cells: str) -> bytes:
    """An operator's CSV of one program with these cells; None takes the column out."""
    row = {**dict.fromkeys(COLUMNS, ""), **_LISTING, **cells}
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in row.values())
    return f"{','.join(row)}\n{','.join(quoted)}\n".encode()


def written(folder: Path, content: bytes, name: str = "directory_2024.csv") -> Path:
    """The content in a file of that name."""
    path = folder / name
    path.write_bytes(content)
    return path


def rows_of(content: bytes) -> list[list[str]]:
    """The cells of a CSV without quotation marks."""
    return [line.split(",") for line in content.decode().splitlines()]


def workbook(*sheets: Iterable[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """An Excel file with these sheets, as openpyxl writes it; those whose number is in `hidden` are."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook's file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes] | None = None, *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An Excel file with some of its parts replaced or added, packed anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", packing, compresslevel=1) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, data in {**kept, **(parts or {})}.items():
            new.writestr(name, data)
    return out.getvalue()


def raw_sheet(rows: bytes, before: bytes = b"") -> bytes:
    """An Excel file whose one sheet is this XML, a document type before it."""
    xml = b'<worksheet xmlns="' + _MAIN.encode() + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
    return repacked(workbook([["x"]]), {"xl/worksheets/sheet1.xml": before + xml})


def as_excel_writes(rows: Iterable[Sequence[str]]) -> bytes:
    """An Excel file as Excel itself writes it: texts in a part of their own, whole numbers as numbers, gaps left out."""
    numbers: dict[str, int] = {}
    lines = []
    for line, cells in enumerate(rows, start=1):
        written_cells = (
            f'<c r="{get_column_letter(column)}{line}"><v>{int(cell)}</v></c>'
            if cell.isdecimal()
            else f'<c r="{get_column_letter(column)}{line}" t="s"><v>{numbers.setdefault(cell, len(numbers))}</v></c>'
            for column, cell in enumerate(cells, start=1)
            if cell
        )
        lines.append(f'<row r="{line}" spans="1:{len(cells)}">{"".join(written_cells)}</row>')
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in numbers)
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
        '<sheets><sheet name="Facilities" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return out.getvalue()


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_RELATED}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'
