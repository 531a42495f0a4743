"""The visits that were made: what was seen, whether a card's code shows that the returnee was there, and what they say
of it themselves; one page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from flows.codes import spaced
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.sector import within
from service.programme.keyset import Page, cut, page_of, told
from service.programme.labels import CODE, NAME, STAFF_NAME, VISIT_PROBLEMS
from service.programme.names import first_name_and_initial

MOST = 50
UNSAID = "unsaid"
"""The filter for visits that the returnee has not spoken of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits. `agent`: who made them; `place`: a P-code, with all that lies in it; `sector`: of whoever looks;
    `kit`: a code; `presence`: code or absent; `said`: yes, no, or UNSAID; "", None: whatever it is."""

    agent: UUID | None = None
    place: str = ""
    sector: str = ""
    kit: str = ""
    presence: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """A visit that was made. `name`: first name and initial; `kit`: names by language, {} for none; `agent`: first name
    and initial, "" where it is not known; `confirmed`: the returnee's own yes or no, "" for neither."""

    id: UUID
    visited_on: date
    name: str
    card: str
    place: str
    kit: Mapping[str, str]
    agent: str
    presence: str
    interview: str
    business_status: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class Item:
    """What became of an item. `names`: by language."""

    names: Mapping[str, str]
    outcome: str
    count: int | None


@dataclass(frozen=True, slots=True)
class OneVisit:
    """All that was noted. `about`: the words of the journey by field, blanks left out; `problems`: opened."""

    visit: MadeVisit
    person_id: UUID
    delivery_id: UUID | None
    due_on: date | None
    channel: str
    confirmed_at: datetime | None
    reasons: Sequence[str]
    about: Mapping[str, str]
    goats: Mapping[str, int]
    problems: str
    next_visit_on: date | None
    wants_call: bool
    items: Sequence[Item]


_LIST = (
    select(
        *(t.visit.c[name] for name in ("id", "visited_on", "person_id", "presence", "interview")),
        *(t.visit.c[name] for name in ("business_status", "confirmed", "staff_id")),
        *(t.person.c[name] for name in ("name", "code", "place")),
        t.kit.c.names.label("kit"),
        t.staff.c.name.label("staff_name"),
    )
    .select_from(
        t.visit.join(t.person, t.person.c.id == t.visit.c.person_id)
        .outerjoin(t.staff, t.staff.c.id == t.visit.c.staff_id)
        .outerjoin(t.delivery, t.delivery.c.id == t.visit.c.delivery_id)
        .outerjoin(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    )
    .where(t.visit.c.state == VisitState.DONE.value)
)
_MORE = ("delivery_id", "due_on", "channel", "confirmed_at", "reasons", "takings", "money_decision", "new_debt")
_LAST = ("problems", "next_visit_on", "wants_call", "born", "died", "alive")
_ONE = _LIST.add_columns(*(t.visit.c[name] for name in (*_MORE, *_LAST))).where(t.visit.c.id == bindparam("which"))
_ITEMS = (
    select(t.kit_item.c.names, t.visit_item.c.outcome, t.visit_item.c.count.label("how_many"))
    .join(t.kit_item, t.kit_item.c.id == t.visit_item.c.kit_item_id)
    .where(t.visit_item.c.visit_id == bindparam("which"))
    .order_by(t.kit_item.c.position)
)


def page(ctx: Context, wanted: Wanted, after: str = "") -> Page[MadeVisit]:
    """The latest first."""
    found = page_of(_narrowed(_LIST, wanted), after, t.visit.c.visited_on, t.visit.c.id, MOST, down=True)
    rows = ctx.db.execute(found).all()
    return cut(rows, MOST, lambda row: told(row.visited_on, row.id)).of(lambda row: _visit(ctx, row))


def one(ctx: Context, visit_id: UUID, sector: str) -> OneVisit | None:
    """A visit that was made; None where there is none in that sector."""
    row = ctx.db.execute(_ONE.where(within(t.person.c.place, sector)), {"which": visit_id}).first()
    if row is None:
        return None
    items = [Item(*item) for item in ctx.db.execute(_ITEMS, {"which": visit_id})]
    return OneVisit(
        _visit(ctx, row),
        row.person_id,
        row.delivery_id,
        row.due_on,
        row.channel,
        row.confirmed_at,
        row.reasons.split(),
        {name: word for name in ("takings", "money_decision", "new_debt") if (word := getattr(row, name))},
        {name: count for name in ("alive", "born", "died") if (count := getattr(row, name)) is not None},
        ctx.vault.open(VISIT_PROBLEMS, row.id, row.problems) if row.problems else "",
        row.next_visit_on,
        row.wants_call,
        items,
    )


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    place = t.person.c.place
    found = statement.where(within(place, wanted.place), within(place, wanted.sector))
    if wanted.agent is not None:
        found = found.where(t.visit.c.staff_id == wanted.agent)
    if wanted.kit:
        found = found.where(t.kit.c.code == wanted.kit)
    if wanted.presence:
        found = found.where(t.visit.c.presence == wanted.presence)
    if wanted.said:
        found = found.where(t.visit.c.confirmed == ("" if wanted.said == UNSAID else wanted.said))
    return found


def _visit(ctx: Context, row: t.AnyRow) -> MadeVisit:
    return MadeVisit(
        row.id,
        row.visited_on,
        first_name_and_initial(ctx.vault.open(NAME, row.person_id, row.name)),
        spaced(ctx.vault.open(CODE, row.person_id, row.code)),
        row.place or "",
        row.kit or {},
        first_name_and_initial(ctx.vault.open(STAFF_NAME, row.staff_id, row.staff_name)) if row.staff_name else "",
        row.presence,
        row.interview,
        row.business_status,
        row.confirmed,
    )
