"""Referrals: to the health centre or to somebody to talk to, on a consent of their own."""

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

_ADD = Adding(t.referral)


def request(ctx: Context, effect: RequestReferral) -> Results:
    """Ask for a referral. The case says only that there is one: which service, and why, stands in the
    referral, whose reason is sealed. Raises NoConsent, NotIdentified."""
    person_id = identified(ctx)
    consents.required(effect.consent_referral)
    consent_id = consents.add(ctx, person_id, ConsentPurpose.REFERRAL, given=True)
    opened = open_or_join(ctx, NewCase(CaseType.REQUEST, REFERRAL))
    row_id = uuid7()
    row = {
        "id": row_id,
        "person_id": person_id,
        "phone_id": ctx.phone_id,
        "service": effect.service,
        "case_id": opened.case_id,
        "reason": ctx.vault.seal(REFERRAL_REASON, row_id, effect.reason) if effect.reason else None,
        "state": ReferralState.ASKED,
        "consent_id": consent_id,
        "at": ctx.now,
    }
    _ADD.row(ctx.db, row)
    return opened.results
