"""What agents noted and what returnees say, side by side: what differs first, then what nobody has confirmed for too
long, then the rest; one page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select

from service.many import among
from service.models.kit import DeliveryState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.comparing import Said, Words, words_of
from service.programme.distribution.overview import BROUGHT
from service.programme.distribution.views import who_of
from service.programme.distribution.whom import recipient
from service.programme.followup.sector import within
from service.programme.keyset import Page, cut, page_of, told
from service.programme.working_days import today

MOST = 20
_BEHIND = "."
"""In a token, between a standing and the line in it."""


class Standing(StrEnum):
    """How the two words stand to each other, in the order of the list."""

    DIFFERS = "differs"
    WAITING = "waiting"
    """Nobody has confirmed it for longer than the settings allow (receipt_days)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries. `state`: of a delivery, or « differs », « waiting »; `place`: a P-code, with all that lies in
    it; `sector`: of whoever looks; `kit`: a code; "": whatever it is."""

    state: str = ""
    place: str = ""
    sector: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: how many the agent noted, and how many the returnee says that came; None: nothing was said of it."""

    names: Mapping[str, str]
    agent: int
    person: int | None

    @property
    def differs(self) -> bool:
        return self.person is not None and self.person != self.agent


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A delivery with both words. `kit`: names by language; `said_at`: when the returnee said what stands beside the
    agent's word, None where nobody has said anything that counts; `others`: how many more people said something."""

    id: UUID
    standing: Standing
    kit: Mapping[str, str]
    who: str
    card: str
    place: str
    state: str
    delivered_on: date | None
    said_at: datetime | None
    others: int
    items: Sequence[ItemLine]


# A delivery of which the returnee spoke first has no day of its own yet.
_day = func.coalesce(t.delivery.c.delivered_on, t.delivery.c.planned_on, date(2000, 1, 1))
_IDS = select(t.delivery.c.id, _day.label("day")).where(t.delivery.c.state.in_(BROUGHT))
_SHOWN = (
    select(*(t.delivery.c[name] for name in ("id", "state", "place", "delivered_on", "differs")))
    .add_columns(t.kit.c.names.label("kit"), t.person.c.id.label("person_id"), t.person.c.name, t.person.c.code)
    .select_from(
        t.delivery.join(t.kit, t.kit.c.id == t.delivery.c.kit_id).outerjoin(t.person, t.person.c.id == recipient)
    )
)
_KIT = select(t.kit.c.id)


def page(ctx: Context, wanted: Wanted, after: str = "") -> Page[ReceiptLine]:
    """A token that is none begins at the top."""
    first, behind_it = _read(after)
    order = list(Standing)
    found: list[tuple[Standing, date, UUID]] = []
    for standing in order[order.index(first) :]:
        if len(found) <= MOST and _is_wanted(standing, wanted):
            statement = _of(ctx, standing, wanted, behind_it if standing is first else "")
            rows = ctx.db.execute(statement.limit(MOST + 1 - len(found)))
            found += [(standing, row.day, row.id) for row in rows]
    cut_off = cut(found, MOST, lambda one: f"{one[0].value}{_BEHIND}{told(one[1], one[2])}")
    return Page(list(_lines(ctx, {row_id: standing for standing, _, row_id in cut_off.lines})), cut_off.after)


def _read(token: str) -> tuple[Standing, str]:
    """The standing that a page begins in, and the token of the line in it."""
    standing, _, line = token.partition(_BEHIND)
    return (Standing(standing), line) if standing in list(Standing) else (Standing.DIFFERS, "")


def _is_wanted(standing: Standing, wanted: Wanted) -> bool:
    """« differs » and « waiting » are standings; a state may have any."""
    return wanted.state not in (Standing.DIFFERS, Standing.WAITING) or wanted.state == standing


def _of(ctx: Context, standing: Standing, wanted: Wanted, after: str) -> Select[Any]:
    """The ids of one standing, in its order: what waits, the longest waiting first, the others the latest first."""
    statement = _IDS.where(_condition(ctx, standing), *_conditions(wanted))
    return page_of(statement, after, _day, t.delivery.c.id, MOST, down=standing is not Standing.WAITING)


def _condition(ctx: Context, standing: Standing) -> ColumnElement[bool]:
    late = today(ctx) - timedelta(days=ctx.settings.receipt_days)
    # Without any word that counts a delivery stands as the agent's word alone: « delivered ».
    is_late = t.delivery.c.delivered_on <= late
    waits = and_(not_(t.delivery.c.differs), t.delivery.c.state == DeliveryState.DELIVERED.value, is_late)
    if standing is Standing.DIFFERS:
        return t.delivery.c.differs
    return waits if standing is Standing.WAITING else and_(not_(t.delivery.c.differs), not_(_or_unknown(waits)))


def _or_unknown(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A day that is not there makes no condition true, nor its opposite."""
    return func.coalesce(condition, False)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.state in BROUGHT:
        yield t.delivery.c.state == wanted.state
    if wanted.kit:
        yield t.delivery.c.kit_id.in_(_KIT.where(t.kit.c.code == wanted.kit))
    if wanted.place or wanted.sector:
        yield within(t.delivery.c.place, wanted.place)
        yield within(t.delivery.c.place, wanted.sector)


def _lines(ctx: Context, standings: Mapping[UUID, Standing]) -> Iterator[ReceiptLine]:
    ids = list(standings)
    rows = ctx.db.execute(_SHOWN.where(among(ctx.db, t.delivery.c.id, ids))).all() if ids else []
    words, by_id = words_of(ctx.db, ids), {row.id: row for row in rows}
    for row_id, standing in standings.items():
        yield _line(ctx, by_id[row_id], standing, words[row_id])


def _line(ctx: Context, row: t.AnyRow, standing: Standing, words: Words) -> ReceiptLine:
    who, card = who_of(ctx.vault, row)
    said = beside(words)
    items = [ItemLine(one.names, one.brought, said.counts.get(one.id) if said else None) for one in words.items]
    speakers = {one.person_id for one in words.said if one.counted}
    return ReceiptLine(
        row.id,
        standing,
        row.kit,
        who,
        card,
        row.place or "",
        row.state,
        row.delivered_on,
        said.at if said else None,
        max(len(speakers) - 1, 0),
        items,
    )


def beside(words: Words) -> Said | None:
    """The word that stands beside the agent's: the latest that differs, else the latest that counts."""
    counted = [one for one in words.said if one.counted]
    return next(iter([*reversed(list(words.differing())), *reversed(counted)]), None)
