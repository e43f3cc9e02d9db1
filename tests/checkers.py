"""Programs of other people that check our files, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from porchlight.settings import ROOT


def tool(name: str, package: str) -> str:
    """Return where a program is; skip where it is not installed, and fail in CI, which installs it."""
    found = shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed: {package}")
    if found is None:
        pytest.skip(f"{name} is not installed: {package}")
    return found


def passes(*command: str | Path, **environment: str) -> str:
    """Run a checker; what it says is the failure. Return what it said."""
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr
