"""In which language somebody is answered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.speaking import asks_about_privacy, asks_for, choice_of, heard, language_of, named_in, set_in_app
from connectors.messages import Reply
from connectors.tables import conversations, outbox
from porchlight.languages import spoken
from tests.bot.turns import Bench


def reads(language: str | None, confidence: float = 0.95, intent: str = "cost") -> dict[str, Any]:
    """Return what the pipeline makes of words in a language."""
    named = {"name": intent, "confidence": 0.9}
    return {
        "intent": named,
        "intent_ranking": [named],
        "language": {"name": language, "confidence": confidence},
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("español", "es"),
        ("Espanol por favor", "es"),
        ("in spanish please", "es"),
        ("ENGLISH", "en"),
        ("en inglés, por favor", "en"),
        ("english or spanish", None),
        ("do you have programs in spanish", None),
        ("my son speaks spanish", None),
        ("hola", None),
        ("", None),
    ],
)
def test_a_wish_for_a_language_is_the_whole_message(text: str, wanted: str | None) -> None:
    """A language that is named within another question is part of that question."""
    assert asks_for(text) == wanted


def test_languages_are_known_by_their_names_in_each_language() -> None:
    """Accents and capitals do not matter."""
    assert named_in("¿Hablan ESPAÑOL o inglés?") == {"es", "en"}
    assert named_in("kreyol please") == frozenset()


def test_the_word_about_privacy_is_known_in_each_language() -> None:
    """It is a word that replies tell people to write."""
    assert asks_about_privacy("Privacidad")
    assert asks_about_privacy("PRIVACY")
    assert not asks_about_privacy("is privacy kept")


@pytest.mark.parametrize(
    ("kept", "text", "language", "confidence", "told"),
    [
        (None, "hola", "es", 0.7, "es"),
        (None, "hola", "es", 0.5, None),
        (None, "houston", None, 0.0, None),
        ("en", "gracias", "es", 0.99, None),
        ("en", "cuánto cuesta esto", "es", 0.95, "es"),
        ("en", "ok gracias for that", "es", 0.6, None),
        ("es", "how much is it", "en", 0.95, "en"),
        ("es", "cuánto cuesta", "es", 0.95, None),
        (None, "combien ça coûte", "fr", 0.95, None),
    ],
)
def test_a_language_is_left_only_for_a_plain_sentence_in_another(
    kept: str | None, text: str, language: str | None, confidence: float, told: str | None
) -> None:
    """One word of it flips nothing; at the beginning, one word is all there is."""
    assert heard(kept, text, reads(language, confidence)) == told


def kept_language(bench: Bench) -> str | None:
    """Return the language that is kept of the one person there is."""
    with bench.scene.database.read() as connection:
        language: str | None = connection.execute(select(conversations.c.language)).scalar()
    return language


def test_who_writes_in_spanish_is_answered_in_it(bench: Bench) -> None:
    """It is kept with the conversation, so that a number or a name is answered in it as well."""
    said = bench.assistant
    said.reads["cuánto cuesta"] = reads("es")
    bench.says("cuánto cuesta")
    bench.says("78701")
    assert said.spoken == ["es", "es"]
    assert kept_language(bench) == "es"
    assert spoken() == "en"  # nothing is left over for the next person


def test_nothing_is_kept_while_nothing_tells(bench: Bench) -> None:
    """A place or a thumb is no language; English is spoken until one is heard."""
    bench.says("78701")
    assert bench.assistant.spoken == ["en"]
    assert kept_language(bench) is None


def test_asking_for_a_language_changes_it_at_once(bench: Bench) -> None:
    """It is said in the language that was asked for."""
    assert bench.says("español")[1][-1] == "<utter_language_changed>"
    assert kept_language(bench) == "es"
    assert bench.says("english please")[1] == ["<utter_language_changed>"]
    assert kept_language(bench) == "en"


def test_on_telegram_a_button_changes_it(bench: Bench) -> None:
    """The first message has one for every other language, by its own name; tapping it is asking for it."""
    bench.says("hi", channel="telegram")
    welcome = bench.scene.rows(outbox)[0]
    offered = Reply.from_json(bench.scene.cipher.decrypt(welcome.body)).choices
    assert offered == (choice_of("es"),)
    bench.says(f"{welcome.id}:0", channel="telegram", kind="choice")
    assert kept_language(bench) == "es"


@pytest.mark.parametrize(
    ("named", "language"),
    [("es", "es"), ("es-419", "es"), ("ES_mx", "es"), ("en", None), ("en-GB", None), ("pt-BR", None), ("", None)],
)
def test_the_language_of_an_app_is_a_beginning(named: str, language: str | None) -> None:
    """Where it is one of ours, wherever it is spoken; of English nothing need be known."""
    assert set_in_app(named) == language


def test_whoever_only_taps_start_is_greeted_in_the_language_of_their_app(bench: Bench) -> None:
    """It is kept until they write something that tells: many have their phone in one language and write another."""
    bench.says("start", channel="telegram", kind="command", app_language="es-MX")
    welcome = Reply.from_json(bench.scene.cipher.decrypt(bench.scene.rows(outbox)[0].body))
    assert welcome.choices == (choice_of("en"),)
    assert kept_language(bench) == "es"
    bench.assistant.reads["how much is it"] = reads("en")
    bench.says("how much is it", channel="telegram", app_language="es-MX")
    assert (bench.assistant.spoken, kept_language(bench)) == (["en"], "en")
    bench.says("78701", channel="telegram", app_language="es-MX")
    assert bench.assistant.spoken == ["en", "en"]


def test_a_first_message_tells_more_than_an_app(bench: Bench) -> None:
    """One word of English is enough to be answered in it."""
    bench.assistant.reads["hello"] = reads("en", 0.7)
    bench.says("hello", channel="telegram", app_language="es")
    assert bench.assistant.spoken == ["en"]


def test_a_choice_says_which_language_it_stands_for() -> None:
    """Its payload never reaches Rasa."""
    assert language_of(choice_of("es").payload) == "es"
    assert language_of("/cost") is None


def test_a_language_that_nobody_speaks_here_is_answered_honestly(known: Bench) -> None:
    """Nothing changes, and they hear who has interpreters."""
    known.assistant.reads["pale kreyol"] = reads(None, 0.0, "change_language")
    assert known.says("pale kreyol")[1] == ["<utter_no_such_language>"]


def test_danger_is_answered_in_the_language_it_was_said_in(bench: Bench) -> None:
    """Nothing else is known of the person yet."""
    outcome, replies = bench.says("me quiero matar")
    assert outcome == "crisis"
    assert "oprima 2" in replies[0]
    assert kept_language(bench) == "es"
