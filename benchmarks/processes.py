"""What running processes cost, as Linux counts it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time that these processes have used so far, in seconds."""
    return sum(_cpu(pid) for pid in pids)


def memory_mb(pid: int) -> float:
    """Return the most memory that this process has had, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def parent_of(pid: int) -> int:
    """Return the number of the process that started this one."""
    return int(_stat(pid)[1])


def children_of(parent: int) -> list[int]:
    """Return the numbers of the processes that this one has started and that still run."""
    return [pid for pid in _all() if _stat(pid)[1:2] == [str(parent)]]


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on: the second, a name, may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:  # it has just ended
        return []
