"""Whose word a receipt is: never that of a phone of staff, nor of one that speaks for many households.

A phone that is staff's: the number that an agent works from, whoever recorded the delivery (also after they have left),
and a private number of a member of staff who is a person of the programme as well. Such a receipt is kept and seen, and
counts for nothing; so does all that a phone said on a day on which it spoke for many, and what it says beyond nine
households in thirty days. What counts is worked out from the rows each time, so that no order of words matters.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select, update

from flows.spelling import worded
from service.models.person import PersonOrigin
from service.programme import tables as t
from service.programme.alerts import raise_alert
from service.programme.context import Context
from service.programme.labels import NAME, STAFF_NAME
from service.programme.working_days import midnight, today, zone_of

HOUSEHOLDS_A_DAY = 3
"""The households that one phone may confirm for in a day; neighbours lend each other a phone."""
HOUSEHOLDS_A_MONTH = 9
"""And in thirty days: three each day, day after day, are many too."""
MONTH = timedelta(days=30)
MANY_HOUSEHOLDS = "alert: one phone confirms for many"
BY_STAFF = "alert: a phone of staff confirms"
TO_ONESELF = "alert: a delivery to oneself"

_is_at_work = or_(t.staff.c.active, t.staff.c.id == bindparam("recorder", type_=Uuid))
_OF_STAFF = (
    select(t.staff.c.id)
    .join_from(t.staff, t.phone, t.phone.c.number_mac == t.staff.c.phone_mac)
    .where(t.phone.c.id == bindparam("phone"), _is_at_work)
    .limit(1)
)
_link, _work, _work_phone = t.person_phone.alias("link"), t.person_phone.alias("work"), t.phone.alias("work_phone")
_BOTH = (
    select(t.staff.c.id, t.staff.c.name, t.person.c.id.label("person_id"), t.person.c.name.label("person_name"))
    .add_columns(_work.c.origin)
    .select_from(_link)
    .join(t.person, t.person.c.id == _link.c.person_id)
    .join(_work, _work.c.person_id == _link.c.person_id)
    .join(_work_phone, _work_phone.c.id == _work.c.phone_id)
    .join(t.staff, t.staff.c.phone_mac == _work_phone.c.number_mac)
    .where(_link.c.phone_id == bindparam("phone"), _link.c.until.is_(None), _is_at_work)
)
_AMONG_THEM = (
    select(t.staff.c.id, t.staff.c.name, t.person.c.id.label("person_id"), t.person.c.name.label("person_name"))
    .add_columns(_work.c.origin)
    .select_from(t.staff)
    .join(_work_phone, _work_phone.c.number_mac == t.staff.c.phone_mac)
    .join(_work, _work.c.phone_id == _work_phone.c.id)
    .join(t.person, t.person.c.id == _work.c.person_id)
    .join(t.delivery, t.delivery.c.id == bindparam("which"))
    .where(
        t.staff.c.id == bindparam("recorder"),
        or_(
            t.delivery.c.person_id == t.person.c.id,
            t.delivery.c.business_id.in_(
                select(t.business_member.c.business_id)
                .where(t.business_member.c.person_id == t.person.c.id)
                .correlate(t.person)
            ),
        ),
    )
)
_household = func.coalesce(t.person.c.household_id, t.person.c.id)
_HOUSEHOLDS = (
    select(_household)
    .distinct()
    .join_from(t.receipt, t.person, t.person.c.id == t.receipt.c.person_id)
    .where(
        t.receipt.c.phone_id == bindparam("phone"),
        t.receipt.c.at >= bindparam("since"),
        t.receipt.c.at < bindparam("until"),
    )
)
_OF_PAIR = (
    select(t.receipt.c.id, t.receipt.c.phone_id, t.receipt.c.at, t.receipt.c.counted, t.delivery.c.recorded_by)
    .join_from(t.receipt, t.delivery, t.delivery.c.id == t.receipt.c.delivery_id)
    .where(t.receipt.c.delivery_id == bindparam("which"), t.receipt.c.person_id == bindparam("who"))
    .order_by(t.receipt.c.at.desc(), t.receipt.c.id.desc())
)
_COUNTED_TODAY = (
    select(t.receipt.c.delivery_id, t.receipt.c.person_id)
    .distinct()
    .where(t.receipt.c.phone_id == bindparam("phone"), t.receipt.c.at >= bindparam("since"), t.receipt.c.counted)
)
_COUNT = update(t.receipt).where(t.receipt.c.id == bindparam("which"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a phone's word counts for nothing. `staff_id`: whose phone it is; None: it spoke for `households`."""

    staff_id: UUID | None
    households: int = 0


