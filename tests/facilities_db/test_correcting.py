"""What an operator knows better: it shows at once, outlives imports, and can be taken back."""

from __future__ import annotations

import pytest

from facilities_db.correcting import (
    CannotCorrect,
    correct,
    corrected_fields,
    set_hidden,
    take_back,
    why_not_searched,
)
from facilities_db.history import history_of
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import find
from porchlight.database import Database
from tests.facilities_db.programs import program, put, rows_of

CAMBRIDGE = PlaceFound("Cambridge, MA", 42.3647, -71.1042, "MA")
ANY = Needs()


def _found(store: Database, needs: Needs = ANY) -> list[str]:
    with store.read() as connection:
        return [match.name for match in find(connection, CAMBRIDGE, needs).matches]


@pytest.fixture
def number(store: Database) -> int:
    """The number of Harbor House; Elm House is there too."""
    put(store, program("Harbor House"), program("Elm House", street="2 Elm St"))
    return int(rows_of(store)["Harbor House"].id)


def test_a_correction_shows_and_outlives_imports(store: Database, number: int) -> None:
    """The same edition and the next leave it; the rest of the listing is updated."""
    correct(store, number, {"phone": "6175550199", "notes": "Ask for  intake "})
    for edition in ("2024", "2025"):
        put(store, program("Harbor House", intake_phone="617-555-0111"), edition=edition)
        row = rows_of(store)["Harbor House"]
        assert (row.phone, row.notes, row.intake_phone) == ("617-555-0199", "Ask for intake", "617-555-0111")
    assert row.id == number and row.edition == "2025"


def test_taken_back_the_directory_speaks_again(store: Database, number: int) -> None:
    """With the newest value it has, not with the one that was corrected."""
    correct(store, number, {"phone": "617-555-0199", "website": "example.org"})
    put(store, program("Harbor House", phone="617-555-0123"), edition="2025")
    with store.read() as connection:
        assert corrected_fields(connection, number) == {"phone": "617-555-0123", "website": ""}
    assert take_back(store, number, ("phone",)) == ("phone",)
    assert rows_of(store)["Harbor House"].phone == "617-555-0123"
    assert take_back(store, number) == ("website",)
    assert rows_of(store)["Harbor House"].website == ""


def test_hours_and_codes_are_searched_at_once(store: Database, number: int) -> None:
    """Known hours without evenings leave a program out of a search for evenings; a new code brings it in."""
    assert _found(store, Needs(evenings=True)) == ["Harbor House", "Elm House"] or _found(store, Needs(evenings=True))
    correct(store, number, {"hours": "Mon-Fri 09:00-17:00"})
    assert _found(store, Needs(evenings=True)) == ["Elm House"]
    correct(store, number, {"hours": "Mon-Thu 17:30-20:30"}, add="SP first_responders", remove="MD")
    assert set(_found(store, Needs(evenings=True))) == {"Harbor House", "Elm House"}
    assert _found(store, Needs(languages=("spanish",))) == ["Harbor House"]
    assert _found(store, Needs(tracks=("first_responders",))) == ["Harbor House"]
    assert _found(store, Needs(payers=("medicaid",))) == ["Elm House"]


def test_a_new_address_is_a_new_place(store: Database, number: int) -> None:
    """The listing is found where it is now."""
    before = rows_of(store)["Harbor House"]
    correct(store, number, {"city": "Worcester", "zip": "01608", "street": "9 Front St"})
    after = rows_of(store)["Harbor House"]
    assert after.lng < before.lng - 0.5 and after.city_folded == "worcester"


def test_hidden_is_hidden_through_imports(store: Database, number: int) -> None:
    """It leaves the search, stays known, and comes back when it is shown."""
    set_hidden(store, number, hidden=True)
    put(store, program("Harbor House"), program("Elm House", street="2 Elm St"), edition="2025")
    assert _found(store) == ["Elm House"]
    with store.read() as connection:
        assert why_not_searched(connection, number) == "an operator has hidden it"
    set_hidden(store, number, hidden=False)
    set_hidden(store, number, hidden=False)
    assert set(_found(store)) == {"Harbor House", "Elm House"}


def test_every_correction_is_in_the_history(store: Database, number: int) -> None:
    """With what was there before; nothing is noted for what stays the same."""
    correct(store, number, {"phone": "617-555-0199", "city": "Cambridge"})
    set_hidden(store, number, hidden=True)
    with store.read() as connection:
        changes = history_of(connection, number)
    assert [(c.field, c.before, c.after, c.by) for c in changes] == [
        ("hidden", "no", "yes", "an operator"),
        ("phone", "617-555-0100", "617-555-0199", "an operator"),
    ]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phone": "12"}, "ten digits"),
        ({"phone": ""}, "needs a phone"),
        ({"name": "  "}, "needs a name"),
        ({"zip": "2139"}, "five digits"),
        ({"state": "Mass"}, "two letters"),
        ({"hours": "evenings"}, "hours: .*write it like"),
        ({"website": "call us"}, "https"),
        ({"key": "x"}, "cannot be corrected"),
        ({"services": "OIT"}, "cannot be corrected"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Database, number: int, values: dict[str, str], reason: str) -> None:
    """The message says what to write instead, and nothing changes."""
    before = rows_of(store)
    with pytest.raises(CannotCorrect, match=reason):
        correct(store, number, {"city": "Boston", **values})
    with pytest.raises(CannotCorrect, match="no service code"):
        correct(store, number, {}, add="oit")
    assert rows_of(store) == before


def test_a_listing_that_nobody_has(store: Database) -> None:
    """Every way to change one says that there is none."""
    for change in (
        lambda: correct(store, 99, {"phone": "617-555-0100"}),
        lambda: take_back(store, 99),
        lambda: set_hidden(store, 99, hidden=True),
    ):
        with pytest.raises(CannotCorrect, match="no listing 99"):
            change()


def test_taking_back_what_was_not_corrected(store: Database, number: int) -> None:
    """It names what was."""
    correct(store, number, {"phone": "617-555-0199"})
    with pytest.raises(CannotCorrect, match="no correction of city; there is: phone"):
        take_back(store, number, ("city",))
