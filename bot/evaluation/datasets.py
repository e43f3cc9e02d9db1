"""The messages that Porchlight is measured on: its own, and real ones where a copy of them is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.training import ROOT

OWN = ROOT / "tests" / "messages"
# Real people wrote these. They lie beside the project and are no part of it.
REAL = ROOT.parent.parent / "shared" / "evaluation"
_OWN_QUESTIONS, _OWN_DANGER = ("questions.tsv",), ("crisis.tsv",)
_REAL_QUESTIONS, _REAL_DANGER = ("dev_domain.tsv", "dev_sms_style.tsv", "dev_spanish.tsv"), ("dev_crisis.tsv",)
_HEADERS = tuple(("id", "text", label, "source", "note") for label in ("topic", "label"))


class DatasetError(ValueError):
    """A file is not what it should be; the message names file, line and problem, and never a text."""


@dataclass(frozen=True)
class Row:
    """One message with what it should be understood as. file: the name of its file, without the ending."""

    id: str
    text: str
    label: str
    note: str
    file: str


@dataclass(frozen=True)
class MessageSet:
    """Questions (label: an intent's id) and messages that are, or look like, danger (label: a crisis, or none)."""

    name: str
    questions: list[Row]
    danger: list[Row]

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [*self.questions, *self.danger]


def read_rows(path: Path) -> list[Row]:
    """Read tab-separated lines under one header, without any quoting. Raises DatasetError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path.name} cannot be read: {type(error).__name__}") from None
    if tuple(lines[0].rstrip("\r").split("\t")) not in _HEADERS:
        raise DatasetError(f"{path.name}, line 1: the columns should be id, text, topic (or label), source, note")
    rows: list[Row] = []
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(_HEADERS[0]):
            raise DatasetError(f"{path.name}, line {number}: {len(cells)} columns instead of {len(_HEADERS[0])}")
        identifier, text, label, _, note = cells
        for what, cell in (("id", identifier), ("text", text), ("label", label)):
            if not cell:
                raise DatasetError(f"{path.name}, line {number}: no {what}")
        if identifier in seen:
            raise DatasetError(f"{path.name}, line {number}: the id {identifier} is there twice")
        seen.add(identifier)
        rows.append(Row(identifier, text, label, note, path.stem))
    return rows


def own_messages(folder: Path = OWN) -> MessageSet:
    """Return the project's own messages."""
    return _read("own set", folder, _OWN_QUESTIONS, _OWN_DANGER)


def real_messages(folder: Path = REAL) -> MessageSet | None:
    """Return the real messages, or None where there is no copy of them."""
    if not any(folder.glob("dev_*.tsv")):
        return None
    return _read("dev files", folder, _REAL_QUESTIONS, _REAL_DANGER)


def _read(name: str, folder: Path, questions: tuple[str, ...], danger: tuple[str, ...]) -> MessageSet:
    def rows(files: tuple[str, ...]) -> list[Row]:
        return [row for file in files for row in read_rows(folder / file)]

    return MessageSet(name, rows(questions), rows(danger))
