"""Silence as a work list: the people from whom nothing is heard, by village, sex and kit.

What is written is only whose hands a line was put into (service/programme/followup/handing.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, and_, func, select

from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.sector import within
from service.programme.followup.silences import FINDS, KIT_OF_BUSINESS, KIT_OF_PERSON, Silence
from service.programme.working_days import today, zone_of

_person = t.person


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines: below a P-code, in a sector (P-codes separated by spaces), of a sex, of a kit (its code); "":
    all."""

    kinds: tuple[Silence, ...] = tuple(Silence)
    place: str = ""
    sector: str = ""
    sex: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One silence. `subject_id`: the person, delivery, visit or conversation that it is about. `name`, `code` and
    `number` are sealed (None: not known); `days`: for how long; `place`: a P-code or "". `handed_id`: a row of hands
    that it was ever in; `handed_to`: the sealed name of whoever has it in hand, `outcome`: what they said of it: both
    blank where that was another silence, which has ended: this one is in nobody's hands."""

    kind: Silence
    subject_id: UUID
    person_id: UUID | None
    name: bytes | None
    code: bytes | None
    place: str
    sex: str
    kit: str
    days: int
    phone_id: UUID | None
    number: bytes | None
    handed_id: UUID | None
    staff_id: UUID | None
    handed_to: bytes | None
    handed_at: datetime | None
    done_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many silences of a kind there are of a place (P-code or ""), a sex and a kit (its code)."""

    kind: Silence
    place: str
    sex: str
    kit: str
    count: int


def lines(ctx: Context, wanted: Filter) -> Iterator[Line]:
    """Every silence that fits, kind by kind, the longest first."""
    for kind in wanted.kinds:
        silent, joined = _joined(ctx, kind)
        found = _fitting(select(silent, *_SHOWN).select_from(joined), wanted)
        rows = ctx.db.execute(found.order_by(silent.c.since, silent.c.subject_id))
        for row in rows:
            yield line_of(ctx, kind, row)


def counts(ctx: Context, wanted: Filter) -> Iterator[Counted]:
    """The silences that fit, counted by the database: by kind, place, sex and kit."""
    for kind in wanted.kinds:
        _, joined = _joined(ctx, kind)
        by = (_person.c.place, _person.c.sex, t.kit.c.code)
        found = select(*by, func.count().label("silent")).select_from(joined).group_by(*by).order_by(*by)
        for row in ctx.db.execute(_fitting(found, wanted)):
            yield Counted(kind, row.place or "", row.sex or "", row.code or "", row.silent)


_SHOWN = (
    _person.c.name,
    _person.c.code,
    _person.c.place,
    _person.c.sex,
    t.kit.c.code.label("kit"),
    t.phone.c.number,
    t.handed.c.id.label("handed_id"),
    t.handed.c.staff_id,
    t.staff.c.name.label("handed_to"),
    t.handed.c.handed_at,
    t.handed.c.done_at,
    t.handed.c.outcome,
)


def _joined(ctx: Context, kind: Silence) -> tuple[FromClause, FromClause]:
    """The silences of a kind, and the same with whom they are about and in whose hands they are."""
    silent = FINDS[kind](ctx).subquery("silent")
    handed = and_(t.handed.c.subject_id == silent.c.subject_id, t.handed.c.kind == kind.value)
    joined = (
        silent.outerjoin(_person, _person.c.id == silent.c.person_id)
        .outerjoin(t.phone, t.phone.c.id == silent.c.phone_id)
        .outerjoin(KIT_OF_PERSON, and_(KIT_OF_PERSON.c.person_id == _person.c.id, KIT_OF_PERSON.c.turn == 1))
        .outerjoin(t.kit, t.kit.c.id == func.coalesce(silent.c.kit_id, KIT_OF_PERSON.c.kit_id, KIT_OF_BUSINESS))
        .outerjoin(t.handed, handed)
        .outerjoin(t.staff, t.staff.c.id == t.handed.c.staff_id)
    )
    return silent, joined


def _fitting(found: Select[Any], wanted: Filter) -> Select[Any]:
    found = found.where(within(_person.c.place, wanted.place), within(_person.c.place, wanted.sector))
    if wanted.sex:
        found = found.where(_person.c.sex == wanted.sex)
    return found.where(t.kit.c.code == wanted.kit) if wanted.kit else found


def line_of(ctx: Context, kind: Silence, row: t.AnyRow) -> Line:
    """A row of a statement of silences, as a list shows it."""
    since, handed_on = _day(ctx, row.since), _day(ctx, row.handed_at)
    is_of_this = handed_on is not None and not (since and since > handed_on)
    return Line(
        kind,
        row.subject_id,
        row.person_id,
        row.name,
        row.code,
        row.place or "",
        row.sex or "",
        row.kit or "",
        _days(since, today(ctx)),
        row.phone_id,
        row.number,
        row.handed_id,
        row.staff_id if is_of_this else None,
        row.handed_to if is_of_this else None,
        row.handed_at,
        row.done_at if is_of_this else None,
        row.outcome if is_of_this else "",
    )


def _day(ctx: Context, moment: date | datetime | None) -> date | None:
    return moment.astimezone(zone_of(ctx)).date() if isinstance(moment, datetime) else moment


def _days(since: date | None, now: date) -> int:
    return (now - since).days if since else 0
