"""`make audit`: asks a database of known vulnerabilities about every version in constraints.txt, and says what it says.

pip-audit runs in an environment of its own (`uv tool run`), because Rasa holds `packaging` below what it needs. Exit
codes: 0, nothing is known but what docs/dependencies.md answers for; 1, something is; 3, the database could not be
asked, and nothing is known at all.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FINE, FOUND, NOT_ASKED = 0, 1, 3
_WITHIN = 900  # seconds for some 250 packages
_AUDIT = (
    str(Path(sys.executable).parent / "uv"), "tool", "run", "--from", "pip-audit==2.10.1", "pip-audit",
    "--requirement", str(ROOT / "constraints.txt"), "--require-hashes", "--disable-pip",
    "--vulnerability-service", "osv", "--format", "json", "--progress-spinner", "off", "--timeout", "20",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One known vulnerability of one pinned package."""

    package: str
    version: str
    name: str
    fixed_in: str


class NotAsked(Exception):
    """There is no answer of the database; the message is the last thing that pip-audit said."""


def ask(command: Sequence[str] = _AUDIT) -> list[Finding]:
    """Run pip-audit and return everything it found. Raises NotAsked where it has no answer for every package.

    Its exit code says nothing: it is 1 for a finding, and for a database that cannot be reached.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_WITHIN)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAsked(type(error).__name__) from None
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        raise NotAsked((done.stderr.strip().splitlines() or ["it said nothing"])[-1]) from None
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped or not packages:
        raise NotAsked(f"no answer about: {', '.join(skipped) or 'anything'}")
    return [
        Finding(each["name"], each["version"], found["id"], ", ".join(found["fix_versions"]) or "none yet")
        for each in packages
        for found in each["vulns"]
    ]


def answered_for(page: str) -> set[str]:
    """Return the packages that docs/dependencies.md says why they stay old and cannot be reached."""
    table = page.partition("## What is known to be wrong with old ones")[2].partition("\n## ")[0]
    return {_same(name) for name in re.findall(r"^\| `([\w-]+)`", table, re.MULTILINE)}


def main(command: Sequence[str] = _AUDIT) -> int:
    """Print what is known, and return the exit code."""
    try:
        findings = ask(command)
    except NotAsked as reason:
        print("NOT AUDITED: the database of vulnerabilities (osv.dev) could not be asked.")
        print(f"pip-audit ended with: {reason}")
        print("This says nothing about the packages. Run it where osv.dev can be reached.")
        return NOT_ASKED
    known = answered_for((ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    new = [each for each in findings if _same(each.package) not in known]
    for each in findings:
        held = "" if each in new else "  (held by Rasa; see docs/dependencies.md)"
        print(f"{each.package} {each.version}: {each.name}, fixed in {each.fixed_in}{held}")
    print(f"{len(findings)} known, {len(new)} of them in packages that nothing holds back.")
    return FOUND if new else FINE


def _same(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


if __name__ == "__main__":
    sys.exit(main())
