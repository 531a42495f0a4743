"""The file of a returnee: completed, corrected, withdrawn by the person themselves, on the line."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.effects import CompleteFile, CorrectVillage, WithdrawMyData
from flows.state import Choice
from service.models.case import CaseType
from service.models.person import ConsentPurpose, PersonState, Sex
from service.models.phone import PhoneRelation
from service.programme import audit, consents, messages, notices
from service.programme import tables as t
from service.programme.casework import WITHDRAW, NewCase, open_or_join
from service.programme.context import Context, Results
from service.programme.identity import identified
from service.programme.labels import COLLECTOR, STAYED
from service.programme.registration import WOMAN_HEAD, register_returnee

__all__ = ["business_types", "complete_file", "correct_village", "register_returnee", "withdraw"]

COMPLETED, VILLAGE_CORRECTED, WITHDRAWAL_ASKED = "file completed", "village corrected", "withdrawal asked"
"""Events of the audit."""
DISABILITY = "disability"
NONE_OF_THESE = "none"
ME = "me"

_ANSWERS_PHONE = MappingProxyType(
    {
        "self": PhoneRelation.OWN,
        "spouse": PhoneRelation.SHARED,
        "child": PhoneRelation.SHARED,
        "neighbour": PhoneRelation.CONTACT,
        "other": PhoneRelation.CONTACT,
    }
)
_TYPES = select(t.business_type.c.code, t.business_type.c.names).order_by(
    t.business_type.c.position, t.business_type.c.code
)
_READ = (
    select(t.person.c.sex, t.person.c.head, t.person.c.vulnerability, t.person.c.household_id)
    .add_columns(t.household.c.head_sex)
    .select_from(t.person.outerjoin(t.household, t.household.c.id == t.person.c.household_id))
    .where(t.person.c.id == bindparam("who"))
)
_WRITE = update(t.person).where(t.person.c.id == bindparam("who"))
_WRITE_HOUSEHOLD = update(t.household).where(t.household.c.id == bindparam("which"))
_WRITE_RELATION = update(t.person_phone).where(
    t.person_phone.c.person_id == bindparam("who"), t.person_phone.c.phone_id == bindparam("which")
)
_other = t.person_phone.alias("other")
_PHONES_OF_ONLY = select(t.person_phone.c.phone_id).where(
    t.person_phone.c.person_id == bindparam("who"),
    t.person_phone.c.until.is_(None),
    ~select(_other.c.id)
    .join(t.person, t.person.c.id == _other.c.person_id)
    .where(
        _other.c.phone_id == t.person_phone.c.phone_id,
        _other.c.person_id != bindparam("who"),
        _other.c.until.is_(None),
        t.person.c.state == PersonState.ACTIVE.value,
    )
    .exists(),
)


def business_types(db: Connection) -> list[Choice]:
    """The configured types of business, in their order."""
    return [Choice(row.code, row.names) for row in db.execute(_TYPES)]


def complete_file(ctx: Context, effect: CompleteFile) -> Results:
    """Write what was answered; a blank changes nothing. The file counts as complete from then on."""
    person_id = identified(ctx)
    before = ctx.db.execute(_READ, {"who": person_id}).one()
    household = _household_values(effect, before, person_id)
    if household and before.household_id is not None:
        ctx.db.execute(_WRITE_HOUSEHOLD, {"which": before.household_id, **household})
    person = _person_values(ctx, effect, before, person_id)
    ctx.db.execute(_WRITE, {"who": person_id, **person, "file_complete": True, "updated_at": ctx.now})
    if effect.answers_phone:
        relation = _ANSWERS_PHONE[effect.answers_phone]
        ctx.db.execute(_WRITE_RELATION, {"who": person_id, "which": ctx.phone_id, "relation": relation})
    if effect.consent_sharing:
        given = effect.consent_sharing == consents.YES
        consents.add(ctx, person_id, ConsentPurpose.SHARING, given=given)
    audit.record(ctx, COMPLETED, "person", person_id)
    return {}


def _household_values(effect: CompleteFile, before: t.AnyRow, person_id: UUID) -> dict[str, Any]:
    bands = {
        "band_0_5": effect.children_under_6,
        "band_6_17": effect.children,
        "band_18_59": effect.adults,
        "band_60": effect.elders,
    }
    values: dict[str, Any] = {name: int(band) for name, band in bands.items() if band is not None}
    if effect.head_sex:
        values["head_sex"] = before.sex if effect.head_sex == ME else effect.head_sex
        if effect.head_sex == ME or before.head:
            values["head_person_id"] = person_id if effect.head_sex == ME else None
    return values


def _person_values(ctx: Context, effect: CompleteFile, before: t.AnyRow, person_id: UUID) -> dict[str, Any]:
    said = {
        "left_on": effect.left,
        "returned_on": effect.returned,
        "status": effect.status,
        "wish": effect.wish,
    }
    values: dict[str, Any] = {name: text for name, text in said.items() if text}
    if effect.head_sex:
        values["head"] = effect.head_sex == ME
    for name, label, text in (("stayed", STAYED, effect.stayed), ("collector", COLLECTOR, effect.collector)):
        if text:
            values[name] = ctx.vault.seal(label, person_id, text)
    values["vulnerability"] = " ".join(_vulnerability(effect, before))
    return values


def _vulnerability(effect: CompleteFile, before: t.AnyRow) -> Iterable[str]:
    """What was said of the household, or stood before; disability; and whether a woman heads it."""
    is_head = before.head if not effect.head_sex else effect.head_sex == ME
    head_sex = (before.sex if is_head else effect.head_sex) or before.head_sex
    stood = before.vulnerability.split()
    found = dict.fromkeys(effect.vulnerability.split() or stood)
    computed = {
        NONE_OF_THESE: False,
        DISABILITY: effect.disability == "yes" or (effect.disability != "no" and DISABILITY in stood),
        WOMAN_HEAD: head_sex == Sex.FEMALE,
    }
    return [one for one in found if one not in computed] + [one for one, holds in computed.items() if holds]


def correct_village(ctx: Context, effect: CorrectVillage) -> Results:
    """The place of return, as the person says that it is; the audit trail keeps the P-code before."""
    person_id = identified(ctx)
    before = ctx.db.execute(select(t.person.c.place).where(t.person.c.id == person_id)).scalar()
    ctx.db.execute(_WRITE, {"who": person_id, "place": effect.place, "updated_at": ctx.now})
    audit.record(ctx, VILLAGE_CORRECTED, "person", person_id, f"{before or '-'} > {effect.place}")
    return {}


def withdraw(ctx: Context, _effect: WithdrawMyData) -> Results:
    """The person asks that their data go: a case with a promise, and no more SMS.

    Nothing is deleted here. A person of the team makes the data anonymous and closes the case, so that a
    slip of a key, or somebody else on a shared phone, does not lose a person the aid that they wait for.
    SMS stop at once on the phones that serve nobody else; a phone that serves others goes on for them.
    """
    person_id = identified(ctx)
    text = "sms_withdrawn" if ctx.phone_id.int else ""  # by the office, for somebody without a phone
    new = NewCase(CaseType.REQUEST, WITHDRAW, text=text, kind=notices.STOP_CONFIRMED)
    results = open_or_join(ctx, new).results
    for phone_id in ctx.db.execute(_PHONES_OF_ONLY, {"who": person_id}).scalars().all():
        messages.stop_phone(ctx, phone_id)
    audit.record(ctx, WITHDRAWAL_ASKED, "person", person_id)
    return results
