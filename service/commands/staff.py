"""`retour staff …`: who works for the programme, from which phone, and how they sign in to the console."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.commands import account
from service.commands.office import office
from service.commands.opened import opened
from service.commands.plainly import plainly
from service.models.staff import Role
from service.programme.access import accounts, members
from service.programme.followup.due import village
from service.programme.identity import AGENTS
from service.programme.places import anywhere
from service.programme.staff import COMMAND_LINE, NewStaff, add_staff, everybody

app = typer.Typer(help="Members of staff: agents, focal points, officers.", no_args_is_help=True)
app.command("password")(account.new_password)
app.add_typer(account.codes_app, name="second-factor")
app.add_typer(account.sessions_app, name="sessions")
Who = Annotated[str, typer.Argument(help="The number that they work from, or the name that they sign in with.")]


@app.command()
def add(
    role: Annotated[Role, typer.Option(help="What they do: agents note visits, focal points hear of abuse.")],
    name: Annotated[str, typer.Option(help="Their name, as callers of their phone see it.")],
    phone: Annotated[str, typer.Option(help="Their number; a reader or an administrator may have none.")] = "",
    pin: Annotated[
        bool | None, typer.Option(help="Ask for a PIN of 4 digits, hidden (default: where the role needs one).")
    ] = None,
    login: Annotated[str, typer.Option(help="A name to sign in to the console with; a password is asked for.")] = "",
    make_password: Annotated[
        bool, typer.Option("--make-password", help="Make the password and show it once; they have to change it.")
    ] = False,
) -> None:
    """Add a member of staff. PIN and password are asked for and never shown: they stand in no history of commands."""
    if make_password and not login:
        raise typer.BadParameter("A password needs a name to sign in with: --login.")
    asks = role in AGENTS if pin is None else pin
    digits = typer.prompt("PIN (4 digits)", hide_input=True, confirmation_prompt=True) if asks else ""
    with plainly():
        password = account.password_of(make_password, login, name) if login else None
    with opened() as (db, vault):
        staff_id = add_staff(db, vault, NewStaff(role, name, phone, digits), datetime.now(UTC))
        if password is not None:
            account.give(db, vault, staff_id, login, password)
    typer.echo(f"Added: a {role.value}.")
    if password is not None and make_password:
        typer.echo(account.shown(password))


@app.command("pin")
def new_pin(who: Who) -> None:
    """Give a new PIN to a member of staff, after it was forgotten or locked. It is asked for and never shown."""
    digits = typer.prompt("New PIN (4 digits)", hide_input=True, confirmation_prompt=True)
    with opened() as (db, vault):
        members.set_pin(db, vault, accounts.whose(db, vault, who), digits, COMMAND_LINE, datetime.now(UTC))
    typer.echo("The new PIN counts from now on.")


@app.command("places")
def set_their_places(
    who: Who,
    places: Annotated[list[str] | None, typer.Argument(help="Villages, communes, cercles: names or P-codes.")] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="They work in all places.")] = False,
) -> None:
    """Say where an agent works: they see, visit and deliver to the people of these places, and to nobody else."""
    if everywhere == bool(places):
        raise typer.BadParameter("Say the places, or --everywhere.")
    with office() as desk:
        known = desk.around.atlas.gazetteer
        pcodes = [anywhere(known, one) for one in places or ()]
        now = datetime.now(UTC)
        desk.transact(lambda db: members.set_places(db, accounts.whose(db, desk.vault, who), pcodes, COMMAND_LINE, now))
    typer.echo(f"They work in {', '.join(map(known.label, pcodes)) or 'all places'}.")


@app.command("end")
def end(who: Who) -> None:
    """A member of staff has left: their phone is any phone now, and they cannot sign in. What they did stays."""
    with opened() as (db, vault):
        members.end_work(db, accounts.whose(db, vault, who), COMMAND_LINE, datetime.now(UTC))
    typer.echo("Their phone opens the agents' menu no more, and the console is closed to them.")


@app.command("list")
def list_staff() -> None:
    """Everybody, with masked phones."""
    table = Table("name", "role", "phone", "PIN", "signs in as", "active", "places")
    with office() as desk, desk.engine.connect() as db:
        known = desk.around.atlas.gazetteer
        logins = {one.staff_id: one.login for one in accounts.all_of(db, desk.vault)}
        for one in everybody(db, desk.vault):
            pin, active = ("yes" if flag else "no" for flag in (one.has_pin, one.active))
            places = ", ".join(village(known, pcode) or pcode for pcode in one.places.split())
            table.add_row(one.name, one.role, one.phone, pin, logins.get(one.id, ""), active, places or "all")
    Console().print(table)
