"""What Spanish speakers' words say about the program they need."""

from __future__ import annotations

from typing import Any

import pytest

from facilities_db import codes
from facilities_db.needs import Needs, read_needs
from porchlight.languages import speaking

CASES: list[tuple[str, dict[str, Any]]] = [
    ("busco un iop", {"level": "iop", "level_named": True}),
    ("un programa intensivo", {"level": "iop", "level_named": True}),
    ("quiero internarme", {"level": "residential"}),
    ("quiero internar a mi hijo", {"level": "residential"}),
    ("un lugar donde quedarme", {"level": "residential"}),
    ("tratamiento de entrada por salida", {"level": "outpatient"}),
    ("sin internarme", {"level": "outpatient"}),
    ("necesito desintoxicarme", {"level": "detox"}),
    ("vengo saliendo de desintoxicación, ¿qué sigue?", {"level": "iop", "level_named": False}),
    ("donde dan metadona", {"level": "otp"}),
    ("no es detox, es residencial", {"level": "residential"}),
    ("que me quede cerca", {"level_named": False}),
    ("no tengo aseguranza", {"payers": ("low_cost",)}),
    ("sin aseguranza", {"payers": ("low_cost",)}),
    ("se me venció el seguro", {"payers": ("low_cost",)}),
    ("no me alcanza", {"payers": ("low_cost",)}),
    ("no tengo papeles", {"payers": ("low_cost",)}),
    ("tengo aseguranza del trabajo", {"payers": ("private",)}),
    ("seguro de mi esposo", {"payers": ("private",)}),
    ("mediceid", {"payers": ("medicaid",)}),
    ("tengo medicait", {"payers": ("medicaid",)}),
    ("ya no tengo medicaid, tengo cigna", {"payers": ("private",)}),
    ("según lo que gano", {"payers": ("sliding",)}),
    ("ayuda económica", {"payers": ("assistance",)}),
    ("yo pago", {"payers": ("cash",)}),
    ("ayuda médica", {"payers": ()}),
    ("de noche", {"evenings": True}),
    ("saliendo del jale", {"evenings": True}),
    ("trabajo de día", {"evenings": True}),
    ("turno de noche", {"evenings": False}),
    ("trabajo de noche", {"evenings": False}),
    ("buenas noches", {"evenings": False}),
    ("tomo todas las noches", {"evenings": False}),
    ("en la noche no duermo", {"evenings": False}),
    ("los fines", {"weekends": True}),
    ("los fines de mes", {"weekends": False}),
    ("por internet", {"virtual": True}),
    ("no quiero por internet", {"virtual": False}),
    ("en línea no, en persona", {"virtual": False}),
    ("terapia por zoom", {"virtual": True}),
    ("escribo desde mi celular", {"virtual": None}),
    ("pastillas para no tomar", {"medications": ("alcohol",)}),
    ("medicina para la heroína", {"medications": ("any",)}),
    ("saboxon", {"medications": ("buprenorphine",)}),
    ("mi hijo de 15", {"ages": ("adolescents",)}),
    ("tengo 19 y voy al college", {"ages": ("young_adults",)}),
    ("mi papá de 72", {"ages": ("older_adults",)}),
    ("tengo 10 años en este país", {"ages": ()}),
    ("tengo 16 años tomando", {"ages": ()}),
    ("bebo desde niño", {"ages": ()}),
    ("embarazadas", {"tracks": ("pregnant",)}),
    ("para mujeres embarazadas", {"tracks": ("pregnant",)}),
    ("puras mujeres", {"tracks": ("women",)}),
    ("puros hombres", {"tracks": ("men",)}),
    ("vivo con mis hijos", {"tracks": ()}),
    ("salí de la cárcel", {"tracks": ("justice",)}),
    ("estoy en probación", {"tracks": ("justice",)}),
    ("me agarraron tomado", {"tracks": ("dui",)}),
    ("violación de probation", {"tracks": ("justice",)}),
    ("los nervios", {"tracks": ("co_occurring",)}),
    ("estuve en el ejército", {"tracks": ("veterans",)}),
    ("hablan español", {"languages": ("spanish",)}),
    ("que hablen español", {"languages": ("spanish",)}),
    ("que ablen espanol", {"languages": ("spanish",)}),
    ("en español", {"languages": ("spanish",)}),
    ("no hablo inglés", {"languages": ("spanish",)}),
    ("lenguaje de señas", {"languages": ("sign",)}),
    ("no oigo voces", {"languages": ()}),
    ("busco un programa cerca de mi casa", {}),
    ("quiero dejar de tomar", {}),
    ("necesito ayuda para mi esposo", {}),
    ("el mejor iop", {"best": True}),
    ("a lo mejor", {"best": False}),
    ("me siento mejor", {"best": False}),
    ("no importa que tan lejos", {"any_distance": True}),
    ("más lejos", {"any_distance": True}),
    ("no puedo manejar lejos", {"any_distance": False}),
]


@pytest.mark.parametrize(("text", "named"), CASES)
def test_spanish_words_name_a_need(text: str, named: dict[str, Any]) -> None:
    """Each means what a Spanish speaker hears in it; writing Spanish alone asks for nothing."""
    needs = read_needs(text)
    assert {key: getattr(needs, key) for key in named} == named
    if not named:
        assert not needs.asked


@pytest.mark.parametrize(("text", "named"), CASES)
def test_accents_are_often_left_out(text: str, named: dict[str, Any]) -> None:
    """An old phone has none, and capitals are typed for emphasis."""
    bare = text.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU"))
    assert read_needs(bare) == read_needs(text) == read_needs(bare.upper())


def test_needs_are_said_in_the_language_that_is_spoken() -> None:
    """In one sentence, as in English."""
    needs = Needs(
        payers=("medicaid", "sliding"), virtual=True, tracks=("women",), languages=("spanish",), evenings=True
    )
    with speaking("es"):
        assert needs.describe() == (
            "intensivo sin internarse (IOP) que acepta Medicaid, a distancia, para mujeres, con tarifa según ingresos "
            "(sliding scale), en español, con noches (pregunte el horario al programa)"
        )


def test_several_needs_are_joined_as_spanish_joins_them() -> None:
    """With "y" before the last."""
    with speaking("es"):
        said = Needs(tracks=("women", "veterans", "trauma")).describe()
    assert said.endswith("para mujeres, veteranos y personas que vivieron un trauma")


def test_what_programs_carry_is_compared_in_english() -> None:
    """Labels stay keys whatever is spoken: only what is shown changes."""
    with speaking("es"):
        assert codes.TRACKS["women"].label == "women"
