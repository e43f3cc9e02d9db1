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
from bot.content.reading import measure
from bot.content.review import broken, mean_reading
from bot.content.rules import faults, limits
from bot.content.translations import astray
from connectors.sms.segments import count
from porchlight.languages import ENGLISH, languages
from porchlight.numbers import reviewed_numbers
from porchlight.settings import ROOT
from porchlight.spelling import without_accents

SHARED = Path(__file__).parents[3] / "shared" / "content" / "topics.yml"


def _facts(language: str) -> dict[str, list[Any]]:
    name = "facts.yml" if language == ENGLISH else f"facts_{language}.yml"
    facts: dict[str, list[Any]] = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return facts


FACTS = {language: _facts(language) for language in languages()}
LIBRARIES = {language: Library.read(language=language) for language in languages()}
LIBRARY = LIBRARIES[ENGLISH]
ALL = [(library, shown) for library in LIBRARIES.values() for shown in library.replies]
EXAMPLES = read_examples()
CODE = [
    path
    for package in ("bot", "connectors", "hotline", "porchlight")
    for path in (ROOT / package).rglob("*")
    if path.suffix in {".py", ".yml", ".html", ".js", ".css"} and path.name != "numbers.yml"
]

each_reply = pytest.mark.parametrize(
    ("library", "shown"), ALL, ids=[f"{library.language}-{shown.name}-{shown.form}" for library, shown in ALL]
)
each_language = pytest.mark.parametrize("language", languages())
each_translation = pytest.mark.parametrize("language", [each for each in languages() if each != ENGLISH])
each_question = pytest.mark.parametrize("question", LIBRARY.questions)


@each_reply
def test_a_reply_keeps_every_rule(library: Library, shown: Shown) -> None:
    """Source and date, placeholders, numbers, kind words, segments, ease of reading, buttons; in each form."""
    assert faults(shown, library) == []


@each_language
def test_the_replies_together_keep_every_rule(language: str) -> None:
    """Each question is answered in full, MORE is offered where there is more, danger has its numbers."""
    assert broken(LIBRARIES[language]) == []


@each_translation
def test_each_english_reply_is_said_in_every_language(language: str) -> None:
    """None is missing and none is left over; each has the same placeholders, figures, buttons and forms."""
    assert astray(LIBRARIES[language], LIBRARY) == []


def test_the_mean_reading_grade_is_the_sixth_at_most() -> None:
    """One hard reply may be needed; a hard collection is not."""
    assert mean_reading(LIBRARY) <= 6


@each_language
def test_replies_are_easy_to_read_together(language: str) -> None:
    """By the measure of their language, none of which is laxer than the sixth grade."""
    by = measure(language)
    assert not by.is_harder(mean_reading(LIBRARIES[language]), by.mean)


@each_language
def test_every_reply_is_looked_at_in_every_form(language: str) -> None:
    """What has no wording for a form would be silence there."""
    assert {(shown.name, shown.form) for shown in LIBRARIES[language].replies} == {
        (name, form) for name in LIBRARY.names for form in FORMS
    }


@each_language
def test_the_first_message_fits_two_segments_with_the_other_languages(language: str) -> None:
    """The welcome, and under it how to go on in each of the others."""
    (welcome,) = LIBRARIES[language].named("utter_welcome", "sms")
    offers = [LIBRARIES[other].named("utter_other_language", "sms")[0] for other in languages() if other != language]
    counted = count("\n".join(shown.text for shown in (welcome, *offers)))
    assert (counted.encoding, counted.segments) == ("GSM-7", 2)


@each_language
@each_question
def test_the_first_answer_by_sms_fits_two_segments(question: str, language: str) -> None:
    """306 characters of GSM-7: counted here once more, so that no exception can be made for a question."""
    (shown,) = LIBRARIES[language].named(f"utter_{question}", "sms")
    counted = count(shown.text)
    assert counted.encoding == "GSM-7"
    assert counted.characters <= 306


@each_language
@each_question
@pytest.mark.parametrize("form", FORMS)
def test_an_answer_holds_its_facts(question: str, form: Any, language: str) -> None:
    """The first reply and MORE together say what the list of topics wants said, on each channel, in each language."""
    names = (f"utter_{question}", f"utter_{question}_more")
    said = without_accents(
        " ".join(shown.text for name in names for shown in LIBRARIES[language].named(name, form)).casefold()
    )
    missing = [
        fact
        for fact in FACTS[language][question]
        if not any(
            re.search(rf"(?<!\w){re.escape(either)}(?!\w)", said)
            for either in without_accents(str(fact).casefold()).split("|")
        )
    ]
    assert missing == []


@each_language
def test_facts_are_listed_for_the_41_questions(language: str) -> None:
    """One list a question, none of them empty."""
    assert set(FACTS[language]) == set(LIBRARY.questions)
    assert len(LIBRARY.questions) == 41
    assert all(FACTS[language].values())


def test_exceptions_are_few_and_explained() -> None:
    """A longer reply is one that exists, needs it, and has a reason; no question is among them."""
    for name, exception in limits().longer.items():
        counted = [count(library.named(name, "sms")[0].text).segments for library in LIBRARIES.values()]
        assert limits().segments < max(counted) <= exception["segments"] <= 4, name
        assert len(exception["why"]) > 10, name
        assert name.removeprefix("utter_") not in LIBRARY.questions
    for name, why in limits().not_gsm7.items():
        named = [shown for library in LIBRARIES.values() for shown in library.named(name, "sms")]
        assert any(count(shown.text).encoding != "GSM-7" for shown in named), name
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


@each_language
def test_no_example_teaches_two_things(language: str) -> None:
    """The same words under two intents."""
    examples = read_examples(language=language)
    words = [(example.casefold(), intent) for intent, taught in examples.items() for example in taught]
    meanings = Counter(example for example, _ in set(words))
    assert [example for example, number in meanings.items() if number > 1] == []


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_every_topic_is_understood() -> None:
    """The ids of the list of topics, neither more nor fewer."""
    topics = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    listed = [entry for entries in topics.values() if isinstance(entries, list) for entry in entries]
    ids = {entry if isinstance(entry, str) else entry["id"] for entry in listed}
    assert ids == LIBRARY.intents
