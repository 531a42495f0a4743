"""Texts to members of staff: words that say nothing of anybody, and whether they may really leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, select

from service.models.phone import PhoneState
from service.models.staff import Role
from service.programme import messages, notices, phones
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import STAFF_PHONE

NO_VALUES: Mapping[str, str] = MappingProxyType({})
_TOLD = (t.staff.c.active, t.staff.c.phone.is_not(None))
_COLUMNS = (t.staff.c.id, t.staff.c.phone, t.staff.c.made_up)
_IN_ROLE = select(*_COLUMNS).where(t.staff.c.role == bindparam("role"), *_TOLD).order_by(t.staff.c.id)
_ONE = select(*_COLUMNS).where(t.staff.c.id == bindparam("which"), *_TOLD)
_LATELY = (
    select(t.message.c.id)
    .where(
        t.message.c.phone_id == bindparam("which"),
        t.message.c.kind == bindparam("kind"),
        t.message.c.created_at >= bindparam("since"),
    )
    .limit(1)
)
_IS_WRONG = select(t.phone.c.id).where(t.phone.c.id == bindparam("which"), t.phone.c.state == PhoneState.WRONG.value)


def in_role(ctx: Context, role: Role) -> Sequence[t.AnyRow]:
    """Everybody at work in that role who has a phone."""
    return ctx.db.execute(_IN_ROLE, {"role": role.value}).all()


def one(ctx: Context, staff_id: UUID | None) -> t.AnyRow | None:
    """That member of staff, if they are at work and have a phone."""
    return ctx.db.execute(_ONE, {"which": staff_id}).first() if staff_id else None


def phone_of(ctx: Context, staff: t.AnyRow) -> phones.PhoneRow:
    """The phone that a member of staff works from, as the outbox knows it."""
    number = ctx.vault.open(STAFF_PHONE, staff.id, staff.phone)
    language = ctx.settings.default_language
    return phones.phone_named(ctx.db, ctx.vault, number, ctx.now, language=language, made_up=staff.made_up)


def gets_texts(ctx: Context, staff: t.AnyRow) -> bool:
    """Whether a text may reach them: a phone that said STOP gets none, a number that does not exist gets nothing."""
    phone = phone_of(ctx, staff)
    return not messages.has_stopped(ctx, phone.id) and ctx.db.execute(_IS_WRONG, {"which": phone.id}).first() is None


def was_told(ctx: Context, staff: t.AnyRow, kind: str, since: datetime) -> bool:
    """Whether a text of that kind went to them since then: another one would say the same."""
    about = {"which": phone_of(ctx, staff).id, "kind": kind, "since": since}
    return ctx.db.execute(_LATELY, about).first() is not None


def tell(ctx: Context, staff: t.AnyRow, text: str, kind: str, values: Mapping[str, str] = NO_VALUES) -> bool:
    """Queue a text of _texts.yaml to a member of staff; whether it may reach them."""
    phone = phone_of(ctx, staff)
    language = phone.language or ctx.settings.default_language
    notices.send(ctx, text, values, phone_id=phone.id, kind=kind, language=language)
    return gets_texts(ctx, staff)
