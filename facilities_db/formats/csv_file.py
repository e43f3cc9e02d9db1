"""Opens a table somebody saved (CSV, or CSV in gzip) and says in plain words what is wrong with it."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from facilities_db.refusal import ImportRefused

# The first bytes of what people send in place of a CSV: Excel, PDF, old Excel, PNG.
_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel or ZIP file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x89PNG": "a picture",
}
_GZIP = b"\x1f\x8b"
# 40 times the 2024 directory (23 MB unpacked): a gzip bomb stops here.
_LARGEST_BYTES = 1_000_000_000


def rows_of(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with a header, as (line number, column name -> text without spaces around it).

    Raises ImportRefused when the file is missing, empty, no CSV, not UTF-8, cut off, or lacks a needed column.
    """
    text = _decoded(_content(path))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader)]
        missing = [name for name in needed if name not in header]
        if missing:
            raise ImportRefused(_missing(missing, header), 1)
        for fields in reader:
            if not fields:
                continue
            if len(fields) != len(header):
                raise ImportRefused(
                    f"has {len(fields)} columns where the first line has {len(header)}; is the file cut off?",
                    reader.line_num,
                )
            yield reader.line_num, {name: field.strip() for name, field in zip(header, fields, strict=True)}
    except csv.Error as error:
        raise ImportRefused(f"this is not a readable CSV ({error})", reader.line_num) from error


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"there is no file {path}") from None
    except OSError as error:
        raise ImportRefused(f"the file {path} cannot be read ({error.strerror})") from error
    if content.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(content)) as packed:
                content = packed.read(_LARGEST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ImportRefused(f"the gzip file is damaged or cut off ({error})") from error
        if len(content) > _LARGEST_BYTES:
            raise ImportRefused("the unpacked file is larger than 1 GB; that is no directory")
    for start, kind in _OTHER_KINDS.items():
        if content.startswith(start):
            raise ImportRefused(f"this is {kind}, not a CSV; save the table as CSV (UTF-8) and import that")
    if not content.strip():
        raise ImportRefused("the file is empty")
    return content


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ImportRefused("a character is not UTF-8; save the table as CSV (UTF-8)", line) from error
    if "\0" in text:
        raise ImportRefused("this is not a CSV: it holds binary data", text[: text.index("\0")].count("\n") + 1)
    return text


def _missing(missing: list[str], header: list[str]) -> str:
    if len(header) == 1:
        return "this does not look like a CSV with the directory's columns: the first line has only one column"
    return "these columns are missing: " + ", ".join(missing)
