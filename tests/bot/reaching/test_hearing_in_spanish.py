"""The same in Spanish: what is heard, and what is said back."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.tables import conversations
from hotline.tables import callbacks
from porchlight.database import now
from tests.bot.reaching.waiting import NEW_YORK, Waiting
from tests.bot.turns import Bench


@pytest.fixture
def ana(bench: Bench) -> Waiting:
    """Somebody who writes Spanish, and has a number."""
    ana = Waiting(bench)
    bench.scene.change(conversations, language="es")
    ana.lives(NEW_YORK)
    ana.numbered()
    return ana


def test_a_call_is_planned_in_spanish(ana: Waiting) -> None:
    """The time is read, and said back with its day and zone, all in Spanish."""
    outcome, said = ana.says("llámenme mañana a las 5 de la tarde")
    assert outcome == "reaching" and said[0].startswith("Pensamos llamarle mañana a las 5 pm, hora del Este.")
    assert ana.bench.scene.row(callbacks).due_at == dt.datetime(2026, 11, 26, 22, 0, tzinfo=dt.timezone.utc)
    outcome, said = ana.says("mejor el viernes a las 10 de la mañana")
    assert said[0].startswith("Pensamos llamarle el viernes 27 de noviembre a las 10 am, hora del Este.")
    assert ana.says("no me llamen")[1][0].startswith("Está bien, no le llamaremos.")


def test_a_chat_is_promised_in_spanish(ana: Waiting) -> None:
    """With the minutes in words, and the truth to whoever asks for it."""
    assert "Si en 3 minutos nadie ha venido" in ana.says("aquí por chat")[1][0]
    assert "minuto" in ana.says("¿hay alguien?")[1][0]


def test_now_answers_when(ana: Waiting) -> None:
    """Asked for a time, "ahorita" is a call at once."""
    ana.change(wish="call_at", asking="time")
    outcome, said = ana.says("ahorita")
    assert outcome == "reaching" and said[0].startswith("Está bien. Primero llamamos a nuestro equipo")


@pytest.mark.parametrize("word", ["ahora", "right now"])
def test_now_moves_no_call_that_is_planned(ana: Waiting, word: str) -> None:
    """Behind a promise it may mean anything, and a phone that rings at once is no answer to it."""
    ana.says("llámenme mañana a las 5 de la tarde")
    ana.says(word)
    assert ana.bench.phone.wanted == []
    assert ana.bench.scene.row(callbacks).status == "set"


def test_sharing_is_refused_in_spanish(ana: Waiting) -> None:
    """NO COMPARTIR, as the reply names it, and in other words."""
    ana.change(consent="yes", consent_at=now())
    assert ana.says("no compartan mi historia")[1] == ["Está bien, no lo compartimos. De todos modos le ayudamos."]
    assert ana.now().consent == "no"


def test_spanish_is_heard_from_somebody_who_wrote_english(ann: Waiting) -> None:
    """Words for a way are no test of the language; the answer is in the one of the conversation."""
    assert "in 3 minutes" in ann.says("aquí por chat")[1][0]
