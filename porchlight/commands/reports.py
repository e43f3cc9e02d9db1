"""What the commands about the directory print, and keep in a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from facilities_db import states
from facilities_db.statistics import Statistics


def keep(lines: list[str], where: Path, name: str) -> None:
    """Print a report and write it to a file: to `where`, or, if that has no ending, into the folder of that name."""
    file = where
    if not where.suffix:
        file = where / f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d-%H%M%S}-{name}.txt"
    typer.echo("\n".join(lines))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        typer.echo(f"The import is done, but its report could not be written to {file} ({error.strerror}).", err=True)
        return
    typer.echo(f"This report is in {file}")


def said_of(figures: Statistics) -> list[str]:
    """The directory in figures, a line each."""
    if not figures.listed:
        return ["There is no directory yet: porchlight facilities import FILE"]
    said = [f"{figures.listed} programs are searched, {figures.iop} of them intensive outpatient."]
    for edition in figures.editions:
        age = "" if edition.age_days is None else f", {edition.age_days} days old"
        old = ". That is old: look for a newer one" if edition.old else ""
        said.append(f"  {edition.listed} from {edition.source}, edition {edition.edition}{age}{old}")
    if figures.last_import:
        said.append(f"Last import: {figures.last_import:%Y-%m-%d %H:%M} UTC.")
    said.append(
        f"Not searched: {figures.gone} gone, {figures.hidden} hidden, {figures.same_as_another} the same as another."
        f" Corrected by an operator: {figures.corrected}."
    )
    said.append("ZIP codes with intensive outpatient within")
    said += [f"  {miles} miles: {share:.1%}" for miles, share in figures.coverage.items()]
    said.append("What the list does not know")
    said += [f"  no {what}: {count}" for what, count in figures.missing.items()]
    said.append("By state, all and intensive outpatient")
    said += [f"  {code}  {all_:6d} {iop:6d}" for code, (all_, iop) in figures.by_state.items()]
    none = sorted(set(states.NAMES) - set(figures.by_state))
    if none:
        said.append(f"  none at all: {', '.join(none)}")
    return said
