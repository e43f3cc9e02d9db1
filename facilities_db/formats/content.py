"""Reads a file whole, and never more than a directory can be, and says what it is by what is in it."""

from __future__ import annotations

import gzip
import io
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from facilities_db.refusal import ImportRefused

# Nine times the 2024 directory, unpacked: a file that unpacks to more is refused while it unpacks.
LARGEST_BYTES = 200_000_000
# The longest cell of the 2024 directory has 714 characters.
LONGEST_CELL = 20_000

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# What Excel puts a workbook with a password into is a file of the old kind, with this in its list of contents.
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
# The first bytes of what else people send. A page that asks for a login is often saved under a table's name.
_OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document (RTF)",
    b"SQLite format 3": "a database",
    b"Rar!": "a packed archive (RAR)",
    b"7z\xbc\xaf": "a packed archive (7z)",
    b"BZh": "a packed file (bzip2)",
    b"\xfd7zXZ": "a packed file (xz)",
    b"\x28\xb5\x2f\xfd": "a packed file (zstd)",
    b"<": "a web page or XML",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Content:
    """What a file holds: the bytes without gzip around them, and of what kind they are."""

    data: bytes
    kind: Literal["CSV", "Excel", "JSON"]
    packed: bool

    @property
    def form(self) -> str:
        """The kind in words, to be told."""
        return f"{self.kind} in gzip" if self.packed else self.kind


def read_content(path: Path) -> Content:
    """The content of a file. Raises ImportRefused when it cannot be read, is empty, too large, or of another kind."""
    data = _read(path)
    packed = data.startswith(_GZIP)
    if packed:
        data = _unpacked(data)
    return Content(data, _kind(data), packed)


def text_of(data: bytes) -> str:
    """The text of a CSV or JSON. Raises ImportRefused, with the line, when it is not UTF-8 or holds binary data."""
    if data.startswith(_UTF_16):
        raise ImportRefused("the file is in UTF-16 (Excel's “Unicode Text”), not UTF-8; save it as CSV UTF-8", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused("a character is not UTF-8; save the file in UTF-8 (in Excel: CSV UTF-8)", line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ImportRefused(
            "this is no text in UTF-8: it holds binary data; save the file in UTF-8 (in Excel: CSV UTF-8)", line
        )
    return text


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ImportRefused(f"{path} is a folder; name the file in it")
        if not stat.S_ISREG(status.st_mode):
            raise ImportRefused(f"{path} is no ordinary file")
        if status.st_size > LARGEST_BYTES:
            raise ImportRefused(_TOO_LARGE)
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES)
    except FileNotFoundError:
        raise ImportRefused(f"there is no file {path}") from None
    except OSError as error:
        raise ImportRefused(f"the file {path} cannot be read ({error.strerror})") from error


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            content = packed.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused(f"the gzip file is damaged or cut off ({error})") from error
    if len(content) > LARGEST_BYTES:
        raise ImportRefused(_TOO_LARGE)
    return content


def _kind(data: bytes) -> Literal["CSV", "Excel", "JSON"]:
    start = data[:4096].removeprefix(_UTF_8_MARK).lstrip()
    if not start and not data.strip():
        raise ImportRefused("the file is empty")
    if start.startswith(_ZIP):
        return "Excel"
    if start.startswith(_OLD_EXCEL):
        if _PASSWORD in data:
            raise ImportRefused("this Excel file has a password; save it without one")
        raise ImportRefused("this is an old Excel file (.xls); save it as .xlsx or as CSV UTF-8")
    if start.startswith(_GZIP):
        raise ImportRefused("the file is packed with gzip twice; unpack it once")
    for first_bytes, words in _OTHER_KINDS.items():
        if start.startswith(first_bytes):
            raise ImportRefused(f"this is {words}, whatever its name says; save the table as CSV UTF-8 or .xlsx")
    return "JSON" if start.startswith((b"{", b"[")) else "CSV"


_TOO_LARGE = f"the file is larger than {LARGEST_BYTES // 1_000_000} MB when unpacked; that is no directory"
