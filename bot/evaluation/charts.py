"""The pictures of the report, as SVG. The same figures make the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation.danger import DangerScores
from bot.evaluation.measuring import Measured
from bot.evaluation.metrics import Bin, IntentScore, Share

# The salt names parts of a picture instead of chance; text stays text, so that it can be searched and read aloud.
_STYLE = {
    "svg.hashsalt": "porchlight",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
# One for each set of messages: own, unseen and real ones in each language.
_COLOURS = ("#1f5a7a", "#e0912f", "#7a9e5b", "#9a5b8f", "#777777", "#c0504d", "#3aa6a0", "#b8a13a", "#5566aa")
_NO_DATE = {"Date": None, "Creator": None}


def draw_reliability(path: Path, bins: Mapping[str, Sequence[Bin]]) -> None:
    """How often a first intent is right, against the confidence it was given; on the diagonal, confidence is true."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(4.6, 4.2))
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1], color="#bbbbbb", linestyle="--", linewidth=1)
        for colour, (name, each) in zip(_COLOURS, bins.items(), strict=False):
            confidences, accuracies = [b.confidence for b in each], [b.accuracy for b in each]
            axes.plot(confidences, accuracies, color=colour, label=name)
            axes.scatter(confidences, accuracies, s=[8 + b.count for b in each], color=colour, alpha=0.7, clip_on=False)
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence of the first intent", ylabel="share that is right")
        axes.legend(frameon=False, loc="lower right")
        _save(figure, path)


def draw_intents(path: Path, scores: Mapping[str, Sequence[IntentScore]]) -> None:
    """F1 of each intent, worst first; the first set as bars, the others as dots."""
    (name, bars), *others = scores.items()
    ordered = sorted(bars, key=lambda score: (-score.f1, score.intent))
    places = {score.intent: place for place, score in enumerate(ordered)}
    with rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 0.5 + 0.16 * len(ordered)))
        axes = figure.add_subplot()
        axes.barh(list(places.values()), [score.f1 for score in ordered], color=_COLOURS[0], height=0.7, label=name)
        for colour, (other, dots) in zip(_COLOURS[1:], others, strict=False):
            shown = [score for score in dots if score.intent in places]
            axes.scatter(
                [score.f1 for score in shown],
                [places[score.intent] for score in shown],
                s=14,
                color=colour,
                label=other,
                zorder=3,
            )
        axes.set_yticks(list(places.values()))
        axes.set_yticklabels(list(places), fontsize=7)
        axes.set(xlim=(0, 1.02), ylim=(-0.7, len(ordered) - 0.3), xlabel="F1")
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=2)
        _save(figure, path)


def draw_danger(path: Path, scores: Mapping[str, DangerScores]) -> None:
    """Share of crises found, and of harmless messages that raise an alarm, with 95% intervals."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(9.2, 4.6))
        found, false = figure.subplots(1, 2)
        _intervals(found, {name: {k: a.share for k, a in each.found.items()} for name, each in scores.items()})
        found.set(xlim=(0, 1.02), title="crises found")
        _intervals(
            false,
            {
                name: {k: a.share for k, a in {**each.groups, **each.false_alarms}.items()}
                for name, each in scores.items()
            },
        )
        false.set(xlim=(0, 1.02), title="false alarms")
        found.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1.06), ncol=2)
        _save(figure, path)


def draw_comparison(path: Path, readers: Sequence[Measured], sets: Sequence[str]) -> None:
    """The readers beside each other, on what matters most; one row of bars a set."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(9.2, 2.6 * len(sets)))
        for axes, name in zip(figure.subplots(len(sets), 1, squeeze=False)[:, 0], sets, strict=True):
            width = 0.8 / len(readers)
            for i, reader in enumerate(readers):
                shares = _compared(reader, name)
                where = [place + (i - (len(readers) - 1) / 2) * width for place in range(len(shares))]
                rates = [share.rate if share.total else 0.0 for share in shares.values()]
                axes.bar(where, rates, width=width, color=_COLOURS[i % len(_COLOURS)], label=reader.name)
                axes.set_xticks(range(len(shares)))
                axes.set_xticklabels(list(shares))
            axes.set(ylim=(0, 1.02), title=name)
        figure.axes[0].legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1.12), ncol=len(readers))
        _save(figure, path)


def _compared(reader: Measured, name: str) -> dict[str, Share]:
    questions, danger = reader.scored[name].questions, reader.scored[name].danger
    return {
        "right first": questions.clear_top1,
        "among three": questions.clear_top3,
        "out of scope\nanswered": questions.answered_wrongly,
        "explicit\nfound": danger.found["explicit"].share,
        "implicit\nfound": danger.found["implicit"].share,
        "hard lookalikes,\nfalse alarms": danger.groups["hard lookalikes"].share,
        "ordinary,\nfalse alarms": danger.groups["ordinary and casual"].share,
    }


def _intervals(axes: Axes, sets: Mapping[str, Mapping[str, Share]]) -> None:
    """One line a group, from the top down, with a point and its interval for each set."""
    groups = list(dict.fromkeys(group for each in sets.values() for group in each))
    for i, (name, shares) in enumerate(sets.items()):
        there = [
            (place, shares[group]) for place, group in enumerate(groups) if group in shares and shares[group].total
        ]
        rates = [share.rate for _, share in there]
        reach = [
            [max(0.0, share.rate - share.interval[0]) for _, share in there],
            [max(0.0, share.interval[1] - share.rate) for _, share in there],
        ]
        where = [place + 0.8 / len(sets) * (i - (len(sets) - 1) / 2) for place, _ in there]
        axes.errorbar(
            rates, where, xerr=reach, fmt="o", markersize=4, color=_COLOURS[i % len(_COLOURS)], label=name, capsize=2
        )
    axes.set_yticks(range(len(groups)))
    axes.set_yticklabels(groups)
    axes.invert_yaxis()


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata=_NO_DATE, bbox_inches="tight")
