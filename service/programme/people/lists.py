"""People as a list shows them: the short name, the card, an age, what became of their kit, a masked number."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from flows.phones import masked
from service.many import Listed
from service.models.kit import DeliveryState
from service.models.phone import PhoneState
from service.programme import tables as t
from service.programme.labels import NUMBER
from service.programme.people.bands import band_of
from service.programme.people.rerouting import nearness
from service.programme.people.search import Found
from service.vault import Vault

PAGE = 25
NO_KIT = "no_kit"
"""The kit state of whoever was never to get one."""

_day = func.coalesce(t.delivery.c.delivered_on, t.delivery.c.planned_on)
_goes_on = t.delivery.c.state != DeliveryState.CANCELLED.value
_OWN_KITS = Listed(
    t.delivery.c.person_id,
    select(t.delivery.c.person_id, t.delivery.c.state, t.delivery.c.differs, _day.label("day")).where(_goes_on).where,
)
_SHARED_KITS = Listed(
    t.business_member.c.person_id,
    select(t.business_member.c.person_id, t.delivery.c.state, t.delivery.c.differs, _day.label("day"))
    .join(t.delivery, t.delivery.c.business_id == t.business_member.c.business_id)
    .where(_goes_on)
    .where,
)
_PHONES = Listed(
    t.person_phone.c.person_id,
    select(t.person_phone.c.person_id, t.person_phone.c.relation, t.person_phone.c.since)
    .add_columns(t.phone.c.id, t.phone.c.number, t.phone.c.state)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(t.person_phone.c.until.is_(None))
    .where,
)


@dataclass(frozen=True, slots=True)
class Line:
    """`name`: short; `code`: in threes; `place`: a P-code or ""; `band`: of bands.BANDS or ""; `kit`: a state of the
    kit that came last or is to come, else NO_KIT; `phone`: masked, "" for none."""

    id: UUID
    name: str
    code: str
    sex: str
    place: str
    band: str
    kit: str
    differs: bool
    phone: str
    state: str


def lines(db: Connection, vault: Vault, found: Sequence[Found], year: int) -> Iterator[Line]:
    """The people of a search as its page shows them, in their order."""
    ids = [one.id for one in found]
    kits, phones = _kits(db, ids), _phones(db, vault, ids)
    for one in found:
        state, differs = kits.get(one.id, (NO_KIT, False))
        band, phone = band_of(one.born, year), phones.get(one.id, "")
        yield Line(one.id, one.name, one.code, one.sex, one.place, band, state, differs, phone, one.state)


def _kits(db: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, bool]]:
    """The kit that came last, or comes next where none came."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in [*_OWN_KITS.all(db, ids), *_SHARED_KITS.all(db, ids)] if ids else ():
        found[row.person_id].append(row)
    latest = {who: max(rows, key=lambda row: row.day or date.min) for who, rows in found.items()}
    return {who: (row.state, bool(row.differs)) for who, row in latest.items()}


def _phones(db: Connection, vault: Vault, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The number that reaches each best."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in _PHONES.all(db, ids) if ids else ():
        found[row.person_id].append(row)
    best = {who: max(rows, key=_preference) for who, rows in found.items()}
    return {who: masked(vault.open(NUMBER, row.id, row.number)) for who, row in best.items()}


def _preference(link: Any) -> tuple[bool, int, Any]:
    is_sure = link.state not in (PhoneState.WRONG.value, PhoneState.UNVERIFIED.value)
    return is_sure, -nearness(link.relation), link.since
