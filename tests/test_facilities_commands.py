"""`porchlight facilities`, run as an operator would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import StartService
from tests.doubles.locator import FakeLocator, made_up
from tests.service import Service
from tests.test_command_line import run

HEADER = "directory_type,name1,name2,street1,street2,city,state,zip,phone,intake1,service_code_info\n"
ROWS = [
    "substance,Harbor House,,1 Main St,,Cambridge,MA,2139,617-555-0100,617-555-0101,OIT MD CARF\n",
    "substance,Elm House,,2 Elm St,,Austin,TX,78701,512-555-0100 x12,,OIT PI\n",
    "substance,,,,,,,,,,\n",
    "mental,Oak House,,3 Oak St,,Austin,TX,78701,512-555-0101,,OP\n",
]


@pytest.fixture(scope="module")
def here(open_service: StartService) -> Service:
    """A folder that is set up, with a directory of two programs imported."""
    service = open_service()
    directory = Path(service.environment["PORCHLIGHT_FOLDER"]) / "directory_2025.csv"
    directory.write_text(HEADER + "".join(ROWS), encoding="utf-8")
    done = run(service, "facilities", "import", str(directory))
    assert done.returncode == 0, done.stderr
    return service


def _number(here: Service, words: str) -> str:
    done = run(here, "facilities", "search", words, "--limit", "1")
    return done.stdout.split("[")[1].split("]")[0]


def test_an_import_is_reported_and_the_report_kept(here: Service, tmp_path: Path) -> None:
    """Read, added, changed, unchanged, gone, skipped and why: on the screen and in a file."""
    directory = tmp_path / "directory_2026.csv"
    directory.write_text(HEADER + ROWS[0].replace("0101", "0109") + ROWS[1] + ROWS[2] + ROWS[3], encoding="utf-8")
    report = tmp_path / "report.txt"
    done = run(here, "facilities", "import", str(directory), "--report", str(report))
    assert done.returncode == 0, done.stderr
    for said in (
        "4 rows read from edition 2026: 0 added, 2 updated, 0 unchanged, 0 gone, 1 skipped",
        "line 4: a blank row",
    ):
        assert said in done.stdout and said in report.read_text(encoding="utf-8")
    kept = list((Path(here.environment["PORCHLIGHT_FOLDER"]) / "imports").glob("*-directory_2025.csv.txt"))
    assert len(kept) == 1 and "2 added" in kept[0].read_text(encoding="utf-8")


def test_the_directory_in_figures(here: Service) -> None:
    """In words, and as one JSON object."""
    done = run(here, "facilities", "stats")
    assert "2 programs are searched, 2 of them intensive outpatient" in done.stdout
    assert "none at all: AK" in done.stdout
    figures = json.loads(run(here, "facilities", "stats", "--json").stdout)
    assert figures["listed"] == 2 and figures["by_state"]["TX"] == [1, 1]


def test_a_listing_is_corrected_hidden_and_given_back(here: Service) -> None:
    """Each command shows the listing as it is after it, with its history."""
    number = _number(here, "iop near 78701")
    done = run(here, "facilities", "edit", number, "--phone", "5125550199", "--hours", "Mon-Thu 17:30-20:30")
    assert done.returncode == 0, done.stderr
    assert (
        "phone: 512-555-0199" in done.stdout
        and "corrected: phone; the directory says 512-555-0100 ext. 12" in done.stdout
    )
    assert "an operator" in done.stdout
    assert "not searched because: an operator has hidden it" in run(here, "facilities", "edit", number, "--hide").stdout
    assert _number(here, "iop near 78701") != number
    assert "hidden" in run(here, "facilities", "show", number).stdout
    done = run(here, "facilities", "edit", number, "--unhide", "--reset", "all")
    assert "phone: 512-555-0100 ext. 12" in done.stdout and _number(here, "iop near 78701") == number


def test_mistakes_are_said_in_words(here: Service) -> None:
    """Not a traceback, and nothing is changed."""
    number = _number(here, "iop near 78701")
    for arguments, said in (
        (("edit", number, "--zip", "787"), "five digits"),
        (("edit", number), "Say what to change"),
        (("edit", "99999", "--phone", "512-555-0100"), "no listing 99999"),
        (("show", "99999"), "no listing 99999"),
        (("edit", number, "--reset", "city"), "no correction of city"),
    ):
        done = run(here, "facilities", *arguments)
        assert done.returncode != 0 and said in done.stderr and "Traceback" not in done.stderr, arguments


def test_without_a_database_each_command_says_so(here: Service, tmp_path: Path) -> None:
    """What is missing and how to get it; the words that were searched for are not printed back."""
    for arguments in (("stats",), ("search", "iop near 02139"), ("show", "1"), ("edit", "1", "--hide")):
        done = run(here, "facilities", *arguments, PORCHLIGHT_FOLDER=str(tmp_path), DATABASE_URL="")
        assert done.returncode == 1 and "porchlight migrate" in done.stderr, done.stderr
        dead = run(here, "facilities", *arguments, DATABASE_URL="postgresql://x@127.0.0.1:1/x")
        assert dead.returncode == 1 and "cannot be reached" in dead.stderr and "02139" not in dead.stderr


def test_a_sync_fetches_states_and_goes_on(here: Service, tmp_path: Path) -> None:
    """Only the states asked for; what fails is said, and the next call fetches what is missing."""
    with FakeLocator() as locator:
        locator.rows = [made_up(number, town) for town in ("VT", "RI") for number in range(1, 30)]
        locator.faults.until_cleared(404, on="9")
        arguments = ("--state", "vt", "--state", "RI", "--pause", "0")
        elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path}/synced.db", "LOCATOR_URL": locator.url}
        done = run(here, "facilities", "sync", *arguments, **elsewhere)
        assert done.returncode == 1 and "VT: 29 rows, 29 added" in done.stdout and "RI: not stored" in done.stdout
        locator.faults.clear()
        done = run(here, "facilities", "sync", *arguments, **elsewhere)
        assert done.returncode == 0 and "Done before in this run: VT" in done.stdout and "RI: 29 rows" in done.stdout
        assert run(here, "facilities", "sync", "--state", "XX", **elsewhere).returncode == 2
    assert '"listed": 58' in run(here, "facilities", "stats", "--json", **elsewhere).stdout


def test_migrating_brings_the_map(here: Service, tmp_path: Path) -> None:
    """A fresh database knows every ZIP before any directory is imported."""
    fresh = {"PORCHLIGHT_FOLDER": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/fresh.db"}
    assert run(here, "migrate", **fresh).returncode == 0
    assert "There is no directory yet" in run(here, "facilities", "stats", **fresh).stdout
    found = run(here, "facilities", "search", "iop near 02139", "--json", **fresh)
    assert (found.returncode, found.stdout.strip()) == (0, "[]")
