"""`python -m benchmarks.directory`: how fast the directory is searched and imported; writes benchmarks/DIRECTORY.md."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import yaml
from sqlalchemy import select
from sqlalchemy.engine import Connection

from benchmarks.directory_report import Measured, Side, write
from benchmarks.directory_rivals import NumpyScan, PlainSql
from benchmarks.many_programs import empty_store, fill
from facilities_db.importing import import_file
from facilities_db.nearest import Area, nearest
from facilities_db.needs import Needs, read_needs
from facilities_db.places import PlaceFound
from facilities_db.query import search_text
from facilities_db.requirements import requirements
from facilities_db.search import find
from facilities_db.tables import facilities, places
from porchlight.database import Database
from tests.porchlight.postgres import NoServer, empty_database, running_server

_ROOT = Path(__file__).parents[1]
_REQUESTS = _ROOT / "tests" / "facilities_db" / "requests.yml"
_REAL = _ROOT.parent / "shared" / "data" / "samhsa_directory_2024.csv.gz"
_REAL_COUNT = 12_200
_SEARCHES, _PAIRED, _WARM_UP = 2000, 200, 200
# What part of the searches is for a whole state, and for the best of a town; the rest are around a ZIP.
_STATES, _TOWNS = 0.05, 0.05


def main() -> None:
    """Measure each store in turn and write the page."""
    given = _arguments()
    measured = Measured(
        command=" ".join(["python -m benchmarks.directory", *sys.argv[1:]]), real=given.directory.exists()
    )
    with tempfile.TemporaryDirectory(prefix="porchlight-directory-") as name:
        _say("12,200 programs, SQLite")
        small = empty_store(f"sqlite:///{name}/small.db")
        measured.imports = _filled(small, given.directory)
        measured.sides.append(_measure("SQLite", _REAL_COUNT, small))
        try:
            with running_server() as server:
                _say("12,200 programs, PostgreSQL")
                large = empty_database(server, "directory")
                empty_store(large.url).dispose()
                _filled(large, given.directory)
                measured.sides.append(_measure("PostgreSQL", _REAL_COUNT, large))
                large.dispose()
        except NoServer as reason:
            _say(f"PostgreSQL is left out: {reason}")
        _say(f"{given.rows:,} programs, SQLite: making them takes a minute or two")
        many = empty_store(f"sqlite:///{name}/many.db")
        fill(many, given.rows)
        measured.sides.append(_measure("SQLite", given.rows, many))
    print("\n" + write(measured))


def _filled(database: Database, directory: Path) -> tuple[float, float] | None:
    """Fill a store with the real directory, and again, and return the seconds of both; without it, with made-up ones."""
    if not directory.exists():
        fill(database, _REAL_COUNT)
        return None
    took = []
    for _ in range(2):
        begun = time.perf_counter()
        import_file(database, directory)
        took.append(time.perf_counter() - begun)
    return took[0], took[1]


def _measure(kind: str, count: int, database: Database) -> Side:
    chance = random.Random(7)
    parts = yaml.safe_load(_REQUESTS.read_text(encoding="utf-8"))
    texts = [request["text"] for part in parts.values() for request in part]
    needs = [read_needs(text) for text in texts]
    with database.read() as connection:
        grounds = _grounds(connection)
        asked = [(_place(grounds, chance), chance.choice(needs)) for _ in range(_WARM_UP + _SEARCHES)]
        for place, need in asked[:_WARM_UP]:
            find(connection, place, need)
        times = [_timed(find, connection, place, need)[0] for place, need in asked[_WARM_UP:]]
        for text in texts:
            search_text(connection, text)
        whole = [_timed(search_text, connection, text)[0] for text in texts * 5]
        paired = _against_rivals(connection, database, asked[_WARM_UP : _WARM_UP + _PAIRED])
    return Side(kind, count, *_spread(times), max(times), *_spread(whole), *paired)


def _spread(times: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _against_rivals(
    connection: Connection, database: Database, asked: list[tuple[PlaceFound, Needs]]
) -> tuple[float, float, float]:
    """Seconds of the three nearest, summed: ours, a scan of everything in memory, a plain query over the table."""
    scan, plain = NumpyScan(connection), PlainSql(connection)
    ours = in_memory = by_sql = 0.0
    for place, need in asked:
        # What a program may have is no code that stands in its text.
        wanted = [each for each in requirements(need) if not each.codes[0].startswith("maybe_")]
        area = Area(place.lat, place.lng)
        first, hits = _timed(nearest, connection, area, wanted, 3)
        second, scanned = _timed(scan.nearest, area, wanted, 3)
        third, queried = _timed(plain.nearest, area, wanted, 3)
        assert [hit.id for hit in hits] == scanned == queried, (database.url, place, need)
        ours, in_memory, by_sql = ours + first, in_memory + second, by_sql + third
    return ours, in_memory, by_sql


def _place(grounds: tuple[list[Any], list[Any]], chance: random.Random) -> PlaceFound:
    """Half of the time any ZIP of the country, half of the time one where a program is, so where people live."""
    row: Any = chance.choice(grounds[chance.random() < 0.5])
    dice = chance.random()
    kind: Literal["state", "city", "zip"] = "state" if dice < _STATES else "city" if dice < _STATES + _TOWNS else "zip"
    return PlaceFound(f"{row.city}, {row.state}", row.lat, row.lng, row.state, None, kind)


def _grounds(connection: Connection) -> tuple[list[Any], list[Any]]:
    """Every ZIP, and some places where programs are."""
    f = facilities.c
    some = select(f.city, f.state, f.lat, f.lng).where(f.band.is_not(None)).order_by(f.tie).limit(5000)
    zips = select(places.c.city, places.c.state, places.c.lat, places.c.lng).order_by(places.c.zip)
    return connection.execute(zips).all(), connection.execute(some).all()


def _timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - begun, result


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.directory", description=__doc__)
    parser.add_argument(
        "--directory", type=Path, default=_REAL, help="SAMHSA's directory; without it, made-up programs"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many programs the large store has")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
