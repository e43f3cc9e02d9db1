"""`porchlight facilities show` and `edit`: one listing, and what an operator knows better."""

from __future__ import annotations

from typing import Annotated

import typer

_Value = Annotated[str | None, typer.Option(help="A new value, or '' to empty it.")]


def show(number: Annotated[int, typer.Argument(help="The listing's number, as search prints it.")]) -> None:
    """Show one listing, what was corrected in it, and what became of it."""
    from facilities_db.correcting import corrected_fields, why_not_searched
    from facilities_db.history import history_of
    from facilities_db.search import facility
    from porchlight.commands.directory import open_directory

    with open_directory().read() as connection:
        listing = facility(connection, number)
        if listing is None:
            typer.echo(f"There is no listing {number}.", err=True)
            raise typer.Exit(1)
        unlisted = why_not_searched(connection, number)
        corrected, changes = corrected_fields(connection, number), history_of(connection, number)
    typer.echo(f"[{listing.id}] {listing.name}")
    typer.echo(f"{listing.street or '(address not given)'}, {listing.city}, {listing.state} {listing.zip}")
    for what, value in (
        ("intake", listing.intake_phone),
        ("phone", listing.phone),
        ("website", listing.website),
        ("hours", listing.hours),
        ("notes", listing.notes),
        ("offers", ", ".join(listing.services)),
        ("quality signs, self-reported", ", ".join(listing.signs)),
        ("edition", f"{listing.edition} ({listing.source})"),
        ("not searched because", unlisted),
    ):
        if value:
            typer.echo(f"  {what}: {value}")
    for field, value in corrected.items():
        typer.echo(f"  corrected: {field}; the directory says {value or 'nothing'}")
    for change in changes:
        values = (
            f": {change.before or 'nothing'} -> {change.after or 'nothing'}" if change.after or change.before else ""
        )
        typer.echo(f"  {change.changed_at:%Y-%m-%d} {change.field}{values} ({change.by})")


def edit(
    number: Annotated[int, typer.Argument(help="The listing's number, as search prints it.")],
    name: _Value = None,
    program: Annotated[str | None, typer.Option(help="The second part of its name.")] = None,
    street: _Value = None,
    suite: Annotated[str | None, typer.Option(help="The second line of its address.")] = None,
    city: _Value = None,
    state: _Value = None,
    zip: _Value = None,
    phone: _Value = None,
    intake_phone: _Value = None,
    website: _Value = None,
    hours: Annotated[str | None, typer.Option(help="As in: Mon-Thu 17:30-20:30; Sat 09:00-12:00")] = None,
    notes: _Value = None,
    add: Annotated[str, typer.Option(help="Service codes it has beside those listed: 'OIT MD'")] = "",
    remove: Annotated[str, typer.Option(help="Service codes it does not have.")] = "",
    hide: Annotated[bool, typer.Option("--hide", help="Take it out of the search.")] = False,
    unhide: Annotated[bool, typer.Option("--unhide", help="Bring it back.")] = False,
    reset: Annotated[str, typer.Option(help="Take corrections back: fields with commas between them, or all.")] = "",
) -> None:
    """Correct one listing. No import overwrites what is corrected here."""
    from facilities_db.correcting import CannotCorrect, correct, set_hidden, take_back
    from porchlight.commands.directory import open_directory

    given = {
        "name": name, "name2": program, "street": street, "street2": suite, "city": city, "state": state, "zip": zip,
        "phone": phone, "intake_phone": intake_phone, "website": website, "hours": hours, "notes": notes,
    }  # fmt: skip
    values = {field: value for field, value in given.items() if value is not None}
    if not (values or add or remove or hide or unhide or reset):
        typer.echo("Say what to change: porchlight facilities edit --help", err=True)
        raise typer.Exit(2)
    database = open_directory()
    try:
        if reset:
            fields = () if reset == "all" else tuple(field.strip() for field in reset.split(","))
            back = take_back(database, number, fields)
            typer.echo(f"Back to what the directory says: {', '.join(back) or 'nothing was corrected'}.")
        if values or add or remove:
            correct(database, number, values, add=add, remove=remove)
        if hide or unhide:
            set_hidden(database, number, hidden=hide)
    except CannotCorrect as problem:
        typer.echo(f"Listing {number} is as it was: {problem}.", err=True)
        raise typer.Exit(1) from None
    show(number)
