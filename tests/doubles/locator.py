"""A FindTreatment.gov locator to ask: the real path, its answers, and everything that is known to go wrong with it."""

from __future__ import annotations

import asyncio
import json
import math
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from .faults import Fault
from .provider import Provider

Row = dict[str, Any]
Spoiling = Literal["plain", "cut", "half", "drip", "totals", "first page", "other state", "nothing"]
# The locator's own numbers of the states that tests ask for.
STATES = {3: "MA", 9: "RI", 20: "AK", 26: "DE", 35: "KS", 42: "NH", 49: "VT", 52: "WY"}
# A ZIP of each of them and of the territories: city, ZIP, latitude, longitude.
TOWNS = {
    "MA": ("Worcester", "01608", 42.2626, -71.8023),
    "RI": ("Providence", "02903", 41.8200, -71.4158),
    "AK": ("Anchorage", "99501", 61.2116, -149.8761),
    "DE": ("Wilmington", "19801", 39.7378, -75.5497),
    "KS": ("Lebanon", "66952", 39.8077, -98.5560),
    "NH": ("Manchester", "03101", 42.9929, -71.4633),
    "VT": ("Burlington", "05401", 44.4840, -73.2199),
    "WY": ("Cheyenne", "82001", 41.1437, -104.7962),
    "PR": ("San Juan", "00901", 18.4654, -66.1044),
    "GU": ("Hagatna", "96910", 13.4443, 144.7863),
    "VI": ("St Thomas", "00802", 18.3436, -64.9314),
}
LABELS = (
    ("Type of Care", "TC", "Substance use treatment"),
    ("Service Setting (e.g., Outpatient, Residential, Inpatient, etc.)", "SET",
     "Outpatient; Intensive outpatient treatment; Regular outpatient treatment"),
    ("Payment/Insurance/Funding Accepted", "PAY", "Medicaid; Cash or self-payment"),
    ("Age Groups Accepted", "AGE", "Young adults; Adults"),
    ("Gender Accepted", "SN", "Female; Male"),
)  # fmt: skip
_PARAMETERS = {"sAddr", "limitType", "limitValue", "sType", "pageSize", "page", "sort"}
_METRES_PER_MILE = 1609.344


def services(*labels: tuple[str, str, str]) -> list[dict[str, str]]:
    """The services of a row: (f1, f2, f3) each."""
    return [{"f1": long, "f2": short, "f3": text} for long, short, text in labels]


def made_up(number: int, town: str = "VT", **changes: Any) -> Row:
    """The row of an invented program in one of TOWNS, the same for the same number; it has no id, as in the locator."""
    city, zip_code, lat, lng = TOWNS[town]
    row = {
        "name1": f"Made-up Program {number}",
        "name2": "",
        "street1": f"{100 + number} Invented Street",
        "street2": None,
        "city": city,
        "state": town,
        "zip": f"{zip_code}-{number % 10000:04}",
        "phone": f"555-555-{number % 10000:04}",
        "intake1": None,
        "hotline1": None,
        "website": "http://www.example.org",
        "latitude": f"{lat + number % 7 * 0.001:.6f}",
        "longitude": f"{lng - number % 5 * 0.001:.6f}",
        "typeFacility": "SA",
        "services": services(*LABELS),
    }
    return {**row, **changes}


