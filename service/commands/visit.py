"""`retour visit …`: the follow-up visits that are due, noted at a desk, put on another day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Connection

from flows.codes import spaced
from flows.places import Gazetteer
from service.commands.listing import Cell, Format, write
from service.commands.office import Office, office
from service.commands.whereabouts import Cercle, Region, Village, place_of
from service.models.staff import Role
from service.models.visit import Interview, Presence
from service.programme.followup import desk as visits
from service.programme.followup import due
from service.programme.followup.noting import VisitNoted
from service.programme.identity import AGENTS
from service.programme.staff import everybody, working_from
from service.programme.working_days import today

app = typer.Typer(help="Follow-up visits: who is due, what was seen.", no_args_is_help=True)
WRITERS = (Role.FIELD_AGENT, Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
PLANNERS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
HEADINGS = ("visit", "due", "late", "person", "card", "village", "kit", "after", "agent")
STEP = 200
"""Deliveries of one step of planning: callers never wait for it."""

By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]
On = Annotated[str, typer.Option(help="The day: 2026-12-01. Default: today.")]


@app.command("due")
def list_due(
    *,
    agent: Annotated[str, typer.Option(help="The number of an agent: the visits that are theirs.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose day is past.")] = False,
    within: Annotated[int, typer.Option(min=0, max=3650, help="Days ahead.")] = 30,
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    how: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file, which only you may read.")] = None,
) -> None:
    """The visits that are to be made, the most overdue first."""
    with office() as desk, desk.engine.connect() as db:
        ctx = desk.inside(db)
        places = desk.around.atlas.gazetteer
        now = today(ctx)
        wanted = due.Wanted(
            now - timedelta(days=1) if overdue else now + timedelta(days=within),
            agent=due.agent_of(db, working_from(db, desk.vault, agent, *AGENTS)) if agent else None,
            place=place_of(places, region, cercle, village),
        )
        names = {one.id: one.name for one in everybody(db, desk.vault)}
        write(_lines(due.visits(ctx, wanted), places, names, now), HEADINGS, how, out)


def _lines(
    found: Iterator[due.DueVisit], places: Gazetteer, names: dict[UUID, str], now: date
) -> Iterator[dict[str, Cell]]:
    for one in found:
        yield {
            "visit": str(one.id),
            "due": one.due_on,
            "late": max((now - one.due_on).days, 0) or None,
            "person": one.name,
            "card": spaced(one.code),
            "village": due.village(places, one.place),
            "kit": one.kit,
            "after": one.after_days,
            "agent": names.get(one.agent, "") if one.agent else "",
        }


@app.command()
def add(  # noqa: PLR0913 what a form of a visit has
    *,
    card: Annotated[str, typer.Option(help="The code of the returnee's card.")],
    by: By,
    status: Annotated[str, typer.Option(help="The business: running, partly, stopped, never_started.")],
    on: On = "",
    agent: Annotated[str, typer.Option(help="The number of whoever made the visit. Default: you.")] = "",
    presence: Annotated[
        Presence, typer.Option(help="code: the form has the code that the returnee showed.")
    ] = Presence.ABSENT,
    interview: Annotated[Interview, typer.Option(help="How it was held.")] = Interview.IN_PERSON,
    reason: Annotated[list[str] | None, typer.Option(help="Why it does not run; may be said several times.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="An item of the kit: nets=lost. Once for each.")] = None,
    takings: Annotated[str, typer.Option(help="Last month's, as a band: under_25000 …")] = "",
    money: Annotated[str, typer.Option(help="Who decides on it: man, woman, both.")] = "",
    debt: Annotated[str, typer.Option(help="New debt: yes or no.")] = "",
    problems: Annotated[str, typer.Option(help="In a few words.")] = "",
    next_visit: Annotated[str, typer.Option("--next", help="The day of the next one, as agreed: 2027-01-15.")] = "",
    wants_call: Annotated[bool, typer.Option("--wants-call", help="The person wants to be called.")] = False,
    born: Annotated[int | None, typer.Option(help="Goats born.")] = None,
    died: Annotated[int | None, typer.Option(help="Goats that died.")] = None,
    alive: Annotated[int | None, typer.Option(help="Goats alive.")] = None,
) -> None:
    """Note a visit from a form. The person's own phone is asked whether it took place."""
    with office() as desk:

        def noted(db: Connection) -> str:
            ctx, staff_id = desk.inside(db), working_from(db, desk.vault, by, *WRITERS)
            made_by = working_from(db, desk.vault, agent, *WRITERS) if agent else staff_id
            person_id, name = visits.person_of(ctx, card, due.agent_of(db, staff_id))
            seen = VisitNoted(
                person_id=person_id,
                visited_on=_day(on) or today(ctx),
                business_status=status,
                channel=ctx.channel,
                staff_id=made_by,
                presence=presence,
                interview=interview,
                reasons=" ".join(reason or ()),
                takings=takings,
                money_decision=money,
                new_debt=debt,
                problems=problems.strip(),
                next_visit_on=_day(next_visit),
                wants_call=wants_call,
                born=born,
                died=died,
                alive=alive,
            )
            visits.add(ctx, replace(seen, items=visits.items_of(ctx, person_id, item or ())), staff_id)
            return name

        typer.echo(f"Noted: a visit to {desk.transact(noted)}.")


@app.command()
def move(
    which: Annotated[UUID, typer.Argument(help="The visit, as `retour visit due` names it.")],
    to: Annotated[str, typer.Option(help="The new day: 2026-12-15.")],
    by: By,
) -> None:
    """Put a visit that is due on another day. Its reminders move with it."""
    with office() as desk:
        day = _day(to)
        if day is None:
            raise ValueError("Say the new day with --to 2026-12-15.")
        desk.transact(lambda db: visits.move(desk.inside(db), which, day, working_from(db, desk.vault, by, *WRITERS)))
    typer.echo(f"The visit is due on {day}.")


@app.command()
def plan(by: By) -> None:
    """Bring the visits that are due in line with all deliveries: after the days of a kit were changed."""
    with office() as desk:
        with desk.engine.connect() as db:
            staff_id = working_from(db, desk.vault, by, *PLANNERS)
            deliveries = visits.deliveries(db)
        added = sum(_planned(desk, deliveries[start : start + STEP]) for start in range(0, len(deliveries), STEP))
        desk.transact(lambda db: visits.planned(desk.inside(db), staff_id, added))
    typer.echo(f"Visits added: {added}.")


def _planned(desk: Office, some: list[UUID]) -> int:
    return desk.transact(lambda db: visits.plan(db, some))


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise ValueError(f"{typed!r} is no day: write it as 2026-12-01.") from None
