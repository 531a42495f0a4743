"""Who is meant by a delivery: the person that it went to, else who leads the business; and what may be said of them."""

from uuid import UUID

from sqlalchemy import Connection, ScalarSelect, bindparam, case, func, select

from service.programme import tables as t
from service.programme.followup.schedule import LEADER

_LEADS: ScalarSelect[UUID] = (
    select(t.business_member.c.person_id)
    .where(t.business_member.c.business_id == t.delivery.c.business_id)
    .order_by(
        case((t.business_member.c.role == LEADER, 0), else_=1), t.business_member.c.since, t.business_member.c.person_id
    )
    .limit(1)
    .correlate(t.delivery)
    .scalar_subquery()
)
recipient = func.coalesce(t.delivery.c.person_id, _LEADS)
"""The person of a delivery's row, as SQL; NULL for a business that has no members yet."""
_WHO = select(recipient).where(t.delivery.c.id == bindparam("which"))


def recipient_of(db: Connection, delivery_id: UUID) -> UUID | None:
    """Who is asked about a delivery."""
    found: UUID | None = db.execute(_WHO, {"which": delivery_id}).scalar()
    return found
