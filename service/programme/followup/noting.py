"""A visit is noted, whatever way it came: from an agent's phone, at a desk, from a file.

It settles the visit that was due, the business is as it was seen, and the next visit that was agreed is due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from service.ids import uuid7
from service.models.visit import Interview, Presence, VisitState
from service.prepared import Adding
from service.programme import tables as t
from service.programme.labels import VISIT_PROBLEMS
from service.vault import Vault

SETTLES_AHEAD = timedelta(days=7)
"""A visit settles what was due by then; what is due later still is."""
SETTLES_MISSED = timedelta(days=30)
"""One that is noted weeks after it was made may settle what was missed meanwhile, if it was made so soon after that."""


@dataclass(frozen=True, slots=True)
class VisitNoted:
    """What is noted of a visit. `channel`: how it came (ussd, command, console, import); `reasons`: ids separated by
    spaces; `items`: kit item → used, broken, lost …; `takings`: a band; `born`, `died`, `alive`: goats."""

    person_id: UUID
    visited_on: date
    business_status: str
    channel: str
    staff_id: UUID | None = None
    presence: Presence = Presence.ABSENT
    interview: Interview | None = None
    reasons: str = ""
    items: Mapping[UUID, str] = field(default_factory=dict)
    takings: str = ""
    money_decision: str = ""
    new_debt: str = ""
    problems: str = ""
    next_visit_on: date | None = None
    wants_call: bool = False
    born: int | None = None
    died: int | None = None
    alive: int | None = None
    conversation_id: UUID | None = None


_BUSINESS = (
    select(t.business_member.c.business_id)
    .where(t.business_member.c.person_id == bindparam("person"))
    .order_by(t.business_member.c.since.desc())
    .limit(1)
)
_DUE = (
    select(*(t.visit.c[name] for name in ("id", "business_id", "delivery_id", "due_on", "after_days", "state")))
    .where(
        t.visit.c.person_id == bindparam("person"),
        t.visit.c.due_on <= bindparam("by"),
        or_(
            t.visit.c.state == VisitState.DUE.value,
            and_(t.visit.c.state == VisitState.MISSED.value, t.visit.c.due_on >= bindparam("since")),
        ),
    )
    .order_by(t.visit.c.due_on, t.visit.c.id)
)
_ADD, _ADD_ITEM = Adding(t.visit), Adding(t.visit_item)
_WRITE = update(t.visit).where(t.visit.c.id == bindparam("which"))
_SETTLE = _WRITE.where(t.visit.c.state != VisitState.DONE.value)
_GONE = delete(t.visit).where(t.visit.c.id == bindparam("which"))
_VISITED_SINCE = select(t.visit.c.id).where(
    t.visit.c.person_id == bindparam("person"),
    t.visit.c.state == VisitState.DONE.value,
    t.visit.c.visited_on > bindparam("day"),
)
_REPLACED = delete(t.visit).where(
    t.visit.c.person_id == bindparam("person"),
    t.visit.c.state == VisitState.DUE.value,
    t.visit.c.after_days.is_(None),
    t.visit.c.delivery_id.is_(None),
    t.visit.c.due_on > bindparam("day"),
)
_LATEST = select(func.max(t.visit.c.visited_on)).where(
    t.visit.c.business_id == bindparam("business"), t.visit.c.state == VisitState.DONE.value
)
_BUSINESS_STATE = update(t.business).where(t.business.c.id == bindparam("which"))


def note(db: Connection, vault: Vault, noted: VisitNoted) -> UUID:
    """Write a visit; its id. The row is that of the visit that was due, where one was, and keeps its day and its place
    in the schedule."""
    due = _candidates(db, noted)
    settled = _settled(noted.visited_on, due)
    business_id = settled.business_id if settled else None
    if business_id is None:
        business_id = db.execute(_BUSINESS, {"person": noted.person_id}).scalar()
    _business_is(db, noted, business_id)
    visit_id = _written(db, vault, noted, settled, business_id)
    if settled:
        _settle_rest(db, noted.visited_on, settled, due)
    _add_items(db, noted, visit_id)
    if noted.next_visit_on is not None:
        _plan_next(db, noted, business_id)
    return visit_id


def _written(
    db: Connection, vault: Vault, noted: VisitNoted, settled: t.AnyRow | None, business_id: UUID | None
) -> UUID:
    """The id of its row. Where somebody else has settled the same one at this moment, it is a visit of its own."""
    about = {"business_id": business_id}
    if settled and db.execute(_SETTLE, {"which": settled.id, **_seen(vault, noted, settled.id), **about}).rowcount:
        return UUID(str(settled.id))
    row_id = uuid7()
    _ADD.row(db, {"id": row_id, "person_id": noted.person_id, **_seen(vault, noted, row_id), **about})
    return row_id


def _candidates(db: Connection, noted: VisitNoted) -> Sequence[t.AnyRow]:
    """What was due by then; and what passes for missed although this visit, which is noted late, was made for it."""
    day = noted.visited_on
    about = {"person": noted.person_id, "by": day + SETTLES_AHEAD, "since": day - SETTLES_MISSED}
    return db.execute(_DUE, about).all()


def _settled(day: date, due: Sequence[t.AnyRow]) -> t.AnyRow | None:
    """Of several that were due, the one that it was made for: one of the schedule in the same week, else the nearest.
    A visit after ninety days is not the one of thirty days, three months late."""

    def is_near(row: t.AnyRow) -> bool:
        return bool(abs(row.due_on - day) <= SETTLES_AHEAD)

    return min(due, key=lambda row: (not (is_near(row) and row.after_days), abs(row.due_on - day)), default=None)


def _settle_rest(db: Connection, day: date, settled: t.AnyRow, due: Sequence[t.AnyRow]) -> None:
    """The others that were due: one that was only agreed, for the same week, was this very visit; what was due before
    that was missed. Another delivery's visits are still due."""
    for row in due:
        is_of_other = None not in (row.delivery_id, settled.delivery_id) and row.delivery_id != settled.delivery_id
        if row.id == settled.id or row.state == VisitState.MISSED or is_of_other:
            continue
        if row.after_days is None and day - row.due_on <= SETTLES_AHEAD:
            db.execute(_GONE, {"which": row.id})
        elif day - row.due_on > SETTLES_AHEAD:
            db.execute(_WRITE, {"which": row.id, "state": VisitState.MISSED.value})


