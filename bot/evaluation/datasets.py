"""The messages that Porchlight is measured on: its own, and real ones where a copy of them is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.training import ROOT
from porchlight.languages import ENGLISH, languages

OWN = ROOT / "tests" / "messages"
# Real people wrote these. They lie beside the project and are no part of it.
REAL = ROOT.parent.parent / "shared" / "evaluation"
_OWN_QUESTIONS, _OWN_DANGER = ("questions.tsv",), ("crisis.tsv",)
# Written later, by somebody who had seen neither the examples nor the own set. Whoever mends what is misunderstood does
# not read them: a set whose misses have been looked at flatters from then on.
_UNSEEN_QUESTIONS, _UNSEEN_DANGER = ("unseen_questions.tsv",), ("unseen_crisis.tsv",)
# What there is of real messages in each language: questions, and danger.
_REAL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (("dev_domain.tsv", "dev_sms_style.tsv"), ("dev_crisis.tsv",)),
    "es": (("dev_spanish.tsv",), ()),
}
_HEADERS = tuple(("id", "text", label, "source", "note") for label in ("topic", "label"))
_LANGUAGE_HEADER = ("id", "text", "language", "note")


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
    """Messages in one language: questions (label: an intent's id) and what is, or looks like, danger (label: a crisis,
    or none).
    """

    name: str
    questions: list[Row]
    danger: list[Row]

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [*self.questions, *self.danger]


def read_rows(path: Path) -> list[Row]:
    """Read tab-separated lines under one header, without any quoting. Raises DatasetError."""
    return [
        Row(identifier, text, label, note, path.stem)
        for identifier, text, label, _, note in _cells(path, _HEADERS, "id, text, topic (or label), source, note")
    ]


def language_messages(path: Path = OWN / "language.tsv") -> list[Row]:
    """Return messages labelled with the language that they tell of: a code, or "either". Raises DatasetError."""
    return [
        Row(identifier, text, language, note, path.stem)
        for identifier, text, language, note in _cells(path, (_LANGUAGE_HEADER,), "id, text, language, note")
    ]


def _cells(path: Path, headers: tuple[tuple[str, ...], ...], columns: str) -> Iterator[list[str]]:
    """Yield the cells of each line: id, text and label, which are never empty, and what follows."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path.name} cannot be read: {type(error).__name__}") from None
    if tuple(lines[0].rstrip("\r").split("\t")) not in headers:
        raise DatasetError(f"{path.name}, line 1: the columns should be {columns}")
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(headers[0]):
            raise DatasetError(f"{path.name}, line {number}: {len(cells)} columns instead of {len(headers[0])}")
        identifier, text, label = cells[:3]
        for what, cell in (("id", identifier), ("text", text), ("label", label)):
            if not cell:
                raise DatasetError(f"{path.name}, line {number}: no {what}")
        if identifier in seen:
            raise DatasetError(f"{path.name}, line {number}: the id {identifier} is there twice")
        seen.add(identifier)
        yield cells


def own_messages(language: str = ENGLISH) -> MessageSet:
    """Return the project's own messages in a language."""
    return _read(f"own set, {language}", _folder(language), _OWN_QUESTIONS, _OWN_DANGER)


def unseen_messages() -> list[MessageSet]:
    """Return, for each language that has them, messages of our own that nobody reads: they are only counted."""
    return [
        _read(f"unseen set, {language}", _folder(language), _UNSEEN_QUESTIONS, _UNSEEN_DANGER)
        for language in languages()
        if (_folder(language) / _UNSEEN_QUESTIONS[0]).is_file()
    ]


def real_messages(folder: Path = REAL) -> list[MessageSet]:
    """Return the real messages, one set a language: none where there is no copy of them."""
    if not any(folder.glob("dev_*.tsv")):
        return []
    return [_read(f"dev files, {language}", folder, *files) for language, files in _REAL.items()]


def _folder(language: str) -> Path:
    return OWN if language == ENGLISH else OWN / language


def _read(name: str, folder: Path, questions: tuple[str, ...], danger: tuple[str, ...]) -> MessageSet:
    def rows(files: tuple[str, ...]) -> list[Row]:
        return [row for file in files for row in read_rows(folder / file)]

    return MessageSet(name, rows(questions), rows(danger))
