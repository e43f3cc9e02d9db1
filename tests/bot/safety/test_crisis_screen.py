"""The crisis screen as a whole: its reviewed files, its promises about speed, and what it makes of odd spellings."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.phrasebook import Phrasebook, Rule
from bot.safety.phrases import BREAK
from bot.safety.reviewed import reviewed_file
from bot.safety.screen import CrisisScreen
from bot.safety.verdict import PRIORITY, Verdict
from porchlight.languages import languages

SCREEN = CrisisScreen.load()
ALARMS = [(book, rule) for book in SCREEN.phrasebooks for rule in book.rules if not rule.unless]
UNLESS = [(book, rule) for book in SCREEN.phrasebooks for rule in book.rules if rule.unless]
NEAR_MISSES = [rule.counter for _, rule in ALARMS if rule.counter]


def crisis(text: str) -> str | None:
    verdict = SCREEN.screen(text)
    return verdict.crisis if verdict else None


@pytest.mark.parametrize(("book", "rule"), ALARMS, ids=[rule.example for _, rule in ALARMS])
def test_each_phrase_finds_its_example(book: Phrasebook, rule: Rule) -> None:
    """Every reviewed phrase raises its own alarm on the example beside it, and the verdict names its language."""
    assert crisis(rule.example) == rule.crisis
    found = book.screen(rule.example)
    assert found is not None and (found.crisis, found.language) == (rule.crisis, book.language)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_no_phrase_finds_its_near_miss(text: str) -> None:
    """No near miss written beside a phrase raises any alarm."""
    assert crisis(text) is None


@pytest.mark.parametrize(("book", "rule"), UNLESS, ids=[rule.example for _, rule in UNLESS])
def test_each_unless_withholds_its_example(book: Phrasebook, rule: Rule) -> None:
    """Every `unless` phrase is found in its example, which raises no alarm of its kind."""
    words = [BREAK, *book.words.read(rule.example), BREAK]
    found = [rules[each.phrase] for rules, phrases in book.groups for each in phrases.find(words)]
    assert rule in found
    alarm = crisis(rule.example)
    assert alarm is None or alarm != rule.crisis != ""


@pytest.mark.parametrize("language", languages())
def test_every_crisis_has_phrases(language: str) -> None:
    """Each crisis that has a reply has phrases that lead to it, in each language."""
    assert {rule.crisis for book, rule in ALARMS if book.language == language} == set(PRIORITY)


@pytest.mark.parametrize("language", languages())
def test_the_file_says_when_it_was_reviewed(language: str) -> None:
    """The reviewed file carries the day of its review."""
    assert yaml.safe_load(reviewed_file(language, "patterns.yml").read_text(encoding="utf-8"))["reviewed"]


@pytest.mark.parametrize(
    ("text", "crisis", "language"),
    [
        ("me quiero morir", "crisis_suicide", "es"),
        ("i want to die", "crisis_suicide", "en"),
        ("me quiero matar and he took the whole bottle", "crisis_overdose", "en"),
        ("i want to die, mi hermano no respira", "crisis_overdose", "es"),
        ("i feel like i want it to end. me quiero matar", "crisis_suicide", "es"),
        ("ando suicidal, me quiero matar, i want to die", "crisis_suicide", "es"),
    ],
)
def test_the_more_pressing_of_two_languages_is_answered(text: str, crisis: str, language: str) -> None:
    """In the language in which it was said."""
    found = SCREEN.screen(text)
    assert found is not None and (found.crisis, found.language) == (crisis, language)


@pytest.mark.parametrize("text", ["me muero de risa", "me queria morir de la verguenza", "este calor me mata"])
def test_figures_of_speech_in_another_language(text: str) -> None:
    """Are no alarm there either."""
    assert crisis(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i took the whole bottle and i want to die", "crisis_overdose"),
        ("i want to die and im hearing voices", "crisis_suicide"),
        ("he hits me and i want to kill myself", "crisis_suicide"),
        ("he hits me and im cutting again", "crisis_violence"),
        ("my brother wants to kill himself and so do i, i want to die", "crisis_suicide"),
        ("my brother overdosed, he wants to kill himself", "crisis_overdose"),
        ("my son swallowed my pills and wont wake up", "crisis_overdose"),
    ],
)
def test_the_most_pressing_danger_is_answered(text: str, expected: str) -> None:
    """Where several dangers are found, the one that kills soonest is named."""
    assert crisis(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I used to cut. Now I want to die",
        "i used to be suicidal and now i want to kill myself",
        "i dont want to die but i keep thinking about suicide",
        "do you treat people who od'd? i took all my pills",
        "my brother died of an overdose last year and i want to die",
        "i watched a movie about suicide. i want to kill myself",
        "last year i overdosed. i just took the whole bottle",
        "im not ok i want to kill myself",
        "hes been hitting me since last year",
        "i have wanted to die since last year i want to die",
        "hes not stable he hits me",
        "im scared hes not breathing",
        "can you help i want to die",
        "this heat is killing me and i want to kill myself lol",
    ],
)
def test_an_excuse_covers_no_other_danger(text: str) -> None:
    """An idiom, a past or a question beside a danger does not hide the danger."""
    assert crisis(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO KILL MYSELF!!!",
        "i want to killlll myself",
        "i want to k1ll my$elf",
        "i want to k i l l m y s e l f",
        "i want to k.i.l.l myself",
        "i want to ki ll my self",
        "i want to k*ll myself",
        "i want to kil mysefl",
        "i want to kill\u200b myself",  # a zero-width space
        "i want to 😭 kill 😭 myself",
        "i want to kill myself",
        "i wänt to kill myself",
        "і wаnt to kill mysеlf",  # Cyrillic letters
        "i want\nto kill myself".replace("\n", " "),
        "“i want to kill myself”",
        "im gonna kill myself",
        "I’m gonna kill myself",
    ],
)
def test_however_it_is_typed(text: str) -> None:
    """The same words are found in any case, spelling trick or alphabet that a phone can make."""
    assert SCREEN.screen(text) == Verdict("crisis_suicide", "sure")


def test_a_harmless_reading_makes_it_unsure() -> None:
    """Words that can be meant harmlessly are an alarm of the lower tier, unless plain ones stand beside them."""
    assert SCREEN.screen("i want it to end") == Verdict("crisis_suicide", "unsure")
    assert SCREEN.screen("i want it to end. i want to die") == Verdict("crisis_suicide", "sure")


@pytest.mark.parametrize("text", ["", " ", "\n", ".", "?!", "😀", "\x00", "'", "''''", "\ud800", "a" * 10_000, "1"])
def test_nothing_to_read_is_no_alarm(text: str) -> None:
    """Empty, unreadable or broken texts are no alarm and no error."""
    assert SCREEN.screen(text) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read_twice(text: str) -> None:
    """No text raises, and the same text always has the same verdict."""
    assert SCREEN.screen(text) == SCREEN.screen(text)


def test_a_danger_far_into_a_long_text_is_found() -> None:
    """Ten thousand characters are read to the end."""
    assert crisis("i need help with my drinking. " * 330 + "i want to die") == "crisis_suicide"


_CHANCE = random.Random(7)
_VOCABULARY = sorted(
    frozenset().union(*(phrases.vocabulary for book in SCREEN.phrasebooks for _, phrases in book.groups))
)
SLOW = {
    "one letter": "i " * 5_000,
    "one word": "kill " * 2_000,
    "almost a phrase": "i want to " * 1_000,
    "gaps": "he he i took like " * 560,
    "an excused phrase": "i dont want to die " * 526,
    "spaced letters": "k i l l " * 1_250,
    "dotted letters": "k.m.s." * 1_666,
    "starred": "k*ll " * 2_000,
    "one long word": "a" * 10_000,
    "apostrophes": "a'" * 5_000,
    "accents": "e\u0301" * 5_000,
    "marks": "!a" * 5_000,
    "dots": "." * 10_000,
    "emoji": "😀" * 10_000,
    "every word we know": " ".join(_CHANCE.choice(_VOCABULARY) for _ in range(2_000))[:10_000],
    "letters at random": "".join(_CHANCE.choice("abcdeiklmnorstuy '.*1") for _ in range(10_000)),
}


# A screen that looked at every pair of words, or at every phrase for every word, would need hundreds.
STEPS_A_LETTER = 20 * len(SCREEN.phrasebooks)


def steps(text: str) -> int:
    """Return how many calls one screening makes: the same on every machine, however busy it is."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        SCREEN.screen(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_makes_it_slow(text: str) -> None:
    """The work per letter stays what it is in a short text, however long the text and whatever its kind."""
    assert steps(text) < STEPS_A_LETTER * len(text)


