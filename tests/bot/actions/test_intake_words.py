"""The words people steer the intake with."""

from __future__ import annotations

import re

import pytest

from bot.actions import intake_words as words

STEERS = {
    "SKIP": "skip | Skip. | skip it | pass | idk | i don't know | not sure | im not sure yet | rather not say | "
    "i'd rather not | prefer not to answer | i dont want to say | none of your business | no idea | no comment",
    "WHY": "why | why? | why do you ask | why do you ask? | why do u need that | what for | how come | "
    "why does it matter | why would you want to know | what do you need that for",
    "LEAVE": "stop asking | stop asking me | please stop asking questions | stop asking me all these questions | "
    "forget it | never mind | nevermind | nvm | cancel that | no more questions | enough questions | maybe later",
    "GO_ON": "continue | go on | keep going | lets keep going | let's continue | where were we | resume | im back | "
    "ok continue please | lets finish the questions | pick up where we left off | ask me the rest",
}


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, said) for kind, all_ in STEERS.items() for said in all_.split(" | ")]
)
def test_each_wording_steers_one_way(kind: str, said: str) -> None:
    """And no other."""
    meant = [name for name in STEERS if getattr(words, name).fullmatch(words.spoken(said))]
    assert meant == [kind]


@pytest.mark.parametrize(
    "said",
    ["why is it so expensive", "why do people relapse", "i want to stop", "stop", "cancel", "how long do i continue",
     "i forget things", "skip the line at detox", "me", "y", "no", "evenings"],
)  # fmt: skip
def test_other_words_do_not(said: str) -> None:
    """STOP and CANCEL alone belong to the carrier."""
    assert not any(getattr(words, name).fullmatch(words.spoken(said)) for name in STEERS)


@pytest.mark.parametrize(
    "said",
    [
        "actually it's for my son",
        "i meant medicare",
        "change my zip to 44105",
        "no it's for my wife",
        "sorry im in 02139",
    ],
)
def test_taking_something_back_is_heard(said: str) -> None:
    """In the middle of a sentence too."""
    assert words.CORRECTION.search(words.spoken(said))


@pytest.mark.parametrize(
    ("said", "asks"),
    [("does medicaid cover it", True), ("medicaid?", False), ("is it private", True), ("evenings?", False),
     ("i want to know about suboxone", True), ("my son is using", False), ("will they tell my boss?", True)],
)  # fmt: skip
def test_a_question_of_their_own_is_told_from_an_answer(said: str, asks: bool) -> None:
    """A short word with a question mark is a shy answer."""
    assert words.asks_something(said) is asks


@pytest.mark.parametrize("pattern", ["SKIP", "WHY", "LEAVE", "GO_ON", "OK", "NO", "CORRECTION"])
def test_long_nonsense_is_read_at_once(pattern: str) -> None:
    """No pattern may hang on what somebody sends."""
    compiled: re.Pattern[str] = getattr(words, pattern)
    for text in ("ok " * 400, "no " * 400, "why do you ask " * 80, "stop asking me all the " * 50):
        compiled.fullmatch(words.spoken(text))
        compiled.search(words.spoken(text))
