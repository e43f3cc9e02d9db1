"""Places as Spanish speakers name them."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Connection

from facilities_db.places import Ambiguous, NotFound, PlaceFound, find_place

FOUND = [
    ("vivo en Nueva York", "New York, NY"),
    ("rochester nueva york", "Rochester, NY"),
    ("el estado de Nueva York", "New York"),
    ("la gran manzana", "New York, NY"),
    ("Filadelfia", "Philadelphia, PA"),
    ("Nuevo México", "New Mexico"),
    ("charlotte carolina del norte", "Charlotte, NC"),
    ("Los Ángeles", "Los Angeles, CA"),
    ("los angeles california", "Los Angeles, CA"),
    ("cd. de los Ángeles", "Los Angeles, CA"),
    ("sn antonio tx", "San Antonio, TX"),
    ("Sta Ana california", "Santa Ana, CA"),
    ("ponce, Pto Rico", "Ponce, PR"),
    ("Pto. Rico", "Puerto Rico"),
    ("Washington D.C.", "Washington, DC"),
    ("cerca del 90011", "Los Angeles, CA 90011"),
    ("por la zona de houston tx", "Houston, TX"),
    ("por la zona de Brooklyn", "Brooklyn, NY"),
    ("vivimos por tucson", "Tucson, AZ"),
    ("toy en mayami", "Miami, FL"),
    ("busco algo en jiuston", "Houston, TX"),
    ("paterson nueva yersi", "Paterson, NJ"),
    ("vengo de guatemala y vivo en houston texas", "Houston, TX"),
    ("me mudé de chicago a dallas texas", "Dallas, TX"),
    ("donde hay en todo texas", "Texas"),
    ("el condado de orange california", "Orange County, CA"),
    ("estoy en la florida", "Florida"),
    ("reading pa", "Reading, PA"),
]
NOWHERE = [
    "para mi", "para mi mamá", "pa mi esposo", "en persona", "en línea", "en la noche",
    "en la iglesia", "soy de honduras", "me va mal", "la verdad no sé", "hola buenas tardes", "no tengo carro",
    "siento mucha soledad", "por favor", "quiero dejar de tomar", "mi hijo usa drogas", "está en la cárcel",
]  # fmt: skip


@pytest.mark.parametrize(("text", "label"), FOUND)
def test_a_place_is_found_in_spanish(places_only: Connection, text: str, label: str) -> None:
    """By its Spanish name, written out or shortened, with or without accents, or as it is heard."""
    place = find_place(places_only, text)
    assert isinstance(place, PlaceFound), place
    assert place.label == label


@pytest.mark.parametrize("text", NOWHERE)
def test_ordinary_spanish_words_are_no_place(places_only: Connection, text: str) -> None:
    """Two letters of a state, and towns with Spanish names, are words first; where somebody is from is not where to look."""
    assert find_place(places_only, text) == NotFound("no_place")


def test_mi_is_not_michigan(places_only: Connection) -> None:
    """ "Pa mi esposo en reading" asks which Reading, and not the one in Michigan."""
    place = find_place(places_only, "pa mi esposo en reading")
    assert isinstance(place, Ambiguous) and len(place.options) > 1
    found = find_place(places_only, "lansing mi")
    assert isinstance(found, PlaceFound) and found.label == "Lansing, MI"


@pytest.mark.parametrize("text", ["cerca de mi casa", "por aquí cerca", "en mi área", "donde estoy"])
def test_near_me_is_heard_in_spanish(places_only: Connection, text: str) -> None:
    """Only they know where that is."""
    assert find_place(places_only, text) == NotFound("near_me")
