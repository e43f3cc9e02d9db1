"""Paging whoever is on call: the steps, what a page says, and that nothing is told to anybody else."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import structlog

from hotline.paging import ApprisePager
from porchlight.commands.check import check
from porchlight.database import now
from porchlight.logs import configure_logs
from tests.connectors.scene import ANN, BOB, Scene, ago
from tests.hotline.desk.desk import settings_for
from tests.hotline.watched import Watched

MINUTES = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    before, level = structlog.get_config(), logging.getLogger().level
    yield
    structlog.configure(**before)
    logging.basicConfig(level=level, force=True)


@pytest.fixture
def watched(scene: Scene) -> Watched:
    """A hotline on an empty database, with two addresses to page."""
    return Watched(scene)


def minutes_to_next(watched: Watched) -> int:
    """Return in how many minutes the only handoff's next page is due."""
    return int(round((watched.row().page_at - now()) / MINUTES))


# The steps


def test_nobody_is_paged_in_the_first_minute(watched: Watched) -> None:
    """Staff at the desk get a minute to take it."""
    watched.waits(urgent=True)
    assert watched.watch.sweep() == 0
    assert minutes_to_next(watched) == 1


def test_pages_go_from_one_to_the_next_and_then_to_all(watched: Watched) -> None:
    """Each address in turn, a minute apart; then all of them every five minutes, until somebody takes it."""
    handoff = watched.waits(urgent=True)
    steps = []
    for _ in range(4):
        watched.set(handoff, page_at=ago(1))
        assert (watched.watch.page(), watched.watch.page()) == (1, 0)
        steps.append(([number for number, _ in watched.pager.sent], minutes_to_next(watched)))
        watched.pager.sent.clear()
    assert steps == [([1], 1), ([2], 5), ([1, 2], 5), ([1, 2], 5)]
    assert watched.row().pages == 4
    assert [detail for _, detail in watched.log()] == [
        "step 1, address 1 of 2", "step 2, address 2 of 2", "step 3, everybody", "step 4, everybody",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["taken", "snoozed", "closed"])
def test_what_somebody_has_or_had_is_not_paged(watched: Watched, status: str) -> None:
    """Only who waits is paged about."""
    watched.waits(urgent=True, status=status, page_at=ago(1), promised_at=None)
    assert watched.watch.page() == 0


def test_who_is_not_urgent_is_not_paged(watched: Watched) -> None:
    """However long they have waited."""
    watched.waits(opened_at=ago(9_000))
    assert watched.watch.sweep() == 0


def test_an_address_that_fails_gives_way_at_once(watched: Watched) -> None:
    """The next one is tried in the next second, and the log says which failed."""
    watched.pager.broken = {1}
    watched.waits(urgent=True, page_at=ago(1))
    assert [watched.watch.page() for _ in range(3)] == [1, 1, 0]
    assert [number for number, _ in watched.pager.sent] == [2]
    assert watched.log() == [
        ("paged", "step 1, address 1 of 2"),
        ("page_failed", "step 1, address 1"),
        ("paged", "step 2, address 2 of 2"),
    ]


def test_when_all_fail_it_goes_on_every_minute(watched: Watched) -> None:
    """It neither gives up nor rattles at closed doors each second."""
    watched.pager.broken = {1, 2}
    handoff = watched.waits(urgent=True, page_at=ago(1))
    assert [watched.watch.page() for _ in range(4)] == [1, 1, 1, 0]
    assert minutes_to_next(watched) == 1
    watched.set(handoff, page_at=ago(1))
    watched.pager.broken = {1}
    assert watched.watch.page() == 1
    assert (watched.pager.sent, minutes_to_next(watched)) == ([(2, handoff.code)], 5)


def test_a_page_that_fails_after_a_claim_changes_nothing(watched: Watched) -> None:
    """Who was taken while the page was under way is not paged about again."""
    handoff = watched.waits(urgent=True, page_at=ago(1))

    def claimed_meanwhile(*_: Any) -> bool:
        watched.set(handoff, status="taken", page_at=None)
        return False

    watched.pager.send = claimed_meanwhile  # type: ignore[method-assign, assignment]
    assert (watched.watch.page(), watched.watch.page()) == (1, 0)
    assert watched.row().page_at is None


