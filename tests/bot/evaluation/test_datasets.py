"""Reading messages, and refusing files that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.datasets import DatasetError, Row, language_messages, own_messages, read_rows, real_messages
from porchlight.languages import languages

HEADER = "id\ttext\ttopic\tsource\tnote\n"


def written(folder: Path, content: str | bytes, name: str = "some.tsv") -> Path:
    """Return a file with that content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_quotes_are_part_of_the_text(tmp_path: Path) -> None:
    """Nothing is unquoted, an empty note is none, and the file's name goes along."""
    path = written(tmp_path, HEADER + 'a1\t"how" much, "she said\tcost\town\t\n')
    assert read_rows(path) == [Row("a1", '"how" much, "she said', "cost", "", "some")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "line 1: the columns"),
        ("id\ttext\tlabel\n", "line 1: the columns"),
        (HEADER + "a1\tsecret words\tcost\n", "line 2: 3 columns instead of 5"),
        (HEADER + "a1\t \tcost\town\tclear\n", "line 2: no text"),
        (HEADER + "a1\tsecret words\t\town\tclear\n", "line 2: no label"),
        (HEADER + "a1\tsecret words\tcost\town\t\n" * 2, "line 3: the id a1 is there twice"),
        (b"\xff\xfe", "cannot be read: UnicodeDecodeError"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, content: str | bytes, problem: str) -> None:
    """The error names file, line and problem, and never repeats a message."""
    with pytest.raises(DatasetError, match=problem) as refused:
        read_rows(written(tmp_path, content))
    assert "some.tsv" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Is refused like one that cannot be read."""
    with pytest.raises(DatasetError, match="FileNotFoundError"):
        read_rows(tmp_path / "none.tsv")


def test_real_messages_may_be_missing(tmp_path: Path) -> None:
    """Whoever has no copy of them measures without."""
    assert real_messages(tmp_path) == []


def test_real_messages_are_found_by_their_names(tmp_path: Path) -> None:
    """Crises are danger; everything else is questions; each language is a set of its own."""
    for name in ("dev_domain.tsv", "dev_sms_style.tsv", "dev_spanish.tsv", "dev_crisis.tsv"):
        written(tmp_path, HEADER + f"{name}\thello\tgreeting\twho\t\n", name)
    english, spanish = real_messages(tmp_path)
    assert (english.name, spanish.name) == ("dev files, en", "dev files, es")
    assert [row.file for row in english.questions] == ["dev_domain", "dev_sms_style"]
    assert [row.file for row in english.danger] == ["dev_crisis"]
    assert [row.file for row in spanish.rows] == ["dev_spanish"]


@pytest.mark.parametrize("language", languages())
def test_the_own_set_can_be_read(language: str) -> None:
    """There are hundreds of both kinds in each language, and every id is there once."""
    own = own_messages(language)
    assert len(own.questions) > 500
    assert len(own.danger) > 350
    assert len({row.id for row in own.rows}) == len(own.rows)


def test_languages_are_labelled() -> None:
    """With a code, or as what could be any."""
    assert {row.label for row in language_messages()} == {*languages(), "either"}
