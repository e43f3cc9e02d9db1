"""The pages on privacy, laws and threats are true: every test, path, command and link on them is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.opting_out import wants_no_more
from connectors.privacy_page import SOURCE
from connectors.retention import UNDER_WAY
from porchlight.schema import all_tables
from porchlight.settings import ROOT, RetentionSettings
from tests.test_docs import code, known_commands, section

PAGES = ("docs/privacy.md", "docs/compliance.md", "docs/threats.md", "SECURITY.md")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_THREATS = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
_PRIVACY = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def threats() -> list[str]:
    """Return the rows of the tables of threats."""
    rows = [line for line in _THREATS.splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith("| threat |")]


@pytest.mark.parametrize("row", threats())
def test_every_threat_names_a_test_that_exists(row: str) -> None:
    """In its last column; a test that is renamed or taken away is missed here."""
    named = _TEST.findall(row.rsplit("|", 2)[1])
    assert named, "no test is named"
    for path, name in named:
        assert (ROOT / path).is_file(), path
        assert name in _tests_in(ROOT / path), f"{path}::{name}"


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_lead_somewhere(page: str) -> None:
    """Within the project, or to an https address."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert target.startswith("https://") or (ROOT / page).parent.joinpath(target).exists(), target
    for said in code(text):
        if re.fullmatch(r"(bot|connectors|docs|hotline|porchlight|tests)/[\w/.-]+", said):
            assert (ROOT / said).exists(), said
    assert not re.search(r"(?<![\w.])(/home/|/root|/Users/|/work/)", text)


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page: str) -> None:
    """`porchlight x` with its options."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for said in re.findall(r"porchlight ([a-z]+)((?: --?[a-z-]+)*)", text):
        command = known_commands().get(f"porchlight {said[0]}")
        if command is None:
            assert f"`porchlight {said[0]}" not in text, said
            continue
        options = {option for param in command.params for option in param.opts}
        assert set(re.findall(r"--[a-z-]+", said[1])) <= options, said


def test_the_days_are_the_defaults() -> None:
    """What the page says is what happens when nothing is set."""
    assert (RetentionSettings().content.days, RetentionSettings().contact.days) == (30, 90)
    assert "`CONTENT_DAYS` (30)" in _PRIVACY and "`CONTACT_DAYS` (90)" in _PRIVACY
    assert UNDER_WAY.days == 7 and "waited for a week" in _PRIVACY
    assert RetentionSettings().handoff is None and "as long as the contact" in _PRIVACY


def test_every_table_about_people_is_on_the_page() -> None:
    """Whatever has a person's rows is named where it says how long they are kept."""
    from tests.test_erasing import KEPT

    named = set(code(section(_PRIVACY, "What, where, how long")))
    assert (set(all_tables().tables) - set(KEPT)) | {"audit"} <= named


def test_the_wordings_that_are_promised_are_heard() -> None:
    """Those on the page for people and on the page for operators."""
    quoted = re.findall(r"\"([a-z ]+)\"", section(_PRIVACY, "No more messages") + SOURCE.read_text(encoding="utf-8"))
    promised = [words for words in quoted if words not in ("text me again",) and "=" not in words]
    assert "leave me alone" in promised and "stop texting me" in promised
    assert [
        words for words in promised if words.split()[0] in ("leave", "stop", "take") and not wants_no_more(words)
    ] == []
