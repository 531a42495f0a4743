"""`retour distribution …`: kits planned for a village and a day, an agent's word on what came, and both words."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.commands.listing import Format, Line, write
from service.commands.office import office
from service.commands.typed import text_of
from service.commands.working import By, done_by, needed_day
from service.models.staff import Role
from service.programme import tables as t
from service.programme.distribution import planning, views
from service.programme.distribution.by_card import Typed, record_typed
from service.programme.distribution.planning import Plan
from service.programme.distribution.recipients import place_named, within
from service.programme.identity import AGENTS
from service.programme.staff import SENDERS

app = typer.Typer(help="Kits: planned, delivered, confirmed.", no_args_is_help=True)

Kit = Annotated[str, typer.Option(help="The kit's code.")]
On = Annotated[str, typer.Option(help="The day: 2026-12-01.")]
Which = Annotated[UUID, typer.Argument(help="The distribution, as `retour distribution list` names it.")]
How = Annotated[Format, typer.Option("--format", help="A table, JSON, CSV or a workbook.")]
Out = Annotated[Path | None, typer.Option(help="The file to write.")]
PLANNED = ("distribution", "day", "village", "kit", "state", "kits", "to come", "delivered", "confirmed",
           "partly or not", "differs")  # fmt: skip
DELIVERIES = ("delivery", "kit", "who", "card", "village", "state", "planned", "delivered", "differs")
WORDS = ("item", "promised", "agent says", "person says", "who", "day", "counts")


@app.command()
def plan(
    *,
    kit: Kit,
    village: Annotated[str, typer.Option(help="Its name or its P-code.")],
    on: On,
    by: By,
    listed: Annotated[
        Path | None, typer.Option("--list", help="A file with a card code in each row, instead of every business.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also to those who have such a kit.")] = False,
) -> None:
    """Plan a kit for every business of a village that it is for, or for a list of people."""
    with office() as desk:
        cards = text_of(listed).splitlines() if listed else None
        with desk.engine.connect() as db:  # callers do not wait while a long list is looked up
            found = planning.look_up(desk.inside(db), Plan(kit, village, needed_day(on), cards, again))
        made = planning.write_in_steps(lambda act: done_by(desk, by, SENDERS, act), found)
        place = desk.around.atlas.gazetteer.label(made.place)
    typer.echo(f"Distribution {made.distribution_id}: {made.deliveries} to be delivered in {place} on {found.on}.")
    if made.left_out:
        typer.echo(f"Left out, since they have one or wait for it: {made.left_out}.")


@app.command("list")
def list_distributions(
    village: Annotated[str, typer.Option(help="Only of this village or commune.")] = "",
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """Every distribution, with what came of it."""
    with office() as desk, desk.engine.connect() as db:
        places = desk.around.atlas.gazetteer
        wanted = within(places, place_named(places, village)) if village else None
        rows = views.distributions(db, wanted)
        write((_distribution(row, views.label(places, row.place)) for row in rows), PLANNED, how, out)


@app.command()
def show(which: Which, how: How = Format.TABLE, out: Out = None) -> None:
    """The deliveries of a distribution."""
    with office() as desk, desk.engine.connect() as db:
        _deliveries(views.of_distribution(desk.inside(db), which), how, out)


@app.command()
def differences(how: How = Format.TABLE, out: Out = None) -> None:
    """The deliveries of which a returnee says something else than the agent."""
    with office() as desk, desk.engine.connect() as db:
        _deliveries(views.differing(desk.inside(db)), how, out)


@app.command()
def words(
    delivery: Annotated[UUID, typer.Argument(help="The delivery, as `show` and `differences` name it.")],
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """Item by item: what was promised, what the agent noted, what the returnees say that came."""
    with office() as desk, desk.engine.connect() as db:
        found = views.both_words(desk.inside(db), delivery, desk.settings.default_language)
        lines = (
            (one.item, one.promised, one.agent, one.person, one.who, one.day, one.counts if one.who else None)
            for one in found
        )
        write((dict(zip(WORDS, line, strict=True)) for line in lines), WORDS, how, out)


@app.command()
def move(which: Which, on: On, by: By) -> None:
    """Another day for what has not come yet."""
    with office() as desk:
        done_by(desk, by, SENDERS, lambda ctx: planning.move(ctx, which, needed_day(on)))
    typer.echo(f"Moved to {needed_day(on)}.")


@app.command()
def cancel(which: Which, by: By) -> None:
    """What has not come will not come; what has come stays."""
    with office() as desk:
        count = done_by(desk, by, SENDERS, lambda ctx: planning.cancel(ctx, which))
    typer.echo(f"Cancelled: {count}.")


@app.command()
def deliver(
    *,
    card: Annotated[str, typer.Option(help="The code of the person's card.")],
    kit: Kit,
    on: On,
    by: By,
    items: Annotated[str, typer.Option(help="Where not all came: net=3,canoe=1, every item of the kit.")] = "",
    again: Annotated[bool, typer.Option("--again", help="A further kit, or one that nobody planned.")] = False,
    correct: Annotated[bool, typer.Option("--correct", help="What stands as delivered was noted wrongly.")] = False,
) -> None:
    """An agent's word on a delivery, noted in the office. The returnee is told that they may say what came."""
    with office() as desk:
        typed = Typed(card, kit, needed_day(on), _items(items) if items else None, again, correct)
        delivery = done_by(desk, by, (*AGENTS, Role.ADMINISTRATOR), lambda ctx: record_typed(ctx, typed))
    typer.echo(f"Delivery {delivery}: {'corrected' if correct else 'recorded'}.")


def _items(typed: str) -> Mapping[str, int]:
    """« net=3,canoe=1 » as counts. Raises ValueError."""
    found: dict[str, int] = {}
    for one in typed.split(","):
        code, equals, count = (part.strip() for part in one.partition("="))
        if not equals or not (count.isascii() and count.isdigit()):
            raise ValueError(f"{one.strip()!r} is not written as net=3.")
        if code in found:
            raise ValueError(f"{code} is said twice.")
        found[code.lower()] = int(count)
    return found


def _distribution(row: t.AnyRow, village: str) -> Line:
    cells = (str(row.id), row.planned_on, village, row.kit, row.state, row.deliveries, row.to_come, row.delivered,
             row.confirmed, row.amiss, row.differs)  # fmt: skip
    return dict(zip(PLANNED, cells, strict=True))


def _deliveries(found: Iterable[views.DeliveryLine], how: Format, out: Path | None) -> None:
    lines = (
        (str(one.id), one.kit, one.who, one.card, one.village, one.state, one.planned_on, one.delivered_on, one.differs)
        for one in found
    )
    write((dict(zip(DELIVERIES, line, strict=True)) for line in lines), DELIVERIES, how, out)
