"""Which language a person writes in, and what staff call it."""

from __future__ import annotations

import pytest

from connectors.tables import conversations
from hotline.language import language_of, name_of
from porchlight.languages import languages, phrase, speaking
from tests.connectors.scene import Scene


@pytest.mark.parametrize(("kept", "language"), [(None, "en"), ("es", "es"), ("en", "en")])
def test_it_is_english_until_another_is_known(scene: Scene, kept: str | None, language: str) -> None:
    """As the conversation has it."""
    claim = scene.asked_and_answered("hello")
    scene.change(conversations, language=kept)
    with scene.database.read() as connection:
        assert language_of(connection, claim.conversation_id) == language
        assert language_of(connection, "nobody") == "en"


def test_staff_read_its_name_in_english() -> None:
    """Every language has one of its own, whatever is spoken at the moment."""
    assert (name_of("en"), name_of("es"), name_of(None)) == ("English", "Spanish", "English")
    with speaking("es"):
        assert name_of("en") == "English"
    assert len({name_of(each) for each in languages()}) == len(languages())


def test_each_is_read_aloud_in_its_own_accent() -> None:
    """Twilio is told a code, or Spanish words would be read as if they were English."""
    codes = []
    for language in languages():
        with speaking(language):
            codes.append(phrase("en-US"))
    assert [code.partition("-")[0] for code in codes] == list(languages())
