"""Who one is on a phone that does not know one: the card's code, then the year of birth as a second fact.

A card that is not there and a year that is wrong get the same answer, and wrong years count per phone.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update

from flows.effects import JoinPhone
from flows.state import Lookup
from service.models.phone import PhoneRelation
from service.programme import audit, notices, phones
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import CARD, NAME
from service.programme.names import first_name_and_initial
from service.programme.people.holder import ACTIVE, BY_CARD
from service.programme.people.rerouting import reroute
from service.programme.working_days import midnight, today

JOINED = "phone joined"
"""The audit event of a person who came to a phone with their card."""
TRIES = 3
"""Wrong years from one phone; then it waits for the next day."""

_CARD = BY_CARD.where(t.person.c.state == ACTIVE)
# Whoever was registered twice may have said another year with the card in their hand: each of them counts.
_YEARS = select(t.person.c.birth_year).where(
    or_(
        (t.person.c.id == bindparam("who")) & (t.person.c.state == ACTIVE),
        t.person.c.merged_into == bindparam("who"),
    )
)
_COUNTER = select(t.phone.c.second_fact_failures, t.phone.c.locked_until).where(t.phone.c.id == bindparam("which"))
_COUNT = update(t.phone).where(t.phone.c.id == bindparam("which"))
_OTHERS = select(func.count()).where(
    t.person_phone.c.phone_id == bindparam("which"),
    t.person_phone.c.person_id != bindparam("who"),
    t.person_phone.c.until.is_(None),
)
_OTHER_PHONES = select(t.phone.c.id, t.phone.c.language).join_from(
    t.phone,
    t.person_phone,
    (t.person_phone.c.phone_id == t.phone.c.id)
    & (t.person_phone.c.person_id == bindparam("who"))
    & (t.person_phone.c.phone_id != bindparam("which"))
    & t.person_phone.c.until.is_(None),
)


def find_card(ctx: Context, digits: str) -> Lookup:
    """ok with the person's id, first name and initial, and place; unknown for any other code."""
    found = ctx.db.execute(_CARD, {"mac": ctx.vault.index(CARD, digits)}).first()
    if found is None:
        return Lookup("unknown")
    name = first_name_and_initial(ctx.vault.open(NAME, found.id, found.name))
    return Lookup("ok", {"person": str(found.id), "person_name": name, "place": found.place or ""})


def check_birth_year(ctx: Context, person_id: str, year: int) -> Lookup:
    """ok, wrong or locked. A blank person (no such card) is as wrong as a wrong year, and counts too."""
    counter = ctx.db.execute(_COUNTER, {"which": ctx.phone_id}).one()
    if counter.locked_until is not None and counter.locked_until > ctx.now:
        return Lookup("locked")
    born = ctx.db.execute(_YEARS, {"who": UUID(person_id)}).scalars().all() if person_id else ()
    if year in born:
        if counter.second_fact_failures:
            ctx.db.execute(_COUNT, {"which": ctx.phone_id, "second_fact_failures": 0})
        return Lookup("ok")
    _count_failure(ctx, counter)
    return Lookup("wrong")


def _count_failure(ctx: Context, counter: t.AnyRow) -> None:
    """One more; the last one locks the phone until midnight and starts a new count."""
    failures = counter.second_fact_failures + 1
    values: dict[str, Any] = {"second_fact_failures": failures}
    if failures >= TRIES:
        until = midnight(ctx, today(ctx) + timedelta(days=1))
        values = {"second_fact_failures": 0, "locked_until": until}
        audit.record(ctx, "second fact locked", "phone", ctx.phone_id)
    ctx.db.execute(_COUNT, {"which": ctx.phone_id, **values})


def join_phone(ctx: Context, effect: JoinPhone) -> Results:
    """Link a person who has proved who they are to this phone. Their other phones are told, so that a
    stolen card does not stay unnoticed; the audit trail shows it to the staff."""
    person_id = UUID(effect.person)
    about = {"which": ctx.phone_id, "who": person_id}
    if phones.confirm(ctx.db, ctx.phone_id, person_id, ctx.now):
        audit.record(ctx, phones.CONFIRMED, "phone", ctx.phone_id)
    others = ctx.db.execute(_OTHERS, about).scalar_one()
    relation = PhoneRelation.SHARED if others else PhoneRelation.OWN
    if not phones.link(ctx.db, person_id, ctx.phone_id, relation, "card", ctx.now):
        return {}
    audit.record(ctx, JOINED, "person", person_id)
    tell_others(ctx, person_id, ctx.phone_id)
    reroute(ctx.db, person_id)
    return {}


def tell_others(ctx: Context, person_id: UUID, phone_id: UUID) -> None:
    """A phone was added to a person's file: their other phones are told."""
    for other in ctx.db.execute(_OTHER_PHONES, {"which": phone_id, "who": person_id}).all():
        _tell(ctx, other, person_id)


def _tell(ctx: Context, phone: t.AnyRow, person_id: UUID) -> None:
    notices.send(
        ctx,
        "sms_joined",
        {"ussd_code": ctx.settings.ussd_code},
        phone_id=phone.id,
        kind=notices.JOINED,
        language=phone.language,
        person_id=person_id,
    )
