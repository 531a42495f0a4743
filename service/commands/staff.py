"""`retour staff …`: who works for the programme, and from which phone."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.commands.office import office
from service.commands.opened import opened
from service.commands.whereabouts import anywhere
from service.models.staff import Role
from service.programme.followup.due import village
from service.programme.identity import AGENTS
from service.programme.staff import NewStaff, add_staff, end_work, everybody, set_pin, set_places

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


@app.command("places")
def set_their_places(
    phone: Annotated[str, typer.Argument(help="The number that they work from.")],
    places: Annotated[list[str] | None, typer.Argument(help="Villages, communes, cercles: names or P-codes.")] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="They work in all places.")] = False,
) -> None:
    """Say where an agent works: they see, visit and deliver to the people of these places, and to nobody else."""
    if everywhere == bool(places):
        raise typer.BadParameter("Say the places, or --everywhere.")
    with office() as desk:
        known = desk.around.atlas.gazetteer
        pcodes = [anywhere(known, one) for one in places or ()]
        desk.transact(lambda db: set_places(db, desk.vault, phone, pcodes, datetime.now(UTC)))
    typer.echo(f"They work in {', '.join(map(known.label, pcodes)) or 'all places'}.")


@app.command("end")
def end(phone: Annotated[str, typer.Argument(help="The number that they worked from.")]) -> None:
    """A member of staff has left, or their phone is lost: from now on it is any phone. What they did stays."""
    with opened() as (db, vault):
        end_work(db, vault, phone, datetime.now(UTC))
    typer.echo("Their phone opens the agents' menu no more.")


@app.command("list")
def list_staff() -> None:
    """Everybody, with masked phones."""
    table = Table("name", "role", "phone", "PIN", "active", "places")
    with office() as desk, desk.engine.connect() as db:
        known = desk.around.atlas.gazetteer
        for one in everybody(db, desk.vault):
            pin, active = ("yes" if flag else "no" for flag in (one.has_pin, one.active))
            places = ", ".join(village(known, pcode) or pcode for pcode in one.places.split())
            table.add_row(one.name, one.role, one.phone, pin, active, places or "all")
    Console().print(table)
