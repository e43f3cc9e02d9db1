"""What the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import click
import pytest
import tomli  # comes with pytest on Python 3.10
import typer.main
import yaml
from starlette.routing import Route

from bot.training import ROOT as BOT
from bot.turn import MAX_ATTEMPTS
from connectors.journal import LEASE
from connectors.sms.webhook import STOP_WORDS
from connectors.telegram.updates import COMMANDS
from connectors.web import MAX_BODY
from connectors.workers import _GONE as GONE
from facilities_db.codes import SIGNS
from facilities_db.formats.samhsa import COLUMNS
from porchlight.bootstrap import Parts, make_web
from porchlight.cli import app
from porchlight.numbers import reviewed_numbers
from porchlight.schema import all_tables
from porchlight.settings import ROOT, read_settings
from tests.people import person_on
from tests.service import Service

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/dependencies.md",
    "docs/ranking.md",
    "docs/operations.md",
)
README, CONTRIBUTING, ARCHITECTURE, DEPENDENCIES, RANKING, OPERATIONS = (
    (ROOT / page).read_text("utf-8") for page in PAGES
)
EVERYTHING = "\n".join((README, CONTRIBUTING, ARCHITECTURE, DEPENDENCIES, RANKING, OPERATIONS))
PACKAGES = ("bot", "connectors", "facilities_db", "hotline", "porchlight")
# Made by running things, so that a fresh copy has none of them.
MADE = {
    ".env",
    "deploy/prometheus/alertmanagers.yml",
    ".venv/bin",
    ".venv/bin/porchlight",
    "bot/models/",
    "var/",
    "var/imports/",
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Settings that are for tests and unusual installations, not for a newcomer's .env.
NOT_FOR_NEWCOMERS = {"PORCHLIGHT_FOLDER", "PORCHLIGHT_MODELS"}


def section(page: str, title: str) -> str:
    """Return what a page says under a heading, up to the next one of that rank."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {title!r}"
    return found[2]


def first_cells(text: str) -> list[str]:
    """Return the first cell of each row of the tables in `text`, without their heads."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [row.split("|")[1].strip() for row in rows]
    return [cell for cell in cells if "`" in cell]


def code(text: str) -> list[str]:
    """Return everything that `text` sets in backticks on a line."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def commands(group: click.Group, name: str = "porchlight") -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, by its whole name."""
    for part, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {part}")  # type: ignore[arg-type]
        else:
            yield f"{name} {part}", command


def known_commands() -> dict[str, click.Command]:
    """Return the commands of `porchlight`, by name."""
    return dict(commands(typer.main.get_command(app)))  # type: ignore[arg-type]


def test_every_command_and_option_is_in_the_table() -> None:
    """The README's table has each command with each of its options and arguments, and none that is not."""
    rows = {code(cell)[0]: cell for cell in first_cells(section(README, "Command line"))}
    known = known_commands()
    assert set(rows) == set(known)
    for name, command in known.items():
        options = {option for param in command.params for option in param.opts if option.startswith("--")}
        arguments = {(param.name or "").upper() for param in command.params if param.param_type_name == "argument"}
        assert set(re.findall(r"--[a-z-]+", rows[name])) == options, name
        assert set(re.findall(r"\b[A-Z]{2,}\b", rows[name])) == arguments, name


def test_every_command_that_is_spoken_of_exists() -> None:
    """`porchlight x` and `make x` are commands, on whatever page they stand."""
    groups = {name.rsplit(" ", 1)[0] for name in known_commands()}
    for said in re.findall(r"porchlight((?: [a-z]+)+)", "\n".join(code(EVERYTHING))):
        words = f"porchlight{said}".split()
        assert any(" ".join(words[:n]) in known_commands() for n in (2, 3)) or " ".join(words) in groups, said
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(code(EVERYTHING)))) <= targets


def test_every_setting_is_in_the_table() -> None:
    """The README's table names exactly the variables that the settings module reads."""
    rows = {code(cell)[0] for cell in first_cells(section(README, "Environment"))}
    source = (ROOT / "porchlight" / "settings.py").read_text(encoding="utf-8")
    assert rows == set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))


def test_the_example_has_every_setting() -> None:
    """`.env.example` offers every variable a newcomer may want, and none that nobody reads."""
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    rows = {code(cell)[0] for cell in first_cells(section(README, "Environment"))}
    assert example == rows - NOT_FOR_NEWCOMERS


