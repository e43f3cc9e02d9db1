"""Reading the locator's answer: the real one of 2019, the real directory in its words, and what goes wrong with it."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from facilities_db.directory import Directory, Program
from facilities_db.formats import locator_labels, read_directory
from facilities_db.formats.locator import read_pages
from facilities_db.formats.locator_labels import reviewed_labels
from facilities_db.refusal import ImportRefused
from tests.doubles.locator import Row, made_up, services

DATA = Path(__file__).parents[3].parent / "shared" / "data"
SAMPLE, CODES, REAL = (
    DATA / name for name in ("findtreatment_api_sample.json", "samhsa_codes.tsv", "samhsa_directory_2024.csv.gz")
)
_TOLD = ("name1", "name2", "street1", "street2", "city", "state", "phone")
TABLE: dict[str, Any] = yaml.safe_load(Path(locator_labels.__file__).with_suffix(".yml").read_text(encoding="utf-8"))


def _needs(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"not on this machine: {path}")
    return path


def _code_list() -> list[dict[str, str]]:
    with _needs(CODES).open(encoding="utf-8") as file:
        return [
            row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["directory"] != "mental"
        ]


def _read(*rows: Row, name: str = "answer.json") -> Directory:
    return read_pages([{"page": 1, "totalPages": 1, "recordCount": len(rows), "rows": list(rows)}], name)


def _program(**changes: Any) -> Program:
    (program,) = _read(made_up(1, **changes)).programs
    return program


def _codes(*labels: tuple[str, str, str], **changes: Any) -> set[str]:
    return set(_program(services=services(*labels), **changes).services.split())


def test_the_real_answer_of_2019() -> None:
    """14 of the 30 rows are programs, six rows of mental health are joined to them, and no label is unknown."""
    directory = read_pages([json.loads(_needs(SAMPLE).read_text(encoding="utf-8"))], SAMPLE.name)
    assert (directory.read, len(directory.programs), directory.other_directory) == (30, 14, 10)
    assert (directory.source, directory.edition, directory.complete, directory.skipped) == ("locator", None, False, [])
    assert directory.remarks == [
        "This is a part of an answer: 30 rows of 22949.",
        "Rows of a site that is listed as a substance-use program too, joined to it:"
        " 6 of mental health, 0 of opioid treatment.",
    ]
    carried = Counter(code for program in directory.programs for code in program.services.split())
    figures = {"SA": 14, "OP": 13, "OIT": 5, "ODT": 3, "RES": 1, "TELE": 1, "OTP": 2, "MD": 12, "MI": 9, "SS": 9,
               "CHLD": 5, "ADLT": 14, "CO": 4, "CJ": 3, "AH": 4, "SP": 2, "FCO": 11, "MOA": 7, "STAG": 12}  # fmt: skip
    assert {code: carried[code] for code in figures} == figures
    assert all(p.lat and p.lng and p.website and p.state == "VA" for p in directory.programs)
    assert sum(bool(p.intake_phone) for p in directory.programs) == 3


def test_every_label_of_the_code_list_is_known() -> None:
    """Each label of the 2024 directory means its own code, under the short and the long name of its category."""
    labels = reviewed_labels()
    for row in _code_list():
        shorts = row["findtreatment_f2"].split("|") if row["findtreatment_f2"] else []
        for short, long in [
            *((short, "") for short in shorts),
            ("", row["category"]),
            ("?", f"{row['category']} (e.g., x)"),
        ]:
            assert labels.said(short, long, row["label"])[1:] == ((row["code"],), ()), row


def test_the_real_directory_in_the_locators_words() -> None:
    """Every program of the 2024 directory, told in labels, is read with the same key, name, phone and codes."""
    label_of = {row["code"]: row for row in _code_list()}
    rows = []
    with gzip.open(_needs(REAL), "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            codes = [code for code in row["service_code_info"].split() if code in label_of]
            if row["directory_type"] == "substance" and codes and len(row["state"]) == 2:
                categories: dict[tuple[str, str], list[str]] = {}
                for label in map(label_of.__getitem__, codes):
                    short = label["findtreatment_f2"].partition("|")[0]
                    categories.setdefault((label["category"], short), []).append(label["label"])
                said = services(*((*names, "; ".join(labels)) for names, labels in categories.items()))
                told = {name: row[name] or None for name in _TOLD}
                rows.append({**told, "zip": row["zip"].zfill(5), "typeFacility": "SA", "services": said})
    found = _read(*rows).programs
    expected = read_directory(REAL).programs
    assert len(found) == 12_200
    assert [(p.key, p.name, p.zip, p.phone, p.services) for p in found] == [
        (p.key, " ".join(p.name.split()), p.zip, p.phone, p.services) for p in expected
    ]


def test_the_table_of_labels_is_sound() -> None:
    """No category is in two subjects, every code of an older label is one of today's, and labels are written once."""
    names = [name for entry in TABLE.values() for name in entry["names"]]
    assert len(names) == len(set(names))
    today = {code for entry in TABLE.values() for code in entry.get("labels", {}).values()}
    for entry in TABLE.values():
        assert not entry.get("labels", {}).keys() & entry.get("older", {}).keys()
        for label, codes in entry.get("older", {}).items():
            assert set((codes or "").split()) <= today, label
    text = Path(locator_labels.__file__).with_suffix(".yml").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\w+:\n)", text):
        labels = re.findall(r"^    (.+): \S+(?: \S+)?$", block, re.M)
        assert len(labels) == len(set(labels)), block[:40]


