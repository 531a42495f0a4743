"""`retour people duplicates …`: files that may be one person's, and what somebody decides of them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.commands.listing import Format, Line, write
from service.commands.office import Office, office
from service.commands.opened import opened
from service.commands.working import By
from service.programme.people import duplicates
from service.programme.people.holder import shown
from service.programme.people.proposed import Proposed, Side, waiting
from service.programme.staff import SENDERS, working_from

app = typer.Typer(help="Files that may be one person's.", no_args_is_help=True)

One = Annotated[str, typer.Argument(help="The code of one card.")]
Other = Annotated[str, typer.Argument(help="The code of the other.")]
HEADINGS = "score|card|name|sex|born|place|other card|other name|other sex|other born|other place"


@app.command("list")
def list_duplicates(
    by: By,
    most: Annotated[int, typer.Option(min=1, help="Pairs at most.")] = 50,
    look: Annotated[bool, typer.Option("--look/--known", help="Look for new pairs first, or show those known.")] = True,
    how: Annotated[Format, typer.Option("--format", help="table, json, csv or xlsx.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file instead of the terminal.")] = None,
) -> None:
    """Pairs that wait for a decision, the likeliest first. Nothing becomes one by itself."""
    with office() as desk:
        with desk.engine.connect() as db:
            staff_id = working_from(db, desk.vault, by, *SENDERS)
            found = duplicates.propose(db, desk.transact, desk.vault, datetime.now(UTC)) if look else 0
        pairs = desk.transact(lambda db: waiting(db, desk.vault, staff_id, desk.inside(db).now, most))
        write([_line(desk, pair) for pair in pairs], HEADINGS.split("|"), how, out)
    if look:
        typer.echo(f"New since the last look: {found}.", err=True)


def _line(desk: Office, pair: Proposed) -> Line:
    told = f"{pair.score}{' sure' if pair.sure else ''} {pair.why}"
    cells = (told, *_cells(desk, pair.first), *_cells(desk, pair.second))
    return dict(zip(HEADINGS.split("|"), cells, strict=True))


def _cells(desk: Office, side: Side) -> tuple[str, str, str, int | None, str]:
    place = desk.around.atlas.gazetteer.label(side.place) if side.place else ""
    return side.code, side.name, side.sex, side.born, place


@app.command()
def same(one: One, other: Other, by: By) -> None:
    """They are one person: the older file takes in the younger. Both cards go on opening it. For good."""
    with opened() as (db, vault):
        now = datetime.now(UTC)
        stays = duplicates.same(db, vault, (one, other), working_from(db, vault, by, *SENDERS), now)
        told = shown(db, vault, stays)
    typer.echo(f"One person from now on: {told}.")


@app.command()
def different(one: One, other: Other, by: By) -> None:
    """They are two people: this pair is never proposed again."""
    with opened() as (db, vault):
        duplicates.different(db, vault, (one, other), working_from(db, vault, by, *SENDERS), datetime.now(UTC))
    typer.echo("Two people: it is remembered.")