def test_every_address_is_in_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's table has each route of the web process with its method, and none that is not."""
    for name in re.findall(r"[A-Z_]{8,}", section(README, "Environment")):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORCHLIGHT_FOLDER", str(tmp_path))
    web = make_web(Parts(read_settings(env_file=None)))
    routes = [route for route in web.routes if isinstance(route, Route)]
    served = {f"{'POST' if 'POST' in (route.methods or ()) else 'GET'} {route.path}" for route in routes}
    said = {word for word in code(section(README, "Endpoints")) if word.startswith(("GET ", "POST "))}
    assert said == served


def test_every_table_is_accounted_for() -> None:
    """What the README says is stored covers every table of the database."""
    said = {
        name for cell in first_cells(section(README, "What it stores, and what it never does")) for name in code(cell)
    }
    assert said == {str(name) for name in all_tables().tables}


def test_every_direct_dependency_is_explained() -> None:
    """The dependencies page has one line for each direct dependency, and none for a former one."""
    project: dict[str, Any] = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted, title in (
        (project["dependencies"], "To run"),
        (project["optional-dependencies"]["dev"], "To work on it"),
    ):
        names = {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in wanted}
        assert {code(cell)[0] for cell in first_cells(section(DEPENDENCIES, title))} == names


def test_the_old_pins_are_rasas() -> None:
    """Each pin that is laid at Rasa's door is one that Rasa asks for, at that version."""
    asked = [requirement.lower().replace("(", "").replace(")", "") for requirement in requires("rasa") or []]
    for line in section(DEPENDENCIES, "Old pins that Rasa brings").splitlines():
        if not line.startswith("| `"):
            continue
        name, allowed = (cell.strip(" `") for cell in line.split("|")[1:3])
        bounds = [requirement for requirement in asked if re.match(rf"{re.escape(name.lower())}[ \[]", requirement)]
        version = allowed.removeprefix("below ")
        sign = "<" if allowed.startswith("below") else "="
        assert any(re.search(rf"{sign}{re.escape(version)}\b", bound) for bound in bounds), f"{name}: {bounds}"


def test_every_path_exists() -> None:
    """A file or folder that a page names is there, unless running things makes it."""
    for said in code(EVERYTHING):
        path = said.split()[0]
        looks_like_one = re.fullmatch(
            r"\.?[A-Za-z_][\w-]*(/[\w.-]+)+/?|[\w-]+/|[\w.-]+\.(py|yml|md|toml|txt|example)", path
        )
        if looks_like_one and path not in MADE and not path.startswith("America/"):
            assert (ROOT / path).exists(), path


def test_every_name_in_the_code_exists() -> None:
    """`package.module.Name.method` names a module of ours and something in it; `Name.method` a class of ours."""
    classes = {name: members for file in _sources() for name, members in _defined(file).items() if members is not None}
    for said in code(EVERYTHING):
        if re.fullmatch(r"[A-Z][a-z][A-Za-z]+\.[a-z_]+", said):
            name, method = said.split(".")
            assert method in (classes.get(name) or ()), said
        elif re.fullmatch(rf"({'|'.join(PACKAGES)})(\.\w+)+", said) and not said.endswith((".py", ".yml")):
            parts = said.split(".")
            depth = max((n for n in range(1, len(parts) + 1) if _source(parts[:n])), default=0)
            source = _source(parts[:depth])
            assert source, said
            name, *method_of = [*parts[depth:], "", ""][:2]
            assert not name or name in _defined(source), said
            assert not method_of[0] or method_of[0] in (_defined(source)[name] or ()), said


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def _source(parts: list[str]) -> Path | None:
    base = ROOT.joinpath(*parts)
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def _defined(source: Path) -> dict[str, set[str] | None]:
    """Return the names a module defines; a class with the names of its methods, anything else with None."""
    names: dict[str, set[str] | None] = {}
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names[node.name] = {each.name for each in node.body if isinstance(each, _FUNCTIONS)}
        elif isinstance(node, _FUNCTIONS):
            names[node.name] = None
        elif isinstance(node, ast.Assign):
            names |= {target.id: None for target in node.targets if isinstance(target, ast.Name)}
    return names


def test_every_link_leads_somewhere() -> None:
    """Links and pictures of the pages lead to files of the project, or to an https address."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            assert target.startswith("https://") or (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target}"


def test_every_intent_is_listed() -> None:
    """The architecture page lists the intents of the domain, each once."""
    listed = section(ARCHITECTURE, "How a message is understood").split("The intents, all in")[1]
    said = [word for word in code(listed) if re.fullmatch(r"[a-z_]+", word)]
    domain = yaml.safe_load((BOT / "domain.yml").read_text(encoding="utf-8"))
    assert sorted(said) == sorted(domain["intents"])


def test_the_pipeline_is_the_one_described() -> None:
    """The architecture page's table has the components and policies of `bot/config.yml`, in their order."""
    config = yaml.safe_load((BOT / "config.yml").read_text(encoding="utf-8"))
    cells = first_cells(section(ARCHITECTURE, "How a message is understood"))
    assert [code(cell)[0] for cell in cells] == [part["name"] for part in config["pipeline"] + config["policies"]]


