"""The rows of each list that is given out, joined with their people. Sensitive cases have a table of their own, which
nothing here reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from service.many import among
from service.models.person import PersonState
from service.programme import tables as t
from service.programme.labels import NUMBER
from service.vault import Vault

_PERSON = (
    t.person.c.id.label("person_id"),
    t.person.c.code.label("person_code"),
    t.person.c.name.label("person_name"),
    t.person.c.sex,
    t.person.c.birth_year,
)
_HOME = t.person.c.place


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind: its rows joined with their people; where they are; by which kit they are told apart (None: by what came
    to the person)."""

    table: Table
    rows: Select[Any]
    place: ColumnElement[Any]
    kit: ColumnElement[Any] | None = None
    beside: Mapping[str, Callable[[Connection, Vault, Sequence[UUID]], dict[UUID, str]]] = field(default_factory=dict)


# --- what is read beside a page ---


def _phones(db: Connection, vault: Vault, ids: Sequence[UUID]) -> dict[UUID, str]:
    link = t.person_phone.c
    wanted = select(link.person_id, t.phone.c.id, t.phone.c.number).join_from(
        t.person_phone, t.phone, t.phone.c.id == link.phone_id
    )
    found: dict[UUID, str] = {}
    for row in db.execute(wanted.where(link.until.is_(None), among(db, link.person_id, ids)).order_by(link.since)):
        number = vault.open(NUMBER, row.id, row.number)
        found[row.person_id] = f"{found[row.person_id]}, {number}" if row.person_id in found else number
    return found


def _items(table: Table, owner: str, *told: str) -> Callable[[Connection, Vault, Sequence[UUID]], dict[UUID, str]]:
    """« canoe 1, net 4 » or « canoe received, net missing »: of an item's code and these columns."""

    def find(db: Connection, _vault: Vault, ids: Sequence[UUID]) -> dict[UUID, str]:
        columns = [table.c[name] for name in told]
        wanted = select(table.c[owner].label("owner"), t.kit_item.c.code, *columns).join_from(
            table, t.kit_item, t.kit_item.c.id == table.c.kit_item_id
        )
        found: dict[UUID, str] = {}
        for row in db.execute(wanted.where(among(db, table.c[owner], ids)).order_by(t.kit_item.c.position)):
            said = " ".join(str(part) for part in row[1:] if part is not None)
            found[row.owner] = f"{found[row.owner]}, {said}" if row.owner in found else said
        return found

    return find


# --- the kinds ---

SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        "people": Subject(
            t.person,
            select(t.person, *_PERSON[:3], _HOME.label("at_place"), t.household.c.size.label("household_size"))
            .select_from(t.person.outerjoin(t.household, t.household.c.id == t.person.c.household_id))
            .where(t.person.c.state == PersonState.ACTIVE.value),
            _HOME,
            beside={"phones": _phones},
        ),
        "deliveries": Subject(
            t.delivery,
            select(
                t.delivery, *_PERSON[1:], t.kit.c.code.label("kit_code"),
                func.coalesce(t.delivery.c.place, _HOME).label("at_place"),
            )
            .select_from(
                t.delivery.join(t.kit, t.kit.c.id == t.delivery.c.kit_id).outerjoin(
                    t.person, t.person.c.id == t.delivery.c.person_id
                )
            ),
            func.coalesce(t.delivery.c.place, _HOME),
            t.delivery.c.kit_id,
            {"items": _items(t.delivery_item, "delivery_id", "quantity")},
        ),
        "receipts": Subject(
            t.receipt,
            select(t.receipt, *_PERSON[1:], t.kit.c.code.label("kit_code"), _HOME.label("at_place"))
            .select_from(
                t.receipt.join(t.delivery, t.delivery.c.id == t.receipt.c.delivery_id)
                .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
                .join(t.person, t.person.c.id == t.receipt.c.person_id)
            ),
            _HOME,
            t.delivery.c.kit_id,
            {"items": _items(t.receipt_item, "receipt_id", "outcome", "count")},
        ),
        "visits": Subject(
            t.visit,
            select(t.visit, *_PERSON[1:], _HOME.label("at_place"))
            .select_from(t.visit.join(t.person, t.person.c.id == t.visit.c.person_id)),
            _HOME,
            beside={"items": _items(t.visit_item, "visit_id", "outcome", "count")},
        ),
        "cases": Subject(
            t.case,
            select(t.case, *_PERSON[1:], _HOME.label("at_place"))
            .select_from(t.case.outerjoin(t.person, t.person.c.id == t.case.c.person_id)),
            _HOME,
        ),
    }
)  # fmt: skip
