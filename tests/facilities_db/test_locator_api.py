"""The locator's client against a locator that answers as the real one does, on good days and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from facilities_db import states
from facilities_db.locator_api import STATE_IDS, Locator, LocatorError, _asked_wait
from tests.doubles.locator import STATES, FakeLocator, Spoiling, made_up


class FakeTime:
    """A clock that stands still but for those who sleep, and takes `work` seconds a look."""

    def __init__(self, work: float = 0.0) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._work = work

    def clock(self) -> float:
        """Seconds, as time.monotonic has them."""
        self.now += self._work
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def double() -> Iterator[FakeLocator]:
    """A locator with seven programs in Vermont and three in New Hampshire."""
    with FakeLocator() as locator:
        locator.rows = [made_up(n) for n in range(7)] + [made_up(n, "NH") for n in range(7, 10)]
        yield locator
        assert locator.invalid == []


@pytest.fixture
def time() -> FakeTime:
    """Time that no test waits for."""
    return FakeTime()


def _client(double: FakeLocator, time: FakeTime, **changes: Any) -> Locator:
    return Locator(double.url, clock=time.clock, sleep=time.sleep, **{"patience": 30.0, **changes})


def _names(pages: list[dict[str, Any]]) -> list[str]:
    return sorted(row["name1"] for page in pages for row in page["rows"])


def test_the_numbers_of_the_states_are_the_locators() -> None:
    """Every state and DC has one, no two the same; the territories have none, and 17 is nobody's."""
    assert states.NAMES.keys() - STATE_IDS.keys() == {"PR", "GU", "VI", "AS", "MP"}
    assert sorted(STATE_IDS.values()) == [*range(1, 17), *range(18, 53)]
    assert {number: STATES[number] for number in STATES} == {STATE_IDS[state]: state for state in STATES.values()}


def test_a_state_is_read_page_by_page(double: FakeLocator, time: FakeTime) -> None:
    """All pages come, in order, with the parameters that public code uses, from someone who says who they are."""
    with _client(double, time, page_size=3) as locator:
        pages = locator.of_state("VT")
    assert [len(page["rows"]) for page in pages] == [3, 3, 1]
    assert _names(pages) == [f"Made-up Program {n}" for n in range(7)]
    asked = {"sAddr": "0,0", "limitType": "0", "limitValue": "49", "sType": "both", "pageSize": "3", "sort": "0"}
    assert double.sent == [{**asked, "page": str(n)} for n in (1, 2, 3)]
    assert double.agents == {"Porchlight facilities sync (a treatment-finding text service)"}


def test_a_circle_is_asked_for_with_latitude_first(double: FakeLocator, time: FakeTime) -> None:
    """Longitude first would find nothing, and no error would say so."""
    with _client(double, time) as locator:
        pages = locator.around(44.484, -73.2199, 5000)
    assert len(_names(pages)) == 7
    assert (double.sent[0]["sAddr"], double.sent[0]["limitType"], double.sent[0]["limitValue"]) == (
        "44.48400,-73.21990", "2", "5000"
    )  # fmt: skip


def test_requests_keep_their_pace(double: FakeLocator, time: FakeTime) -> None:
    """The first goes out at once, each other a second after the one before it, less what the answer took."""
    with _client(double, time, page_size=2) as locator:
        locator.of_state("VT")
        time.now += 0.25
        locator.of_state("NH")
        time.now += 60
        locator.of_state("NH")
    assert time.slept == [1.0, 1.0, 1.0, 0.75, 1.0, 1.0]
    assert len(double.sent) == 8


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_passes_is_tried_again_with_growing_waits(double: FakeLocator, time: FakeTime, status: int) -> None:
    """Twice out of order: asked three times, after 2 and 4 seconds."""
    double.faults.next(status, times=2)  # type: ignore[arg-type]
    with _client(double, time) as locator:
        assert len(_names(locator.of_state("VT"))) == 7
    assert time.slept == [2.0, 4.0]


def test_the_locators_own_wait_is_kept(double: FakeLocator, time: FakeTime) -> None:
    """A Retry-After that is longer than ours is waited for."""
    double.faults.next(429, retry_after=42)
    with _client(double, time) as locator:
        locator.of_state("VT")
    assert time.slept == [42.0]


def test_a_wait_of_hours_is_not_waited_for(double: FakeLocator, time: FakeTime) -> None:
    """The state fails, and the report says how long the locator wanted."""
    double.faults.next(429, retry_after=7200)
    with (
        _client(double, time) as locator,
        pytest.raises(LocatorError, match="status 429 and asks to wait 7200 seconds"),
    ):
        locator.of_state("VT")
    assert time.slept == []