def test_the_few_figures_are_the_codes() -> None:
    """Limits that the pages state are the ones in the code."""
    assert "15 seconds" in ARCHITECTURE and LEASE.total_seconds() == 15
    assert "last 8 seconds" in ARCHITECTURE and GONE.total_seconds() == 8
    assert "64 KB at most" in ARCHITECTURE and MAX_BODY == 64 * 1024
    assert "three times in all" in ARCHITECTURE and MAX_ATTEMPTS == 3


def test_the_words_that_stop_and_the_commands_are_named() -> None:
    """The README warns of each word that a carrier takes for STOP, and names each Telegram command."""
    trap = README.split("**The one-word trap.**")[1].split("\n\n")[0]
    assert {word.casefold() for word in code(trap)} == STOP_WORDS
    assert {f"/{name}" for name in COMMANDS} <= set(code(section(README, "Connect Telegram")))


def test_the_columns_of_a_directory_are_named() -> None:
    """The README names every column without which a directory is refused."""
    assert set(COLUMNS) <= set(code(section(README, "Load the real directory")))


def test_the_signs_of_quality_are_the_ones_that_are_counted() -> None:
    """The ranking page's table has each sign that puts a program forward, in the order in which they are told."""
    rows = re.findall(r"^\| ([^|]+) \|", section(RANKING, "When somebody asks for the best"), re.MULTILINE)
    assert rows[1:] == [sign.label for sign in SIGNS.values()]


@pytest.mark.parametrize("page", PAGES)
def test_phone_numbers_are_reviewed_or_invented(page: str) -> None:
    """A phone number on a page is one of the reviewed ones, or one that is set aside for fiction (555-01xx)."""
    shown = {number.shown for number in reviewed_numbers().values()}
    for number in re.findall(r"\b(?:1-)?\d{3}-\d{3}-\d{4}\b", (ROOT / page).read_text(encoding="utf-8")):
        assert number in shown or re.search(r"-555-01\d\d$", number), number


@pytest.mark.parametrize("page", [*PAGES, "Dockerfile", "docker-compose.yml"])
def test_pages_are_true_on_every_machine(page: str) -> None:
    """No page holds a path of somebody's machine or of a folder outside the project."""
    said = (ROOT / page).read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])(/home/|/root|/Users/|/work/|\.\./\.\.)|\.\./shared", said)


def test_every_file_of_a_language_is_named() -> None:
    """Whoever adds a language finds each file that Spanish has in the page's table, under the new one's code."""
    page = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    named = [re.escape(name).replace(r"\*", "[^/]*") for name in code(page) if "fr" in name]
    folders = ("bot", "connectors", "facilities_db", "hotline", "porchlight", "tests/bot")
    listed = [path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.*")]
    spanish = [path for path in listed if re.search(r"/es/|/es\.|_es\.yml$", path)]
    assert spanish
    for path in spanish:
        wanted = re.sub(r"/es/", "/fr/", re.sub(r"/es\.", "/fr.", re.sub(r"_es\.yml$", "_fr.yml", path)))
        assert any(re.fullmatch(name, wanted) for name in named), path


def test_the_conversations_in_the_readme_are_real_ones(service: Service) -> None:
    """Each conversation of the README, held again with the real service, goes as printed ("..." stands for anything)."""
    printed = re.findall(r"```text\n(> .*?)```", README, re.DOTALL)
    assert len(printed) == 2
    for conversation in printed:
        person = person_on("sms", service)
        for turn in re.split(r"^> ", conversation, flags=re.MULTILINE)[1:]:
            said, _, answer = turn.partition("\n")
            expected = [_pattern(reply) for reply in re.split(r"\n\s*\n", answer.strip())]
            replies = [" ".join(reply.split()) for reply in person.says(said)]
            assert len(replies) == len(expected), replies
            for reply, pattern in zip(replies, expected, strict=True):
                assert re.fullmatch(pattern, reply), f"{said!r} got: {reply}"


def _pattern(reply: str) -> str:
    """Return what a printed reply stands for: words by words, dots for anything, and any code for the code."""
    text = re.escape(" ".join(reply.split()))
    text = re.sub(r"(code\\ is\\ )\w{4}", r"\1\\w{4}", text)
    return re.sub(r"(\\ )?\\\.\\\.\\\.(\\ )?", ".*", text)
