"""Asks the FindTreatment.gov locator for its rows: politely, whole, or not at all.

What public code knows of it: GET /locator/exportsAsJson/v2, no key; sAddr "lat,lng"; limitType 0 with the locator's own
number of a state, or 2 with metres; sType "both" (substance use and mental health). Bad parameters are answered with
HTTP 200 and plain text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx
from typing_extensions import Self

BASE = "https://findtreatment.gov"
PATH = "/locator/exportsAsJson/v2"
# SAMHSA's own numbers, not the Census's; 17 is nobody's. The territories have none that is known.
STATE_IDS = {
    "ME": 1, "MI": 2, "MA": 3, "MT": 4, "NY": 5, "NC": 6, "OH": 7, "PA": 8, "RI": 9, "TN": 10, "TX": 11, "NV": 12,
    "NJ": 13, "UT": 14, "WA": 15, "WI": 16, "MD": 18, "AL": 19, "AK": 20, "AZ": 21, "AR": 22, "CA": 23, "CO": 24,
    "CT": 25, "DE": 26, "DC": 27, "FL": 28, "GA": 29, "HI": 30, "ID": 31, "IL": 32, "IN": 33, "IA": 34, "KS": 35,
    "KY": 36, "LA": 37, "MN": 38, "MS": 39, "MO": 40, "NE": 41, "NH": 42, "NM": 43, "ND": 44, "OK": 45, "OR": 46,
    "SC": 47, "SD": 48, "VT": 49, "VA": 50, "WV": 51, "WY": 52,
}  # fmt: skip
_HEADERS = {"User-Agent": "Porchlight facilities sync (a treatment-finding text service)", "Accept": "application/json"}
_LARGEST_PAGE = 2000  # rows; the locator gives no more
_LARGEST_BYTES = 100_000_000  # ten times 2,000 rows
_READINGS = 3  # how often a list that changes while it is read is begun anew
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 300.0  # seconds between attempts; a Retry-After may ask for as much
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))

Page = dict[str, Any]


class LocatorError(Exception):
    """The locator gave no answer that can be used; the message says why, in a clause."""


class _TryAgain(Exception):
    """Something that may pass. `wait`: the seconds the locator asked for."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class _Changed(Exception):
    """The pages of one list do not belong together."""