class FakeLocator(Provider[dict[str, str]]):
    """The locator's JSON export. `rows` is what it knows; `sent` the questions that it answered, `agents` who asked.

    Faults of `Provider.faults` can be scripted `on` a state's number, or on a circle's metres; so can `spoil`, for
    answers that come, and are wrong. `instead` is a body to answer everything with, `stray` rows that are in every
    answer, wherever they are.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.agents: set[str] = set()
        self.instead: str | None = None
        self.stray: list[Row] = []
        self._spoiled: deque[tuple[Spoiling, str | None]] = deque()
        super().__init__()

    def routes(self) -> list[BaseRoute]:
        """The one address that public code uses."""
        return [Route("/locator/exportsAsJson/v2", self._asked)]

    def fault_answer(self, status: int, fault: Fault) -> Response:
        """An error page; 429 and 503 say how long to wait."""
        headers = {"Retry-After": str(fault.retry_after)} if status in (429, 503) else {}
        return PlainTextResponse("The service is unavailable.", status, headers)

    def spoil(self, how: Spoiling, *, times: int = 1, on: int | None = None) -> None:
        """Let the next answers be wrong in this way.

        plain: HTTP 200 with plain text. cut: the connection ends half-way. half: half a body, as if it were whole. drip:
        a few bytes at a time. totals: one row more is announced. first page: page 1, whatever was asked for. other
        state: the rows of any other state. nothing: no rows.
        """
        self._spoiled.extend([(how, None if on is None else str(on))] * times)

    def heal(self) -> None:
        """Let every answer be right again."""
        self.faults.clear()
        self._spoiled.clear()

    async def _asked(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.agents.add(request.headers.get("user-agent", ""))
        if self.instead is not None:
            return Response(self.instead, media_type="application/json")
        return await self.answer(request, asked.get("limitValue", ""), lambda: self._export(asked))

    async def _export(self, asked: dict[str, str]) -> Response:
        wrong = self._wrong(asked)
        if wrong:
            self.invalid.append(wrong)
            return PlainTextResponse(wrong)
        how = self._taken(asked["limitValue"])
        if how == "plain":
            return PlainTextResponse("Invalid parameter value.")
        page = self._page(asked, how)
        if how is None:
            self.note_sent(asked)
        body = json.dumps(page).encode()
        if how == "cut":
            return Response(body[: len(body) // 2], headers={"Content-Length": str(len(body))})
        if how == "half":
            return Response(body[: len(body) // 2], media_type="application/json")
        if how == "drip":
            return StreamingResponse(_drops(body), media_type="application/json")
        return JSONResponse(page)

    def _wrong(self, asked: dict[str, str]) -> str | None:
        """What the locator would not take; it says so in plain text."""
        if asked.keys() - _PARAMETERS or {"sAddr", "limitType", "limitValue"} - asked.keys():
            return "Invalid parameters."
        if asked.get("sType") not in ("sa", "mh", "both") or asked["limitType"] not in ("0", "2"):
            return "Invalid sType or limitType."
        if not 1 <= int(asked["pageSize"]) <= 2000 or int(asked["page"]) < 1:
            return "Invalid pageSize or page."
        if asked["limitType"] == "0" and int(asked["limitValue"]) not in STATES:
            return "Invalid limitValue."
        return None

    def _taken(self, limit: str) -> Spoiling | None:
        for place, (how, on) in enumerate(self._spoiled):
            if on in (None, limit):
                del self._spoiled[place]
                return how
        return None

    def _page(self, asked: dict[str, str], how: Spoiling | None) -> dict[str, Any]:
        size, number = int(asked["pageSize"]), 1 if how == "first page" else int(asked["page"])
        found = self._found(asked, other=how == "other state")
        if how == "nothing":
            found = []
        start = (number - 1) * size
        rows = [{"_irow": start + n, **row} for n, row in enumerate(found[start : start + size], start=1)]
        count = len(found) + (how == "totals")
        return {"page": number, "totalPages": math.ceil(count / size), "recordCount": count, "rows": rows}

    def _found(self, asked: dict[str, str], *, other: bool) -> list[Row]:
        """The rows that were asked for, each with its miles from `sAddr`, the nearest first."""
        lat, lng = (float(degrees) for degrees in asked["sAddr"].strip('"').split(","))
        near = [{**row, "miles": _miles(row, lat, lng)} for row in self.rows]
        if asked["limitType"] == "2":
            reach = float(asked["limitValue"]) / _METRES_PER_MILE
            found = [row for row in near if row["miles"] is not None and row["miles"] <= reach]
        else:
            state = STATES[int(asked["limitValue"])]
            found = [row for row in near if (row["state"] == state) != other]
        found += [{**row, "miles": None} for row in self.stray]
        return sorted(found, key=lambda row: math.inf if row["miles"] is None else row["miles"])


def _miles(row: Row, lat: float, lng: float) -> float | None:
    try:
        phi, lam = math.radians(float(row["latitude"])), math.radians(float(row["longitude"]))
    except (TypeError, ValueError):
        return None
    here_phi, here_lam = math.radians(lat), math.radians(lng)
    cosine = math.sin(phi) * math.sin(here_phi) + math.cos(phi) * math.cos(here_phi) * math.cos(lam - here_lam)
    return round(3958.8 * math.acos(max(-1.0, min(1.0, cosine))), 2)


async def _drops(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 20):
        yield body[start : start + 20]
        await asyncio.sleep(0.05)
