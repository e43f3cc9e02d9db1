"""What a person can be told, and what the assistant was taught: held against the rules for content."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.examples import read_examples
from bot.content.library import FORMS, Library, Shown, samples
from bot.content.review import broken, mean_grade
from bot.content.rules import faults, limits
from connectors.sms.segments import count
from porchlight.numbers import reviewed_numbers
from porchlight.settings import ROOT

SHARED = Path(__file__).parents[3] / "shared" / "content" / "topics.yml"
FACTS: dict[str, list[Any]] = yaml.safe_load((Path(__file__).parent / "facts.yml").read_text(encoding="utf-8"))
LIBRARY = Library.read()
EXAMPLES = read_examples()
CODE = [
    path
    for package in ("bot", "connectors", "hotline", "porchlight")
    for path in (ROOT / package).rglob("*")
    if path.suffix in {".py", ".yml", ".html", ".js", ".css"} and path.name != "numbers.yml"
]

each_reply = pytest.mark.parametrize("shown", LIBRARY.replies, ids=[f"{s.name}-{s.form}" for s in LIBRARY.replies])
each_question = pytest.mark.parametrize("question", LIBRARY.questions)


@each_reply
def test_a_reply_keeps_every_rule(shown: Shown) -> None:
    """Source and date, placeholders, numbers, kind words, segments, reading grade, buttons; in each form."""
    assert faults(shown, LIBRARY) == []


def test_the_replies_together_keep_every_rule() -> None:
    """Each question is answered in full, MORE is offered where there is more, danger has its numbers."""
    assert broken(LIBRARY) == []


def test_the_mean_reading_grade_is_the_sixth_at_most() -> None:
    """One hard reply may be needed; a hard collection is not."""
    assert mean_grade(LIBRARY) <= 6


def test_every_reply_is_looked_at_in_every_form() -> None:
    """What has no wording for a form would be silence there."""
    assert {(shown.name, shown.form) for shown in LIBRARY.replies} == {
        (name, form) for name in LIBRARY.names for form in FORMS
    }


@each_question
def test_the_first_answer_by_sms_fits_two_segments(question: str) -> None:
    """306 characters of GSM-7: counted here once more, so that no exception can be made for a question."""
    (shown,) = LIBRARY.named(f"utter_{question}", "sms")
    counted = count(shown.text)
    assert counted.encoding == "GSM-7"
    assert counted.characters <= 306


@each_question
@pytest.mark.parametrize("form", FORMS)
def test_an_answer_holds_its_facts(question: str, form: Any) -> None:
    """The first reply and MORE together say what the list of topics wants said, on each channel."""
    names = (f"utter_{question}", f"utter_{question}_more")
    said = " ".join(shown.text for name in names for shown in LIBRARY.named(name, form)).casefold()
    missing = [
        fact
        for fact in FACTS[question]
        if not any(re.search(rf"(?<!\w){re.escape(either)}(?!\w)", said) for either in str(fact).casefold().split("|"))
    ]
    assert missing == []


def test_facts_are_listed_for_the_41_questions() -> None:
    """One list a question, none of them empty."""
    assert set(FACTS) == set(LIBRARY.questions)
    assert len(LIBRARY.questions) == 41
    assert all(FACTS.values())


def test_exceptions_are_few_and_explained() -> None:
    """A longer reply is one that exists, needs it, and has a reason; no question is among them."""
    for name, exception in limits().longer.items():
        (shown,) = LIBRARY.named(name, "sms")
        assert limits().segments < count(shown.text).segments <= exception["segments"] <= 4, name
        assert len(exception["why"]) > 10, name
        assert name.removeprefix("utter_") not in LIBRARY.questions
    for name, why in limits().not_gsm7.items():
        assert any(count(shown.text).encoding != "GSM-7" for shown in LIBRARY.named(name, "sms")), name
        assert len(why) > 10, name


def test_samples_are_for_placeholders_that_exist() -> None:
    """Each example of what an action fills in is needed by a reply."""
    written = "".join(shown.written for shown in LIBRARY.replies)
    unused = {name for name in samples() if f"{{{name}}}" not in written} - set(reviewed_numbers())
    assert unused == set()


def test_a_number_is_written_in_one_place() -> None:
    """No other file of the product holds a phone number that could grow old unseen; 555-01xx are invented."""
    shown = [number.shown for number in reviewed_numbers().values() if len(number.shown) > 3]
    for path in CODE:
        found = re.findall(
            rf"\b(?:1-)?8\d\d-(?!555-01)\d{{3}}-\d{{4}}\b|\b(?:{'|'.join(shown)})\b", path.read_text(encoding="utf-8")
        )
        assert not found, path


@pytest.mark.parametrize("intent", sorted(LIBRARY.intents))
def test_an_intent_has_many_varied_examples(intent: str) -> None:
    """At least 20 that differ in more than spelling of case, short ones and stories among them."""
    different = {re.sub(r"\W+", " ", example).casefold().strip() for example in EXAMPLES[intent]}
    assert len(different) >= 20
    assert len({example.split()[0].casefold() for example in EXAMPLES[intent]}) >= 8, "they all begin alike"


def test_no_example_teaches_two_things() -> None:
    """The same words under two intents."""
    words = [(example.casefold(), intent) for intent, examples in EXAMPLES.items() for example in examples]
    meanings = Counter(example for example, _ in set(words))
    assert [example for example, number in meanings.items() if number > 1] == []


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_every_topic_is_understood() -> None:
    """The ids of the list of topics, neither more nor fewer."""
    topics = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    listed = [entry for entries in topics.values() if isinstance(entries, list) for entry in entries]
    ids = {entry if isinstance(entry, str) else entry["id"] for entry in listed}
    assert ids == LIBRARY.intents
