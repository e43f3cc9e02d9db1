"""What a person can be told, and what the assistant was taught: held against the rules for content."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.sms.segments import count, plain
from porchlight.numbers import placeholders, reviewed_numbers

BOT = Path(__file__).parents[2] / "bot"
SHARED = Path(__file__).parents[3] / "shared" / "content" / "topics.yml"
# Filled in by an action; the rest are phone numbers. The values are the longest that are likely.
FILLED = {
    "reference": "HP7T", "number": "1-800-662-4357", "when": "It is staffed Mon-Fri 09:00-17:00 (New York time).",
    "city": "Springfield", "missing": "evening hours", "whose": "their", "lead": "Okay, I changed that. ",
    "known": "for your granddaughter, in North Las Vegas, NV 89031, free or reduced cost, in person or online, weekends",
}  # fmt: skip
# An action fills these with lists of programs; conversations with the real service hold those.
LISTS = {"utter_results", "utter_program"}
# A danger's reply may need a third segment: every number in it can save someone.
THREE_SEGMENTS = {"utter_concern_third_person", "utter_crisis_suicide", "utter_crisis_overdose"}
NOT_SAID = (
    r"addicts?", r"abusers?", r"junkies?", r"alcoholics?", r"clean", r"dirty", r"relapsed? again", r"guaranteed?",
    r"100%", r"completely confidential", r"will be covered", r"you won't be (?:fired|arrested)", r"committed suicide",
)  # fmt: skip


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


DOMAIN: dict[str, Any] = _yaml(BOT / "domain.yml")
RESPONSES: dict[str, list[dict[str, Any]]] = {}
for _path in sorted((BOT / "data" / "responses").glob("*.yml")):
    RESPONSES |= _yaml(_path)["responses"]
VARIANTS = [(name, variant) for name, variants in RESPONSES.items() for variant in variants]
EXAMPLES: dict[str, list[str]] = {}
for _path in sorted((BOT / "data" / "nlu").glob("*.yml")):
    for _entry in _yaml(_path)["nlu"]:
        lines = [line.strip().removeprefix("- ").strip() for line in _entry["examples"].splitlines()]
        EXAMPLES.setdefault(_entry["intent"], []).extend(line for line in lines if line)

each_variant = pytest.mark.parametrize(
    ("name", "variant"), VARIANTS, ids=[f"{name}-{variant.get('channel', 'any')}" for name, variant in VARIANTS]
)


def filled(text: str) -> str:
    """Return a reply as a person reads it."""
    return text.format_map({**placeholders("1-800-662-4357"), **FILLED})


@each_variant
def test_a_reply_says_where_it_is_from_and_when_it_was_reviewed(name: str, variant: dict[str, Any]) -> None:
    """For the people who review the content."""
    metadata = variant["metadata"]
    assert metadata["source"] in ("article", "checked", "article+checked")
    assert dt.date.fromisoformat(metadata["reviewed"]) <= dt.date.today() + dt.timedelta(days=1)


@each_variant
def test_a_reply_writes_no_phone_number_itself(name: str, variant: dict[str, Any]) -> None:
    """They live in `porchlight/numbers.yml` and are named as placeholders."""
    written = re.findall(r"\d[\d-]*\d", variant["text"])
    numbers = {number.shown for number in reviewed_numbers().values()}
    assert not [digits for digits in written if digits in numbers or re.search(r"\d{3}-\d{4}|\d{7}", digits)]


@each_variant
def test_a_reply_uses_person_first_words_and_promises_nothing(name: str, variant: dict[str, Any]) -> None:
    """Words that wound and promises that nobody can keep."""
    said = filled(variant["text"]) if name not in LISTS else variant["text"]
    assert not re.findall(rf"\b(?:{'|'.join(NOT_SAID)})(?!\w)", said, re.IGNORECASE)


@each_variant
def test_a_reply_names_only_what_somebody_fills(name: str, variant: dict[str, Any]) -> None:
    """A forgotten {placeholder} would be sent as it stands."""
    named = {field for _, field, _, _ in string.Formatter().parse(variant["text"]) if field}
    assert named <= {*placeholders("1"), *FILLED} or name in LISTS


@pytest.mark.parametrize("name", sorted(set(RESPONSES) - LISTS))
def test_a_first_reply_by_sms_is_two_plain_segments(name: str) -> None:
    """Short on an old phone: GSM-7, 306 characters; three segments for danger and for what MORE brings."""
    variants = RESPONSES[name]
    own = [variant for variant in variants if variant.get("channel") == "sms"]
    (variant,) = own or [variant for variant in variants if "channel" not in variant]
    counted = count(plain(filled(variant["text"])))
    assert counted.encoding == "GSM-7"
    assert counted.segments <= (3 if name in THREE_SEGMENTS or name.endswith("_more") else 2), (
        counted,
        filled(variant["text"]),
    )


def test_every_question_has_an_answer_and_every_danger_a_reply() -> None:
    """One response an id; a danger's names 988 or 911."""
    for intent in DOMAIN["intents"]:
        if f"answer {intent}" in (BOT / "data" / "rules_questions.yml").read_text(encoding="utf-8"):
            assert f"utter_{intent}" in RESPONSES
        if intent.startswith("crisis_"):
            for variant in RESPONSES[f"utter_{intent}"]:
                assert "988" in filled(variant["text"]) or "911" in filled(variant["text"])


def test_more_is_offered_exactly_where_there_is_more() -> None:
    """ "Text MORE" in an answer, and `utter_..._more` behind it."""
    for name, variants in RESPONSES.items():
        if name.endswith("_more"):
            continue
        offers = ["Text MORE" in variant["text"] for variant in variants]
        if f"{name}_more" in RESPONSES:
            assert any(offers), name
        elif name not in LISTS:
            assert not any(offers), name


@pytest.mark.parametrize("intent", DOMAIN["intents"])
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
    topics = _yaml(SHARED)
    listed = [entry for entries in topics.values() if isinstance(entries, list) for entry in entries]
    ids = {entry if isinstance(entry, str) else entry["id"] for entry in listed}
    assert ids == set(DOMAIN["intents"])
