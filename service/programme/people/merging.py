"""Two files of one person become one: the older stays, and everything that refers to the other goes over to it.

The other file is kept, closed (`merged`), with its name and card: both are still found, and open the file that stays.
What moves is read from the tables themselves, so that a table that is added later moves along.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, bindparam, func, select, update

from service.ids import uuid7
from service.models.base import Row
from service.models.person import PersonState, Same
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.distribution.settling import settle
from service.programme.people import filling, links
from service.programme.people.holder import PeopleError
from service.vault import Vault

MERGED, MERGED_AWAY = "people merged", "merged into another file"
HANDED_MERGED = "merged"

STAY: frozenset[tuple[str, str]] = frozenset(
    {
        ("name_token", "person_id"),  # the closed file is still found by its name (search.py)
        ("duplicate", "first_id"),  # what was decided of the two files
        ("duplicate", "second_id"),
    }
)
"""References to the closed file that stay with it."""
_APART = STAY | {("person_phone", "person_id"), ("business_member", "person_id"), ("household", "head_person_id")}


def _references() -> tuple[Column[Any], ...]:
    """Every column that refers to a person."""
    return tuple(
        column
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if any(key.column is t.person.c.id for key in column.foreign_keys)
    )


_stays, _goes = bindparam("stays", type_=t.person.c.id.type), bindparam("goes", type_=t.person.c.id.type)
_MOVES = {
    f"{column.table.name}.{column.name}": update(column.table).where(column == _goes).values({column: _stays})
    for column in _references()
    if (str(column.table.name), column.name) not in _APART
}
# Locked: a file that is being merged elsewhere at this moment is seen as closed.
_READ = select(t.person).where(t.person.c.id.in_((_stays, _goes))).order_by(t.person.c.id).with_for_update()
_HOUSEHOLD = select(t.household).where(t.household.c.id == bindparam("which"))
_CLOSE = update(t.person).where(t.person.c.id == bindparam("who"))
_COUNTED = (
    select(t.receipt.c.id, t.receipt.c.delivery_id)
    .where(t.receipt.c.person_id == _stays, t.receipt.c.counted)
    .order_by(t.receipt.c.at.desc(), t.receipt.c.id.desc())
)
_UNCOUNT = update(t.receipt).where(t.receipt.c.id == bindparam("which")).values(counted=False)
_HANDED_TWICE = (
    update(t.handed)
    .where(
        t.handed.c.subject_id == _goes,
        t.handed.c.kind.in_(select(t.handed.c.kind).where(t.handed.c.subject_id == _stays).scalar_subquery()),
        t.handed.c.done_at.is_(None),
    )
    .values(done_at=bindparam("now"), outcome=HANDED_MERGED)
)
_other_handed = t.handed.alias("other_handed")
_HAND_OVER = (
    update(t.handed)
    .where(
        t.handed.c.subject_id == _goes,
        t.handed.c.kind.not_in(select(_other_handed.c.kind).where(_other_handed.c.subject_id == _stays)),
    )
    .values(subject_id=_stays)
)
_DIFFERENT = select(t.duplicate).where(
    t.duplicate.c.decision == Same.DIFFERENT.value,
    (t.duplicate.c.first_id == _goes) | (t.duplicate.c.second_id == _goes),
)
_OTHERS_AT_HOME = select(func.count()).where(
    t.person.c.household_id == bindparam("which"),
    t.person.c.id.not_in((_stays, _goes)),
    t.person.c.state != PersonState.MERGED.value,
)
_HEADS = update(t.household).where(t.household.c.head_person_id == _goes)
_PAIRED = select(t.duplicate.c.id, t.duplicate.c.decision).where(
    ((t.duplicate.c.first_id == bindparam("one")) & (t.duplicate.c.second_id == bindparam("other")))
    | ((t.duplicate.c.first_id == bindparam("other")) & (t.duplicate.c.second_id == bindparam("one")))
)
_OLDER = select(t.person.c.id).order_by(t.person.c.registered_at, t.person.c.id)
_SET_DECISION = update(t.duplicate).where(t.duplicate.c.id == bindparam("which"))
_ADD_PAIR = Adding(t.duplicate)


def merge(db: Connection, vault: Vault, stays: UUID, goes: UUID, staff_id: UUID, now: datetime) -> Mapping[str, int]:
    """Both files become the one that stays; how many rows of which column moved. Raises PeopleError."""
    files = {row.id: row._asdict() for row in db.execute(_READ, {"stays": stays, "goes": goes})}
    _check(files, stays, goes)
    about = {"stays": stays, "goes": goes}
    _carry_different(db, about)
    _household(db, files[stays], files[goes])
    moved: Counter[str] = Counter({name: db.execute(move, about).rowcount for name, move in _MOVES.items()})
    moved["person_phone.person_id"] = links.phones(db, about)
    moved["business_member.person_id"] = links.memberships(db, about)
    _later_receipt_counts(db, about)
    db.execute(_HANDED_TWICE, {**about, "now": now})
    db.execute(_HAND_OVER, about)
    filled = filling.blanks(vault, files[stays], files[goes])
    db.execute(_CLOSE, {"who": stays, **filled, "updated_at": now})
    closed = {"state": PersonState.MERGED.value, "merged_into": stays, "updated_at": now}
    db.execute(_CLOSE, {"who": goes, **closed})
    told = " ".join(f"{name.split('.')[0]}={count}" for name, count in sorted(moved.items()) if count)
    audit.add(db, now, str(staff_id), MERGED, "person", stays, f"{goes} {told}".strip())
    audit.add(db, now, str(staff_id), MERGED_AWAY, "person", goes, str(stays))
    return moved


def _check(files: Mapping[UUID, Mapping[str, Any]], stays: UUID, goes: UUID) -> None:
    if stays == goes or len(files) != 2:
        raise PeopleError("It takes two files to make one.")
    if any(file["state"] != PersonState.ACTIVE.value for file in files.values()):
        raise PeopleError("Only files in use can become one: one of these is closed.")
    if files[stays]["made_up"] != files[goes]["made_up"]:
        raise PeopleError("One of them is made up for the demo: they cannot be one person.")


def _later_receipt_counts(db: Connection, about: Mapping[str, UUID]) -> None:
    """What each file said of one delivery is kept; what was said last stands for the person."""
    seen: set[UUID] = set()
    for receipt in db.execute(_COUNTED, {"stays": about["stays"]}).all():
        if receipt.delivery_id in seen:
            db.execute(_UNCOUNT, {"which": receipt.id})
            settle(db, receipt.delivery_id)
        seen.add(receipt.delivery_id)


def _household(db: Connection, stays: Mapping[str, Any], goes: Mapping[str, Any]) -> None:
    """Whoever else lives in the other household keeps it, under the same head. One that only the closed file lived
    in stays with that file, without a head: it is counted by nobody, and shows what was said there."""
    own, other = stays["household_id"], goes["household_id"]
    about = {"stays": stays["id"], "goes": goes["id"]}
    if other is None or other == own:
        db.execute(_HEADS, {**about, "head_person_id": stays["id"]})
        return
    is_shared = db.execute(_OTHERS_AT_HOME, {**about, "which": other}).scalar_one() > 0
    takes_over = is_shared or own is None
    db.execute(_HEADS, {"goes": goes["id"], "head_person_id": stays["id"] if takes_over else None})
    if own is not None and not is_shared:
        kept, said = (db.execute(_HOUSEHOLD, {"which": which}).one()._asdict() for which in (own, other))
        more = filling.household(kept, said)
        if more:
            db.execute(update(t.household).where(t.household.c.id == own).values(**more))


def _carry_different(db: Connection, about: Mapping[str, UUID]) -> None:
    """Whoever was found to be another than the file that goes is another than the one that stays."""
    for row in db.execute(_DIFFERENT, about).all():
        third = row.second_id if row.first_id == about["goes"] else row.first_id
        if third == about["stays"]:
            continue
        decided = {"decision": row.decision, "decided_by": row.decided_by, "decided_at": row.decided_at}
        known = db.execute(_PAIRED, {"one": about["stays"], "other": third}).first()
        if known is None:
            first, second = db.execute(_OLDER.where(t.person.c.id.in_((about["stays"], third)))).scalars()
            pair = {"id": uuid7(), "first_id": first, "second_id": second, "score": row.score, "why": row.why}
            _ADD_PAIR.row(db, {**pair, "proposed_at": row.proposed_at, **decided})
        elif not known.decision:
            db.execute(_SET_DECISION, {"which": known.id, **decided})