def doubt_about(ctx: Context, phone_id: UUID, at: datetime, recorder: UUID | None) -> Doubt | None:
    """Why a receipt by that phone, at that moment, of a delivery that `recorder` noted, counts for nothing."""
    staff_id = _staff_behind(ctx, phone_id, recorder)
    if staff_id is not None:
        return Doubt(staff_id)
    day = at.astimezone(zone_of(ctx)).date()
    of_day = _households(ctx, phone_id, midnight(ctx, day), midnight(ctx, day + timedelta(days=1)))
    if of_day > HOUSEHOLDS_A_DAY:
        return Doubt(None, of_day)
    of_month = _households(ctx, phone_id, at - MONTH, at + timedelta(microseconds=1))
    return Doubt(None, of_month) if of_month > HOUSEHOLDS_A_MONTH else None


def recount(ctx: Context, delivery_id: UUID, person_id: UUID) -> UUID | None:
    """Let the latest word of a person on a delivery that may be believed count, and no other; which receipt that is."""
    rows = ctx.db.execute(_OF_PAIR, {"which": delivery_id, "who": person_id}).all()
    standing = next((row.id for row in rows if _is_believed(ctx, row)), None)
    for row in rows:
        if row.counted != (row.id == standing):
            ctx.db.execute(_COUNT, {"which": row.id, "counted": row.id == standing})
    return standing


def counted_today(ctx: Context, phone_id: UUID) -> set[tuple[UUID, UUID]]:
    """(delivery, person) of what a phone said today and still counts."""
    rows = ctx.db.execute(_COUNTED_TODAY, {"phone": phone_id, "since": midnight(ctx, today(ctx))})
    return {(row.delivery_id, row.person_id) for row in rows}


def alert(ctx: Context, doubt: Doubt) -> None:
    """Tell the staff of it, once a day."""
    if doubt.staff_id is not None:
        raise_alert(ctx, BY_STAFF, "staff", doubt.staff_id)
    else:
        raise_alert(ctx, MANY_HOUSEHOLDS, "phone", ctx.phone_id, str(doubt.households))


def alert_of_oneself(ctx: Context, delivery_id: UUID) -> None:
    """Tell the staff where whoever records a delivery is among those that it goes to."""
    rows = ctx.db.execute(_AMONG_THEM, {"which": delivery_id, "recorder": ctx.staff_id}).all()
    if ctx.staff_id is not None and any(_is_one(ctx, row) for row in rows):
        raise_alert(ctx, TO_ONESELF, "staff", ctx.staff_id)


def _is_believed(ctx: Context, row: t.AnyRow) -> bool:
    """A receipt without a phone was taken down by the office."""
    return row.phone_id is None or doubt_about(ctx, row.phone_id, row.at, row.recorded_by) is None


def _staff_behind(ctx: Context, phone_id: UUID, recorder: UUID | None) -> UUID | None:
    about = {"phone": phone_id, "recorder": recorder}
    found: UUID | None = ctx.db.execute(_OF_STAFF, about).scalar()
    if found is not None:
        return found
    return next((row.id for row in ctx.db.execute(_BOTH, about) if _is_one(ctx, row)), None)


def _is_one(ctx: Context, row: t.AnyRow) -> bool:
    """Whether the person on a phone of staff is that member of staff: they registered themselves from it, or have the
    same name. Others are on it too: an agent who joins a returnee's card to it must not silence her own phone."""
    if row.origin == PersonOrigin.SELF:
        return True
    names = ctx.vault.open(STAFF_NAME, row.id, row.name), ctx.vault.open(NAME, row.person_id, row.person_name)
    staff, person = (sorted(worded(name).split()) for name in names)
    return staff == person


def _households(ctx: Context, phone_id: UUID, since: datetime, until: datetime) -> int:
    return len(ctx.db.execute(_HOUSEHOLDS, {"phone": phone_id, "since": since, "until": until}).all())
