"""Reading a file whole: what it may be, and how much of it."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facilities_db.formats.content import LARGEST_BYTES, read_content, text_of
from facilities_db.refusal import ImportRefused

from .files import directory, written

_NOBODY = 65534


@contextmanager
def _memory(most: int) -> Iterator[None]:
    """Hold what happens meanwhile to so many bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may read everything: be somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    """The content is what was packed, in one member or several, and it is said that it was packed."""
    content = read_content(written(tmp_path, gzip.compress(b"name,") + gzip.compress(b"city\n")))
    assert (content.data, content.kind, content.form) == (b"name,city\n", "CSV", "CSV in gzip")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """Whoever names the folder is told to name the file."""
    with pytest.raises(ImportRefused, match="is a folder"):
        read_content(tmp_path)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """What is no file is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImportRefused, match="no ordinary file"):
        read_content(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    """The reason is the system's own: permission denied."""
    path = written(tmp_path, directory())
    path.chmod(0)
    with _as_nobody(), pytest.raises(ImportRefused, match="cannot be read .*[Pp]ermission denied"):
        read_content(path)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A file over the limit is refused by its size alone."""
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with _memory(1_000_000), pytest.raises(ImportRefused, match="larger than 200 MB"):
        read_content(path)


def test_a_bomb_never_fills_the_memory(tmp_path: Path) -> None:
    """A megabyte of gzip that unpacks to a gigabyte is refused without ever holding much more than the limit."""
    path = written(tmp_path, gzip.compress(bytes(10_000_000)) * 100, "bomb.csv.gz")
    assert path.stat().st_size < 2_000_000
    with _memory(LARGEST_BYTES + 40_000_000), pytest.raises(ImportRefused, match="larger than 200 MB"):
        read_content(path)


def test_text_loses_its_mark() -> None:
    """What Excel puts in front of UTF-8 is no part of the first column's name."""
    assert text_of(b"\xef\xbb\xbfname") == "name"
