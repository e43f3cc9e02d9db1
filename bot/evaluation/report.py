"""Writes docs/evaluation.md and its pictures. Names of intents, counts and figures: no message is in it."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.evaluation import charts
from bot.evaluation.bars import Bar, bars
from bot.evaluation.danger import Alarms, DangerScores
from bot.evaluation.measuring import Evaluation, Measured, Scored
from bot.evaluation.metrics import Share

PAGE, PICTURES = "evaluation.md", "evaluation"
_FEW_INTENTS = 10  # a set with fewer says nothing of each
_EXPLAINED = """\
## How it is counted

- **Right intent** counts rows whose topic is an intent; other topics of the field, which have no right answer, are left
  out. *Clear* rows are those noted so. Confidence and calibration are of the first intent, in 15 bins of equal width.
- **Out of scope, answered** is a row of `out_of_scope` whose first intent is a question on treatment or something to do
  about it, at or above the fallback threshold of `bot/config.yml`. Told apart (AUROC) is how often such a row has less
  confidence for treatment than a row that is about it.
- **Found** is any alarm, of whatever kind and tier, for each leads to the crisis path. Weak messages, which cannot be
  told from harmless ones by their words, are reported apart, and so are past events. *Right kind* is of those found.
- **Hard lookalikes** are idioms, recovery updates and keyword lookalikes. **Ordinary and casual** are harmless rows
  noted so and all question rows. *Drug talk* is what is noted borderline. Intervals are Wilson's, 95%.
- **Language** names one where the confidence is at or above the level, else none. *Weak* rows are single words that
  could be argued about.
