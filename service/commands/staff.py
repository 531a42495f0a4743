"""`retour staff …`: who works for the programme, and from which phone."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.commands.opened import opened
from service.models.staff import Role
from service.programme.identity import AGENTS
from service.programme.staff import NewStaff, add_staff, end_work, everybody, set_pin

app = typer.Typer(help="Members of staff: agents, focal points, officers.", no_args_is_help=True)


@app.command()
def add(
    role: Annotated[Role, typer.Option(help="What they do: agents note visits, focal points hear of abuse.")],
    name: Annotated[str, typer.Option(help="Their name, as callers of their phone see it.")],
    phone: Annotated[str, typer.Option(help="Their number; a reader or an administrator may have none.")] = "",
    pin: Annotated[
        bool | None, typer.Option(help="Ask for a PIN of 4 digits, hidden (default: where the role needs one).")
    ] = None,
) -> None:
    """Add a member of staff. The PIN is asked for and never shown: it stands in no history of commands."""
    asks = role in AGENTS if pin is None else pin
    digits = typer.prompt("PIN (4 digits)", hide_input=True, confirmation_prompt=True) if asks else ""
    with opened() as (db, vault):
        add_staff(db, vault, NewStaff(role, name, phone, digits), datetime.now(UTC))
    typer.echo(f"Added: a {role.value}.")


@app.command("pin")
def new_pin(phone: Annotated[str, typer.Argument(help="The number that they work from.")]) -> None:
    """Give a new PIN to a member of staff, after it was forgotten or locked. It is asked for and never shown."""
    digits = typer.prompt("New PIN (4 digits)", hide_input=True, confirmation_prompt=True)
    with opened() as (db, vault):
        set_pin(db, vault, phone, digits, datetime.now(UTC))
    typer.echo("The new PIN counts from now on.")


@app.command("end")
def end(phone: Annotated[str, typer.Argument(help="The number that they worked from.")]) -> None:
    """A member of staff has left, or their phone is lost: from now on it is any phone. What they did stays."""
    with opened() as (db, vault):
        end_work(db, vault, phone, datetime.now(UTC))
    typer.echo("Their phone opens the agents' menu no more.")


@app.command("list")
def list_staff() -> None:
    """Everybody, with masked phones."""
    table = Table("name", "role", "phone", "PIN", "active")
    with opened() as (db, vault):
        for one in everybody(db, vault):
            pin, active = ("yes" if flag else "no" for flag in (one.has_pin, one.active))
            table.add_row(one.name, one.role, one.phone, pin, active)
    Console().print(table)