def _seen(vault: Vault, noted: VisitNoted, visit_id: UUID) -> dict[str, Any]:
    return {
        "staff_id": noted.staff_id,
        "conversation_id": noted.conversation_id,
        "state": VisitState.DONE.value,
        "channel": noted.channel,
        "visited_on": noted.visited_on,
        "presence": noted.presence.value,
        "interview": noted.interview.value if noted.interview else "",
        "business_status": noted.business_status,
        "reasons": noted.reasons,
        "takings": noted.takings,
        "money_decision": noted.money_decision,
        "new_debt": noted.new_debt,
        "problems": vault.seal(VISIT_PROBLEMS, visit_id, noted.problems) if noted.problems else None,
        "next_visit_on": noted.next_visit_on,
        "wants_call": noted.wants_call,
        "born": noted.born,
        "died": noted.died,
        "alive": noted.alive,
    }


def _business_is(db: Connection, noted: VisitNoted, business_id: UUID | None) -> None:
    """The business is as it was seen last: a visit that is noted late does not take it back."""
    latest = db.execute(_LATEST, {"business": business_id}).scalar() if business_id else None
    if business_id is not None and (latest is None or latest <= noted.visited_on):
        db.execute(_BUSINESS_STATE, {"which": business_id, "state": noted.business_status})


def _add_items(db: Connection, noted: VisitNoted, visit_id: UUID) -> None:
    items = [
        {"id": uuid7(), "visit_id": visit_id, "kit_item_id": item, "outcome": outcome}
        for item, outcome in noted.items.items()
    ]
    if items:
        _ADD_ITEM.rows(db, items)


def _plan_next(db: Connection, noted: VisitNoted, business_id: UUID | None) -> None:
    """What is agreed last counts: it takes the place of what was agreed before and is still to come. What was agreed at
    a visit that is noted late is over, where another one was made since."""
    if db.execute(_VISITED_SINCE, {"person": noted.person_id, "day": noted.visited_on}).first() is not None:
        return
    db.execute(_REPLACED, {"person": noted.person_id, "day": noted.visited_on})
    row = {
        "id": uuid7(),
        "person_id": noted.person_id,
        "business_id": business_id,
        "staff_id": noted.staff_id,
        "due_on": noted.next_visit_on,
        "state": VisitState.DUE.value,
    }
    _ADD.row(db, row)