def test_it_gives_up_in_the_end(double: FakeLocator, time: FakeTime) -> None:
    """Five times out of order is enough; the waits doubled."""
    double.faults.until_cleared(503, retry_after=0)
    with _client(double, time) as locator, pytest.raises(LocatorError, match="status 503, 5 times in a row"):
        locator.of_state("VT")
    assert time.slept == [2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize("how", ["cut", "half"])
def test_half_an_answer_is_asked_for_again(double: FakeLocator, time: FakeTime, how: Spoiling) -> None:
    """Whether the connection ended or the text did."""
    double.spoil(how)
    with _client(double, time) as locator:
        assert len(_names(locator.of_state("VT"))) == 7
    assert time.slept == [2.0]


@pytest.mark.parametrize("kind", ["garbage", "drop"])
def test_what_stands_in_between_is_asked_again(double: FakeLocator, time: FakeTime, kind: Any) -> None:
    """A proxy's web page and a connection that is hung up."""
    double.faults.next(kind)
    with _client(double, time) as locator:
        assert len(_names(locator.of_state("VT"))) == 7


def test_silence_is_not_waited_out(double: FakeLocator, time: FakeTime) -> None:
    """After the client's patience it asks again, and it says what happened when that does not help."""
    double.faults.until_cleared("silence")
    with (
        _client(double, time, patience=0.2, attempts=2) as locator,
        pytest.raises(LocatorError, match="did not answer in time, 2 times in a row"),
    ):
        locator.of_state("VT")


def test_an_answer_by_drops_has_an_end(double: FakeLocator) -> None:
    """A page that never stops coming, though never silent for long, is given up."""
    time = FakeTime(work=0.5)
    double.spoil("drip", times=2)
    with (
        _client(double, time, patience=2.0, attempts=2) as locator,
        pytest.raises(LocatorError, match="answered too slowly, 2 times in a row"),
    ):
        locator.of_state("VT")


def test_plain_text_is_a_refusal(double: FakeLocator, time: FakeTime) -> None:
    """The locator says with status 200 that it does not like a parameter: asking again would not help."""
    double.spoil("plain")
    with (
        _client(double, time) as locator,
        pytest.raises(LocatorError, match='in its own words: "Invalid parameter value"'),
    ):
        locator.of_state("VT")
    assert time.slept == []


def test_a_list_that_changes_is_read_anew(double: FakeLocator, time: FakeTime) -> None:
    """Totals that differ from page to page, once: the second reading counts."""
    with _client(double, time, page_size=4) as locator:
        double.spoil("totals")
        assert _names(locator.of_state("VT")) == [f"Made-up Program {n}" for n in range(7)]
    assert [asked["page"] for asked in double.sent] == ["2", "1", "2"]


@pytest.mark.parametrize(("how", "page_size"), [("totals", 3), ("totals", 2000), ("first page", 3)])
def test_totals_that_never_add_up_are_refused(
    double: FakeLocator, time: FakeTime, how: Spoiling, page_size: int
) -> None:
    """More rows announced than sent, or the same page for every question, three readings long."""
    double.spoil(how, times=20)
    with (
        _client(double, time, page_size=page_size) as locator,
        pytest.raises(LocatorError, match="the locator's totals do not add up"),
    ):
        locator.of_state("VT")


def test_an_empty_answer_is_an_answer(double: FakeLocator, time: FakeTime) -> None:
    """No rows and no pages; what to make of that is decided elsewhere."""
    double.rows = []
    with _client(double, time) as locator:
        assert _names(locator.of_state("VT")) == []


@pytest.mark.parametrize(
    "body",
    ["[]", "3", '"rows"', '{"rows": 3}', '{"rows": [3]}', '{"rows": []}', '{"rows": [], "page": 1, "totalPages": -1, '
     '"recordCount": 0}', '{"rows": [], "page": 1, "totalPages": true, "recordCount": 0}', "[" * 100_000],
)  # fmt: skip
def test_other_json_is_no_answer(time: FakeTime, body: str) -> None:
    """What has another shape fails with a reason, and never half-way."""
    with FakeLocator() as double, _client(double, time) as locator:
        double.instead = body
        with pytest.raises(LocatorError, match="answered with|in its own words"):
            locator.of_state("VT")


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("120", 120.0), ("", 0.0), ("soon", 0.0), ("Wed, 25 Nov 2026 10:01:30 GMT", 90.0)],
)
def test_a_wait_is_seconds_or_a_moment(given: str, seconds: float) -> None:
    """A moment is held against the locator's own clock."""
    assert _asked_wait(httpx.Headers({"retry-after": given, "date": "Wed, 25 Nov 2026 10:00:00 GMT"})) == seconds
    assert _asked_wait(httpx.Headers({})) == 0.0
