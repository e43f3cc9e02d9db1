"""Speaking a language, and that every language can say all that the code says in English."""

from __future__ import annotations

import ast
import asyncio
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.library import read_yaml
from porchlight import languages as module
from porchlight.languages import ENGLISH, PHRASES, go_on_in, languages, marked, phrase, phrases, speaking, spoken
from porchlight.numbers import reviewed_numbers
from porchlight.settings import ROOT
from porchlight.wording import words_not_said

PACKAGES = ("bot", "connectors", "facilities_db", "hotline", "porchlight")
OTHERS = [language for language in languages() if language != ENGLISH]
_IN_TEMPLATE = re.compile(r"\b(?:phrase|marked)\(\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")


@dataclass(frozen=True)
class Said:
    """One English sentence that the code says, and what it is given to fill in; `named` is None where that is unknown."""

    english: str
    where: str
    named: frozenset[str] | None


def _literals(node: ast.expr) -> Iterator[str | None]:
    """Yield the sentences that an expression may be; None for one that only the running program knows."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    else:
        yield None


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("phrase", "marked"):
                yield name, node


def _files(ending: str) -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob(f"*.{ending}"))]


def _read() -> tuple[list[Said], list[str]]:
    """Return all that the code says, and the calls whose words cannot be read: one line each."""
    said, unreadable = [], []
    for path in _files("py"):
        for name, call in _calls(path):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
            whole = name == "phrase" and all(keyword.arg for keyword in call.keywords)
            for english in _literals(call.args[0]):
                if english is not None:
                    said.append(Said(english, where, given if whole else None))
                elif name == "marked" or isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
                    unreadable.append(where)
    for path in _files("html"):
        for found in _IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            said.append(Said(found[1] or found[2], str(path.relative_to(ROOT)), None))
    return said, unreadable


SAID, UNREADABLE = _read()
each_language = pytest.mark.parametrize("language", OTHERS)


def _fields(words: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(words) if field is not None}


def test_english_is_the_first_language() -> None:
    """It is what is spoken where nobody has said, and each of the others has a folder."""
    assert languages()[0] == ENGLISH == spoken()
    assert OTHERS and all((PHRASES / language).is_dir() for language in OTHERS)


def test_a_language_is_spoken_to_the_end_of_the_block() -> None:
    """Whoever began to speak it leaves the language as it was, also within another, also when something breaks."""
    with speaking("es"):
        assert spoken() == "es"
        with speaking("en"):
            assert spoken() == "en"
        assert spoken() == "es"
    with pytest.raises(ZeroDivisionError), speaking("es"):
        _ = 1 / 0
    assert spoken() == ENGLISH


@pytest.mark.parametrize("unknown", [None, "", "xx", "ES", "../es"])
def test_a_language_that_is_not_known_is_english(unknown: str | None) -> None:
    """A conversation whose language was taken away is still answered."""
    with speaking("es"), speaking(unknown):
        assert spoken() == ENGLISH


def test_a_language_can_change_in_the_middle() -> None:
    """What a person wrote has told: from there on, and not beyond the block."""
    with speaking(None):
        go_on_in("es")
        assert spoken() == "es"
        go_on_in("xx")
        assert spoken() == ENGLISH
        go_on_in("es")
    assert spoken() == ENGLISH


def test_two_who_are_answered_at_once_hear_each_their_own() -> None:
    """Turns of two conversations run side by side in one worker."""

    async def answer(language: str) -> str:
        with speaking(language):
            await asyncio.sleep(0)
            return spoken()

    async def both() -> list[str]:
        return await asyncio.gather(answer("es"), answer("en"))

    assert asyncio.run(both()) == ["es", "en"]


def test_a_phrase_is_filled_in_the_language_that_is_spoken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English where there is no translation; and what is not named is an error here, not a brace on a phone."""
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "a.yml").write_text('"about {n} minutes": "unos {n} minutos"\n')
    monkeypatch.setattr(module, "PHRASES", tmp_path)
    monkeypatch.setattr(module, "phrases", module.phrases.__wrapped__)
    assert phrase("about {n} minutes", n=5) == "about 5 minutes"
    with speaking("es"):
        assert phrase("about {n} minutes", n=5) == "unos 5 minutos"
        assert phrase("nobody translated me") == marked("nobody translated me") == "nobody translated me"
        with pytest.raises(KeyError):
            phrase("about {n} minutes", minutes=5)


def test_two_translations_of_one_sentence_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Which one a person gets must not hang on a file's name."""
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "a.yml").write_text('"More": "Más"\n')
    (tmp_path / "es" / "b.yml").write_text('"More": "Otros"\n')
    monkeypatch.setattr(module, "PHRASES", tmp_path)
    with pytest.raises(ValueError, match="b.yml has a second translation of: More"):
        module.phrases.__wrapped__("es")


def test_what_the_code_says_can_be_read_in_its_source() -> None:
    """Words that are put together while the program runs cannot be held against a translation."""
    assert UNREADABLE == []


def test_a_phrase_is_given_all_that_it_names() -> None:
    """And nothing else: a {placeholder} that nobody fills stops the turn of whoever would have read it."""
    wrong = [f"{each.where}: {each.english}" for each in SAID if each.named not in (None, _fields(each.english))]
    assert wrong == []


@each_language
def test_nothing_that_the_code_says_is_missing(language: str) -> None:
    """It would be said in English, to somebody who may not read it."""
    known = phrases(language)
    assert sorted({f"{each.where}: {each.english}" for each in SAID if each.english not in known}) == []


@each_language
def test_no_translation_is_of_something_that_nobody_says(language: str) -> None:
    """An English sentence was changed, and its translation with it or not: somebody must look."""
    assert sorted(set(phrases(language)) - {each.english for each in SAID}) == []


@each_language
def test_a_translation_has_the_same_placeholders(language: str) -> None:
    """One too many stops the turn; one too few leaves out a number or a time."""
    wrong = [english for english, words in phrases(language).items() if _fields(english) != _fields(words)]
    assert wrong == []


@each_language
def test_a_translation_is_words(language: str) -> None:
    """YAML takes a bare Yes for a truth and 9 for a number; and neither is empty."""
    for file in sorted((PHRASES / language).glob("*.yml")):
        for english, words in (read_yaml(file) or {}).items():
            assert isinstance(english, str) and isinstance(words, str), f"{file.name}: {english}"
            assert words.strip(), f"{file.name}: {english}"


@each_language
def test_a_translation_wounds_nobody_and_promises_nothing(language: str) -> None:
    """Words in the code are held against the same list as the replies, and hold no phone number of their own."""
    shown = "|".join(re.escape(number.shown) for number in reviewed_numbers().values())
    for english, words in phrases(language).items():
        assert [entry.why for entry in words_not_said(language) if entry.found_in(words)] == [], english
        assert not re.search(rf"\b(?:{shown})\b", words), english