def test_a_label_counts_only_in_its_category() -> None:
    """ "Young adults" is an age and a group; what an unknown category says is not guessed at."""
    assert _codes(("Age Groups Accepted", "AGE", "Young adults")) == {"YAD"}
    assert _codes(("Special Programs/Groups Offered", "SG", "Young adults")) == {"TAY"}
    source = ("External Opioid Medications Source", "NEW", "In-network prescribing entity")
    assert _codes(source) == {"INPE"}
    directory = _read(made_up(1, services=services(("Something New", "XX", "Residential; Young adults"))))
    assert directory.programs[0].services == " SA "
    assert directory.remarks == [
        "Labels of the locator that nobody has reviewed yet, left out:"
        ' "Residential" (Something New, 1); "Young adults" (Something New, 1).'
    ]


@pytest.mark.parametrize("short", ["GN", "SN"])
@pytest.mark.parametrize("counseling", ["EDU", "ECS"])
def test_categories_are_known_under_their_older_names(short: str, counseling: str) -> None:
    """Gender was GN and is SN, counseling was EDU and is ECS."""
    assert _codes(("", short, "Female"), ("", counseling, "Family counseling offered; Group counseling")) == {
        "FEM", "FCO", "GCO"
    }  # fmt: skip


def test_a_label_may_hold_the_separator() -> None:
    """Pieces that make up one label together are that label, however they are spaced and spelled."""
    labels = locator_labels.Labels({"a": {"names": ["A"], "labels": {"Classes; day and night": "X", "Classes": "Y"}}})
    assert labels.said("A", "", "classes;  Day and night ;Classes; Nothing").codes == ("X", "Y")
    assert labels.said("A", "", "Day; Classes ; day and night;").unknown == ("Day",)


def test_unknown_labels_are_counted_and_the_most_frequent_named() -> None:
    """The report names five labels that nobody has reviewed, the most frequent first, and says how many more."""
    rows = [
        made_up(n, services=services(("Payment", "PAY", "; ".join(f"Shells {k}" for k in range(n)) + "; Medicaid")))
        for n in range(1, 8)
    ]
    directory = _read(*rows)
    assert all(program.services == " MD " for program in directory.programs)
    named = '"Shells 0" (Payment, 7); "Shells 1" (Payment, 6); "Shells 2" (Payment, 5)'
    assert named in directory.remarks[0] and directory.remarks[0].endswith("; and 2 more.")