class Locator:
    """A client for one sync. `clock` and `sleep` are in seconds.

    pace: the shortest time between two requests. attempts: how often a page is asked for before it is given up.
    patience: how long a silence of the locator may last; a whole page may take three times as long.
    """

    def __init__(
        self,
        base: str = BASE,
        *,
        page_size: int = _LARGEST_PAGE,
        pace: float = 1.0,
        attempts: int = 5,
        patience: float = 100.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._page_size = page_size
        self._pace = pace
        self._attempts = attempts
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        timeout = httpx.Timeout(patience, connect=min(patience, 20.0))
        self._http = httpx.Client(base_url=base, headers=_HEADERS, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def of_state(self, state: str) -> list[Page]:
        """Every page of a state. Raises LocatorError; KeyError for a territory, which has no number."""
        return self._whole({"sAddr": "0,0", "limitType": "0", "limitValue": str(STATE_IDS[state])})

    def around(self, lat: float, lng: float, metres: float) -> list[Page]:
        """Every page of a circle, whatever the state. Raises LocatorError."""
        return self._whole({"sAddr": f"{lat:.5f},{lng:.5f}", "limitType": "2", "limitValue": f"{metres:.0f}"})

    def _whole(self, limit: Mapping[str, str]) -> list[Page]:
        for _ in range(_READINGS):
            try:
                return self._pages(limit)
            except _Changed as change:
                reason = str(change)
        raise LocatorError(f"the locator's totals do not add up: {reason}")

    def _pages(self, limit: Mapping[str, str]) -> list[Page]:
        first = self._page(limit, 1)
        total, last = first["recordCount"], first["totalPages"]
        if last > max(total, 1):
            raise _Changed(f"{last} pages for {total} rows")
        pages = [first]
        for number in range(2, last + 1):
            page = self._page(limit, number)
            if (page["recordCount"], page["totalPages"]) != (total, last):
                raise _Changed(f"{total} rows became {page['recordCount']} while they were read")
            pages.append(page)
        read = sum(len(page["rows"]) for page in pages)
        if read != total:
            raise _Changed(f"{total} rows were announced and {read} came")
        return pages

    def _page(self, limit: Mapping[str, str], number: int) -> Page:
        """One page, asked for until it comes: waits double, and are never shorter than the locator asks for."""
        asked = {**limit, "sType": "both", "pageSize": str(self._page_size), "page": str(number), "sort": "0"}
        wait = _FIRST_WAIT
        for attempt in range(1, self._attempts + 1):
            self._keep_pace()
            try:
                page = _understood(self._body(asked))
            except _TryAgain as trouble:
                if attempt == self._attempts:
                    raise LocatorError(f"the locator {trouble}, {attempt} times in a row") from trouble
                if trouble.wait > _LONGEST_WAIT:
                    raise LocatorError(
                        f"the locator {trouble} and asks to wait {trouble.wait:.0f} seconds"
                    ) from trouble
                self._sleep(max(wait, trouble.wait))
                wait = min(wait * 2, _LONGEST_WAIT)
                continue
            if page["page"] != number:
                raise _Changed(f"page {number} was asked for and page {page['page']} came")
            return page
        raise AssertionError("the last attempt returns or raises")

    def _keep_pace(self) -> None:
        early = self._next - self._clock()
        if early > 0:
            self._sleep(early)
        self._next = self._clock() + self._pace

    def _body(self, asked: Mapping[str, str]) -> bytes:
        """What a request is answered with. Raises _TryAgain for what may pass, LocatorError for what will not."""
        latest = self._clock() + 3 * self._patience
        body = bytearray()
        try:
            with self._http.stream("GET", PATH, params=dict(asked)) as response:
                if response.status_code in _PASSING:
                    raise _TryAgain(f"answered with status {response.status_code}", _asked_wait(response.headers))
                if response.status_code != httpx.codes.OK:
                    raise LocatorError(f"the locator answered with status {response.status_code}")
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _LARGEST_BYTES:
                        raise LocatorError("the locator's answer is larger than 100 MB")
                    if self._clock() > latest:
                        raise _TryAgain("answered too slowly")
        except httpx.TimeoutException as error:
            raise _TryAgain("did not answer in time") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _TryAgain("could not be reached, or hung up half-way") from error
        return bytes(body)


def _understood(body: bytes) -> Page:
    """The page in an answer's body."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        page = json.loads(text)
    except (ValueError, RecursionError):
        _not_json(text)
    if not isinstance(page, dict) or not isinstance(page.get("rows"), list):
        raise LocatorError("the locator answered with JSON that holds no rows")
    if not all(isinstance(row, dict) for row in page["rows"]):
        raise LocatorError("the locator answered with rows that are none")
    for name in ("page", "totalPages", "recordCount"):
        count = page.get(name)
        if isinstance(count, str) and count.isascii() and count.isdigit():
            page[name] = count = int(count)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise LocatorError(f'the locator answered with JSON that does not say its "{name}"')
    return page


def _not_json(text: str) -> NoReturn:
    """Plain text is how the locator refuses parameters; a web page or half an answer comes from in between."""
    if not text or text.startswith("{"):
        raise _TryAgain("broke off in the middle of an answer")
    if text.startswith("<"):
        raise _TryAgain("answered with a web page")
    said = " ".join(text[:200].split()).rstrip(".")
    raise LocatorError(f'the locator refused the request, in its own words: "{said}"')


def _asked_wait(headers: httpx.Headers) -> float:
    """The seconds of a Retry-After, given as seconds or as a moment by the locator's own clock; 0 without one."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(headers["date"])).total_seconds()
    except (ValueError, TypeError, KeyError):
        return 0.0
