"""The returnees learn that they may say what came: by a text that names nothing, and never on a phone of staff."""

from uuid import UUID

from service.models.message import Priority
from service.programme import notices, phones
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.whom import recipient_of

_OWN_PHONE = phones.OWN.order_by(t.person_phone.c.since.desc()).limit(1)


def tell(ctx: Context, delivery_id: UUID) -> None:
    """Tell that person's own phone, where there is one, that something waits for them on the line."""
    person_id = recipient_of(ctx.db, delivery_id)
    phone = ctx.db.execute(_OWN_PHONE, {"person": person_id}).first() if person_id else None
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
