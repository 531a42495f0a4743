"""The pairs of files that wait for somebody's decision, as lists show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, or_, select

from flows.codes import spaced
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import CODE, NAME
from service.programme.people.holder import ACTIVE
from service.programme.people.likeness import SURE
from service.vault import Vault

LISTED = "duplicates listed"
_ID_LETTERS = 36
_first, _second = t.person.alias("first"), t.person.alias("second")
_LIST = (
    select(
        t.duplicate.c.id,
        t.duplicate.c.score,
        t.duplicate.c.why,
        *(
            file.c[name].label(f"{place}_{name}")
            for place, file in (("first", _first), ("second", _second))
            for name in ("id", "name", "code", "sex", "birth_year", "place", "registered_at")
        ),
    )
    .join_from(t.duplicate, _first, _first.c.id == t.duplicate.c.first_id)
    .join(_second, _second.c.id == t.duplicate.c.second_id)
    .where(t.duplicate.c.decision == "", _first.c.state == ACTIVE, _second.c.state == ACTIVE)
    .order_by(t.duplicate.c.score.desc(), t.duplicate.c.id)
    .limit(bindparam("most"))
)
_beyond_score = bindparam("score", type_=t.duplicate.c.score.type)
_beyond_id = bindparam("beyond", type_=t.duplicate.c.id.type)
_BEYOND = or_(
    t.duplicate.c.score < _beyond_score,
    and_(t.duplicate.c.score == _beyond_score, t.duplicate.c.id > _beyond_id),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two files, as whoever decides needs it: the whole name, the card in threes."""

    id: UUID
    code: str
    name: str
    sex: str
    born: int | None
    place: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair that waits for a decision, the older file first. `sure`: there is hardly a doubt; `why`: words of the
    programme separated by spaces (name, sound, year, village, phone)."""

    id: UUID
    score: int
    sure: bool
    why: str
    first: Side
    second: Side


def waiting(
    db: Connection, vault: Vault, staff_id: UUID, now: datetime, most: int = 50, after: str = ""
) -> list[Proposed]:
    """The pairs that nobody has decided, the likeliest first; `after`: beyond this pair (`beyond`). Their names are
    read: the audit says who did."""
    audit.add(db, now, str(staff_id), LISTED)
    score, _, last = after.partition("~")
    is_page = score.isdecimal() and len(last) == _ID_LETTERS
    rows = db.execute(
        _LIST.where(_BEYOND) if is_page else _LIST,
        {"most": most, "score": int(score), "beyond": UUID(last)} if is_page else {"most": most},
    ).all()
    return [
        Proposed(row.id, row.score, row.score >= SURE, row.why, _side(vault, row, "first"), _side(vault, row, "second"))
        for row in rows
    ]


def beyond(pair: Proposed) -> str:
    """What the page after this pair is asked for by."""
    return f"{pair.score}~{pair.id}"


def _side(vault: Vault, row: Any, which: str) -> Side:
    of = {name: getattr(row, f"{which}_{name}") for name in ("id", "name", "code", "sex", "birth_year", "place")}
    code, name = vault.open(CODE, of["id"], of["code"]), vault.open(NAME, of["id"], of["name"])
    at = getattr(row, f"{which}_registered_at")
    return Side(of["id"], spaced(code), name, of["sex"], of["birth_year"], of["place"] or "", at)
