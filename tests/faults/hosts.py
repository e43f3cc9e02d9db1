"""One installation on several hosts: processes that share a database and a key, and nothing of the file system."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.service import Service, free_port

KEY = "a key that all hosts share, of 32 letters and more"
RETRY_FOR = 90.0


class Hosts(Service):
    """Webs and workers, each in a folder of its own; providers reach the webs in turn, and try again as they do."""

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__(folder, database_url=database_url, settings={"SECRET_KEY": KEY})
        (folder / "secret_key").write_text(KEY, encoding="ascii")  # for the ledger
        self.webs: list[str] = []
        self.refused: list[int] = []  # the HTTP status of each webhook that was not kept; 0 where nobody answered
        self._turns = itertools.count()
        self._noting = threading.Lock()

    def join(self, role: str, name: str) -> None:
        """Start `porchlight ROLE` on another host."""
        own = self.folder / name
        (own / "tmp").mkdir(parents=True)
        arguments: list[str] = []
        if role == "web":
            port = free_port()
            self.webs.append(f"http://127.0.0.1:{port}")
            self.url = self.webs[0]
            arguments = ["--web-port", str(port)]
        own_things = {"PORCHLIGHT_FOLDER": str(own), "TMPDIR": str(own / "tmp")}
        self.begin(name, ["porchlight", role, *arguments], self._log_of(name), **own_things)

    def lose_web(self, name: str) -> None:
        """Let a web go dark; providers are led to the others from now on, as a load balancer does."""
        self.kill(name)
        del self.webs[int(name.removeprefix("web-"))]
        self.url = self.webs[0]

    def words_of(self, name: str) -> str:
        """What the process on one host has said."""
        return self._log_of(name).read_text(encoding="utf-8", errors="replace")

    def log_text(self) -> str:
        """What all of them have said."""
        logs = sorted(self.folder.glob("*/process.log"))
        return "".join(log.read_text(encoding="utf-8", errors="replace") for log in logs)

    def _log_of(self, name: str) -> Path:
        return self.folder / name / "process.log"

    def come_up(self, webs: int, workers: int) -> None:
        """Migrate, start so many of each, and wait until all are there."""
        migrated = self.command("migrate")
        assert migrated.returncode == 0, migrated.stderr
        for number in range(webs):
            self.join("web", f"web-{number}")
        for number in range(workers):
            self.join("worker", f"worker-{number}")
        self.wait_ready()
        self.wait_until(lambda: len(self.ledger.ready_workers()) == workers, 120.0, "every worker has its model")

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        """Post a webhook to the next web, and again to the one after it while it is not kept."""
        give_up_at = time.monotonic() + RETRY_FOR
        while True:
            web = self.webs[next(self._turns) % len(self.webs)]
            try:
                answer = self.http.post(web + path, headers=dict(headers), content=body)
            except httpx.TransportError:
                answer = httpx.Response(503, headers={"X-Nobody": "answered"})
            if answer.status_code < 500 or time.monotonic() > give_up_at:
                return answer
            with self._noting:
                self.refused.append(0 if "X-Nobody" in answer.headers else answer.status_code)
            time.sleep(0.5)
