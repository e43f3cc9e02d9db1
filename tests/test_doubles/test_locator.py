"""FakeLocator, asked as public code asks the real one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.doubles.locator import FakeLocator, made_up

STATE = {"sAddr": "0,0", "limitType": "0", "limitValue": "49", "sType": "both", "pageSize": "2000", "page": "1"}
CIRCLE = {**STATE, "sAddr": "44.48,-73.22", "limitType": "2", "limitValue": "40233.6", "sort": "0"}


@pytest.fixture
def locator() -> Iterator[FakeLocator]:
    """A locator that listens and knows five programs in two states, one of them without a position."""
    with FakeLocator() as double:
        double.rows = [
            made_up(1),
            made_up(2),
            made_up(3, latitude=None),
            made_up(4, "NH"),
            made_up(5, typeFacility="MH"),
        ]
        yield double


def _get(double: FakeLocator, asked: dict[str, str]) -> httpx.Response:
    return httpx.get(f"{double.url}/locator/exportsAsJson/v2", params=asked, timeout=60.0)


def _names(answer: Any) -> list[str]:
    return [row["name1"].rpartition(" ")[2] for row in answer["rows"]]


def test_a_state_is_answered_page_by_page(locator: FakeLocator) -> None:
    """Totals are of the whole answer, rows are numbered through, and there is no id."""
    pages = [_get(locator, {**STATE, "pageSize": "3", "page": str(n)}).json() for n in (1, 2)]
    assert [(p["page"], p["totalPages"], p["recordCount"], len(p["rows"])) for p in pages] == [
        (1, 2, 4, 3),
        (2, 2, 4, 1),
    ]
    assert [row["_irow"] for page in pages for row in page["rows"]] == [1, 2, 3, 4]
    assert "frid" not in pages[0]["rows"][0] and isinstance(pages[0]["rows"][0]["latitude"], str)
    assert len(locator.sent) == 2


def test_a_circle_is_answered_nearest_first(locator: FakeLocator) -> None:
    """Rows without a position are in no circle, and a circle knows no states."""
    assert _names(_get(locator, CIRCLE).json()) == ["1", "2", "5"]
    assert set(_names(_get(locator, {**CIRCLE, "limitValue": "400000"}).json())) == {"1", "2", "4", "5"}
    assert _names(_get(locator, {**CIRCLE, "sAddr": '"44.48,-73.22"'}).json()) == ["1", "2", "5"]


def test_longitude_first_finds_nothing(locator: FakeLocator) -> None:
    """As with the real one there is no error, only no rows."""
    answer = _get(locator, {**CIRCLE, "sAddr": "-73.22,44.48"}).json()
    assert (answer["recordCount"], answer["totalPages"], answer["rows"]) == (0, 0, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"limitValue": "17"},
        {"sType": "SUD"},
        {"pageSize": "5000"},
        {"page": "0"},
        {"limitType": "7"},
        {"distMiles": "5"},
    ],
)
def test_bad_parameters_are_answered_in_plain_text(locator: FakeLocator, wrong: dict[str, str]) -> None:
    """With status 200, and noted as a fault of who asked."""
    answer = _get(locator, {**STATE, **wrong})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    assert len(locator.invalid) == 1 and locator.sent == []


def test_answers_can_be_spoiled(locator: FakeLocator) -> None:
    """Each kind of wrong answer is given once, then the right one; none counts as sent."""
    locator.spoil("plain", on=42)
    locator.spoil("half")
    half = _get(locator, STATE).text
    assert half.startswith("{") and not half.endswith("}")
    assert _get(locator, {**STATE, "limitValue": "42"}).text == "Invalid parameter value."
    for how, expected in (("totals", 5), ("nothing", 0), ("other state", 1)):
        locator.spoil(how)
        assert _get(locator, STATE).json()["recordCount"] == expected
    locator.spoil("first page")
    assert _get(locator, {**STATE, "page": "2"}).json()["page"] == 1
    locator.spoil("cut")
    with pytest.raises(httpx.RemoteProtocolError):
        _get(locator, STATE)
    assert locator.sent == []
    locator.spoil("plain", times=9)
    locator.heal()
    assert _get(locator, STATE).json()["recordCount"] == 4 and len(locator.sent) == 1


def test_busy_answers_say_how_long_to_wait(locator: FakeLocator) -> None:
    """429 has a Retry-After, 500 has none."""
    locator.faults.next(429, retry_after=7)
    locator.faults.next(500)
    assert _get(locator, STATE).headers["retry-after"] == "7"
    assert "retry-after" not in _get(locator, STATE).headers
