"""The supervisors' figures: who sees what, what is logged, and the files."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser as Chromium

from hotline.desk.charts import HEIGHT, WIDTH, Chart, answer_chart, hour_words, opened_chart, time_words
from hotline.desk.figures_csv import PARTS, as_csv
from hotline.figures import Answers
from hotline.tables import audit
from tests.browsing import needs_chromium
from tests.connectors.scene import Scene
from tests.doubles.server import LoopbackServer
from tests.hotline.counted import MadeUp, Opened, Sent
from tests.hotline.desk.desk import Browser, Desk

SECRET_WORDS = "my dealer is called bob, ring 617-555-0123 <b>now</b>"


@pytest.fixture
def made(scene: Scene) -> MadeUp:
    """Some handoffs and messages of the last hours."""
    made = MadeUp(scene)
    body = scene.cipher.encrypt(json.dumps({"text": SECRET_WORDS}))
    made.write(
        [
            Opened(0.5, urgent=True),
            Opened(1, taken=42, closed=True, outcome="helped"),
            Opened(2, taken=4_000, told=180),
            Opened(24 * 20, taken=30),
        ],
        [
            Sent(0.5, 1, "nlu_fallback", body=body),
            Sent(0.6, 1, "cost"),
            Sent(0.7, 2, "cost", "crisis_suicide"),
            Sent(0.8, 2, "out_of_scope"),
        ],
    )
    return made


@pytest.fixture
def sue(desk: Desk, made: MadeUp) -> Browser:
    """A supervisor's browser."""
    desk.member("sue", "supervisor")
    return desk.browser("sue")


@pytest.fixture
def ada(desk: Desk, made: MadeUp) -> Browser:
    """An auditor's browser."""
    desk.member("ada", "auditor")
    return desk.browser("ada")


def logged(desk: Desk) -> list[tuple[str, str | None]]:
    """Return what was noted of the figures."""
    rows = desk.scene.rows(audit)
    return [(row.action, row.detail) for row in rows if row.action in ("csv_taken", "questions_viewed")]


def words_of(page: str) -> str:
    """Return a page without its tags, the spaces made one."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


# Who


@pytest.mark.parametrize("path", ["/desk/figures", "/desk/figures?questions=1", "/desk/figures.csv?part=handoffs"])
def test_a_counselor_does_not_see_them(desk: Desk, made: MadeUp, path: str) -> None:
    """Neither the page nor a file; a stranger is asked to sign in."""
    desk.member("sam")
    assert desk.browser("sam").get(path).status_code == 403
    assert desk.stranger().get(path).status_code == 303
    assert logged(desk) == []


def test_a_supervisor_sees_how_the_hotline_does(sue: Browser, desk: Desk) -> None:
    """The numbers of a week, what is meant by them, and none of anybody's words."""
    page = sue.page("/desk/figures")
    words = words_of(page)
    for said in (
        "Urgent 1 Others 0 Longest wait 30 min",
        "Handed over 3 1 of them urgent",
        "Taken by staff 67% 2 of 3",
        "Half were taken within 33 min 41 s",
        "95 of 100 within 1 h 6 min",
        "Abandoned 1 33% of those handed over",
        "Abandoned: nobody took it before it was closed, or within 15 minutes",
        "Talked, and they got what they needed 1",
        "Suicide 1 1",
        "cost 2",
        "2 of 4 messages (50%) were not understood",
    ):
        assert said in words, said
    assert "dealer" not in page and logged(desk) == []


def test_the_days_are_chosen_by_links(sue: Browser) -> None:
    """Seven unless asked otherwise; nonsense is seven too."""
    assert "Handed over 4 " in words_of(sue.page("/desk/figures?days=30"))
    for query in ("", "?days=7", "?days=8", "?days=-1", "?days=%00", "?days=99999999999999999999"):
        page = sue.page(f"/desk/figures{query}")
        assert "Handed over 3 " in words_of(page)
        assert re.search(r'days=7" aria-current="page"', page)


# Questions


def test_reading_questions_is_logged(sue: Browser, desk: Desk) -> None:
    """Each time; phone numbers are masked, and what people wrote is text, never markup."""
    page = sue.page("/desk/figures?days=7&questions=1")
    assert "my dealer is called bob, ring (phone number) &lt;b&gt;now&lt;/b&gt;" in page
    assert "0123" not in page
    sue.page("/desk/figures?days=30&questions=1")
    assert logged(desk) == [("questions_viewed", "7 days"), ("questions_viewed", "30 days")]


def test_an_auditor_sees_figures_and_no_words(ada: Browser, desk: Desk) -> None:
    """Also when asking for them."""
    page = ada.page("/desk/figures?questions=1")
    assert "An auditor does not see the words" in page and "dealer" not in page
    assert logged(desk) == []


def test_words_that_are_gone_are_not_shown(sue: Browser, desk: Desk) -> None:
    """After an erasure there is a count and nothing to read."""
    with desk.scene.database.write() as connection:
        connection.exec_driver_sql("UPDATE inbox SET body = NULL")
    page = sue.page("/desk/figures?questions=1")
    assert "None of them is kept any more" in page and "2 of 4 messages" in page


# Files


def rows_of(browser: Browser, part: str, days: int = 7) -> list[list[str]]:
    """Take a file and read it as a spreadsheet does."""
    answer = browser.get(f"/desk/figures.csv?part={part}&days={days}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        rf'attachment; filename="porchlight-{part}-\d{{4}}-\d\d-\d\d-{days}d.csv"',
        answer.headers["content-disposition"],
    )
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.text)))


