"""The list of cases, as a desk works through it: the promise that ends first stands first. Never a word of a case, a
whole name or a whole number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from flows.codes import spaced
from flows.phones import masked
from service.many import among
from service.models.case import CaseState, CaseType, Criticality
from service.programme import tables as t
from service.programme.casedesk.answering import UNREACHED
from service.programme.casedesk.clock import Colour, colour
from service.programme.casedesk.steps import began, theirs
from service.programme.cases import IS_UNHEARD
from service.programme.casework import OPEN_STATES
from service.programme.context import Context
from service.programme.labels import NAME, NUMBER, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.people.within import below

MOST = 500
"""Cases of one list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases; a blank does not narrow. `states` empty: all that are not closed. `place`: a P-code, with all that
    lies in it. `assigned_to`: one member of staff; `unassigned`: nobody. `coding`: a code of the programme's table."""

    states: tuple[CaseState, ...] = ()
    type: CaseType | None = None
    criticality: Criticality | None = None
    place: str = ""
    assigned_to: UUID | None = None
    unassigned: bool = False
    colour: Colour | None = None
    coding: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it. `person`: « Aminata T. » or "" for nobody identified; `phone` masked; `unreached`:
    three calls or more in a row reached nobody; `waits`: an answer that the person has not heard."""

    id: UUID
    reference: str
    type: str
    topic: str
    criticality: str
    state: str
    colour: Colour
    promised_at: datetime | None
    opened_at: datetime
    person: str
    phone: str
    place: str
    assigned: str
    calls_failed: int
    unreached: bool
    reopened: int
    waits: bool


_CASE = (
    "id",
    "reference",
    "type",
    "topic",
    "criticality",
    "state",
    "promised_at",
    "opened_at",
    "calls_failed",
    "reopened",
)
SHOWN = (
    select(
        *(t.case.c[name] for name in _CASE),
        began.label("began"),
        and_(*IS_UNHEARD).label("waits"),
        t.person.c.id.label("person_id"),
        t.person.c.name.label("person_name"),
        t.person.c.place.label("place"),
        t.phone.c.id.label("phone_id"),
        t.phone.c.number,
        t.staff.c.id.label("staff_id"),
        t.staff.c.name.label("staff_name"),
    )
    .select_from(t.case)
    .outerjoin(t.person, t.person.c.id == t.case.c.person_id)
    .outerjoin(t.phone, t.phone.c.id == t.case.c.phone_id)
    .outerjoin(t.staff, t.staff.c.id == t.case.c.assigned_to)
)
"""Cases with who asked and who has them."""
_IS_DONE = t.case.c.state.in_((CaseState.ANSWERED.value, CaseState.CLOSED.value))
_LIST = SHOWN.order_by(_IS_DONE, t.case.c.promised_at.is_(None), t.case.c.promised_at, t.case.c.opened_at, t.case.c.id)


def listed(ctx: Context, wanted: Wanted, most: int = MOST) -> Iterator[CaseLine]:
    """The cases that are wanted, at most so many; of an agent only their own."""
    states = [one.value for one in wanted.states or (*OPEN_STATES, CaseState.ANSWERED)]
    left, found = most, _LIST.where(t.case.c.state.in_(states), *narrowed(ctx, wanted))
    # The colour is computed, not a column: where it narrows, rows are looked at until there are enough.
    for row in ctx.db.execute(found if wanted.colour else found.limit(most)):
        line = line_of(ctx, row)
        if wanted.colour is None or line.colour is wanted.colour:
            yield line
            left -= 1
        if not left:
            return


def narrowed(ctx: Context, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is wanted besides states and colours, of the cases (joined with their persons) that whoever works here may
    see."""
    if wanted.type:
        yield t.case.c.type == wanted.type.value
    if wanted.criticality:
        yield t.case.c.criticality == wanted.criticality.value
    if wanted.place:
        yield among(ctx.db, t.person.c.place, below(ctx.db, wanted.place))
    if wanted.unassigned:
        yield t.case.c.assigned_to.is_(None)
    if wanted.assigned_to:
        yield t.case.c.assigned_to == wanted.assigned_to
    if wanted.coding:
        yield t.case.c.coding == wanted.coding
    yield from theirs(ctx)


def line_of(ctx: Context, row: t.AnyRow) -> CaseLine:
    """A row of SHOWN, as a list shows it."""
    return CaseLine(
        row.id,
        spaced(row.reference),
        row.type,
        row.topic,
        row.criticality,
        row.state,
        colour(row.state, row.began, row.promised_at, ctx.now),
        row.promised_at,
        row.opened_at,
        **who(ctx, row),
        assigned=_name(ctx, STAFF_NAME, row.staff_id, row.staff_name),
        calls_failed=row.calls_failed,
        unreached=row.calls_failed >= UNREACHED,
        reopened=row.reopened,
        waits=bool(row.waits),
    )


def who(ctx: Context, row: t.AnyRow) -> dict[str, Any]:
    """Who asked, as a list may say it: person, phone, place."""
    return {
        "person": _name(ctx, NAME, row.person_id, row.person_name),
        "phone": masked(ctx.vault.open(NUMBER, row.phone_id, row.number)) if row.phone_id else "",
        "place": ctx.places.label(row.place) if row.place else "",
    }


def _name(ctx: Context, label: str, row_id: UUID | None, sealed: bytes | None) -> str:
    return first_name_and_initial(ctx.vault.open(label, row_id, sealed)) if row_id and sealed else ""
