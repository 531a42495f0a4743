"""The commands of `retour staff` about signing in to the console: for the first administrator, and for whoever has lost
a password or a phone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Connection

from service.commands.opened import installation, opened
from service.database import writing
from service.programme.access import accounts, passwords, second_factor, sessions
from service.programme.access.accounts import HANDED_OVER
from service.programme.access.passwords import Passwords
from service.programme.staff import COMMAND_LINE
from service.vault import Vault

codes_app = typer.Typer(help="One-time codes of a member of staff.", no_args_is_help=True)
sessions_app = typer.Typer(help="Where a member of staff is signed in.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(help="The name that they sign in with, or the number that they work from.")]


@dataclass(frozen=True, slots=True)
class Password:
    """A password for somebody. `made`: by the machine, in its words; "" where it was typed."""

    encoded: str
    made: str


def password_of(make: bool, *names: str) -> Password:
    """Asked for hidden, or made. Before any transaction: callers do not wait for whoever types, nor for the hash."""
    typed = passwords.made() if make else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    passwords.check(typed, *names)
    return Password(Passwords().hashed(typed), typed if make else "")


def give(db: Connection, vault: Vault, staff_id: UUID, login: str, password: Password) -> None:
    """A name to sign in with ("": the one that they have), and the password. Raises StaffError."""
    now = datetime.now(UTC)
    if login:
        accounts.name_login(db, vault, staff_id, login, COMMAND_LINE, now)
    until = now + HANDED_OVER if password.made else None
    accounts.set_password(db, vault, staff_id, password.encoded, COMMAND_LINE, now, until=until)


def shown(password: Password) -> str:
    """The words that hand a made password over."""
    days = HANDED_OVER.days
    return f"{password.made}\nShown this once. It counts for {days} days, and is changed at the first sign-in."


def new_password(
    who: Who,
    make: Annotated[bool, typer.Option("--make-password", help="Make it and show it once; they change it.")] = False,
    login: Annotated[str, typer.Option(help="A name to sign in with, for whoever has none yet, or another one.")] = "",
) -> None:
    """Give a new password to a member of staff: asked for and never shown, or made and shown once. Wherever they were
    signed in they are no more."""
    with installation() as (_, engine, vault):
        with engine.connect() as db:
            staff_id = accounts.whose(db, vault, who)
            account = accounts.of_staff(db, vault, staff_id)
        password = password_of(make, login, *((account.login, account.name) if account else ()))
        with writing(engine) as db:
            give(db, vault, staff_id, login, password)
    typer.echo(shown(password) if make else "The new password counts from now on.")


@codes_app.command("off")
def codes_off(who: Who) -> None:
    """Turn one-time codes off, for whoever has lost the phone that makes them. Wherever they were signed in they are no
    more; where their role needs codes, they set them up anew as they sign in."""
    with opened() as (db, vault):
        second_factor.turn_off(db, accounts.whose(db, vault, who), COMMAND_LINE, datetime.now(UTC))
    typer.echo("No code is asked of them any more.")


@sessions_app.command("end")
def end_sessions(who: Who) -> None:
    """Sign a member of staff out, wherever they are."""
    with opened() as (db, vault):
        ended = sessions.end_all(db, accounts.whose(db, vault, who), datetime.now(UTC), by=COMMAND_LINE)
    typer.echo(f"Ended: {ended}.")
