"""`retour business …`: small businesses, their members, and how they run."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.commands.listing import Format, Line, write
from service.commands.office import Office, office
from service.commands.opened import opened
from service.commands.whereabouts import Cercle, Region, Village, place_of
from service.commands.working import By, day
from service.models.business import BusinessState
from service.programme.people import businesses as make
from service.programme.people.enterprise import one
from service.programme.people.enterprises import Enterprise, Wanted, businesses
from service.programme.people.holder import person_with
from service.programme.people.page import OPENERS
from service.programme.people.within import below
from service.programme.staff import SENDERS, working_from

app = typer.Typer(help="Businesses: added, listed; who joins and who leaves.", no_args_is_help=True)

Which = Annotated[UUID, typer.Argument(help="The business, as `retour business list` names it.")]
Member = Annotated[str, typer.Argument(help="The code of their card.")]
How = Annotated[Format, typer.Option("--format", help="table, json, csv or xlsx.")]
Out = Annotated[Path | None, typer.Option(help="A file instead of the terminal.")]
HEADINGS = "business type name place kit state since members women".split()
MEMBERS = "card name sex role since".split()


@app.command()
def add(
    kind: Annotated[str, typer.Option("--type", help="One of the programme's types.")],
    village: Annotated[str, typer.Option(help="Where it is: a P-code or a name.")],
    members: Annotated[str, typer.Option(help="The cards of its members: CARD,CARD.")],
    by: By,
    kit: Annotated[str, typer.Option(help="The code of its kit.")] = "",
    name: Annotated[str, typer.Option(help="What its members call it.")] = "",
    leader: Annotated[str, typer.Option(help="The card of the member who leads it.")] = "",
) -> None:
    """A business and its members."""
    with office() as desk:
        place = place_of(desk.around.atlas.gazetteer, village=village)
        cards = [card.strip() for card in members.split(",") if card.strip()]
        new = make.NewBusiness(kind, place, cards, kit, name, leader)
        made = desk.transact(
            lambda db: make.add(db, desk.vault, new, working_from(db, desk.vault, by, *SENDERS), desk.inside(db).now)
        )
    typer.echo(f"Business {made}.")


@app.command("list")
def list_businesses(  # noqa: PLR0913 what a list may be narrowed by
    *,
    kind: Annotated[str, typer.Option("--type", help="Only of this type.")] = "",
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    state: Annotated[BusinessState | None, typer.Option(help="Only in this state.")] = None,
    kit: Annotated[str, typer.Option(help="Only with this kit.")] = "",
    member: Annotated[str, typer.Option(help="Only those of whoever has this card.")] = "",
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """The businesses, by type and place."""
    with office() as desk, desk.engine.connect() as db:
        place = place_of(desk.around.atlas.gazetteer, region, cercle, village)
        whose = person_with(db, desk.vault, member) if member else None
        wanted = Wanted(kind, state.value if state else "", kit, below(db, place) if place else (), whose)
        write((_line(desk, found) for found in businesses(db, desk.vault, wanted)), HEADINGS, how, out)


def _line(desk: Office, found: Enterprise) -> Line:
    place = desk.around.atlas.gazetteer.label(found.place) if found.place else ""
    about = (found.type, found.name, place, found.kit, found.state, found.started_on)
    return dict(zip(HEADINGS, (str(found.id), *about, found.members, found.women), strict=True))


@app.command()
def show(which: Which, how: How = Format.TABLE) -> None:
    """A business, its members and its kits."""
    with office() as desk, desk.engine.connect() as db:
        found, members, kits = one(db, desk.vault, which)
        write([_line(desk, found)], HEADINGS, how)
        lines: list[Line] = [
            dict(zip(MEMBERS, (m.code, m.name, m.sex, m.role or "member", m.since.date()), strict=True))
            for m in members
        ]
        write(lines, MEMBERS, how)
        write([{"kit": kit.kit, "state": kit.state, "day": kit.day} for kit in kits], ["kit", "state", "day"], how)


@app.command()
def join(
    which: Which,
    member: Member,
    by: By,
    leads: Annotated[bool, typer.Option("--leader", help="They lead it from now on.")] = False,
) -> None:
    """Somebody joins a business, or leads the one that they belong to."""
    with opened() as (db, vault):
        staff_id = working_from(db, vault, by, *OPENERS)
        make.join(db, vault, which, member, leads=leads, staff_id=staff_id, now=datetime.now(UTC))
    typer.echo("Joined.")


@app.command()
def leave(which: Which, member: Member, by: By) -> None:
    """Somebody is no member any more. That they were is kept."""
    with opened() as (db, vault):
        make.leave(db, vault, which, member, working_from(db, vault, by, *OPENERS), datetime.now(UTC))
    typer.echo("Left.")


@app.command()
def state(
    which: Which,
    runs: Annotated[BusinessState, typer.Argument(help="How it runs.")],
    by: By,
    started: Annotated[str, typer.Option(help="The day on which it began: 2026-11-03.")] = "",
) -> None:
    """How a business runs."""
    with opened() as (db, vault):
        staff_id = working_from(db, vault, by, *OPENERS)
        make.set_state(db, which, runs, day(started), staff_id, datetime.now(UTC))
    typer.echo(f"It is {runs.value}.")
