"""Visits as the office works on them: noted from a form, put on another day, planned anew for all deliveries."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.codes import is_valid, tidy
from service.models.visit import VisitState
from service.programme import audit, kits
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.due import Agent, agent_of
from service.programme.followup.noting import VisitNoted, note
from service.programme.followup.schedule import MOVED, plan
from service.programme.followup.sector import covers
from service.programme.followup.suspicion import of_any_day
from service.programme.followup.words import faults
from service.programme.proof import find_card
from service.programme.visit_log import call_wanted, tell
from service.programme.working_days import today

__all__ = ["VisitError", "add", "deliveries", "items_of", "move", "person_of", "plan", "planned"]

NOTED, PLANNED = "visit noted", "visits planned"
TELLS_OF = 7
"""Days: of a visit that was longer ago nobody is asked by SMS; they hear of it when they call."""

_SAME = select(t.visit.c.id).where(
    t.visit.c.person_id == bindparam("person"),
    t.visit.c.visited_on == bindparam("day"),
    t.visit.c.state == VisitState.DONE.value,
)
_DUE = (
    select(t.person.c.place)
    .join_from(t.visit, t.person, t.person.c.id == t.visit.c.person_id)
    .where(t.visit.c.id == bindparam("which"), t.visit.c.state == VisitState.DUE.value)
)
_MOVE = update(t.visit).where(t.visit.c.id == bindparam("which"))
_ITEMS = select(t.kit_item.c.id, t.kit_item.c.code).where(t.kit_item.c.id.in_(bindparam("ids", expanding=True)))
_DELIVERIES = select(t.delivery.c.id).order_by(t.delivery.c.id)


class VisitError(ValueError):
    """Why a visit cannot be noted or moved. str() is plain words, without the name or the code of anybody."""


def person_of(ctx: Context, card: str, by: Agent) -> tuple[UUID, str]:
    """The id of whoever has a card, and their first name and initial. Raises VisitError."""
    digits = tidy(card)
    found = find_card(ctx, digits) if is_valid(digits) else None
    if found is None or found.state != "ok":
        raise VisitError("Nobody has that card: read its nine digits again.")
    if not covers(ctx.places, by.places, str(found.values["place"] or "")):
        raise VisitError("That card is of another area than yours.")
    return UUID(str(found.values["person"])), str(found.values["person_name"])


def items_of(ctx: Context, person_id: UUID, typed: Iterable[str]) -> dict[UUID, str]:
    """« nets=lost » → the item of what came to that person, and what became of it. Raises VisitError."""
    ids = [UUID(choice.id) for choice in kits.items_for_person(ctx, str(person_id))]
    known = {row.code: row.id for row in ctx.db.execute(_ITEMS, {"ids": ids})}
    found: dict[UUID, str] = {}
    for one in typed:
        code, equals, outcome = (part.strip() for part in one.partition("="))
        if not equals or code not in known:
            raise VisitError(f"--item {one!r}: write item=outcome. Items: {', '.join(sorted(known)) or 'none came'}.")
        found[known[code]] = outcome
    return found


def add(ctx: Context, noted: VisitNoted, by: UUID) -> UUID:
    """Note a visit from a form; its id. The person is asked whether it was so. Raises VisitError with all that is
    wrong with it."""
    if wrong := [reason for _, reason in faults(noted, today(ctx))]:
        raise VisitError(" ".join(wrong))
    if ctx.db.execute(_SAME, {"person": noted.person_id, "day": noted.visited_on}).first() is not None:
        raise VisitError("A visit to that person on that day is noted already.")
    visit_id = note(ctx.db, ctx.vault, noted)
    audit.add(ctx.db, ctx.now, str(by), NOTED, "visit", visit_id)
    if noted.staff_id is not None:
        of_any_day(ctx, noted.staff_id, noted)
    if (today(ctx) - noted.visited_on).days <= TELLS_OF:
        tell(ctx, noted)
    call_wanted(ctx, noted)
    return visit_id


def move(ctx: Context, visit_id: UUID, day: date, by: UUID) -> None:
    """Put a visit that is due on another day. Raises VisitError."""
    if day < today(ctx):
        raise VisitError("That day is past.")
    visit = ctx.db.execute(_DUE, {"which": visit_id}).first()
    if visit is None:
        raise VisitError("There is no such visit that is due: the list of those that are due has them all.")
    if not covers(ctx.places, agent_of(ctx.db, by).places, visit.place or ""):
        raise VisitError("That visit is of another area than yours.")
    ctx.db.execute(_MOVE, {"which": visit_id, "due_on": day})
    audit.add(ctx.db, ctx.now, str(by), MOVED, "visit", visit_id, day.isoformat())


def deliveries(db: Connection) -> list[UUID]:
    """All deliveries, to be planned in steps."""
    return list(db.scalars(_DELIVERIES))


def planned(ctx: Context, by: UUID, added: int) -> None:
    """Note that the visits of all deliveries were planned anew."""
    audit.add(ctx.db, ctx.now, str(by), PLANNED, detail=str(added))
