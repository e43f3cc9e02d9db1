"""`make audit` says what was found, or that nobody could be asked; it never takes the one for the other."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from porchlight.settings import ROOT
from tests.audit import FINE, FOUND, NOT_ASKED, answered_for, main


def pip_audit(code: int, said: Any = "", trouble: str = "") -> list[str]:
    """A stand-in for pip-audit that says this and ends so."""
    words = said if isinstance(said, str) else json.dumps({"dependencies": said, "fixes": []})
    program = f"import sys; print({words!r}); print({trouble!r}, file=sys.stderr); sys.exit({code})"
    return [sys.executable, "-c", program]


def package(name: str, *vulnerabilities: str) -> dict[str, Any]:
    """One package of pip-audit's answer."""
    found = [{"id": each, "fix_versions": ["9.9"], "aliases": [], "description": ""} for each in vulnerabilities]
    return {"name": name, "version": "1.0", "vulns": found}


def test_nothing_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Then it is 0."""
    assert main(pip_audit(0, [package("starlette"), package("rasa")])) == FINE
    assert capsys.readouterr().out.startswith("0 known")


def test_something_known_in_a_package_that_could_be_raised(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is named with the version that mends it, and the exit code is 1."""
    assert main(pip_audit(1, [package("starlette", "GHSA-1"), package("tensorflow", "PYSEC-2")])) == FOUND
    said = capsys.readouterr().out
    assert "starlette 1.0: GHSA-1, fixed in 9.9\n" in said and "tensorflow 1.0: PYSEC-2, fixed in 9.9  (held" in said


def test_something_known_in_what_rasa_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """It is named too; the exit code is that of what docs/dependencies.md answers for."""
    assert main(pip_audit(1, [package("TensorFlow", "PYSEC-2")])) == FINE
    assert "PYSEC-2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        pip_audit(1, trouble="ConnectionError: Failed to resolve 'api.osv.dev'"),
        pip_audit(1, "not json"),
        pip_audit(0, []),
        pip_audit(0, [{"name": "rasa", "skip_reason": "could not be asked"}, package("starlette")]),
        pip_audit(0, "[]"),
        ["/nowhere/uv"],
    ],
)
def test_a_database_that_cannot_be_asked_is_not_a_clean_one(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever pip-audit's exit code: it is 3, and the first words say so."""
    assert main(command) == NOT_ASKED
    assert capsys.readouterr().out.startswith("NOT AUDITED")


def test_what_is_answered_for_is_pinned() -> None:
    """Every package of the table is one that is installed."""
    known = answered_for((ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    pinned = {
        line.split("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line
    }
    assert known and known <= pinned
