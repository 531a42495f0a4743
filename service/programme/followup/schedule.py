"""When the follow-up visits of a delivery are due: its kit's days after the day on which it came.

A schedule follows its delivery: it moves when the day is corrected, and goes when the delivery never came; and its kit
and its business: by other days, to whoever leads now. What was
visited already stays as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, or_, select, update

from service.ids import uuid7
from service.many import among
from service.models.kit import DeliveryState
from service.models.visit import VisitState
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context
from service.programme.working_days import today

LEADER = "leader"
"""The role of the member of a business who is visited for all."""
CAME = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY)
NEVER_CAME = (DeliveryState.PLANNED, DeliveryState.CANCELLED)
MOVED = "visit moved"
"""The audit event of a visit that the office put on another day."""
_PART = 500
"""Deliveries looked at together: SQLite takes their ids one by one."""

_ADD = Adding(t.visit)
_MOVE = update(t.visit).where(t.visit.c.id == bindparam("which"))
_GONE = delete(t.visit).where(t.visit.c.id == bindparam("which"))
_OF_BUSINESS = select(t.delivery.c.id).where(t.delivery.c.business_id == bindparam("business"))
_MOVED = select(t.audit_event.c.id).where(
    t.audit_event.c.subject == "visit",
    t.audit_event.c.subject_id == bindparam("which"),
    t.audit_event.c.action == bindparam("did"),
)
_later = t.visit.alias("later")
# What was agreed with the person has no delivery: it follows, and is followed by, any other visit to them.
_MISS = (
    update(t.visit)
    .where(
        t.visit.c.state == VisitState.DUE.value,
        t.visit.c.due_on < bindparam("today"),
        select(_later.c.id)
        .where(
            _later.c.person_id == t.visit.c.person_id,
            _later.c.due_on > t.visit.c.due_on,
            _later.c.due_on <= bindparam("today"),
            or_(
                _later.c.delivery_id.is_(None),
                t.visit.c.delivery_id.is_(None),
                _later.c.delivery_id == t.visit.c.delivery_id,
            ),
        )
        .exists(),
    )
    .values(state=VisitState.MISSED.value)
)


def days_of(visit_days: str) -> list[int]:
    """« 30 90 180 » as numbers, each once, the nearest first. Raises ValueError in plain words."""
    words = visit_days.split()
    if not all(word.isascii() and word.isdigit() and 0 < int(word) <= 3650 for word in words):
        raise ValueError("The days of visits are whole numbers of days after the delivery: 30 90 180.")
    return sorted({int(word) for word in words})


def plan(db: Connection, delivery_ids: Sequence[UUID]) -> int:
    """Bring the due visits of these deliveries in line with them: those that are not there yet are added, those whose
    delivery came on another day are moved, those of a delivery that did not come, or of a day that the kit has no more,
    go. How many were added."""
    added = 0
    for start in range(0, len(delivery_ids), _PART):
        some = list(delivery_ids[start : start + _PART])
        _put_away(db, t.visit.c.delivery_id.in_(_which(db, some, NEVER_CAME)))
        added += _bring_in_line(db, some)
    return added


def replan(db: Connection, business_id: UUID) -> None:
    """Somebody joined a business, left it, or leads it: whoever is visited for all may be another one."""
    plan(db, list(db.scalars(_OF_BUSINESS, {"business": business_id})))


def unplan(db: Connection, delivery_ids: Sequence[UUID]) -> None:
    """The visits that are still due after these deliveries go: the deliveries themselves are about to."""
    for start in range(0, len(delivery_ids), _PART):
        _put_away(db, among(db, t.visit.c.delivery_id, delivery_ids[start : start + _PART]))


def _which(db: Connection, ids: Sequence[UUID], states: Iterable[DeliveryState]) -> Any:
    wanted = [state.value for state in states]
    return select(t.delivery.c.id).where(among(db, t.delivery.c.id, ids), t.delivery.c.state.in_(wanted))


def _put_away(db: Connection, which: ColumnElement[bool]) -> None:
    db.execute(delete(t.visit).where(which, t.visit.c.state == VisitState.DUE.value))


def _bring_in_line(db: Connection, ids: Sequence[UUID]) -> int:
    came = db.execute(
        select(
            t.delivery.c.id,
            t.delivery.c.person_id,
            t.delivery.c.business_id,
            t.delivery.c.delivered_on,
            t.kit.c.visit_days,
        )
        .join_from(t.delivery, t.kit, t.kit.c.id == t.delivery.c.kit_id)
        .where(t.delivery.c.id.in_(_which(db, ids, CAME)), t.delivery.c.delivered_on.is_not(None))
        .order_by(t.delivery.c.id)
        .with_for_update(of=t.delivery, key_share=True)  # who plans the same one now waits, and finds it planned
    ).all()
    visited = _visited(db, [row.business_id for row in came if row.person_id is None and row.business_id])
    planned = _planned(db, [row.id for row in came])
    rows: list[dict[str, Any]] = []
    for row in came:
        person_id = row.person_id or visited.get(row.business_id)
        if person_id is not None:  # a business without members has nobody yet to visit
            rows += _of_one(db, row, person_id, planned.get(row.id, {}))
    _ADD.many(db, rows)
    return len(rows)


def _of_one(db: Connection, row: t.AnyRow, person_id: UUID, planned: dict[int, t.AnyRow]) -> Iterator[dict[str, Any]]:
    wanted = {days: row.delivered_on + timedelta(days=days) for days in days_of(row.visit_days)}
    for days, due_on in wanted.items():
        if days not in planned:
            yield _new(row, person_id, days, due_on)
    for days, there in planned.items():
        if there.state == VisitState.DUE:
            _follow(db, there, wanted.get(days), person_id)


def _follow(db: Connection, there: t.AnyRow, due_on: date | None, person_id: UUID) -> None:
    """Bring a visit that is due in line with its day (None: there is none any more) and with who is visited."""
    stays = there.due_on if due_on != there.due_on and _was_moved(db, there.id) else due_on
    if stays is None:
        db.execute(_GONE, {"which": there.id})
    elif (stays, person_id) != (there.due_on, there.person_id):
        db.execute(_MOVE, {"which": there.id, "due_on": stays, "person_id": person_id})


def _was_moved(db: Connection, visit_id: UUID) -> bool:
    """Whether somebody put the visit on another day: their word stands."""
    return db.execute(_MOVED, {"which": str(visit_id), "did": MOVED}).first() is not None


def _new(row: t.AnyRow, person_id: UUID, days: int, due_on: date) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "person_id": person_id,
        "business_id": row.business_id,
        "delivery_id": row.id,
        "after_days": days,
        "due_on": due_on,
        "state": VisitState.DUE.value,
    }


def _visited(db: Connection, businesses: Sequence[UUID]) -> dict[UUID, UUID]:
    """Business → who is visited: its leader, else its first member."""
    member = t.business_member.c
    in_order = select(member.business_id, member.person_id).order_by(
        case((member.role == LEADER, 0), else_=1), member.since, member.person_id
    )
    found: dict[UUID, UUID] = {}
    if businesses:
        for row in db.execute(in_order.where(among(db, member.business_id, businesses))):
            found.setdefault(row.business_id, row.person_id)
    return found


def _planned(db: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[int, t.AnyRow]]:
    """Delivery → days after it → its visit, whatever became of that."""
    visit, found = t.visit.c, dict[UUID, dict[int, t.AnyRow]]()
    if ids:
        columns = select(visit.id, visit.delivery_id, visit.after_days, visit.due_on, visit.state, visit.person_id)
        for row in db.execute(columns.where(among(db, visit.delivery_id, ids), visit.after_days.is_not(None))):
            found.setdefault(row.delivery_id, {})[row.after_days] = row
    return found


def look(ctx: Context) -> int:
    """Once a day or more often: a visit is missed when it was not made before the next one came due. The last one that
    is due stays due, however late: somebody has to go. How many were missed."""
    return ctx.db.execute(_MISS, {"today": today(ctx)}).rowcount
