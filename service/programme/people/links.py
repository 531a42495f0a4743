"""Links that two files may both have, to a phone or to a business: they become one, and nothing of either is lost."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from service.programme import tables as t
from service.programme.people.businesses import LEADER

_stays, _goes = bindparam("stays", type_=t.person.c.id.type), bindparam("goes", type_=t.person.c.id.type)


def _links(table: Table, other: str) -> tuple[Any, Any, Any, Any]:
    """How the links of one table go over: those of the file that goes; the same of the file that stays; the end of a
    link that both have; the move of one that only the other has."""
    on = table.c[other] == bindparam("linked", type_=table.c[other].type)
    of_goes, of_stays = table.c.person_id == _goes, table.c.person_id == _stays
    return (
        select(table).where(of_goes),
        select(table).where(of_stays, on),
        delete(table).where(of_goes, on),
        update(table).where(of_goes, on).values(person_id=_stays),
    )


_PHONES, _MEMBERS = _links(t.person_phone, "phone_id"), _links(t.business_member, "business_id")
_WIDEN = update(t.person_phone).where(t.person_phone.c.id == bindparam("which"))
_JOINT = update(t.business_member).where(
    t.business_member.c.business_id == bindparam("linked", type_=t.business_member.c.business_id.type),
    t.business_member.c.person_id == _stays,
)


def phones(db: Connection, about: Mapping[str, UUID]) -> int:
    """A phone that both have stays once: since the earlier day, ended only where both links had ended."""
    of_goes, the_same, drop, move = _PHONES
    links = db.execute(of_goes, about).all()
    for link in links:
        both = {**about, "linked": link.phone_id}
        kept = db.execute(the_same, both).first()
        if kept is None:
            db.execute(move, both)
            continue
        until = None if None in (link.until, kept.until) else max(link.until, kept.until)
        db.execute(_WIDEN, {"which": kept.id, "since": min(link.since, kept.since), "until": until})
        db.execute(drop, both)
    return len(links)


def memberships(db: Connection, about: Mapping[str, UUID]) -> int:
    """A business that both are members of has them once: since the earlier day, leading where either did."""
    of_goes, the_same, drop, move = _MEMBERS
    links = db.execute(of_goes, about).all()
    for link in links:
        both = {**about, "linked": link.business_id}
        kept = db.execute(the_same, both).first()
        if kept is None:
            db.execute(move, both)
            continue
        role = LEADER if LEADER in (link.role, kept.role) else kept.role or link.role
        db.execute(_JOINT, {**both, "role": role, "since": min(link.since, kept.since)})
        db.execute(drop, both)
    return len(links)
