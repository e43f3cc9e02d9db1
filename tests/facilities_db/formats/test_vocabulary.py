"""The words an operator may write."""

from __future__ import annotations

import pytest

from facilities_db import codes
from facilities_db.formats import vocabulary
from facilities_db.formats.vocabulary import CHOSEN, TOO_WIDE, UnknownWord, codes_for

TABLES = {
    "level_of_care": codes.LEVELS,
    "payment": codes.PAYERS,
    "medications": codes.MEDICATIONS,
    "ages": codes.AGES,
    "accepts": codes.ACCEPTS,
    "groups": codes.TRACKS,
    "languages": codes.LANGUAGES,
    "quality": codes.SIGNS,
}
CHOICES = [(column, key) for column, table in TABLES.items() for key in table]


@pytest.mark.parametrize(("column", "key"), CHOICES, ids=[f"{column}-{key}" for column, key in CHOICES])
def test_a_key_is_stored_as_what_finds_it(column: str, key: str) -> None:
    """Key, label and codes of each choice are understood; whoever asks for the choice finds the program by the code.

    Which of several codes it is was decided once, by hand; words that would claim more than they say are asked back.
    """
    choice = TABLES[column][key]
    assert len(choice.codes) == 1 or key in TOO_WIDE or key in CHOSEN[column]
    for code in choice.codes:
        assert codes_for(column, code) == [code]
    if key in TOO_WIDE:
        with pytest.raises(UnknownWord, match="says too little"):
            codes_for(column, key)
        return
    (code,) = codes_for(column, key)
    assert code in choice.codes
    assert codes_for(column, key.replace("_", " ").title()) == codes_for(column, choice.label) == [code]


@pytest.mark.parametrize("column", vocabulary.COLUMNS)
def test_what_is_offered_is_understood(column: str) -> None:
    """Each word that a refusal or the page offers is one, each for something else."""
    words = vocabulary.words(column)
    stored = codes_for(column, ";".join(words))
    assert len(stored) == len(set(stored)) == len(words) - ("english" in words)


@pytest.mark.parametrize(
    ("column", "cell", "stored"),
    [
        ("level_of_care", "IOP; Intensive Outpatient (IOP) ;; oit", ["OIT", "OIT", "OIT"]),
        ("level_of_care", "detox", ["DT"]),
        ("payment", "Self-Pay; TRICARE; Sliding scale", ["SF", "MI", "SS"]),
        ("medications", "Suboxone; methadone", ["UB", "MM"]),
        ("ages", "Teens; adults", ["CHLD", "ADLT"]),
        ("accepts", "Female; men", ["FEM", "MALE"]),
        ("groups", "teens; Co-occurring; DUI/DWI; LGBTQ+; Evenings", ["AD", "CO", "DU", "GL", "evenings"]),
        ("languages", "English; Spanish; ASL", ["SP", "AH"]),
        ("quality", "The Joint Commission; CBT", ["JC", "CBT"]),
        ("quality", "", []),
    ],
)
def test_words_as_people_write_them(column: str, cell: str, stored: list[str]) -> None:
    """Case, hyphens and some other words for the same make no difference."""
    assert codes_for(column, cell) == stored


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    """The refusal names the word and all that could stand in its place."""
    with pytest.raises(
        UnknownWord, match="'sober living' is not a word for it; write one or more of: iop; outpatient; php"
    ):
        codes_for("level_of_care", "iop; sober living")
