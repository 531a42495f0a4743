"""A returnee is registered: household, person, consent, name tokens, phone, and a card that they are told of."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from flows.codes import spaced, with_check
from flows.effects import RegisterReturnee
from flows.spelling import folded
from service.ids import uuid7
from service.models.person import ConsentPurpose, PersonOrigin, PersonState, Sex
from service.models.phone import PhoneRelation
from service.prepared import Adding, Prepared
from service.programme import audit, consents, names, notices, phones
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import CARD, CODE, GUARDIAN, NAME

REGISTERED = "registered"
"""The audit event of a registration."""
WOMAN_HEAD = "woman_head"
"""The vulnerability that is not asked but follows: a woman heads the household."""
TWICE_WITHIN = timedelta(minutes=10)
"""A call that dropped at its last screen is made again: the same person is not registered twice."""
MOST_PICKS = 20
"""Codes tried before giving up: there are 90 million."""


@dataclass(frozen=True, slots=True)
class _Role:
    sex: Sex
    head: bool


ROLES = MappingProxyType(
    {
        "woman_head": _Role(Sex.FEMALE, True),
        "man_head": _Role(Sex.MALE, True),
        "woman": _Role(Sex.FEMALE, False),
        "man": _Role(Sex.MALE, False),
    }
)
_ADD_HOUSEHOLD = Adding(t.household)
_ADD_PERSON = Adding(t.person, "code_mac")
_SET_HEAD = Prepared(
    update(t.household).where(t.household.c.id == bindparam("row_id")).values(head_person_id=bindparam("head"))
)
_OF_PHONE = Prepared(
    select(t.person_phone.c.person_id).where(
        t.person_phone.c.phone_id == bindparam("which"), t.person_phone.c.since >= bindparam("since")
    )
)
_OF_AGENT = select(t.audit_event.c.subject_id).where(
    t.audit_event.c.actor == bindparam("agent"),
    t.audit_event.c.action == REGISTERED,
    t.audit_event.c.at >= bindparam("since"),
)
_ALIKE = select(t.person.c.id, t.person.c.name, t.person.c.code).where(
    t.person.c.id.in_(bindparam("ids", expanding=True)),
    t.person.c.birth_year == bindparam("born"),
    t.person.c.sex == bindparam("sex"),
    t.person.c.state == PersonState.ACTIVE.value,
)


def register_returnee(ctx: Context, effect: RegisterReturnee) -> Results:
    """Register a person who consented; `card_code` is the code of their card, in threes.

    Raises NoConsent. The same name, sex and birth year from the same phone within ten minutes is the
    same person: the earlier card is said again.
    """
    consents.required(effect.consent)
    earlier = _registered_just_now(ctx, effect)
    if earlier:
        return {"card_code": spaced(earlier)}
    role = ROLES[effect.role]
    household_id = _add_household(ctx, effect, role)
    person_id, code = _add_person(ctx, effect, role, household_id)
    if role.head:
        _SET_HEAD.write(ctx.db, row_id=household_id, head=person_id)
    names.add_tokens(ctx.db, ctx.vault, person_id, effect.name)
    consents.add(ctx, person_id, ConsentPurpose.REGISTRATION, given=True)
    audit.record(ctx, REGISTERED, "person", person_id)
    phone = _link_phone(ctx, effect, person_id)
    if phone is not None:
        _tell_card(ctx, phone, person_id, code)
    return {"card_code": spaced(code)}


def _registered_just_now(ctx: Context, effect: RegisterReturnee) -> str:
    """The card of the same person, registered by the same phone or agent a moment ago; "" for none."""
    since = ctx.now - TWICE_WITHIN
    if ctx.staff_id is not None:
        found = ctx.db.execute(_OF_AGENT, {"agent": str(ctx.staff_id), "since": since}).scalars()
        ids = [UUID(subject) for subject in found]
    else:
        ids = [row.person_id for row in _OF_PHONE.all(ctx.db, which=ctx.phone_id, since=since)]
    about = {"ids": ids, "born": int(effect.birth_year), "sex": ROLES[effect.role].sex}
    for row in ctx.db.execute(_ALIKE, about).all() if ids else ():
        if folded(ctx.vault.open(NAME, row.id, row.name)) == folded(effect.name):
            return ctx.vault.open(CODE, row.id, row.code)
    return ""


def _add_household(ctx: Context, effect: RegisterReturnee, role: _Role) -> UUID:
    row = {
        "id": uuid7(),
        "head_sex": role.sex if role.head else "",
        "size": int(effect.household_size),
        "place": effect.place or None,
    }
    _ADD_HOUSEHOLD.row(ctx.db, row)
    return UUID(str(row["id"]))


def _add_person(ctx: Context, effect: RegisterReturnee, role: _Role, household_id: UUID) -> tuple[UUID, str]:
    """The person's id and the code of their card."""
    row_id = uuid7()
    row = {
        "id": row_id,
        "name": ctx.vault.seal(NAME, row_id, effect.name),
        "sex": role.sex,
        "birth_year": int(effect.birth_year),
        "head": role.head,
        "household_id": household_id,
        "place": effect.place or None,
        "language": ctx.language,
        "vulnerability": WOMAN_HEAD if role == ROLES["woman_head"] else "",
        "guardian": ctx.vault.seal(GUARDIAN, row_id, effect.guardian) if effect.guardian else None,
        "state": PersonState.ACTIVE,
        "origin": PersonOrigin(effect.behalf),
        "registered_at": ctx.now,
    }
    return row_id, _add_with_code(ctx, row_id, row)


def _add_with_code(ctx: Context, row_id: UUID, row: dict[str, Any]) -> str:
    """Eight random digits, the first of them no zero (people leave it out), and their check digit."""
    for _ in range(MOST_PICKS):
        code = with_check(str(secrets.randbelow(90_000_000) + 10_000_000))
        sealed, mac = ctx.vault.seal(CODE, row_id, code), ctx.vault.index(CARD, code)
        if _ADD_PERSON.once(ctx.db, {**row, "code": sealed, "code_mac": mac}):
            return code
    raise RuntimeError("no free code for a card was found")


def _link_phone(ctx: Context, effect: RegisterReturnee, person_id: UUID) -> phones.PhoneRow | None:
    """The phone by which the person is reached: the one that calls, or the one that an agent typed (never
    the agent's own); None where there is none."""
    origin = PersonOrigin(effect.behalf)
    if origin is not PersonOrigin.AGENT:
        if phones.confirm(ctx.db, ctx.phone_id, person_id, ctx.now):
            audit.record(ctx, phones.CONFIRMED, "phone", ctx.phone_id)
        relation = PhoneRelation.OWN if origin is PersonOrigin.SELF else PhoneRelation.SHARED
        phones.link_new(ctx.db, person_id, ctx.phone_id, relation, origin, ctx.now)
        return phones.PhoneRow(ctx.phone_id, b"", ctx.language)
    if not effect.phone:
        return None
    phone = phones.phone_named(ctx.db, ctx.vault, effect.phone, ctx.now, language=ctx.language)
    if phone.id == ctx.phone_id:
        return None
    phones.link_new(ctx.db, person_id, phone.id, PhoneRelation.OWN, origin, ctx.now)
    return phone


def _tell_card(ctx: Context, phone: phones.PhoneRow, person_id: UUID, code: str) -> None:
    notices.send(
        ctx,
        "sms_card",
        {"card_code": spaced(code)},
        phone_id=phone.id,
        kind=notices.CARD_TOLD,
        language=phone.language,
        person_id=person_id,
    )
