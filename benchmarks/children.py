"""Measurements run in fresh processes of their own, which hand one JSON object back."""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_MARK = "RESULT "
_STARTED = "PORCHLIGHT_BENCHMARK_STARTED"
# What `porchlight` sets for itself (porchlight/cli.py). Rasa's default gets what Rasa gives it.
_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
_OURS = {"OMP_NUM_THREADS": "1"}


class ChildFailed(Exception):
    """A measurement's process ended with an error; the message holds its last words."""


def measure(side: str, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run `python -m benchmarks.<module> <arguments>` for a side, "ours" or "default"; return what it hands back."""
    variables = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    variables |= {**_QUIET, **(_OURS if side == "ours" else {}), **(environment or {})}
    variables[_STARTED] = str(time.time())
    with tempfile.TemporaryFile() as errors:
        ended = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{module}", *arguments],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=errors,
            check=False,
        )
        errors.seek(0)
        last_words = errors.read().decode("utf-8", "replace")[-3000:]
    lines = [line for line in ended.stdout.decode("utf-8", "replace").splitlines() if line.startswith(_MARK)]
    if ended.returncode != 0 or not lines:
        raise ChildFailed(f"benchmarks.{module} ended with {ended.returncode}:\n{last_words}")
    handed_back: dict[str, Any] = json.loads(lines[-1].removeprefix(_MARK))
    return handed_back


def hand_back(result: Mapping[str, Any]) -> None:
    """In the child: print the result for `measure`."""
    print(_MARK + json.dumps(result), flush=True)


def seconds_since_start() -> float:
    """In the child: the time since its process was started, imports and all."""
    return time.time() - float(os.environ[_STARTED])


def peak_mb() -> float:
    """Return this process's peak memory in megabytes, not counting what its parent held before it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024  # bytes, where there is no /proc


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
