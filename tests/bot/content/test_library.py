"""Reading the replies as each form shows them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.content.examples import a_few, read_examples
from bot.content.library import Library, samples
from porchlight.languages import languages

DOMAIN = "intents: [cost, greeting]\n"
RULES = """
rules:
- rule: answer cost
  steps:
  - intent: cost
  - action: utter_cost
"""
RESPONSES = """
responses:
  utter_cost:
  - text: "Call {samhsa}. {nobody} knows. Text MORE."
    buttons:
    - {title: "Yes", payload: "/affirm"}
    - {title: "No", payload: "/deny"}
    metadata: {source: article, reviewed: "2026-01-31"}
  - channel: telegram
    text: "Call {samhsa}."
  utter_cost_more:
  - text: "More."
    metadata: {source: checked, reviewed: soon}
"""
NLU = """
nlu:
- intent: cost
  examples: |
    - what does it cost in [02139](zip)
    - is it [free]{"entity": "need"}
- lookup: state
  examples: |
    - ohio
"""


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """A small assistant's files."""
    (tmp_path / "data" / "responses").mkdir(parents=True)
    (tmp_path / "data" / "nlu").mkdir()
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (tmp_path / "data" / "rules_questions.yml").write_text(RULES)
    (tmp_path / "data" / "responses" / "money.yml").write_text(RESPONSES)
    (tmp_path / "data" / "nlu" / "money.yml").write_text(NLU)
    return tmp_path


def test_sms_shows_choices_as_numbers(bot: Path) -> None:
    """What is measured is what the phone shows: numbers filled in, choices listed, an unknown name left to be seen."""
    (sms,) = Library.read(bot).named("utter_cost", "sms")
    assert sms.text == "Call 1-800-662-4357. {nobody} knows. Text MORE.\n1 Yes\n2 No\nReply with a number."
    assert (sms.group, sms.source, sms.reviewed) == ("money", "article", dt.date(2026, 1, 31))


def test_another_language_is_read_from_its_own_folder(bot: Path) -> None:
    """With its own examples for the placeholders, what choices are followed by in its words, and the same questions."""
    (bot / "data" / "es" / "responses").mkdir(parents=True)
    spanish = RESPONSES.replace("Call {samhsa}. {nobody} knows. Text MORE.", "Mañana {when}. Más.").replace("Yes", "Sí")
    (bot / "data" / "es" / "responses" / "money.yml").write_text(spanish, encoding="utf-8")
    library = Library.read(bot, "es")
    (sms,) = library.named("utter_cost", "sms")
    assert sms.text.startswith("Mañana lun-vie de 9 am a 5 pm") and sms.text.endswith(
        "Responda con un número.".replace("ú", "u")
    )
    assert "Mas.\n1 Si\n2 No\n" in sms.text
    assert (sms.language, library.language, library.questions) == ("es", "es", ("cost",))
    assert library.named("utter_cost", "telegram")[0].text == "Call 1-800-662-4357."


@pytest.mark.parametrize("language", languages())
def test_each_language_has_an_example_for_each_placeholder(language: str) -> None:
    """None is missing and none is left over."""
    assert set(samples(language)) == set(samples())


@pytest.mark.parametrize("language", languages())
def test_ready_replies_are_there_in_each_language(language: str) -> None:
    """Those that staff begin from, as an SMS shows them, with the numbers filled in."""
    ready = [shown for shown in Library.read(language=language).with_ready_replies().replies if shown.group == "ready"]
    assert len(ready) >= 20
    assert all(shown.language == language and "{" not in shown.text for shown in ready)


def test_a_form_without_its_own_wording_has_the_one_for_all(bot: Path) -> None:
    """As Rasa chooses it."""
    library = Library.read(bot)
    (own,) = library.named("utter_cost", "telegram")
    (common,) = library.named("utter_cost_more", "telegram")
    assert (own.text, common.text) == ("Call 1-800-662-4357.", "More.")
    assert (own.is_more, common.is_more) == (False, True)


def test_a_day_that_is_none_is_none(bot: Path) -> None:
    """No metadata, or no date in it, is for the rules to complain of; reading goes on."""
    library = Library.read(bot)
    assert [shown.reviewed for shown in library.named("utter_cost", "telegram")] == [None]
    assert [shown.reviewed for shown in library.named("utter_cost_more", "sms")] == [None]


def test_questions_are_what_the_rules_answer(bot: Path) -> None:
    """And intents are the domain's."""
    library = Library.read(bot)
    assert (library.questions, library.intents) == (("cost",), {"cost", "greeting"})
    assert library.names == ["utter_cost", "utter_cost_more"]


def test_examples_are_plain_words(bot: Path) -> None:
    """Without marks of entities; a lookup table belongs to no intent."""
    assert read_examples(bot) == {"cost": ["what does it cost in 02139", "is it free"]}


def test_examples_of_another_language_stand_in_its_folder(bot: Path) -> None:
    """And none where it has no such folder."""
    (bot / "data" / "es" / "nlu").mkdir(parents=True)
    (bot / "data" / "es" / "nlu" / "money.yml").write_text(NLU.replace("is it [free]", "es [gratis]"))
    assert read_examples(bot, "es")["cost"][1] == "es gratis"
    assert read_examples(bot, "xx") == {}


def test_a_few_examples_come_from_the_whole_list() -> None:
    """Spread out, short, and no more than asked for."""
    assert a_few([f"example {number}" for number in range(10)], number=2) == ["example 0", "example 5"]
    assert a_few(["x" * 91, "short"], number=5) == ["short"]
    assert a_few([]) == []