def test_without_addresses_the_log_says_so_once(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    """One warning and one line for each handoff; the person is told the truth all the same."""
    configure_logs(production=True)
    watched.pages(0)
    watched.waits(urgent=True, page_at=ago(1), promised_at=ago(1))
    assert [watched.watch.sweep() for _ in range(2)] == [1, 0]
    assert sorted(watched.log()) == [("no_one_to_page", None), ("told_nobody_came", "urgent")]
    assert capsys.readouterr().err.count("ONCALL_PAGES") == 1


def test_the_most_urgent_first_and_each_by_itself(watched: Watched) -> None:
    """Two that wait are two pages, with the code and the wait of each."""
    first = watched.waits(ANN, urgent=True, page_at=ago(1), opened_at=ago(125))
    second = watched.waits(BOB, urgent=True, page_at=ago(2))
    assert watched.watch.page() == 2
    assert sorted(watched.pager.sent) == sorted([(1, second.code), (1, first.code)])
    assert max(watched.pager.waited).total_seconds() == pytest.approx(125, abs=5)


# What goes out


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted to it."""

    got: list[dict[str, Any]] = []
    status = 200

    def do_POST(self) -> None:  # noqa: N802
        """Keep it, and answer with the status that was set."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append(json.loads(body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """The address, as apprise knows it, of a local server that takes pages."""
    Receiver.got, Receiver.status = [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://someone:secret-word@127.0.0.1:{server.server_port}/page"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_holds_the_code_the_wait_and_the_desk(receiver: str) -> None:
    """And nothing else: it may go over any network."""
    pager = ApprisePager([receiver], "https://porch.example")
    assert pager.send(1, "7KR4", dt.timedelta(seconds=130))
    (page,) = Receiver.got
    assert page["title"] == "Porchlight: 7KR4 is waiting"
    assert page["message"] == "7KR4 has waited 2 minutes for a person.\nhttps://porch.example/desk/queue"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "less than a minute"), (60, "1 minute"), (7_199, "1 hour"), (7_200, "2 hours"), (172_800, "2 days")],
)
def test_the_wait_in_words(seconds: int, words: str) -> None:
    """Without an address of the desk, the page ends there."""
    said = ApprisePager([], None).text("7KR4", dt.timedelta(seconds=seconds))
    assert said == f"7KR4 has waited {words} for a person."


def test_the_watch_pages_by_a_real_server(watched: Watched, receiver: str) -> None:
    """From a waiting handoff to the page that was taken; nothing of the person is in it."""
    watched.pager = ApprisePager([receiver, receiver], "https://porch.example")  # type: ignore[assignment]
    watched.watch = watched.another()
    handoff = watched.waits(urgent=True, page_at=ago(1))
    assert watched.watch.sweep() == 1
    written = json.dumps(Receiver.got)
    assert handoff.code in written
    for secret in (ANN, ANN[2:], "someone", "suicide", "crisis", handoff.conversation_id):
        assert secret not in written


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_server_that_refuses_is_a_page_that_failed(receiver: str, status: int) -> None:
    """Whatever it answers but yes."""
    Receiver.status = status
    assert not ApprisePager([receiver], None).send(1, "7KR4", MINUTES)


@pytest.mark.parametrize("address", ["json://127.0.0.1:9/", "json://", "pigeon://coop", "nonsense", "mailto://"])
def test_an_address_that_cannot_be_reached_raises_nothing(address: str) -> None:
    """Gone or never understood."""
    assert not ApprisePager([address], None).send(1, "7KR4", MINUTES)


def test_what_is_not_understood_is_named_by_its_number(receiver: str) -> None:
    """The address itself holds a password."""
    pager = ApprisePager([receiver, "pigeon://coop", "mailto://me:word@example.com", "nonsense"], None)
    assert (len(pager), pager.misunderstood()) == (4, [2, 4])


def test_what_is_not_understood_is_in_the_log_at_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    """By its number; where all is well, nothing is."""
    configure_logs(production=True)
    ApprisePager(["json://127.0.0.1/"], None).warn()
    assert capsys.readouterr().err == ""
    ApprisePager(["json://127.0.0.1/", "pigeon://secret-word@coop"], None).warn()
    written = capsys.readouterr().err
    assert '"numbers": [2]' in written and "secret-word" not in written


def test_nothing_is_logged_of_pages_and_addresses(
    receiver: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither on success nor in trouble, at whatever level the rest logs."""
    configure_logs(production=True, level=logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    addresses = [receiver, "pigeon://someone:secret-word@coop", "tgram://secret-word", "json://secret-word@127.0.0.1:9"]
    pager = ApprisePager(addresses, "https://porch.example")
    pager.misunderstood()
    Receiver.status = 500
    for number in range(1, 5):
        pager.send(number, "7KR4", MINUTES)
    written = "".join((*capsys.readouterr(), caplog.text))
    for secret in ("secret-word", "someone", "7KR4", "pigeon"):
        assert secret not in written


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ((), "[missing] On call: nobody is paged when an urgent conversation waits. Set ONCALL_PAGES."),
        (("json://127.0.0.1/",), "[ok] On call: 1 address is paged."),
        (
            ("json://127.0.0.1/", "pigeon://secret-word@coop", "crow://x"),
            "[missing] On call: of 3 addresses in ONCALL_PAGES, these are not understood: number 2, 3.",
        ),
    ],
)
def test_check_says_who_is_on_call(
    scene: Scene, capsys: pytest.CaptureFixture[str], pages: tuple[str, ...], said: str
) -> None:
    """How many addresses there are, and which is not understood, by its number."""
    settings = settings_for(scene)
    check(replace(settings, hotline=replace(settings.hotline, pages=pages)))
    printed = capsys.readouterr().out
    assert said in [line.strip() for line in printed.splitlines()]
    assert "secret-word" not in printed
