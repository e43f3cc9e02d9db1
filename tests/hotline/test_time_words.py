"""What other languages say about times, in the English that is read."""

from __future__ import annotations

import datetime as dt
import re
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calling_times import next_allowed, read_time, spoken_time
from hotline.lines import Hotline
from hotline.time_words import in_english
from hotline.zones import clock_named, zone_named
from porchlight.hours import OpeningHours
from porchlight.languages import ENGLISH, languages, speaking
from porchlight.settings import HotlineSettings

NEW_YORK = ZoneInfo("America/New_York")
# A Wednesday, just after one in the afternoon.
MOMENT = dt.datetime(2026, 11, 25, 13, 7, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("mañana a las 5 de la tarde", "26 17:00"), ("MANANA A LAS 5", "26 17:00"), ("hoy a las 6 pm", "25 18:00"),
        ("llámenme mañana a las 5 de la tarde", "26 17:00"), ("a la una y media", "25 13:30"), ("a la 1", "26 13:00"),
        ("a las cinco y media", "25 17:30"), ("a las dos y cuarto", "25 14:15"), ("a las 10 de la mañana", "26 10:00"),
        ("mañana por la mañana", "26 10:00"), ("mañana en la mañana", "26 10:00"), ("en la mañana", "26 10:00"),
        ("pasado mañana a las 3", "27 15:00"), ("el viernes a las 10 am", "27 10:00"), ("mañana temprano", "26 10:00"),
        ("viernes después de las 3", "27 15:00"), ("el lunes que viene a mediodía", "30 12:00"),
        ("en media hora", "25 13:37"), ("en una hora", "25 14:07"), ("en 20 minutos", "25 13:27"),
        ("dentro de dos horas", "25 15:07"), ("esta tarde", "25 14:00"), ("esta noche", "25 18:00"),
        ("hoy en la noche", "25 18:00"), ("el 27 de noviembre a las 11", "27 11:00"), ("27/11 a las 3", "27 15:00"),
        ("un cuarto para las 5", "25 16:45"), ("a las 5 menos cuarto", "25 16:45"), ("como a las 5", "25 17:00"),
        ("entre las 3 y las 5", "25 15:00"), ("de 3 a 5 de la tarde", "25 15:00"), ("antes de las 6", "25 17:00"),
        ("al mediodía", "26 12:00"), ("a las 12 del día", "26 12:00"), ("a las 17:30", "25 17:30"),
        ("a las 17 horas", "25 17:00"), ("sábado a las 11 por favor", "28 11:00"), ("¿puede ser a las 4?", "25 16:00"),
        ("si, a las 2 de la tarde porfa", "25 14:00"), ("después del trabajo", "25 18:00"), ("miércoles 6pm", "25 18:00"),
        ("a las 3 está bien", "25 15:00"), ("a las 5 hora del pacífico", "25 20:00"), ("el jueves a las once", "26 11:00"),
    ],
)  # fmt: skip
def test_a_time_in_spanish(text: str, at: str) -> None:
    """With accents or without, as it is said in Mexico, on the islands and in Texas."""
    found = read_time(text, MOMENT)
    assert found is not None and f"{found:%d %H:%M}" == at


@pytest.mark.parametrize(
    "text",
    [
        "no puedo el lunes", "la próxima semana", "el fin de semana", "mañana", "tengo 5 hijos", "no puedo mañana a las 3",
        "ayer a las 3", "once", "no se", "quiero dejar de tomar", "mi hija cumple 5", "para mi mamá",
    ],
)  # fmt: skip
def test_what_is_no_time_in_spanish_either(text: str) -> None:
    """Nobody is promised a call for a time that they did not name, or ruled out."""
    assert read_time(text, MOMENT) is None


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow at 5", "call me once im home", "las vegas", "friday after 3, not monday", "5-6pm", "no tomorrow at 5",
        "At 5 PM (Eastern)", "santo and dos equis", "", "i was there at 5 and 6", "mar 3 at 4",
    ],
)  # fmt: skip
def test_english_is_left_as_it_is(text: str) -> None:
    """To the letter."""
    assert in_english(text) == text


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("este", "New_York"), ("Hora del Este", "New_York"), ("del este", "New_York"), ("Centro", "Chicago"),
        ("hora del centro", "Chicago"), ("Montaña", "Denver"), ("hora de la montaña", "Denver"),
        ("del Pacífico", "Los_Angeles"), ("pacifico", "Los_Angeles"), ("la costa oeste", "Los_Angeles"),
        ("Hawái", "Honolulu"), ("vivo en Nueva York", "New_York"), ("Carolina del Norte", "New_York"),
        ("este número no", None), ("estoy en el centro de Houston", None), ("no sé", None),
    ],
)  # fmt: skip
def test_a_zone_in_spanish(text: str, zone: str | None) -> None:
    """As a whole answer or with its word beside it: "este" is also "this", and a centre is in every town."""
    found = zone_named(text)
    assert (found and found.key.rsplit("/")[-1]) == zone


def test_the_zone_of_a_time_is_heard() -> None:
    """A time in somebody else's zone is carried over."""
    found = clock_named("a las 5 hora del centro")
    assert found is not None and found.key == "America/Chicago"


@pytest.mark.parametrize("language", languages())
def test_what_is_spoken_is_read_as_the_same_time(language: str) -> None:
    """Whoever sends the confirmed time back means that time, in every language."""
    line = Hotline(HotlineSettings(None, OpeningHours.parse("24/7"), NEW_YORK), lambda: MOMENT)
    for hours in range(3, 150, 7):
        at = next_allowed(MOMENT + dt.timedelta(hours=hours), NEW_YORK, line)
        assert at is not None
        with speaking(language):
            words = spoken_time(at, NEW_YORK, MOMENT)
        assert read_time(words, MOMENT) == at, words


@pytest.mark.parametrize(
    ("at", "spoken"),
    [
        ("2026-11-25T18:00", "hoy a las 6 pm, hora del Este"),
        ("2026-11-26T13:30", "mañana a la 1:30 pm, hora del Este"),
        ("2026-11-27T12:00", "el viernes 27 de noviembre al mediodía, hora del Este"),
        ("2026-12-01T10:00", "el martes 1 de diciembre a las 10 am, hora del Este"),
    ],
)
def test_a_time_as_one_says_it_in_spanish(at: str, spoken: str) -> None:
    """Its own article, and small letters."""
    with speaking("es"):
        assert spoken_time(dt.datetime.fromisoformat(at).replace(tzinfo=NEW_YORK), NEW_YORK, MOMENT) == spoken


@pytest.mark.parametrize("language", [each for each in languages() if each != ENGLISH])
def test_no_word_about_times_is_left_in_another_language(language: str) -> None:
    """Of what is said about a time, nothing is the English word."""
    with speaking(language):
        said = " ".join(spoken_time(MOMENT + dt.timedelta(days=days, hours=1), NEW_YORK, MOMENT) for days in range(370))
    english = "today tomorrow at noon midnight time Eastern Monday Friday Sunday Jan Apr Aug Dec".split()
    assert [word for word in english if re.search(rf"\b{word}\b", said)] == []


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    """Whatever is written."""
    in_english(text)


@pytest.mark.parametrize("text", ["a las 5 y " * 40, "hora de la " * 40, "no puedo " * 50, "1 " * 200, "\u00f1" * 300])
def test_no_text_is_slow(text: str) -> None:
    """A person waits meanwhile."""
    in_english(text)
    began = time.process_time()
    in_english(text)
    assert time.process_time() - began < 0.1