- **Time** is one message after the other in one thread, warm. Rasa's default keeps TensorFlow's own threads."""


def write_report(evaluation: Evaluation, folder: Path) -> str:
    """Write page and pictures into a folder, and return the page."""
    pictures = folder / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    _draw(evaluation, pictures)
    parts = (_head, _understanding, _danger, _tongues, _compared)
    text = "\n".join(line for part in parts for line in part(evaluation))
    page = f"{text}\n{_EXPLAINED}\n"
    (folder / PAGE).write_text(page, encoding="utf-8")
    return page


def reached(evaluation: Evaluation) -> dict[str, list[Bar]]:
    """Return the bars of each set, by its name."""
    ours = evaluation.ours
    return {name: bars(scored.questions, scored.danger, ours.latency) for name, scored in ours.scored.items()}


def _draw(evaluation: Evaluation, pictures: Path) -> None:
    scored = evaluation.ours.scored
    charts.draw_reliability(pictures / "reliability.svg", {n: s.questions.bins for n, s in scored.items()})
    charts.draw_intents(pictures / "intents.svg", {n: s.questions.intents for n, s in scored.items()})
    charts.draw_danger(pictures / "danger.svg", {n: s.danger for n, s in scored.items()})
    charts.draw_comparison(pictures / "comparison.svg", [evaluation.ours, *evaluation.alternatives], list(scored))


def _head(evaluation: Evaluation) -> Iterator[str]:
    scored = evaluation.ours.scored
    yield from ("# How well it understands", "")
    yield from _bars_table(reached(evaluation))
    counts = "; ".join(
        f"{name}: {len(each.messages.questions)} questions, {len(each.messages.danger)} that are danger or look like it"
        for name, each in scored.items()
    )
    examples = " and ".join(f"{count:,} in {language}" for language, count in evaluation.examples.items())
    yield f"Written by `porchlight evaluate`. Trained on examples of intents, {examples}, and measured on"
    yield f"{counts}."
    yield (
        "The own sets were written for this (`bot/tests/messages/`). The English one shares no message with the"
        " training examples, nor nearly one: the commonest short ones are therefore missing from it."
        " The Spanish one was written by somebody who had not seen the examples."
        " The unseen set was written later, by yet another hand, and its misses have not been read by whoever mended"
        " what was misunderstood: it is the most honest of ours."
        " The dev files are what real people wrote in public; they are not part of the project."
        + ("" if any(name.startswith("dev files") for name in scored) else " **This run had no copy of them.**")
    )
    yield f"On {_machine()}."
    yield ""


def _bars_table(by_set: Mapping[str, Sequence[Bar]]) -> Iterator[str]:
    yield from _table_head(["", "to reach", *(cell for name in by_set for cell in (name, ""))])
    for row in zip(*by_set.values(), strict=True):
        yield _row([row[0].what, row[0].goal, *(cell for bar in row for cell in (bar.figure, _verdict(bar)))])
    yield ""


def _verdict(bar: Bar) -> str:
    return {True: "reached", False: "**not reached**", None: "nothing to measure"}[bar.reached]


def _understanding(evaluation: Evaluation) -> Iterator[str]:
    ours = evaluation.ours
    yield from ("## Questions", "")
    yield from _table_head(["", *ours.scored])
    for what, cells in _question_figures(list(ours.scored.values())):
        yield _row([what, *cells])
    yield from ("", "![Confidence and being right](evaluation/reliability.svg)", "")
    yield from ("![F1 of each intent](evaluation/intents.svg)", "")
    for name, scored in ours.scored.items():
        if len(scored.questions.intents) < _FEW_INTENTS:
            continue
        yield from (f"### Each intent, {name}", "")
        yield from _table_head(["intent", "precision", "recall", "F1", "messages"])
        for score in scored.questions.intents:
            figures = [f"{figure:.2f}" for figure in (score.precision, score.recall, score.f1)]
            yield _row([f"`{score.intent}`", *figures, str(score.support)])
        yield ""


def _question_figures(scored: Sequence[Scored]) -> Iterator[tuple[str, list[str]]]:
    questions = [each.questions for each in scored]
    yield "right intent first", [_share(each.top1) for each in questions]
    yield "among three", [_share(each.top3) for each in questions]
    yield "right intent first, clear", [_share(each.clear_top1) for each in questions]
    yield "among three, clear", [_share(each.clear_top3) for each in questions]
    yield "macro-F1", [_number(each.macro_f1) for each in questions]
    yield "expected calibration error", [_number(each.calibration_error) for each in questions]
    yield "out of scope, answered", [_share(each.answered_wrongly) for each in questions]
    yield "out of scope, told apart (AUROC)", [_number(each.separation) for each in questions]
    yield "rows of no intent, left out", [str(each.left_out) for each in questions]


def _danger(evaluation: Evaluation) -> Iterator[str]:
    yield from ("## Danger", "", "![Crises found and false alarms](evaluation/danger.svg)", "")
    for name, scored in evaluation.ours.scored.items():
        if not scored.messages.danger:
            continue
        danger = scored.danger
        yield from (f"### {name[:1].upper()}{name[1:]}", "")
        yield from _table_head(["", "alarms", "share", "95% interval", "sure", "unsure"])
        for title, groups in _danger_groups(danger):
            if groups:
                yield _row([f"**{title}**", *[""] * 5])
            for group, alarms in groups.items():
                yield _alarms_row(group, alarms)
        yield from ("", f"Right kind among the crises found: {_share(danger.right_class)}.", "")


def _tongues(evaluation: Evaluation) -> Iterator[str]:
    if not evaluation.tongues:
        return
    yield from ("## Which language", "")
    yield (
        "Of a person whose language is not known, one is believed from a confidence of 0.6 on; the one they write in is"
        " left from 0.8 on, and never for one word alone. *either*: names, places, numbers, words that both languages"
        " have."
    )
    yield ""
    columns = [told.language for told in evaluation.tongues]
    yield from _table_head(
        ["written in", "confidence from", *(f"taken for {column}" for column in columns), "right", "weak ones right"]
    )
    for told in evaluation.tongues:
        for level, counts in told.counts.items():
            taken = [str(counts.get(column, 0)) for column in columns]
            weak = _share(told.weak) if told.weak.total and level == min(told.counts) else ""
            yield _row([told.language, f"{level:g}", *taken, _share(told.right(level)), weak])
    yield ""


def _danger_groups(danger: DangerScores) -> Iterator[tuple[str, dict[str, Alarms]]]:
    yield "crises found", danger.found
    yield "weak crises found (not counted as missed)", danger.weak
    yield "concern about someone else, alarm", danger.someone_else
    yield "past events, alarm", danger.past
    yield "false alarms by group", danger.groups
    yield "false alarms by kind", danger.false_alarms


def _alarms_row(group: str, alarms: Alarms) -> str:
    share = alarms.share
    if not share.total:
        return _row([group, "0 of 0", "", "", "", ""])
    low, high = share.interval
    interval = f"{low:.3f} to {high:.3f}"
    counted = f"{share.hits} of {share.total}"
    return _row([group, counted, f"{share.rate:.3f}", interval, str(alarms.sure), str(alarms.unsure)])


def _compared(evaluation: Evaluation) -> Iterator[str]:
    readers = [evaluation.ours, *evaluation.alternatives]
    yield from ("## Beside simpler ways, in the same run", "", "![Comparison](evaluation/comparison.svg)", "")
    yield (
        "All learned from the same examples. *Keyword search* is TF-IDF over one page an intent: its name and the words"
        " that tell it from others. *Nearest example* compares sentence vectors. Both give likeness, not probability,"
        " so their calibration says little. They and Rasa's default raise an alarm when the first intent is a danger."
        " The default's own number of epochs is 100, which takes an hour here; what it would reach with them is not"
        " known."
    )
    yield ""
    for name in evaluation.ours.scored:
        yield from (f"### Compared, {name}", "")
        yield from _table(["", *_QUESTION_COLUMNS, *_DANGER_COLUMNS, "p50, ms", "p95, ms"], readers, name)
        yield from (f"### Parts of the intent model, {name}", "")
        yield from _table(["", *_QUESTION_COLUMNS], evaluation.model_parts, name)
        yield from (f"### Parts that see danger, {name}", "")
        yield from _table(["", *_DANGER_COLUMNS], [*evaluation.danger_parts, evaluation.ours], name)


_QUESTION_COLUMNS = ("clear, first", "clear, three", "macro-F1", "calibration error", "oos answered", "oos AUROC")
_DANGER_COLUMNS = ("all crises", "explicit", "implicit", "false, hard", "false, ordinary")


def _table(columns: list[str], readers: Sequence[Measured], name: str) -> Iterator[str]:
    yield from _table_head(columns)
    for reader in readers:
        questions, danger = reader.scored[name].questions, reader.scored[name].danger
        values = {
            "clear, first": _rate(questions.clear_top1),
            "clear, three": _rate(questions.clear_top3),
            "macro-F1": _number(questions.macro_f1),
            "calibration error": _number(questions.calibration_error),
            "oos answered": _rate(questions.answered_wrongly),
            "oos AUROC": _number(questions.separation),
            "all crises": _rate(danger.found["all"].share),
            "explicit": _rate(danger.found["explicit"].share),
            "implicit": _rate(danger.found["implicit"].share),
            "false, hard": _rate(danger.groups["hard lookalikes"].share),
            "false, ordinary": _rate(danger.groups["ordinary and casual"].share),
            "p50, ms": f"{reader.latency.p50:.1f}",
            "p95, ms": f"{reader.latency.p95:.1f}",
        }
        label = "both (as it is)" if "p50, ms" not in columns and reader.name == "Porchlight" else reader.name
        yield _row([label, *(values[column] for column in columns[1:])])
    yield ""


def _table_head(columns: Sequence[str]) -> Iterator[str]:
    yield _row(columns)
    yield "|" + "---|" * len(columns)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _share(share: Share) -> str:
    return f"{share.rate:.3f} ({share.hits}/{share.total})" if share.total else ""


def _rate(share: Share) -> str:
    return f"{share.rate:.3f}" if share.total else ""


def _number(figure: float) -> str:
    return "" if math.isnan(figure) else f"{figure:.3f}"


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