@pytest.mark.parametrize("nothing", [None, [], "none", [None, 3, {"f2": None, "f3": None}]])
def test_a_program_without_a_word_on_its_services_is_kept(nothing: Any) -> None:
    """It is a substance-use program, and when it is of that type an opioid treatment program."""
    assert _program(services=nothing).services == " SA "
    assert _program(services=nothing, typeFacility="OTP").services == " SA OTP "


def test_mental_health_never_makes_a_substance_use_iop() -> None:
    """A mental-health row of the same site gives no setting, no age and no group, and is no program of its own."""
    told = services(("", "SET", "Outpatient; Intensive outpatient treatment"), ("", "AGE", "Children/Adolescents"),
                    ("", "SG", "Veterans"), ("", "PAY", "Medicaid"), ("", "SL", "Spanish"), ("", "TAP", "Strange"))  # fmt: skip
    own = services(("", "SET", "Regular outpatient treatment"), ("", "AGE", "Adults"))
    both = _read(made_up(1, services=own, website=None), made_up(1, typeFacility="MH", services=told, website="a.org"))
    assert [(p.services, p.website) for p in both.programs] == [(" ORT ADLT ", "a.org")]
    assert both.other_directory == 0 and "1 of mental health" in both.remarks[0] and len(both.remarks) == 1
    alone = _read(made_up(1, typeFacility="MH", services=told))
    assert (alone.programs, alone.other_directory, alone.remarks) == ([], 1, [])


def test_what_mental_health_may_tell_of_a_silent_program() -> None:
    """Where the site's program says nothing, payment and language are the same for both, ages and groups are not."""
    told = services(("", "AGE", "Children/Adolescents"), ("", "PAY", "Medicaid"), ("", "PYAS", "Sliding fee scale (fee is"
                    " based on income and other factors)"), ("", "SL", "Spanish"), ("", "SG", "Veterans"))  # fmt: skip
    rows = (made_up(1, services=None, typeFacility="OTP"), made_up(1, typeFacility="MH", services=told))
    for order in (rows, rows[::-1]):
        assert [p.services for p in _read(*order).programs] == [" SA OTP MD SS SP "]


def test_an_otp_row_is_joined_to_the_program_of_its_site() -> None:
    """By name and address, or by phone and house number; its type is what it adds."""
    program, otp = made_up(1, latitude=None), {"services": None, "typeFacility": "OTP"}
    same = made_up(1, **otp, street1="101  INVENTED st.")
    renamed = made_up(1, **otp, name1="Made Up of Vermont, Inc.", street1="101 Invented St Suite 5")
    for row in (same, renamed):
        (joined,) = _read(program, row).programs
        assert (joined.name, joined.lat) == ("Made-up Program 1", 44.485)
        assert "OTP" in joined.services.split() and "OIT" in joined.services.split()
    elsewhere = made_up(1, **otp, street1="7 Other Street")
    assert len(_read(program, elsewhere).programs) == 2


def test_two_programs_at_one_address_stay_two() -> None:
    """Names differ in the second line only: nothing is joined where nobody can say to which."""
    rows = [made_up(1, name2="Women"), made_up(1, name2="Men"), made_up(1, typeFacility="OTP", services=None, phone="")]
    assert [p.name2 for p in _read(*rows).programs] == ["Women", "Men", ""]


def test_a_private_address_is_no_site() -> None:
    """Two programs of one organisation that keep their addresses to themselves are not taken for one."""
    hidden = {"street1": None, "phone": None}
    assert len(_read(made_up(1, **hidden), made_up(1, **hidden, typeFacility="OTP", services=None)).programs) == 2


