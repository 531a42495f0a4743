"""Referrals at the desk: to which facility, whether it received them, and what came of it. On their own consent.

A referral is named by the reference of its case, or by its id where it has none. `ctx.staff_id` is who does it.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from flows.codes import tidy
from service.ids import uuid7
from service.models.case import CaseOutcome, CaseState, ClosedHow
from service.models.person import PersonState
from service.models.referral import CareKind, FacilityKind, ReferralOutcome, ReferralState
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.casedesk.answering import end
from service.programme.casedesk.facilities import facility_named
from service.programme.casedesk.referral_reading import FITS, LIST, ReferralLine, line_of
from service.programme.casedesk.steps import CaseError, Changed, NoCase, worker
from service.programme.context import Context
from service.programme.labels import REFERRAL_REASON
from service.programme.working_days import today

_ASKED, _REFERRED, _RECEIVED = ReferralState.ASKED, ReferralState.REFERRED, ReferralState.RECEIVED
MAY: Mapping[str, tuple[ReferralState, ...]] = MappingProxyType(
    {
        "referred": (_ASKED, _REFERRED),
        "received": (_REFERRED,),
        "closed": (_ASKED, _REFERRED, _RECEIVED),
    }
)
"""What is done with a referral → the states in which it may be. Who was referred may be sent elsewhere."""
ENDS: Mapping[ReferralOutcome, tuple[ReferralState, ...]] = MappingProxyType(
    {
        ReferralOutcome.TREATED: (_RECEIVED,),
        ReferralOutcome.ONWARD: (_RECEIVED,),
        ReferralOutcome.NOT_COME: (_REFERRED,),
        ReferralOutcome.DECLINED: (_ASKED, _REFERRED),
    }
)
"""How a referral may end → from which states: nobody is treated who was not received."""
_ref = t.referral
_OF_CASE = LIST.where(t.case.c.reference == bindparam("ref"))
_BY_ID = LIST.where(_ref.c.id == bindparam("which"))
_WRITE = update(_ref).where(_ref.c.id == bindparam("which"), _ref.c.state == bindparam("was"))
_OPEN_OF_CASE = select(_ref.c.id).where(_ref.c.case_id == bindparam("case"), _ref.c.state != ReferralState.CLOSED.value)
_SENT_OF_CASE = select(_ref.c.id).where(_ref.c.case_id == bindparam("case"), _ref.c.referred_on.is_not(None))
_CASE = (
    select(t.case).where(t.case.c.id == bindparam("case"), t.case.c.state != CaseState.CLOSED.value).with_for_update()
)
_ADD_CARE = Adding(t.care)


def opened(ctx: Context, which: str, service: str = "") -> tuple[ReferralLine, str]:
    """A referral, and why it was asked for, "" where that was not said. Who read it is in the audit."""
    row = _found(ctx, which, service)
    audit.record(ctx, "referral read", "referral", row.id)
    return line_of(ctx, row), ctx.vault.open(REFERRAL_REASON, row.id, row.reason) if row.reason else ""


def unchanged(ctx: Context, which: str, seen: str) -> None:
    """Whether a referral stands as it did when it was looked at. Raises Changed, NoCase."""
    if line_of(ctx, _found(ctx, which, "")).version != seen:
        raise Changed("Somebody else has done something with this referral meanwhile: read it, then send again.")


def refer(ctx: Context, which: str, facility: str, on: date | None = None, service: str = "") -> ReferralLine:
    """Send the person to a facility, on the consent that they gave for this service. Raises CaseError."""
    row = _for(ctx, which, service, "referred")
    to = facility_named(ctx, facility)
    if not row.given or row.person_state != PersonState.ACTIVE.value:
        raise CaseError("The consent for this referral does not stand any more.")
    if to.kind not in FITS.get(row.service, tuple(FacilityKind)):
        raise CaseError(f"The consent is for {row.service}: for {to.name} the person has to be asked again.")
    day = _not_ahead(ctx, on)
    values: dict[str, Any] = {"state": _REFERRED, "facility_id": to.id, "referred_on": day, "staff_id": worker(ctx)}
    return _take(ctx, row, "referred", **values)


def received(ctx: Context, which: str, on: date | None = None, service: str = "") -> ReferralLine:
    """The facility says that the person came: it counts as care that they received. Raises CaseError."""
    row = _for(ctx, which, service, "received")
    day = _not_ahead(ctx, on)
    if row.referred_on and day < row.referred_on:
        raise CaseError("Nobody is received before they were referred: look at the day.")
    if row.facility_id is None:
        raise CaseError("It is not known to which facility: refer the person to it first.")
    line = _take(ctx, row, "received", state=_RECEIVED, received_on=day)
    kind = _care(ctx, row)
    care = {"id": uuid7(), "person_id": row.person_id, "facility_id": row.facility_id, "kind": kind, "on": day}
    _ADD_CARE.row(ctx.db, care)
    return line


def _care(ctx: Context, row: t.AnyRow) -> str:
    """What kind of care it is: by the facility, and by what was asked for."""
    kind = ctx.db.scalar(select(t.facility.c.kind).where(t.facility.c.id == row.facility_id))
    if kind == FacilityKind.SPECIALISED:
        return CareKind.MENTAL_HEALTH.value
    return (CareKind.COUNSELLING if row.service == "counselling" else CareKind.CARE).value


def close(
    ctx: Context,
    which: str,
    outcome: ReferralOutcome,
    how: ClosedHow | None = None,
    words: str = "",
    service: str = "",
) -> ReferralLine:
    """The end of a referral. With the last one of a case the case ends too: `how` the person was told, or `words` why
    they were not. Raises CaseError."""
    row = _for(ctx, which, service, "closed")
    if row.state not in ENDS[outcome]:
        raise CaseError(f"A referral that is {row.state} cannot end as {outcome.value}.")
    # The case is held first: of two that are closed at once, one is the last.
    case = ctx.db.execute(_CASE, {"case": row.case_id}).first() if row.case_id else None
    ended: dict[str, Any] = {"state": ReferralState.CLOSED, "outcome": outcome, "closed_at": ctx.now}
    line = _take(ctx, row, "closed", outcome.value, **ended)
    if case is not None and ctx.db.execute(_OPEN_OF_CASE, {"case": case.id}).first() is None:
        _end_case(ctx, case, how, words)
    return line


def _end_case(ctx: Context, case: t.AnyRow, how: ClosedHow | None, words: str) -> None:
    was_sent = ctx.db.execute(_SENT_OF_CASE, {"case": case.id}).first() is not None
    end(ctx, case, CaseOutcome.REFERRED if was_sent else CaseOutcome.EXPLAINED, how, words)


def _found(ctx: Context, which: str, service: str) -> t.AnyRow:
    """The referral of a reference, or of an id. Raises CaseError, also where a case has several that are open."""
    try:
        rows = ctx.db.execute(_BY_ID, {"which": UUID(which.strip())}).all()
    except ValueError:
        rows = ctx.db.execute(_OF_CASE, {"ref": tidy(which)}).all()
    rows = [row for row in rows if not service or row.service == service]
    rows = [row for row in rows if row.state != ReferralState.CLOSED] or rows[-1:]
    if not rows:
        raise NoCase(f"There is no referral {which.strip()!r}: `retour referral list` names them.")
    if len(rows) > 1:
        services = ", ".join(sorted({row.service for row in rows}))
        raise CaseError(f"This case has several referrals: say --service ({services}), or the id of the referral.")
    return rows[0]


def _for(ctx: Context, which: str, service: str, what: str) -> t.AnyRow:
    row = _found(ctx, which, service)
    if row.state not in MAY[what]:
        raise CaseError(f"This referral is {row.state}: it cannot be {what}.")
    return row


def _take(ctx: Context, row: t.AnyRow, what: str, detail: str = "", **values: Any) -> ReferralLine:
    worker(ctx)
    if ctx.db.execute(_WRITE, {"which": row.id, "was": row.state, **values}).rowcount != 1:
        raise CaseError("Somebody else has just moved this referral on: look at it again.")
    audit.record(ctx, f"referral {what}", "referral", row.id, detail)
    return line_of(ctx, ctx.db.execute(_BY_ID, {"which": row.id}).one())


def _not_ahead(ctx: Context, on: date | None) -> date:
    """The day that was said, else today. Raises CaseError for a day to come."""
    day = on or today(ctx)
    if day > today(ctx):
        raise CaseError("That day is still to come.")
    return day
