"""`python -m benchmarks`: measure both sides in one run and write benchmarks/RESULTS.md."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import default_project
from benchmarks.children import measure
from benchmarks.default_project import DEFAULT_EPOCHS, RASAS_EPOCHS, Trained
from benchmarks.report import Measured, write
from benchmarks.service import seconds_until_web_is_up
from benchmarks.webhooks import LOADS, acknowledge
from benchmarks.workplace import Workplace, fill_inbox, settings_for
from bot.training import latest_model, needs_training

_OUR_MODELS = default_project.ROOT / "bot" / "models"


def main() -> None:
    """Run everything in order, saying what is under way."""
    given = _arguments()
    begun, busy = time.perf_counter(), os.getloadavg()[0]
    messages, rounds, seconds = (60, 1, 8) if given.quick else (200, 2, 20)
    same_data = default_project.kept(given.baseline_epochs) is not None or not given.any_baseline
    default, trained_now = _default(given.baseline_epochs, any_data=given.any_baseline)
    with tempfile.TemporaryDirectory(prefix="porchlight-benchmarks-") as name:
        _say("Making a database with the sample directory")
        workplace = Workplace(Path(name))
        our_training, ours = _ours(workplace, quick=given.quick)
        measured = _measure_turns(workplace, ours, default.model, messages, rounds)
        _say("A conversation of 500 messages: ours")
        long = measure("ours", "long_conversation", "ours", ours, environment=workplace.fresh("long-ours"))
        _say("A conversation of 500 messages: Rasa's default")
        arguments = ["default", default.model, str(workplace.folder / "long-trackers.db")]
        arguments += ["--whole"] if given.whole else []
        default_long = measure("default", "long_conversation", *arguments, environment=workplace.fresh("long-default"))
        _say("Start of web")
        web_start = min(seconds_until_web_is_up(workplace.fresh(f"web-{number}")) for number in range(3))
        rate = max(one["turns_per_second"] for one in measured["ours_worker"])
        webhooks = []
        for per_second, beside in LOADS:
            _say(f"Webhooks, {per_second} a second, {'while the worker is busy' if beside else 'without a worker'}")
            fresh = workplace.fresh(f"webhooks-{per_second}-{beside}")
            environment = {**fresh, "PORCHLIGHT_MODELS": str(Path(ours).parent)}
            backlog = int(rate * (seconds + 5)) if beside else 0
            webhooks.append(acknowledge(environment, per_second, seconds, backlog, beside=beside))
    text = write(
        Measured(
            **measured,
            ours_long=long,
            default_long=default_long,
            whole=given.whole,
            ours_training=our_training,
            default_training=default,
            trained_in_this_run=trained_now,
            same_data=same_data,
            web_start=web_start,
            webhooks=webhooks,
            messages=messages,
            seconds=time.perf_counter() - begun,
            load_average=busy,
        ),
        command=" ".join(["python -m benchmarks", *sys.argv[1:]]),
    )
    print("\n" + text)


def _default(epochs: int | None, *, any_data: bool) -> tuple[Trained, bool]:
    kept = default_project.kept(epochs, any_data=any_data)
    if kept is not None:
        return kept, False
    epochs = epochs or DEFAULT_EPOCHS
    _say(f"Training Rasa's default with {epochs} epochs, once for this data (a minute or more for each)")
    return Trained(**measure("default", "default_project", str(epochs))), True


def _ours(workplace: Workplace, *, quick: bool) -> tuple[dict[str, float] | None, str]:
    """Return how training went, and the model; `quick` takes a model of today's data that is there already."""
    kept = latest_model(_OUR_MODELS)
    if quick and kept is not None and not needs_training(_OUR_MODELS):
        return None, str(kept)
    _say("Training our model")
    training = measure("ours", "our_training", str(workplace.models))
    model = latest_model(workplace.models)
    assert model is not None
    return training, str(model)


def _measure_turns(workplace: Workplace, ours: str, default: str, messages: int, rounds: int) -> dict[str, Any]:
    """Take turns, so that other work on the machine disturbs both sides alike."""
    results: dict[str, Any] = {"ours_turns": [], "ours_worker": [], "ours_alone": [], "default_turns": []}
    for number in range(1, rounds + 1):
        _say(f"Turns, round {number}: ours")
        environment = workplace.fresh(f"turns-ours-{number}")
        results["ours_turns"].append(
            measure("ours", "turns", "ours", ours, "-", str(messages), environment=environment)
        )
        _say(f"Turns, round {number}: our worker, through the journal")
        for kind, how in (("ours_worker", []), ("ours_alone", ["1"])):
            environment = {**workplace.fresh(f"{kind}-{number}"), "PORCHLIGHT_MODELS": str(Path(ours).parent)}
            fill_inbox(settings_for(environment), messages)
            results[kind].append(measure("ours", "throughput", str(messages), *how, environment=environment))
        _say(f"Turns, round {number}: Rasa's default")
        trackers = str(workplace.folder / f"trackers-{number}.db")
        arguments = ["default", default, trackers, str(messages)]
        environment = workplace.fresh(f"turns-default-{number}")
        results["default_turns"].append(measure("default", "turns", *arguments, environment=environment))
    return results


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer messages, one round, no training of ours")
    parser.add_argument(
        "--baseline-epochs",
        type=int,
        help=f"train Rasa's default with so many epochs (Rasa's own number is {RASAS_EPOCHS}); without this, the kept"
        f" model with the most epochs is taken, or one with {DEFAULT_EPOCHS} is trained",
    )
    parser.add_argument(
        "--any-baseline", action="store_true", help="take a kept default model even if the examples have changed since"
    )
    parser.add_argument(
        "--whole", action="store_true", help="send all 500 messages of the long conversation to Rasa's default"
    )
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