def test_an_ordinary_text_takes_little_work() -> None:
    """A short text bears no fixed cost: nothing is done once for every phrase we know."""
    text = (
        "hi i drink too much and my wife is worried, is there a place near Dayton that takes medicaid? i can go today"
    )
    SCREEN.screen(text)
    assert steps(text) < STEPS_A_LETTER * len(text)


def test_threads_share_it() -> None:
    """Many threads may screen at once with one loaded screen, from its first text on."""
    screen, texts = CrisisScreen.load(), ["i want to die", "hello", "he hits me", "i need detox", "my son od'd"] * 40
    expected, seen = [SCREEN.screen(text) for text in texts], []

    def read() -> None:
        seen.append([screen.screen(text) for text in texts])

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 8


def test_it_loads_nothing_heavy() -> None:
    """The web process gets the screen without Rasa, TensorFlow or scikit-learn."""
    code = (
        "import sys, bot.safety.screen, bot.safety.replies; bot.safety.screen.CrisisScreen.load();"
        "print([m for m in ('rasa', 'rasa_sdk', 'tensorflow', 'sklearn', 'numpy', 'sqlalchemy') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_a_verdict_does_not_show_the_text() -> None:
    """What a person wrote is not in the verdict, which is logged."""
    assert "die" not in repr(SCREEN.screen("i want to die"))
