"""The proxy: a real Caddy with our file lets the outside reach what it should, and writes nobody down."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from porchlight.settings import ROOT
from tests.checkers import passes, tool
from tests.service import free_port

CADDYFILE = ROOT / "deploy" / "Caddyfile"


class _Answering(BaseHTTPRequestHandler):
    """Stands for web: says which path it was asked for, and by whom."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = f"{self.command} {self.path} for {self.headers['x-forwarded-for']}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the proxy has hung up on a body that is too large
            self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A real Caddy with our file, in front of a server that answers everything; its address and its log."""
    caddy = tool("caddy", "Debian's caddy")
    behind = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("caddy")
    url = f"http://127.0.0.1:{free_port()}"
    health = free_port()
    environment = {
        **os.environ, "HEALTH_PORT": str(health), "PUBLIC_URL": url, "WEB_HOST": "localhost", "WEB_PORT": str(behind.server_port),
        "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
    }  # fmt: skip
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [caddy, "run", "--config", CADDYFILE, "--adapter", "caddyfile"],
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not _listens(url):
            assert running.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        assert httpx.get(f"http://127.0.0.1:{health}/", trust_env=False).status_code == 200
        yield url, folder / "log"
    finally:
        running.terminate()
        running.wait(30)
        behind.shutdown()
        behind.server_close()


def _listens(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 404
    except httpx.HTTPError:
        return False


def test_caddy_reads_its_file() -> None:
    """As it would with a real address; nothing is asked of anybody for that."""
    caddy = tool("caddy", "Debian's caddy")
    config = ("--config", str(CADDYFILE), "--adapter", "caddyfile")
    passes(caddy, "validate", *config, PUBLIC_URL="https://porchlight.test")


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/voice/line/x", "/desk", "/desk/queue", "/privacy"])
def test_what_the_outside_may_reach(proxy: tuple[str, Path], path: str) -> None:
    """Webhooks, the desk and the privacy page are passed on, with the address of whoever asks."""
    answer = httpx.get(proxy[0] + path, headers={"x-forwarded-for": "203.0.113.9"}, trust_env=False)
    assert answer.text == f"GET {path} for 127.0.0.1", "nobody may claim to be somebody else"
    assert "max-age" in answer.headers["strict-transport-security"] and "Caddy" not in str(answer.headers)


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/healthz", "/readyz", "/", "/phone", "/deskmetrics", "/webhooks/../metrics", "/desk/..%2fmetrics",
     "/webhooks/%2e%2e/metrics", "//metrics"],
)  # fmt: skip
def test_what_it_may_not(proxy: tuple[str, Path], path: str) -> None:
    """Figures, health and whatever else there is stay inside, however the path is written."""
    address = proxy[0].removeprefix("http://")
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as visitor:
        visitor.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: visitor.recv(4096), b"")).decode()
    # Passed on letter by letter, it is to web an address under these two, which does not exist: web resolves no "..".
    passed_on = re.search(r"^GET (\S+) for ", answer, re.MULTILINE)
    assert " 404 " in answer.splitlines()[0] or (passed_on and passed_on[1].startswith(("/webhooks/", "/desk/")))


def test_giant_bodies_and_slow_clients(proxy: tuple[str, Path]) -> None:
    """A body over 64 KB is refused, and a client that does not end its request is left."""
    answer = httpx.post(f"{proxy[0]}/webhooks/sms", content=b"x" * 70_000, trust_env=False)
    assert answer.status_code in (413, 502), "which of the two depends on Caddy's version"
    host, port = proxy[0].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as slow:
        slow.sendall(b"POST /webhooks/sms HTTP/1.1\r\nHost: porchl")
        while slow.recv(1000):
            pass


def test_the_proxy_logs_nobody(proxy: tuple[str, Path]) -> None:
    """No address, path or header of a request, also when it fails."""
    httpx.post(f"{proxy[0]}/webhooks/zanzibar?From=zanzibar", content=b"x" * 70_000, trust_env=False)
    assert "zanzibar" not in proxy[1].read_text()
