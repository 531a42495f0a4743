"""Referrals as lists and pages show them: never why they were asked for, but where one is opened (referring.py)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, func, select, tuple_

from flows.codes import spaced
from flows.phones import masked
from service.many import among
from service.models.referral import ReferralState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import NAME, NUMBER
from service.programme.names import first_name_and_initial
from service.programme.working_days import zone_of

MOST = 500
"""Referrals of one list of the command line."""
ON_PAGE = 40
FITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "health_centre": ("health_centre",),
        "specialised": ("specialised",),
        "counselling": ("health_centre", "specialised"),
    }
)
"""Service → the kinds of facilities that the consent allows to send somebody to: name and number go to that service,
and to no other."""

_ref = t.referral
LIST = (
    select(
        _ref,
        t.case.c.reference,
        t.person.c.name,
        t.person.c.place,
        t.person.c.state.label("person_state"),
        t.phone.c.number,
        t.facility.c.name.label("facility"),
        t.consent.c.given,
        t.consent.c.at.label("consent_at"),
    )
    .join_from(_ref, t.person, t.person.c.id == _ref.c.person_id)
    .join(t.consent, t.consent.c.id == _ref.c.consent_id)
    .outerjoin(t.case, t.case.c.id == _ref.c.case_id)
    .outerjoin(t.phone, t.phone.c.id == _ref.c.phone_id)
    .outerjoin(t.facility, t.facility.c.id == _ref.c.facility_id)
    .order_by(_ref.c.at, _ref.c.id)
)
_OF_CASE = LIST.where(_ref.c.case_id == bindparam("case"))
_BEFORE = select(_ref.c.at).where(_ref.c.id == bindparam("which"))
_COUNTS = select(_ref.c.state, func.count().label("many")).group_by(_ref.c.state)


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral as a list shows it: never why. `reference`: of its case, "" for none; `consent_at`: when the person
    agreed to it."""

    id: UUID
    reference: str
    service: str
    state: str
    asked_on: date
    person: str
    phone: str
    place: str
    facility: str
    referred_on: date | None
    received_on: date | None
    outcome: str
    case_id: UUID | None
    person_id: UUID
    consent_at: datetime

    @property
    def version(self) -> str:
        """How it stands: another one, and somebody has moved it on."""
        return "|".join(map(str, (self.state, self.facility, self.referred_on, self.received_on)))


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A page of the list. `after`: what names the next one, "" on the last."""

    lines: Sequence[ReferralLine]
    after: str


def listed(ctx: Context, state: ReferralState | None = None, service: str = "") -> Iterator[ReferralLine]:
    """The referrals that are not closed, or those in a state, the oldest first."""
    which = _ref.c.state == state.value if state else _ref.c.state != ReferralState.CLOSED.value
    statement = LIST.where(which, *([_ref.c.service == service] if service else []))
    for row in ctx.db.execute(statement.limit(MOST)):
        yield line_of(ctx, row)


def page(ctx: Context, state: ReferralState, service: str = "", after: UUID | None = None) -> ReferralPage:
    """The referrals in a state, a page of them: the oldest first, of the closed ones the latest. `after`: the last
    referral of the page before."""
    is_back = state is ReferralState.CLOSED
    found = select(_ref.c.id).where(_ref.c.state == state.value, *([_ref.c.service == service] if service else []))
    if after is not None:
        here, before = tuple_(_ref.c.at, _ref.c.id), tuple_(_BEFORE.scalar_subquery(), bindparam("which"))
        found = found.where(here < before if is_back else here > before)
    turns = (_ref.c.at.desc(), _ref.c.id.desc()) if is_back else (_ref.c.at, _ref.c.id)
    statement = found.order_by(*turns).limit(ON_PAGE + 1)
    ids = ctx.db.scalars(statement, {"which": after} if after is not None else {}).all()
    # Whom they are of is looked up for these alone, and not for all that were sorted.
    rows = ctx.db.execute(LIST.where(among(ctx.db, _ref.c.id, ids[:ON_PAGE]))).all() if ids else []
    lines = [line_of(ctx, row) for row in (reversed(rows) if is_back else rows)]
    return ReferralPage(lines, str(lines[-1].id) if len(ids) > ON_PAGE else "")


def counts(ctx: Context) -> Mapping[str, int]:
    """State → how many referrals."""
    found = {row.state: int(row.many) for row in ctx.db.execute(_COUNTS)}
    return {state.value: found.get(state.value, 0) for state in ReferralState}


def of_case(ctx: Context, case_id: UUID) -> tuple[ReferralLine, ...]:
    """The referrals that a case is about, the oldest first."""
    return tuple(line_of(ctx, row) for row in ctx.db.execute(_OF_CASE, {"case": case_id}))


def line_of(ctx: Context, row: t.AnyRow) -> ReferralLine:
    """A row of LIST, as a list shows it."""
    return ReferralLine(
        row.id,
        spaced(row.reference) if row.reference else "",
        row.service,
        row.state,
        row.at.astimezone(zone_of(ctx)).date(),
        first_name_and_initial(ctx.vault.open(NAME, row.person_id, row.name)),
        masked(ctx.vault.open(NUMBER, row.phone_id, row.number)) if row.phone_id else "",
        ctx.places.label(row.place) if row.place else "",
        row.facility or "",
        row.referred_on,
        row.received_on,
        row.outcome,
        row.case_id,
        row.person_id,
        row.consent_at,
    )
