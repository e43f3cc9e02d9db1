"""What docker-compose.yml starts, started without Docker: its commands and environment, under its confinement.

Nothing can be written but in a small /tmp, no capability is left and none can be had, and the environment is the file's
and the image's. What is not tried here: another user than the one who runs the tests, whose Python may be their own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from porchlight.settings import ROOT
from tests.service import Service

SECRET_KEY = "a secret key for the tests of what compose starts 0123456789"
# Every mount there is becomes read-only (`read_only`); then come what `tmpfs` gives back, and the volume.
_CONFINE = """
for mount in $(awk '{print $2}' /proc/self/mounts); do mount -o remount,bind,ro "$mount" 2>/dev/null; done
mount -t tmpfs -o mode=1777,size=256m tmpfs "$TMPDIR"
mount -t tmpfs tmpfs "$PORCHLIGHT_FOLDER"
exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
"""


def compose_file() -> dict[str, Any]:
    """Return docker-compose.yml, as a loader reads it that joins what `<<` names."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def skip_where_nothing_can_be_confined() -> None:
    """Skip with the reason where this user may not make a mount namespace."""
    tried = subprocess.run(["unshare", "--mount", "mount", "-o", "remount,bind,ro", "/"], capture_output=True)
    if os.getuid() != 0 or tried.returncode != 0:
        pytest.skip("a read-only root needs root and a mount namespace (unshare --mount)")


class Composed(Service):
    """A service whose processes are started as docker-compose.yml says, on a database of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__(folder, database_url=database_url)
        (folder / "secret_key").write_text(SECRET_KEY)  # for the ledger
        self.tmp, self.volume = folder / "tmp", folder / "volume"
        self.tmp.mkdir()
        self.volume.mkdir()
        self._services = compose_file()["services"]

    @property
    def environment(self) -> dict[str, str]:
        """What the file gives a service, and what an operator's .env must hold."""
        given = {name: str(value) for name, value in self._services["web"]["environment"].items()}
        kept = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": self.database_url, "TMPDIR": str(self.tmp)}
        image = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
        of_image = dict(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=(\S+)", image, re.MULTILINE))
        of_image |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(self.tmp)}
        of_image |= {"MPLCONFIGDIR": str(self.tmp), "PORCHLIGHT_FOLDER": str(self.volume)}
        return super().environment | of_image | given | kept

    def _confined(self, service: str, *more: str) -> list[str]:
        program, *arguments = self._services[service]["command"]
        assert program == "porchlight"
        return [
            "unshare", "--mount", "sh", "-c", _CONFINE, "confined", sys.executable, "-m", program, *arguments, *more,
        ]  # fmt: skip

    def run_once(self, service: str) -> subprocess.CompletedProcess[str]:
        """Run a service of the file that ends by itself."""
        return self.run(self._confined(service))

    def health_of(self, service: str) -> int:
        """Run the health check of a service as the engine does, and return how it ended."""
        kind, program, *arguments = self._services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        own = {"python": [sys.executable], "porchlight": [sys.executable, "-m", "porchlight"]}[program]
        arguments = [argument.replace(":8000/", f":{self.port}/") for argument in arguments]
        return self.run([*own, *arguments]).returncode

    def start(self, service: str, *, number: int = 1) -> None:
        """Start a service of the file and leave it running; `number` tells those that are scaled apart."""
        more = ("--web-port", str(self.port)) if service == "web" else ()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._confined(service, *more), cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._processes[service if number == 1 else f"{service} {number}"] = process