def test_the_files_hold_the_figures(ada: Browser) -> None:
    """One for each part, with a head."""
    assert rows_of(ada, "outcomes") == [["outcome", "handoffs"], ["helped", "1"]]
    assert rows_of(ada, "topics") == [
        ["topic", "messages"],
        ["cost", "2"],
        ["nlu_fallback", "1"],
        ["out_of_scope", "1"],
    ]
    assert rows_of(ada, "crises") == [["kind", "messages", "people"], ["crisis_suicide", "1", "1"]]
    hours = rows_of(ada, "hours")
    assert hours[0] == ["hour", "opened", "taken", "median_seconds", "p95_seconds"] and len(hours) == 25
    assert sum(int(row[1]) for row in hours[1:]) == 3


def test_the_file_of_handoffs_names_nobody(sue: Browser, desk: Desk) -> None:
    """A code, times and keys of ours: no conversation, no words, no number."""
    head, *rows = rows_of(sue, "handoffs")
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["seconds_to_answer"] for row in found] == ["4000", "42", ""]
    assert [row["abandoned"] for row in found] == ["yes", "no", "no"]
    assert [(row["urgent"], row["status"], row["outcome"]) for row in found] == [
        ("no", "taken", ""), ("no", "closed", "helped"), ("yes", "waiting", ""),
    ]  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[45]:00", found[0]["opened"])
    assert "conversation" not in sue.get("/desk/figures.csv?part=handoffs").text
    assert len(rows_of(sue, "handoffs", 30)) == 5


def test_taking_a_file_is_logged(sue: Browser, desk: Desk) -> None:
    """Which part, and of how many days."""
    for part in PARTS:
        rows_of(sue, part, 1)
    assert logged(desk) == [("csv_taken", f"{part}, today") for part in PARTS]


def test_a_part_that_there_is_not(sue: Browser, desk: Desk) -> None:
    """Is not found, and nothing is logged."""
    assert sue.get("/desk/figures.csv?part=contacts").status_code == 404
    assert logged(desk) == []


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=9)


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0), TEXT), min_size=1), max_size=9))
def test_no_cell_is_a_formula(rows: list[list[str | int | None]]) -> None:
    """Whatever a text begins with, a spreadsheet takes it for text, and reads it as it was."""
    written = as_csv(rows)
    for before, after in zip(rows, csv.reader(io.StringIO(written, newline="")), strict=True):
        for cell, read in zip(before, after, strict=True):
            if isinstance(cell, str):
                assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert read.removeprefix("'") == cell.removeprefix("'")


# Charts


def test_the_charts_are_pictures_with_words(sue: Browser) -> None:
    """Each is a labelled image without a style of its own, and its numbers stand in a table."""
    page = sue.page("/desk/figures")
    pictures = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img" and root.find("title") is not None and root.find("desc") is not None
        named = (root.get("aria-labelledby") or "").split()
        assert named == [root.find("title").get("id"), root.find("desc").get("id")]  # type: ignore[union-attr]
    assert "style=" not in page and "<style" not in page and "onclick" not in page
    assert "The same in numbers" in page


def _inside(chart: Chart) -> bool:
    across = [mark.y for mark in chart.marks] + [y for bar in chart.bars for y in (bar.y, bar.y + bar.height)]
    across += [y for reach in chart.reaches for y in (reach.low, reach.high)]
    along = [x for x, _ in chart.hours] + [bar.x for bar in chart.bars] + [reach.x for reach in chart.reaches]
    return all(0 <= y <= HEIGHT for y in across) and all(0 <= x <= WIDTH for x in along)


HOURS = st.lists(
    st.one_of(
        st.just(Answers(0, 0, None, None)),
        st.builds(
            lambda number, low, more: Answers(number, 1, low, low + more),
            st.integers(1, 50_000), st.floats(0, 1e6), st.floats(0, 1e7),
        ),
    ),
    min_size=24, max_size=24,
)  # fmt: skip


@given(HOURS)
def test_everything_fits_into_the_picture(hours: list[Answers]) -> None:
    """However few or many there are, and however long they waited, higher is more."""
    bars, waits = opened_chart(hours), answer_chart(hours)
    assert _inside(bars) and _inside(waits)
    assert len(bars.bars) == sum(each.opened > 0 for each in hours)
    heights = [bar.height for bar in bars.bars]
    numbers = [each.opened for each in hours if each.opened]
    assert [heights[n] for n in sorted(range(len(numbers)), key=numbers.__getitem__)] == sorted(heights)
    assert all(reach.high <= reach.low for reach in waits.reaches)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "-"), (0, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (185, "3 min 5 s"), (3_600, "1 h"), (7_860, "2 h 11 min"),
        (86_400, "1 day"), (180_000, "2 days 2 h"),
    ],
)  # fmt: skip
def test_times_in_words(seconds: float | None, words: str) -> None:
    """As one says them."""
    assert time_words(seconds) == words


def test_hours_in_words() -> None:
    """Midnight and noon among them."""
    assert [hour_words(hour) for hour in (0, 1, 12, 23)] == ["12 am", "1 am", "12 pm", "11 pm"]


# In a browser


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1_280, 360])
def test_a_browser_finds_nothing_wrong(desk: Desk, sue: Browser, browser: Chromium, scheme: str, width: int) -> None:
    """By day and night, on a screen and a phone: axe finds nothing serious, and nothing is wider than the page."""
    server = LoopbackServer(desk.app)
    server.start()
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    try:
        name = next(name for name in sue.http.cookies if name.endswith("desk"))
        context.add_cookies([{"name": name, "value": sue.token, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/desk/figures?questions=1", wait_until="load")
        page.locator("summary").first.click()
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    finally:
        context.close()
        server.stop()
