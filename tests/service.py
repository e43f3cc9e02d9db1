"""A real Porchlight, in processes of its own, between a Twilio and a Telegram of the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from typing_extensions import Self

from porchlight.settings import ROOT
from tests.doubles.telegram import FakeTelegram
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import OUR_NUMBER, new_sid
from tests.ledger import Ledger

# What Twilio and Telegram were told. The tests call another address, as a proxy in front of the service would.
PUBLIC_URL = "https://porchlight.test"
HOTLINE = "1-617-555-0199"
# The operator's line has other hours in tests that ask for a closed one: never open now, whenever "now" is.
ALWAYS, NEVER_OPEN = "24/7", "never"
START_WITHIN, STOP_WITHIN = 120.0, 60.0

# Every setting there is, so that a developer's own .env decides nothing (a set value wins over the file).
_UNSET = (
    "TWILIO_MESSAGING_SERVICE_SID", "TELEGRAM_SECRET_TOKEN", "PORCHLIGHT_MODELS", "PORCHLIGHT_ENV",
    "SECRET_KEY", "SECRET_KEY_OLD", "ONCALL_PAGES", "CHAT_PROMISE_MINUTES", "STALE_MINUTES",
)  # fmt: skip


class Service:
    """`porchlight serve`, or web and worker one by one, on a folder and a port of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        hours: str = ALWAYS,
        hotline: str = HOTLINE,
        template: Path | None = None,
        database_url: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`settings`: environment variables on top of the usual ones. `template` is a folder whose database is copied, to spare the seconds of setting one up.

        Without a `database_url`, the database is SQLite in the folder.
        """
        self.database_url = database_url
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if template is not None:
            for name in ("porchlight.db", "secret_key"):
                shutil.copy(template / name, folder / name)
        self.hours = closed_now() if hours == NEVER_OPEN else hours
        self.hotline = hotline
        self.settings = dict(settings or {})
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "service.log"
        self.twilio = FakeTwilio()
        self.telegram = FakeTelegram()
        # Web closes a connection that was idle for 5 s: letting go of it first, no request meets one just being closed.
        self.http = httpx.Client(timeout=30.0, trust_env=False, limits=httpx.Limits(keepalive_expiry=2.0))
        self.acknowledged: list[tuple[str, str]] = []  # channel and provider's id of what got a 200
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ledger: Ledger | None = None
        self._strays: set[int] = set()

    def __enter__(self) -> Self:
        self.twilio.start()
        self.telegram.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.http.close()
        if self._ledger is not None:
            self._ledger.close()
        self.twilio.stop()
        self.telegram.stop()

    @property
    def ledger(self) -> Ledger:
        """What the service wrote down, once it has been started."""
        if self._ledger is None:
            self._ledger = Ledger(self.folder, self.database_url)
        return self._ledger

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the service's processes."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        return kept | dict.fromkeys(_UNSET, "") | {
            "PORCHLIGHT_FOLDER": str(self.folder),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": OUR_NUMBER,
            "TWILIO_API_URL": self.twilio.url,
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "HOTLINE_NUMBER": self.hotline,
            "HOTLINE_HOURS": self.hours,
            "HOTLINE_TIMEZONE": "UTC",
            "PYTHONUNBUFFERED": "1",
        } | self.settings  # fmt: skip

    def command(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run `porchlight ARGUMENTS` to its end, in the service's environment."""
        return self.run([sys.executable, "-m", "porchlight", *arguments], typed)

    def run(self, command: list[str], typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run any command to its end, in the service's environment; `typed` is its standard input."""
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, input=typed, capture_output=True, text=True, timeout=120
        )

    def staff(self, name: str, role: str = "counselor", shown: str = "") -> str:
        """Put somebody on the staff by the command line; return their password."""
        password = f"{name} has a long password"
        shown_name = ("--shown-name", shown) if shown else ()
        added = self.command(
            "staff", "add", name, "--role", role, "--password-stdin", *shown_name, typed=f"{password}\n"
        )
        assert added.returncode == 0, added.stderr + added.stdout
        return password

    # Starting, killing, stopping

    def launch(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `porchlight NAME ARGUMENTS` and leave it running; its words go to the log."""
        if name in ("serve", "web"):
            arguments = (*arguments, "--web-port", str(self.port))
        return self.begin(name, ["porchlight", name, *arguments])

    def begin(self, name: str, module: list[str], log: Path | None = None, **more: str) -> subprocess.Popen[bytes]:
        """Start a Python module with its arguments, under a name to find it by; `more` goes into its environment."""
        with (log or self.log).open("ab") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", *module], cwd=ROOT, env=self.environment | more,
                stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True,
            )  # fmt: skip
        self._processes[name] = process
        return process

    def serve(self) -> Self:
        """Start everything, as `make run` does, and wait until it is ready and Telegram knows the webhook."""
        self.launch("serve")
        return self.wait_ready()

    def wait_ready(self) -> Self:
        """Wait until people can be answered."""
        self.wait_until(lambda: self._answers("/readyz"), START_WITHIN, "the service is ready")
        self.wait_until(lambda: bool(self.telegram.webhook), 60.0, "Telegram knows the webhook")
        return self

    def launch_web(self) -> None:
        """Start web alone, and return once it takes requests and Telegram knows its address."""
        self.launch("web")
        self.wait_up()
        self.wait_until(lambda: bool(self.telegram.webhook), 60.0, "Telegram knows the webhook")

    def wait_up(self) -> None:
        """Wait until web answers, whether or not a worker does."""
        self.wait_until(lambda: self._answers("/healthz"), START_WITHIN, "web is up")

    def wait_until(self, met: Callable[[], object], seconds: float, what: str, pause: float = 0.02) -> None:
        """Wait until something is so; if it never is, show the end of the log."""
        deadline = time.monotonic() + seconds
        while not met():
            ended = [name for name, process in self._processes.items() if process.poll() is not None]
            if time.monotonic() > deadline or "serve" in ended:
                raise AssertionError(f"not so within {seconds:.0f} s: {what}; ended: {ended}\n{self.last_words()}")
            time.sleep(pause)

    def pid(self, name: str) -> int | None:
        """Return the process number of "web" or "worker", started by `serve` or by a test; None while it is dead."""
        process = self._processes.get(name)
        if process is not None and process.poll() is None:
            return process.pid
        serve = self._processes.get("serve")
        children = child_processes(serve.pid) if serve is not None else {}
        self._strays |= set(children)
        return next((pid for pid, command in children.items() if f" porchlight {name}" in command), None)

    def kill(self, name: str) -> None:
        """SIGKILL "web" or "worker". Under `serve` it comes back by itself."""
        pid = self.pid(name)
        assert pid is not None, f"there is no {name} to kill"
        os.kill(pid, signal.SIGKILL)
        process = self._processes.pop(name, None)
        if process is not None:
            process.wait()

    def stop(self) -> None:
        """Stop everything in good order, and whatever is left of it by force."""
        for name in ("web", "worker"):
            self.pid(name)  # remember who there is
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        left = {pid for pid, command in all_processes() if pid in self._strays and "porchlight" in command}
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._strays.clear()

    def last_words(self, lines: int = 30) -> str:
        """The end of the log."""
        return "\n".join(self.log_text().splitlines()[-lines:])

    def log_text(self) -> str:
        """Everything that the service's processes have said."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _answers(self, path: str) -> bool:
        try:
            return self.http.get(self.url + path, timeout=5.0).status_code == 200
        except httpx.HTTPError:
            return False

    # What providers post

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        """Post a webhook as a provider does."""
        return self.http.post(self.url + path, headers=dict(headers), content=body)

    def signed(self, number: str, body: str, **params: str | None) -> tuple[dict[str, str], bytes]:
        """A text message's webhook as Twilio signs it: headers and body."""
        given = {"From": number, "Body": body, **params}
        _, headers, content = self.twilio.signed_sms(PUBLIC_URL, given, path="/webhooks/sms")
        return headers, content

    def text(self, number: str, body: str, **params: str | None) -> str:
        """Somebody texts; return the message's SID once the service has acknowledged it."""
        sid = params.pop("MessageSid", None) or new_sid()
        answer = self.post("/webhooks/sms", *self.signed(number, body, MessageSid=sid, **params))
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        assert answer.headers["content-type"].startswith("text/xml")
        self.acknowledged.append(("sms", sid))
        return sid

    def update(self, update: dict[str, Any]) -> str:
        """Telegram posts an update; return its id once the service has acknowledged it."""
        _, headers, body = self.telegram.webhook_request(update)
        answer = self.post("/webhooks/telegram", headers, body)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        self.acknowledged.append(("telegram", str(update["update_id"])))
        return str(update["update_id"])

    def wait_answered(self, channel: str, provider_id: str, seconds: float = 60.0) -> None:
        """Wait until a message is handled and no reply to it still waits to be delivered."""
        what = f"{channel} {provider_id} is answered"
        self.wait_until(lambda: self.ledger.answered(channel, provider_id), seconds, what, pause=0.05)


def closed_now() -> str:
    """Hours in UTC, in the form of HOTLINE_HOURS, that are over now and will be for a while."""
    day = time.strftime("%a", time.gmtime(time.time() + 3 * 86_400))
    return f"{day} 09:00-10:00"


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def all_processes() -> list[tuple[int, str]]:
    """Every running process: its number and its command line."""
    return [(pid, command) for pid, _, command in _ps()]


def child_processes(parent: int) -> dict[int, str]:
    """The direct children of a process."""
    return {pid: command for pid, its_parent, command in _ps() if its_parent == parent}


def _ps() -> list[tuple[int, int, str]]:
    listing = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
    return [(int(row[0]), int(row[1]), row[2]) for row in rows if len(row) == 3]
