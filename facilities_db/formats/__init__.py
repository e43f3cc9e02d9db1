"""The files that programs come in, each recognised by what is in it and not by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from facilities_db.directory import Directory
from facilities_db.formats import csv_file, listings, samhsa
from facilities_db.formats.content import Content, read_content
from facilities_db.formats.table import Row, table_in


def read_directory(path: Path) -> Directory:
    """The programs of a file of any known format. Raises ImportRefused, naming the line, for anything else."""
    content = read_content(path)
    if content.kind == "JSON":
        return _answer(content, path.name)
    table = table_in(_sheets(content), (samhsa.LAYOUT, listings.LAYOUT))
    reader = samhsa.read if table.layout is samhsa.LAYOUT else listings.read
    return reader(table, path.name, content.form)


def _sheets(content: Content) -> Iterator[Iterable[Row]]:
    if content.kind == "CSV":
        yield csv_file.rows(content.data)
    else:
        from facilities_db.formats import excel

        yield from excel.sheets(content.data)


def _answer(content: Content, file_name: str) -> Directory:
    from facilities_db.formats import json_file, locator

    return locator.read_pages(json_file.pages(content.data), file_name)
