"""The phones of a person as staff set them right: a number added, ended, made their own. Links are ended, not deleted.

A number is always told of by its digits: a list of somebody's phones shows them masked.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from flows.phones import masked, read_phone
from service.models.phone import PhoneRelation
from service.programme import audit, phones, proof
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import PHONE
from service.programme.people.holder import PeopleError, person_for
from service.programme.people.rerouting import reroute

ADDED, ENDED = "phone added by staff", "phone ended by staff"
BY_STAFF = "staff"
"""The origin of a link that staff made."""
_E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)

_MADE_UP = select(t.person.c.made_up).where(t.person.c.id == bindparam("who"))
_PHONE = select(t.phone.c.id).where(t.phone.c.number_mac == bindparam("mac"))
_link = (t.person_phone.c.person_id == bindparam("who"), t.person_phone.c.phone_id == bindparam("which"))
_OWN = update(t.person_phone).where(*_link)
_END = update(t.person_phone).where(*_link, t.person_phone.c.until.is_(None))
_OTHERS = (
    select(func.count())
    .select_from(t.person_phone)
    .where(
        t.person_phone.c.phone_id == bindparam("which"),
        t.person_phone.c.person_id != bindparam("who"),
        t.person_phone.c.until.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Change:
    """Numbers as they are typed; a blank changes nothing. `own`: theirs alone from now on; `add`: reaches them too;
    `end`: does not reach them any more (a SIM that was lost, a phone that was given back)."""

    add: str = ""
    end: str = ""
    own: str = ""


def change(ctx: Context, card: str, said: Change) -> int:
    """Set the phones of whoever has the card; how many texts that wait go to another number now, or are taken back.
    The phones that they keep are told of a new one. Raises PeopleError."""
    if not (said.add or said.end or said.own):
        raise PeopleError("Say a number, and what becomes of it.")
    if ctx.staff_id is None:
        raise PeopleError("Only staff set numbers right: say who you are (--by).")
    person_id = person_for(ctx.db, ctx.vault, card, ctx.staff_id)
    if said.end:  # first: a phone that is lost is told nothing
        _end(ctx, person_id, _number(said.end))
    for typed, is_own in ((said.add, False), (said.own, True)):
        if typed:
            _add(ctx, person_id, _number(typed), is_own=is_own)
    return reroute(ctx.db, person_id)


def _number(typed: str) -> str:
    written = typed.strip()
    number = written if _E164.fullmatch(written) else read_phone(written)  # the demo's numbers fit no plan
    if number is None:
        raise PeopleError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    return number


def _add(ctx: Context, person_id: UUID, number: str, *, is_own: bool) -> None:
    made_up = bool(ctx.db.execute(_MADE_UP, {"who": person_id}).scalar_one())
    phone = phones.phone_named(ctx.db, ctx.vault, number, ctx.now, made_up=made_up)
    about = {"who": person_id, "which": phone.id}
    if is_own and phones.confirm(ctx.db, phone.id, person_id, ctx.now):  # staff say whose number it is now
        audit.record(ctx, phones.CONFIRMED, "phone", phone.id)
    others = ctx.db.execute(_OTHERS, about).scalar_one()
    if is_own and others:
        raise PeopleError(f"The phone {masked(number)} reaches somebody else too: add it as a shared one.")
    relation = PhoneRelation.SHARED if others else PhoneRelation.OWN
    if phones.link(ctx.db, person_id, phone.id, relation, BY_STAFF, ctx.now):
        proof.tell_others(ctx, person_id, phone.id)
    elif not is_own:
        raise PeopleError(f"The phone {masked(number)} reaches them already.")
    ctx.db.execute(_OWN, {**about, "relation": relation.value})
    audit.record(ctx, ADDED, "person", person_id, relation.value)


def _end(ctx: Context, person_id: UUID, number: str) -> None:
    phone_id = ctx.db.execute(_PHONE, {"mac": ctx.vault.index(PHONE, number)}).scalar()
    ended = phone_id and ctx.db.execute(_END, {"who": person_id, "which": phone_id, "until": ctx.now}).rowcount
    if not ended:
        raise PeopleError(f"The phone {masked(number)} does not reach them.")
    audit.record(ctx, ENDED, "person", person_id)
