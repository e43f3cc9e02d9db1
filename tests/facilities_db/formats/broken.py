"""Files that no import may take, each with words of the reason. Costly ones are made only when they are asked for."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from .files import HEADER, OTHER, ROW, as_excel_writes, directory, raw_sheet, repacked, rows_of, workbook

_ROWS = rows_of(directory())
_NAME = "Harbor House"


class Broken(NamedTuple):
    """name: of the case. reason: a pattern that the refusal matches."""

    name: str
    make: Callable[[], bytes]
    reason: str


def _excel(column: int, value: object) -> bytes:
    """A good workbook with another value in the second line."""
    cells: list[object] = list(_ROWS[1])
    cells[column] = value
    return workbook([_ROWS[0], cells])


def _shared_formula(length: int) -> bytes:
    return raw_sheet(
        b'<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A9">' + b'"a"&amp;' * length + b"</f></c></row>"
    )


def _locked() -> bytes:
    """A workbook whose first part says that it is encrypted."""
    content = bytearray(workbook(_ROWS))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def _doubled_part() -> bytes:
    out = io.BytesIO(workbook(_ROWS))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def _plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("directory_2024.csv", directory())
    return out.getvalue()


def _answer(row: str) -> bytes:
    return f'{{"page": 1,\n"totalPages": 1, "recordCount": 1,\n"rows": [{row}]}}'.encode()


_ENTITY_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TEXT = [
    Broken("empty", lambda: b"", "empty"),
    Broken("blank", lambda: b"  \n\n", "empty"),
    Broken("no columns", lambda: b"hello world\nthis is text\n", "line 1.*one column"),
    Broken("semicolons", lambda: directory().replace(b",", b";"), "line 1.*one column; save it with commas"),
    Broken("foreign columns", lambda: b"first,second\nA,B\n", "line 1.*none of their columns"),
    Broken("columns of a list", lambda: b"name,city\nA,B\n", "line 1: for an operator's own list.* state, zip, phone"),
    Broken("columns of the directory", lambda: directory().replace(b",zip,", b",postcode,"), "line 1.*missing: zip"),
    Broken("doubled column", lambda: directory().replace(b"intake2a", b"INTAKE2 "), "line 1: the column intake2 is there twice"),
    Broken("doubled other column", lambda: directory().replace(b"\n", b",Seen by,seen_by\n"), "line 1: the column seen_by is there twice"),
    Broken("header alone", HEADER.encode, "no substance-use program"),
    Broken("legend alone", lambda: directory(row="s,substance,,SA,DT,HH,SUMH,HI,OP,RES,HID,HIT,OD,ODT,OIT\n"), "no substance"),
    Broken("binary", lambda: HEADER.encode() + b"a\0b,c\n", "line 2.*binary"),
    Broken("latin-1", lambda: (HEADER + ROW).encode() + ROW.replace("Harbor", "Peña").encode("latin-1"), "line 3.*UTF-8"),
    Broken("utf-16", lambda: (HEADER + ROW).encode("utf-16"), "line 1.*UTF-16"),
    Broken("utf-16 unmarked", lambda: (HEADER + ROW).encode("utf-16-le"), "line 1.*binary data"),
    Broken("cut off", lambda: (HEADER + ROW + OTHER).encode()[:-60], "line 3.*cut off"),
    Broken("too many columns", lambda: directory(("MD\n", "MD,x\n")), "line 3: has 16 columns where the header has 15"),
    Broken("open quote", lambda: directory() + b'substance_3,substance,"never closed', "line 3.*CSV"),
    Broken("long open quote", lambda: directory() + b'x,substance,"' + ROW.encode() * 2000, "quotation mark missing"),
    Broken("a million characters", lambda: directory((_NAME, "x" * 1_000_000)), "line 3: a cell is longer than 20,000"),
    Broken("20,001 characters", lambda: directory((_NAME, "x" * 20_001)), "line 3: a cell is longer than 20,000"),
    Broken("formula", lambda: directory((_NAME, "=1+1")), "line 3: name1 holds a formula"),
    Broken("link", lambda: directory(("1 Main St", '"=HYPERLINK(""http://x"",""y"")"')), "line 3: street1 holds a formula"),
    Broken("command", lambda: directory(("617-555-0100", "@SUM(1+9)*cmd|' /C calc'!A0")), "line 3: phone holds a formula"),
    Broken("command, plus", lambda: directory(("617-555-0100", "+cmd|' /C calc'!A0")), "line 3: phone holds a formula"),
    Broken("hidden formula", lambda: directory((_NAME, "\t\u200b=1+1")), "line 3: name1 holds a formula"),
    Broken("failed formula", lambda: directory(("Cambridge", "#REF!")), "line 3: city holds #REF!"),
]  # fmt: skip

OTHER_KINDS = [
    Broken("pdf", lambda: b"%PDF-1.7", "PDF"),
    Broken("picture", lambda: b"\x89PNG\r\n\x1a\n", "a picture"),
    Broken("web page", lambda: b"\n <!DOCTYPE html><html><body>Please sign in</body></html>", "a web page"),
    Broken("rtf", lambda: b"{\\rtf1 Harbor House}", "RTF"),
    Broken("database", lambda: b"SQLite format 3\0", "a database"),
    Broken("bzip2", lambda: bz2.compress(directory()), "bzip2"),
    Broken("zip", _plain_zip, "ZIP file, and no Excel"),
    Broken("old excel", lambda: _OLD_EXCEL, "old Excel"),
    Broken("excel with password", lambda: _OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "password"),
    Broken("gzip of nothing", lambda: gzip.compress(b""), "empty"),
    Broken("gzip twice", lambda: gzip.compress(gzip.compress(directory())), "twice"),
    Broken("cut gzip", lambda: gzip.compress(directory() * 50)[:-20], "damaged or cut off"),
    Broken("no gzip", lambda: b"\x1f\x8bnonsense", "damaged or cut off"),
    Broken("gzip bomb", lambda: gzip.compress(bytes(5_000_000)) * 100, "larger than 200 MB"),
]  # fmt: skip

EXCEL = [
    Broken("no zip", lambda: b"PK\x03\x04rest", "Excel file is damaged"),
    Broken("cut off", lambda: workbook(_ROWS)[:-300], "Excel file is damaged"),
    Broken("no workbook", lambda: repacked(workbook(_ROWS), {"xl/workbook.xml": b"<x"}), "Excel file is damaged"),
    Broken("cut sheet", lambda: repacked(workbook(_ROWS), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}), "Excel"),
    Broken("no rows", lambda: workbook([]), "no rows"),
    Broken("hidden", lambda: workbook(_ROWS, [["About"]], hidden=[0]), "one column"),
    Broken("columns", lambda: workbook([["name1", "city"], ["A", "B"]]), "line 1.*missing: directory_type"),
    Broken("doubled column", lambda: workbook([[*_ROWS[0], "zip"], _ROWS[1]]), "line 1: the column zip is there twice"),
    Broken("wide row", lambda: workbook([*_ROWS, [*_ROWS[1], "more"]]), "line 3: has 16 columns where the header has 15"),
    Broken("formula", lambda: _excel(9, "=A1&B1"), "line 2: phone holds a formula"),
    Broken("failed formula", lambda: _excel(8, "#VALUE!"), "line 2: zip holds #VALUE!"),
    Broken("long formula", lambda: _shared_formula(400_000), "a million characters"),
    Broken("a million characters", lambda: as_excel_writes([*_ROWS, [*_ROWS[1][:2], "x" * 1_000_000]]), "line 3: a cell is longer than 20,000"),
    Broken("entities", lambda: raw_sheet(b"<row><c><v>&m;</v></c></row>", _ENTITY_BOMB), "XML entities"),
    Broken("outer entity", lambda: raw_sheet(b"<row/>", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]>'), "XML entities"),
    Broken("entities in strings", lambda: repacked(as_excel_writes(_ROWS), {"xl/sharedStrings.xml": _ENTITY_BOMB + b"<sst/>"}), "XML entities"),
    Broken("zip bomb", lambda: raw_sheet((b"<row>" + b" " * 500_000 + b"</row>") * 401), "unpacks to more"),
    Broken("zip bomb of spaces", lambda: raw_sheet(b" " * 50_000_000), "a million characters"),
    Broken("too many cells", lambda: raw_sheet(b"<row>" + b"<c/>" * 4_000_000 + b"</row>"), "unpacks to more"),
    Broken("bzip2 inside", lambda: repacked(workbook(_ROWS), packing=zipfile.ZIP_BZIP2), "packed in a way"),
    Broken("two parts of one name", _doubled_part, "two parts of one name"),
    Broken("password", _locked, "password"),
    Broken("far row", lambda: raw_sheet(_first_row() + b'<row r="999999999999"><c r="A9"><v>1</v></c></row>'), "larger than"),
    Broken("number of a thousand digits", lambda: raw_sheet(b"<row><c><v>" + b"9" * 5_000 + b"</v></c></row>"), "damaged"),
    Broken("string that is not there", lambda: raw_sheet(b'<row><c t="s"><v>99</v></c></row>'), "damaged"),
]  # fmt: skip

JSON = [
    Broken("another's", lambda: b'{"facilities": []}', "no answer of the locator"),
    Broken("a list of others", lambda: b'[{"name": "A"}]', "no answer of the locator"),
    Broken("text in a list", lambda: b'["A"]', "no answer of the locator"),
    Broken("empty list", lambda: b"[]", "empty list"),
    Broken("rows are none", lambda: b'{"recordCount": 1, "rows": null}', "no list"),
    Broken("rows are an object", lambda: b'{"recordCount": 1, "rows": {"0": {}}}', "no list"),
    Broken("a row is text", lambda: _answer('"A"'), "row 1 is no program"),
    Broken("second page", lambda: b"[" + _answer("{}") + b"," + b'{"page": 2}]', "page 2: .*no answer"),
    Broken("cut off", lambda: _answer('{"name1": "A"}')[:-5], "line 3.*not readable JSON"),
    Broken("latin-1", lambda: _answer('{"name1": "Peña"}').decode().encode("latin-1"), "line 3.*UTF-8"),
    Broken("deep", lambda: b"[" * 100_000, "nested too deep"),
    Broken("deep in a row", lambda: _answer('{"services": ' + "[" * 50_000 + "]" * 50_000 + "}"), "nested too deep"),
    Broken("wide", lambda: b"[" + b"[]," * 5_000_000 + b"[]]", "more than the locator"),
    Broken("huge number", lambda: _answer('{"zip": ' + "9" * 100_000 + "}"), "line 3: 9+ is no number"),
    Broken("endless number", lambda: _answer('{"miles": 1e999}'), "line 3: 1e999 is no number"),
    Broken("not a number", lambda: _answer('{"latitude": NaN}'), "line 3: NaN is no number"),
    Broken("infinity", lambda: _answer('{"latitude": -Infinity}'), "line 3: -Infinity is no number"),
    Broken("bomb", lambda: gzip.compress(b" " * 5_000_000) * 100, "larger than 200 MB"),
]  # fmt: skip

BROKEN = {
    f"{kind}: {case.name}": case
    for kind, cases in (("text", TEXT), ("other", OTHER_KINDS), ("excel", EXCEL), ("json", JSON))
    for case in cases
}


def _first_row() -> bytes:
    """A header in cells of its own, without shared strings."""
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in _ROWS[0])
    return f'<row r="1">{cells}</row>'.encode()


def an_answer(*rows: dict[str, object]) -> bytes:
    """A page as the locator answers it."""
    return json.dumps({"page": 1, "totalPages": 1, "recordCount": len(rows), "rows": list(rows)}).encode()
