"""The whole report, on what a made-up reader makes of the own set."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation import charts
from bot.evaluation.datasets import MessageSet, Row, own_messages, unseen_messages
from bot.evaluation.intents import known_intents
from bot.evaluation.measuring import Evaluation, Scored, measure
from bot.evaluation.metrics import Share
from bot.evaluation.misses import misses
from bot.evaluation.reading import Reading
from bot.evaluation.report import write_report
from bot.evaluation.tongues import EITHER, Told
from porchlight.languages import languages

INTENTS = sorted(known_intents())


class Guessing:
    """Guesses, always the same of the same text."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Guess five intents, and now and then a danger."""
        return [self._guess(zlib.crc32(f"{self.name} {text}".encode())) for text in texts]

    def _guess(self, number: int) -> Reading:
        ranking = tuple((INTENTS[(number + i) % len(INTENTS)], 0.5 / (i + 1)) for i in range(5))
        danger = ("crisis_suicide", ("sure", "unsure")[number % 2]) if number % 3 == 0 else (None, None)
        return Reading(ranking, *danger)


def small(messages: MessageSet) -> MessageSet:
    """Return a part of a set that has some of everything."""
    return MessageSet(messages.name, messages.questions[::5], messages.danger[::3])


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """Four readers on three sets, of which one has a few questions only."""
    own = small(own_messages())
    sets = [
        own,
        MessageSet("dev files, en", own.questions[::2], own.danger[::2]),
        MessageSet("few", own.questions[:3], []),
    ]
    ours, search, part, half = (measure(Guessing(name), sets) for name in ("Porchlight", "Search", "Part", "Half"))
    told = [Told("en", {0.6: {"en": 7, EITHER: 1}, 0.8: {"en": 5, EITHER: 3}}, Share(1, 2))]
    return Evaluation(ours, [search], [part], [half], {"en": 1234, "es": 56}, told)


def test_every_set_of_messages_has_a_colour() -> None:
    """One that is drawn in no colour, or in another's, would be missed."""
    sets = [*map(own_messages, languages()), *unseen_messages(), *languages()]  # real ones in each language
    assert len(sets) <= len(set(charts._COLOURS))


def test_no_message_gets_into_the_report(evaluation: Evaluation, tmp_path: Path) -> None:
    """No file of the report holds a message's text, of three words or more: shorter ones are also words of English."""
    write_report(evaluation, tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    everything = " ".join(re.sub(r"\W+", " ", path.read_text(encoding="utf-8")).lower() for path in files)
    for row in own_messages().rows:
        said = re.sub(r"\W+", " ", row.text).lower().strip()
        assert said.count(" ") < 2 or said not in everything, row.id


def test_the_bars_come_first(evaluation: Evaluation, tmp_path: Path) -> None:
    """The first table says for both sets what is reached; the pictures that are shown are there, and more is not."""
    page = write_report(evaluation, tmp_path)
    first = page.split("\n\n")[1]
    assert first.startswith("|  | to reach | own set, en |  | dev files, en |  | few |  |")
    assert first.count("\n") == 14
    assert "**not reached**" in first
    shown = set(re.findall(r"\]\((evaluation/\w+\.svg)\)", page))
    assert shown == {f"evaluation/{path.name}" for path in (tmp_path / "evaluation").iterdir()}
    assert all(intent in INTENTS for intent in re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_the_same_figures_make_the_same_files(evaluation: Evaluation, tmp_path: Path) -> None:
    """Byte by byte, so that a change of a picture is a change of a figure."""
    for folder in ("one", "other"):
        write_report(evaluation, tmp_path / folder)
    ones = sorted((tmp_path / "one" / "evaluation").iterdir())
    assert len(ones) == 4
    for path in ones:
        assert path.read_bytes() == (tmp_path / "other" / "evaluation" / path.name).read_bytes()


def test_one_set_is_enough(tmp_path: Path) -> None:
    """Without the dev files, the page says so."""
    measured = measure(Guessing("Porchlight"), [small(own_messages())])
    assert "had no copy of them" in write_report(Evaluation(measured, [], [], [], {"en": 1}), tmp_path)


def test_it_says_how_languages_were_told(evaluation: Evaluation, tmp_path: Path) -> None:
    """By level of confidence; what could be argued about stands apart. Examples are counted by language."""
    page = write_report(evaluation, tmp_path)
    assert "1,234 in en and 56 in es" in page
    assert "| en | 0.6 | 7 | 0.875 (7/8) | 0.500 (1/2) |" in page
    assert "| en | 0.8 | 5 | 0.625 (5/8) |  |" in page


def test_a_set_without_danger_has_no_table_of_it(evaluation: Evaluation, tmp_path: Path) -> None:
    """Nor one of each intent where there are a few questions."""
    page = write_report(evaluation, tmp_path)
    assert "### Few" not in page and "### Each intent, few" not in page and " nan" not in page


def test_misses_name_what_went_wrong() -> None:
    """A wrong intent, a crisis that was not found and a false alarm; not what was right, or past."""
    questions = [
        Row("q1", "how much", "cost", "clear", "questions"),
        Row("q2", "how long", "duration", "", "questions"),
    ]
    danger = [
        Row("c1", "i took them all", "crisis_overdose", "self", "crisis"),
        Row("c2", "dying of laughter", "none", "idiom", "crisis"),
        Row("c3", "years ago i tried", "past_event", "own_past", "crisis"),
        Row("c4", "he is gone for good", "concern_third_person", "non_imminent", "crisis"),
    ]
    nothing, cost = Reading(()), Reading((("cost", 0.8),))
    readings = {row.text: nothing for row in danger} | {"how much": cost, "how long": cost}
    readings["dying of laughter"] = Reading((), "crisis_suicide", "unsure")
    measured = measure(Guessing("any"), [MessageSet("own set", questions, danger)]).scored["own set"]
    scored = Scored(measured.messages, readings, measured.questions, measured.danger)
    assert [line.split()[0] for line in misses(scored)] == ["q2", "c1", "c2"]
