"""The returnees learn that they may say what came: by a text that names nothing, and never on a phone of staff."""

from uuid import UUID

from sqlalchemy import bindparam, select

from service.models.message import Priority
from service.models.phone import PhoneRelation
from service.programme import notices
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.whom import recipient_of

_OWN_PHONE = (
    select(t.phone.c.id, t.phone.c.language)
    .join_from(t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.person_id == bindparam("who"),
        t.person_phone.c.until.is_(None),
        t.person_phone.c.relation == PhoneRelation.OWN.value,
        t.phone.c.number_mac.not_in(
            select(t.staff.c.phone_mac).where(t.staff.c.active, t.staff.c.phone_mac.is_not(None))
        ),
    )
    .order_by(t.person_phone.c.since.desc())
    .limit(1)
)


def tell(ctx: Context, delivery_id: UUID) -> None:
    """Tell that person's own phone, where there is one, that something waits for them on the line."""
    person_id = recipient_of(ctx.db, delivery_id)
    phone = ctx.db.execute(_OWN_PHONE, {"who": person_id}).first() if person_id else None
    if phone is None:
        return
    notices.send(
        ctx,
        notices.NEUTRAL,
        {"ussd_code": ctx.settings.ussd_code},
        phone_id=phone.id,
        kind=notices.DELIVERY_TOLD,
        language=phone.language or ctx.settings.default_language,
        priority=Priority.SMALL,
        person_id=person_id,
    )
