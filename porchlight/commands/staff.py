"""`porchlight staff`: who may sign in to the desk."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hotline.accounts import Account, Accounts
    from hotline.staff import Member

staff_app = typer.Typer(no_args_is_help=True, help="Who may sign in to the desk.")

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password: one line of standard input.")]


@staff_app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="counselor, supervisor or auditor.")],
    shown_name: Annotated[str, typer.Option(help="The first name that people are told.")] = "",
    password_stdin: FromInput = False,
) -> None:
    """Let somebody sign in to the desk."""
    with _accounts() as accounts:
        member = accounts.add(name, role, _password(password_stdin), shown_name, None)
    second = " They set up a second step when they first sign in." if member.supervises else ""
    typer.echo(f"{member.name} can sign in at /desk now, as {member.role}.{second}")


@staff_app.command("list")
def list_staff() -> None:
    """Say who may sign in."""
    with _accounts() as accounts:
        everybody = accounts.all()
    for account in everybody:
        typer.echo(_line(account))
    if not everybody:
        typer.echo("Nobody may sign in yet: porchlight staff add NAME --role supervisor")


@staff_app.command("disable")
def disable(name: Name) -> None:
    """Take somebody's access away, and sign them out everywhere."""
    with _accounts() as accounts:
        held = accounts.disable(_found(accounts, name), None)
    typer.echo(f"{name} may not sign in any more.")
    if held:
        typer.echo(f"They leave open conversations behind ({held}): a supervisor can take them from the queue.")


@staff_app.command("reset")
def reset(
    name: Name,
    password_stdin: FromInput = False,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Forget the authenticator; alone, the password stays.")
    ] = False,
) -> None:
    """Give somebody a new password, forget their authenticator, or both; they are signed out everywhere."""
    with _accounts() as accounts:
        member = _found(accounts, name)
        if password_stdin or not second_factor:
            accounts.reset_password(member, _password(password_stdin), None)
            typer.echo(f"{member.name} has a new password.")
        if second_factor:
            accounts.forget_second_factor(member, None)
            typer.echo(f"The authenticator of {member.name} is forgotten.")


@contextlib.contextmanager
def _accounts() -> Iterator[Accounts]:
    """Set up what is missing, and end the command with a plain word for what is refused or cannot be reached."""
    from sqlalchemy.exc import SQLAlchemyError

    from hotline.accounts import Accounts
    from hotline.attempts import Attempts
    from hotline.passwords import Passwords
    from hotline.staff import NotPossible, StaffRegister
    from porchlight.commands.configured import settings_or_exit
    from porchlight.database import Database
    from porchlight.schema import migrate
    from porchlight.sealing import Cipher

    settings = settings_or_exit()
    settings.folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        migrate(database)
        attempts = Attempts(database, Cipher(settings.secret_key, *settings.old_secret_keys))
        yield Accounts(database, StaffRegister(database), Passwords(), attempts)
    except NotPossible as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None
    except SQLAlchemyError:
        typer.echo("The database cannot be reached. Is DATABASE_URL right, and does its server run?", err=True)
        raise typer.Exit(1) from None
    finally:
        database.dispose()


def _password(from_input: bool) -> str:
    """Return the password from standard input, or as it was typed twice. It is never an argument: those are public."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        typer.echo("Give the password on standard input (--password-stdin), or do this in a terminal.", err=True)
        raise typer.Exit(1)
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _found(accounts: Accounts, name: str) -> Member:
    wanted = name.strip().lower()
    for account in accounts.all():
        if account.member.name == wanted:
            return account.member
    typer.echo(f"Nobody named {wanted} may sign in. Who may: porchlight staff list", err=True)
    raise typer.Exit(1)


def _line(account: Account) -> str:
    member = account.member
    parts = [f"{member.name}: {member.role}"]
    if member.shown_name:
        parts.append(f"people are told {member.shown_name}")
    if account.second_factor:
        parts.append("with a second step")
    parts.append(f"last seen {account.seen_at:%Y-%m-%d %H:%M} UTC" if account.seen_at else "never signed in")
    if account.on_shift:
        parts.append("on shift")
    return ", ".join(parts)