def test_rows_that_are_no_program_are_counted() -> None:
    """Prescribers and health centers are named by their kind, rows without a name, state or ZIP by their number."""
    rows = [made_up(1, typeFacility="BUPREN", services=None), made_up(2, typeFacility="HRSA"), made_up(3, typeFacility=None),
            made_up(4, typeFacility="BUPREN"), made_up(5, name1=" "), made_up(6, state="ON"), made_up(7, zip="K1A 0B1"),
            made_up(8, zip=None), made_up(9)]  # fmt: skip
    directory = read_pages([{"rows": rows[:5]}, {"rows": rows[5:]}], "x")
    assert [p.name for p in directory.programs] == ["Made-up Program 9"]
    assert directory.read == 9
    assert directory.skipped == [
        (5, "no program: it has no name"),
        (6, "no program: the state is 'ON'"),
        (7, "no program: the ZIP is 'K1A 0B1'"),
        (8, "no program: the ZIP is ''"),
    ]
    assert directory.remarks == [
        "Rows that are of no program, left out:"
        " 2 BUPREN (individual prescribers), 1 HRSA (health centers), 1 without a type."
    ]


@pytest.mark.parametrize(
    ("lat", "lng", "read"),
    [("42.36", "-71.1", (42.36, -71.1)), (42.36, -71.1, (42.36, -71.1)), (None, "-71.1", (None, None)),
     ("", "", (None, None)), ("north", "-71.1", (None, None)), ("nan", "inf", (None, None)), ([1], {}, (None, None))],
)  # fmt: skip
def test_coordinates_are_text_or_missing(lat: Any, lng: Any, read: tuple[float | None, float | None]) -> None:
    """Either both are numbers or there is no position; whether it can be right is decided later."""
    program = _program(latitude=lat, longitude=lng)
    assert (program.lat, program.lng) == read


@pytest.mark.parametrize(
    ("given", "kept"),
    [("http://www.example.org/a?b", True), ("https://example.org", True), ("www.example.org", True), ("example.org/x", True),
     ("N/A", False), ("none", False), ("info@example.org", False), ("javascript:alert(1)", False), ("ftp://x.org", False),
     ("see our page example.org", False)],
)  # fmt: skip
def test_a_website_is_one(given: str, kept: bool) -> None:
    """Web addresses and bare domains are kept as they are; what else people enter is left out."""
    assert _program(website=given).website == (given if kept else "")


def test_phones_and_fields_are_read_like_the_directorys() -> None:
    """Phones are made readable, intake and hotline numbers are offered together, ZIPs have five digits."""
    program = _program(
        phone="802-555-0100 x12", intake1="802-555-0101", hotline1="888-304HOPE", zip="5401", street2="--"
    )
    assert (program.phone, program.zip, program.street2) == ("802-555-0100 ext. 12", "05401", "")
    assert program.intake_phone == "802-555-0101 or 888-304-4673 (888-304-HOPE)"
    assert _program(intake1="802-555-0101", hotline1="(802) 555-0101").intake_phone == "802-555-0101"


@pytest.mark.parametrize(
    ("name", "edition"),
    [("locator-2026-11-25.json", "2026-11-25"), ("20261125_ma.json", "2026-11-25"), ("export 2026.json", "2026"),
     ("answer.json", None), ("2026-13-45.json", "2026")],
)  # fmt: skip
def test_the_edition_is_the_day_in_the_name(name: str, edition: str | None) -> None:
    """A day, else a year, else nothing: the import then asks."""
    assert _read(made_up(1), name=name).edition == edition


@pytest.mark.parametrize("page", [{}, {"rows": None}, {"rows": {}}, {"rows": [1]}, [], None])
def test_what_is_no_answer_is_refused(page: Any) -> None:
    """JSON without rows is not an empty directory."""
    with pytest.raises(ImportRefused, match="no answer of the locator"):
        read_pages([page], "x.json")


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["f1", "f2", "f3", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(made_up(1))), _ANYTHING, max_size=4), max_size=4))
def test_no_row_breaks_the_reading(oddities: list[dict[str, Any]]) -> None:
    """Whatever stands in a row, it becomes a program, is skipped, or is counted as something else."""
    rows = [made_up(n, **odd) for n, odd in enumerate(oddities)]
    directory = _read(*rows)
    assert directory.read == len(rows)
    assert len(directory.programs) + len(directory.skipped) + directory.other_directory <= len(rows)
    assert len({program.key for program in directory.programs}) == len(directory.programs)
