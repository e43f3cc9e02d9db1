"""The page for reviewers, and the command that writes it and checks before a release."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner

from bot.content.examples import read_examples
from bot.content.library import Library
from bot.content.page import page
from porchlight.cli import app
from porchlight.commands.content import check_content
from porchlight.languages import languages
from porchlight.numbers import reviewed_numbers

LIBRARIES = [Library.read(language=language) for language in languages()]
LIBRARY = LIBRARIES[0]
TODAY = max(shown.reviewed for library in LIBRARIES for shown in library.replies if shown.reviewed)
PAGE = page(LIBRARIES, read_examples(), TODAY)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def test_every_text_and_button_is_on_the_page() -> None:
    """As people get it, in every form and in every language."""
    shown = html.unescape(PAGE)
    for reply in (each for library in LIBRARIES for each in library.replies):
        assert reply.text in shown, str(reply)
        if reply.form == "telegram":
            assert all(f"<li>{choice.title}</li>" in shown for choice in reply.choices), str(reply)


def test_languages_stand_side_by_side() -> None:
    """The same text of the same reply in one row, English first, each marked with its language."""
    entry = PAGE.split('id="cost"')[1].split("</article>")[0]
    rows = [re.findall(r"<b>(.+)</b>", row) for row in entry.split('<div class="parts">')[1:]]
    assert rows[:2] == [[f"{title} · {language}" for language in languages()] for title in ("SMS", "Telegram")]
    # By SMS Spanish loses its accents, so that its forms differ where the English ones are alike.
    assert rows[2][:2] == ["MORE, SMS and Telegram · en", "MORE, SMS · es"] and "MORE, Telegram · es" in rows[3]
    assert re.findall(r'<div class="bubble" lang="(\w+)">', entry)[: len(languages())] == [*languages()]
    assert '<div class="part"></div>' in entry


def test_a_reply_that_is_missing_in_one_language_leaves_the_others() -> None:
    """Its place stays empty, and the top of the page says so."""
    less = replace(LIBRARIES[1], replies=tuple(each for each in LIBRARIES[1].replies if each.name != "utter_cost"))
    made = page([LIBRARY, less, *LIBRARIES[2:]], {}, TODAY)
    assert f"{less.language}: utter_cost: it is not translated" in made
    assert made.count('id="cost"') == 1


def test_replies_are_grouped_and_questions_keep_their_order() -> None:
    """Questions first, danger last; a reply stands under one heading, what MORE brings stands with it."""
    headings = re.findall(r"<h2>(.+)</h2>", PAGE)
    assert (headings[0], "Other" in headings) == ("Questions", False)
    assert headings.index("Danger") > headings.index("Finding programs and people")
    entries = re.findall(r'<article class="entry" id="(\w+)">', PAGE)
    assert tuple(entries[:41]) == LIBRARY.questions
    assert sorted(entries) == sorted(name.removeprefix("utter_") for name in LIBRARY.names if name[-5:] != "_more")


def test_each_number_is_there_with_its_source() -> None:
    """At the end, with a link."""
    end = PAGE.split('id="numbers-list"')[1]
    for number in reviewed_numbers().values():
        assert number.shown in end and f'href="{html.escape(number.source)}"' in end


def test_the_page_is_complete_in_itself() -> None:
    """No script, no style or picture from elsewhere: it can be sent by mail and opened anywhere."""
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\son\w+=", PAGE)


def test_what_is_said_cannot_break_the_page() -> None:
    """A reply or an example with marks of HTML is shown as it is."""
    sly = replace(LIBRARY.replies[0], text="<b>&", written="<b>&")
    made = page([replace(LIBRARY, replies=(sly,))], {sly.name.removeprefix("utter_"): ["<i>?"]}, TODAY)
    assert "&lt;b&gt;&amp;</div>" in made and "<q>&lt;i&gt;?</q>" in made


def test_what_is_wrong_stands_at_the_top_and_at_the_reply() -> None:
    """A reviewer sees it first; a reply that is a year old too."""
    text = "Stay clean. Text your ZIP."
    bad = replace(LIBRARY.replies[0], text=text, written=text)
    made = page([replace(LIBRARY, replies=(bad, *LIBRARY.replies[1:]))], {}, TODAY)
    assert "To be seen to first" in made and made.count("it says &#34;clean&#34;") == 2
    assert "last reviewed" not in PAGE and "last reviewed" in page([LIBRARY], {}, TODAY + dt.timedelta(days=400))


def test_a_reply_from_a_new_file_is_not_lost() -> None:
    """Until somebody says where it belongs, it comes last."""
    new = replace(LIBRARY.replies[0], name="utter_new", group="unheard_of")
    made = page([replace(LIBRARY, replies=(*LIBRARY.replies, new))], {}, TODAY)
    assert made.index('id="new"') > made.index("<h2>Other</h2>") > made.index("<h2>Danger</h2>")


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To `content.html` here, to another file, or to standard output."""
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["content"]).exit_code == 0
    assert CliRunner().invoke(app, ["content", "other.html"]).exit_code == 0
    printed = CliRunner().invoke(app, ["content", "-"]).stdout
    written = (tmp_path / "content.html").read_text(encoding="utf-8")
    assert written == (tmp_path / "other.html").read_text(encoding="utf-8") == printed.removesuffix("\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content.html", "other.html"]


def test_a_page_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Without a traceback."""
    result = CliRunner().invoke(app, ["content", str(tmp_path / "nowhere" / "page.html")])
    assert result.exit_code == 1 and "cannot be written" in result.output


def test_the_check_is_content_today_and_not_in_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    """Old dates fail the release, not these tests: each old reply and number is named, with its day."""
    assert check_content(TODAY) == 0
    capsys.readouterr()
    assert check_content(TODAY + dt.timedelta(days=366)) == 1
    said = capsys.readouterr().out
    for library in LIBRARIES:
        for shown in library.replies:
            assert f"{shown}: last reviewed {shown.reviewed}" in said
        assert library is LIBRARY or f"\n{library.language}: utter_" in said
    for name in reviewed_numbers():
        assert f"number {name}: last reviewed" in said


def test_the_check_names_a_broken_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And exits with 1, and writes no page."""
    bad = replace(LIBRARY.replies[0], source="")
    broken = replace(LIBRARY, replies=(bad, *LIBRARY.replies[1:]))
    kept = {library.language: library for library in [broken, *LIBRARIES[1:]]}
    monkeypatch.setattr(Library, "read", classmethod(lambda cls, language: kept[language]))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["content", "--check"])
    assert result.exit_code == 1
    assert f"{bad}: its source is 'missing'" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_it_without_sideways_scrolling(width: int, tmp_path: Path) -> None:
    """On a phone and on a desk; nothing is fetched and nothing complains."""
    (tmp_path / "content.html").write_text(PAGE, encoding="utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": width, "height": 800})
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: asked.append(message.text))
        opened.goto((tmp_path / "content.html").as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.locator("#crisis_suicide").get_by_text("988").count() > 0
        browser.close()
    assert len(asked) == 1, asked
