"""`retour verification …`: a sample of what agents noted, about which somebody else asks again."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, select

from service.commands.listing import Format, Line, write
from service.commands.office import Office, office
from service.commands.working import By, done_by
from service.models.kit import Checked
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import samples
from service.programme.distribution.recipients import place_named, within
from service.programme.distribution.verification import Wanted, draw, keep, note, verification_named
from service.programme.identity import AGENTS
from service.programme.staff import SENDERS, working_from

app = typer.Typer(help="Samples of deliveries that are asked about again.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(help="The verification, by its name or its id.")]
How = Annotated[Format, typer.Option("--format", help="A table, JSON, CSV or a workbook.")]
Out = Annotated[Path | None, typer.Option(help="The file to write.")]
PLANS = ("verification", "name", "day", "deliveries", "sample", "asked", "confidence", "margin", "seed")
VILLAGES = ("village", "drawn", "confirmed", "differs", "not reached", "still open")
TARGETS = ("target", "village", "who", "card", "kit", "delivered", "outcome", "tries")
IN_FULL = (*TARGETS[:4], "phone", *TARGETS[4:])


@app.command()
def plan(
    *,
    name: Annotated[str, typer.Option(help="What you call it.")],
    by: By,
    kit: Annotated[str, typer.Option(help="Only deliveries of this kit.")] = "",
    region: Annotated[str, typer.Option(help="Only in this region.")] = "",
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="Draws the same sample again.")] = None,
) -> None:
    """Draw a sample, village by village, of the size that the settings ask for."""
    with office() as desk:
        with desk.engine.connect() as db:  # callers do not wait while many deliveries are read
            working_from(db, desk.vault, by, *SENDERS)
            sample = draw(db, desk.around.atlas.gazetteer, desk.settings, Wanted(name, kit, region, seed))
        which = done_by(desk, by, SENDERS, lambda ctx: keep(ctx, sample))
    typer.echo(f"Verification {which}: {sample.size} of {sample.population} deliveries, seed {sample.seed}.")


@app.command("list")
def list_verifications(how: How = Format.TABLE, out: Out = None) -> None:
    """Every verification."""
    with office() as desk, desk.engine.connect() as db:
        write(map(_plan, samples.verifications(db)), PLANS, how, out)


@app.command()
def show(which: Which, how: How = Format.TABLE, out: Out = None) -> None:
    """Village by village, what came of asking; and how sure that makes."""
    with office() as desk, desk.engine.connect() as db:
        found = samples.standing(db, desk.around.atlas.gazetteer, verification_named(db, which))
        total = {**_village(found.total), "village": "all"}
        write([*map(_village, found.villages), total], VILLAGES, how, out)
    if how is Format.TABLE and found.share is not None and found.margin is not None:
        told = f"{found.share:.1%} of the {found.total.reached} who were reached confirm it, ± {100 * found.margin:.1f}"
        typer.echo(f"{told} points.")
        if found.total.unreachable:
            typer.echo(f"{found.total.unreachable} could not be reached: they may say something else.")


@app.command()
def targets(
    which: Which,
    village: Annotated[str, typer.Option(help="Only in this village or commune.")] = "",
    agent: Annotated[str, typer.Option(help="Only what this agent may ask about, by their number.")] = "",
    how: How = Format.TABLE,
    out: Out = None,
    by: Annotated[str, typer.Option(help="With --out, which then holds full names and numbers.")] = "",
) -> None:
    """Whom is still to be asked. With --out and --by it is a list to hand out: with full names and numbers."""
    if bool(out) != bool(by):
        raise typer.BadParameter("a list to hand out needs both --out and --by")
    with office() as desk:
        with desk.engine.connect() as db:
            if by:
                working_from(db, desk.vault, by, *SENDERS)
            lines = list(_targets(desk, db, which, village, agent, in_full=bool(by)))
        if by:  # nobody has the list before it is written who took it
            done_by(desk, by, SENDERS, lambda ctx: _handed_out(ctx, which, len(lines)))
        write(lines, IN_FULL if by else TARGETS, how, out)


@app.command()
def outcome(
    which: Which,
    target: Annotated[str, typer.Argument(help="The code of the card, or the id of the line.")],
    found: Annotated[Checked, typer.Argument(help="What came of asking.")],
    by: By,
) -> None:
    """Note what came of asking. Who was not reached is counted, and may be asked again."""
    with office() as desk:
        roles = (*AGENTS, Role.ADMINISTRATOR)
        done_by(desk, by, roles, lambda ctx: note(ctx, verification_named(ctx.db, which).id, target, found))
    typer.echo("Noted." if found is not Checked.DIFFERS else "Noted; a case is open about it.")


def _targets(desk: Office, db: Connection, which: str, village: str, agent: str, *, in_full: bool) -> Any:
    places = desk.around.atlas.gazetteer
    below = within(places, place_named(places, village)) if village else None
    row = _agent(desk, db, agent) if agent else None
    verification = verification_named(db, which)
    for one in samples.targets(desk.inside(db), verification.id, below, row, in_full=in_full):
        yield _target(one)


def _agent(desk: Office, db: Connection, number: str) -> t.AnyRow:
    staff_id = working_from(db, desk.vault, number)
    return db.execute(select(t.staff.c.id, t.staff.c.places).where(t.staff.c.id == staff_id)).one()


def _handed_out(ctx: Context, which: str, count: int) -> None:
    audit.record(ctx, samples.HANDED_OUT, "verification", verification_named(ctx.db, which).id, str(count))


def _plan(row: t.AnyRow) -> Line:
    day: date = row.created_at.date()
    cells = (str(row.id), row.name, day, row.population, row.size, row.asked, row.confidence, row.margin, row.seed)
    return dict(zip(PLANS, cells, strict=True))


def _village(one: samples.VillageLine) -> Line:
    cells = (one.village, one.drawn, one.confirmed, one.differs, one.unreachable, one.still_open)
    return dict(zip(VILLAGES, cells, strict=True))


def _target(one: samples.TargetLine) -> Line:
    cells = (str(one.id), one.village, one.who, one.card, one.phone, one.kit, one.delivered_on, one.outcome, one.tries)
    return dict(zip(IN_FULL, cells, strict=True))
