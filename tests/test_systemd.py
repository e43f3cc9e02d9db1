"""The systemd units, by systemd's own checker where it is installed."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from porchlight.settings import ROOT
from tests.checkers import passes
from tests.test_docs import known_commands

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


def test_systemd_reads_its_units(tmp_path: Path) -> None:
    """By its own checker, with this Python's paths in the place of the installation's."""
    analyze = shutil.which("systemd-analyze") or pytest.skip("systemd-analyze is not installed")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/opt/porchlight/.venv/bin/porchlight", sys.executable).replace(
            "/opt/porchlight", str(ROOT)
        )
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text)
    said = passes(analyze, "verify", *sorted(tmp_path.iterdir()), SYSTEMD_UNIT_PATH=f"{tmp_path}:")
    assert "porchlight" not in said
    for service in sorted(tmp_path.glob("*.service")):
        passes(analyze, "security", "--offline=true", "--threshold=20", service)


def test_units_are_hardened_and_hear_each_other() -> None:
    """Every one by the same measures; what rings the others has one folder that all of them see."""
    services = [unit.read_text(encoding="utf-8") for unit in UNITS if unit.suffix == ".service"]
    measures = ("ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes", "CapabilityBoundingSet=\n",
                "User=porchlight", "TMPDIR=/run/porchlight", "RuntimeDirectoryPreserve=yes", "MemoryMax=")  # fmt: skip
    assert len(services) == 4
    for text in services:
        assert [measure for measure in measures if measure not in text] == []
        (command,) = re.findall(r"/opt/porchlight/\.venv/bin/porchlight ([a-z]+)", text)
        assert f"porchlight {command}" in known_commands()
