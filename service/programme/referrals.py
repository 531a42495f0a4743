"""Referrals: to the health centre or to somebody to talk to, on a consent of their own."""

from uuid import UUID

from sqlalchemy import bindparam, select, update

from flows.effects import RequestReferral
from service.ids import uuid7
from service.models.case import CaseType
from service.models.person import ConsentPurpose
from service.models.referral import ReferralState
from service.prepared import Adding
from service.programme import consents
from service.programme import tables as t
from service.programme.casework import REFERRAL, NewCase, open_or_join
from service.programme.context import Context, Results
from service.programme.identity import identified
from service.programme.labels import REFERRAL_REASON

BETWEEN = " / "
"""Between the reasons of somebody who asked twice."""
_ADD = Adding(t.referral)
_ASKED = select(t.referral.c.id, t.referral.c.reason).where(
    t.referral.c.case_id == bindparam("case"),
    t.referral.c.service == bindparam("service"),
    t.referral.c.state == ReferralState.ASKED.value,
)
_ASK_AGAIN = update(t.referral).where(t.referral.c.id == bindparam("which"))


def request(ctx: Context, effect: RequestReferral) -> Results:
    """Ask for a referral. The case says only that there is one: which service, and why, stands in the
    referral, whose reason is sealed. Raises NoConsent, NotIdentified."""
    identified(ctx)
    consents.required(effect.consent_referral)
    return add(ctx, effect.service, effect.reason, NewCase(CaseType.REQUEST, REFERRAL))


def add(ctx: Context, service: str, reason: str, new: NewCase) -> Results:
    """Add a referral that the identified person has agreed to, with its consent and its case. Who asks again before
    anybody acted on it has one referral, for both reasons, on the consent that was given last."""
    consent_id = consents.add(ctx, identified(ctx), ConsentPurpose.REFERRAL, given=True)
    opened = open_or_join(ctx, new)
    asked = ctx.db.execute(_ASKED, {"case": opened.case_id, "service": service}).first()
    if asked is not None:
        _ask_again(ctx, asked, reason, consent_id)
    else:
        _add(ctx, service, reason, opened.case_id, consent_id)
    return opened.results


def _ask_again(ctx: Context, asked: t.AnyRow, reason: str, consent_id: UUID) -> None:
    before = ctx.vault.open(REFERRAL_REASON, asked.id, asked.reason) if asked.reason else ""
    reasons = dict.fromkeys([*before.split(BETWEEN), reason])
    told = BETWEEN.join(filter(None, reasons))
    sealed = ctx.vault.seal(REFERRAL_REASON, asked.id, told) if told else None
    ctx.db.execute(_ASK_AGAIN, {"which": asked.id, "consent_id": consent_id, "reason": sealed})


def _add(ctx: Context, service: str, reason: str, case_id: UUID, consent_id: UUID) -> None:
    row_id = uuid7()
    row = {
        "id": row_id,
        "person_id": identified(ctx),
        "phone_id": ctx.phone_id if ctx.phone_id.int else None,  # asked for face to face, by somebody without a phone
        "service": service,
        "case_id": case_id,
        "reason": ctx.vault.seal(REFERRAL_REASON, row_id, reason) if reason else None,
        "state": ReferralState.ASKED,
        "consent_id": consent_id,
        "staff_id": ctx.staff_id,
        "at": ctx.now,
    }
    _ADD.row(ctx.db, row)
