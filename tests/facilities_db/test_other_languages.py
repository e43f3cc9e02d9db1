"""Words of other languages beside English ones, as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from facilities_db import need_words, payment_words, people_words
from facilities_db.need_words import anywhere
from facilities_db.other_languages import OtherLanguages
from facilities_db.placenames import plain

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("facilities_db", "bot") for path in (ROOT / folder).rglob("words/*/*.yml"))


@pytest.fixture
def words(tmp_path: Path) -> OtherLanguages:
    """A file of Spanish words."""
    (tmp_path / "es").mkdir()
    text = "pets: {cat: ['gat[oa]s?']}\nname: {micho: cat}\nfarm: vaca burro\n"
    (tmp_path / "es" / "animals.yml").write_text(text, encoding="utf-8")
    return OtherLanguages(tmp_path, "animals.yml")


def test_words_stand_beside_the_english_ones(words: OtherLanguages) -> None:
    """Either is heard, whatever language is spoken: people mix them."""
    cats = words.beside(re.compile(r"\bcats?\b"), "pets", "cat", shape=anywhere)
    assert [bool(cats.search(said)) for said in ("two cats", "dos gatas", "gatear")] == [True, True, False]


def test_what_no_language_has_stays_english(words: OtherLanguages) -> None:
    """A place in the file that is not there adds nothing."""
    dogs = re.compile("dogs?")
    assert words.beside(dogs, "pets", "dog", shape=anywhere) is dogs
    assert words.said("pets", "dog") == () and words.named("birds") == {} and words.words("birds") == frozenset()


def test_tables_and_plain_words_are_read(words: OtherLanguages) -> None:
    """A text of words needs no quotes."""
    assert words.named("name") == {"micho": "cat"}
    assert words.words("farm") == {"vaca", "burro"}


def test_a_language_without_the_file_is_left_out(tmp_path: Path) -> None:
    """A third language may begin with its replies alone."""
    assert OtherLanguages(tmp_path, "animals.yml").said("pets", "cat") == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[2].name}/{path.parent.name}/{path.name}")
def test_every_piece_is_written_as_it_is_read(path: Path) -> None:
    """Lower case, no accents and no apostrophes, or it would never be heard; and YAML took no word for true or false."""
    for piece in _strings(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert isinstance(piece, str), piece
        said = re.sub(r"\\.", "", piece).replace("¿", "")
        assert plain(said) == said or re.fullmatch(r"[A-Z]{2}", piece), piece
        assert re.compile(piece.replace("{relation}", "x"))


def test_every_need_has_a_table_in_english() -> None:
    """A misspelt key in a file of words would be silent."""
    read = yaml.safe_load((ROOT / "facilities_db" / "words" / "es" / "needs.yml").read_text(encoding="utf-8"))
    tables = {
        "levels": need_words.LEVELS, "medications": need_words.MEDICATIONS, "payers": payment_words.PAYERS,
        "ages": people_words.AGES, "tracks": people_words.TRACKS, "languages": people_words.LANGUAGES,
    }  # fmt: skip
    for name, table in tables.items():
        assert set(read[name]) <= {key for key, _ in table}, name


def _strings(words: object) -> list[object]:
    if isinstance(words, dict):
        return [each for key, row in words.items() for each in (key, *_strings(row))]
    return [each for row in words for each in _strings(row)] if isinstance(words, list) else [words]
