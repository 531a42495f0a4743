"""A referral that somebody asks a member of staff for, face to face: a walk-in, or who is sent on to another service.
Its consent is its own, as on the line."""

from types import MappingProxyType

from sqlalchemy import bindparam, select

from flows.changed import changed
from flows.codes import tidy
from service.models.case import CaseType
from service.models.person import PersonState
from service.programme import audit, referrals
from service.programme import tables as t
from service.programme.casedesk.answering import phone_of
from service.programme.casedesk.steps import CaseError, worker
from service.programme.casework import REFERRAL, NewCase
from service.programme.context import Context
from service.programme.labels import CARD

SERVICES = MappingProxyType(
    {
        "health_centre": "the health centre",
        "counselling": "somebody to talk to",
        "specialised": "the specialised structure",
    }
)
"""What may be asked for."""
_PERSON = select(t.person.c.id, t.person.c.language).where(
    t.person.c.code_mac == bindparam("mac"), t.person.c.state == PersonState.ACTIVE.value
)


def ask(ctx: Context, card: str, service: str, *, consented: bool, reason: str = "") -> str:
    """Ask for a referral for whoever has this card; the reference of its case. They get the SMS that a call would have
    sent. Raises CaseError."""
    if service not in SERVICES:
        raise CaseError(f"There is no service {service!r}: there are {', '.join(SERVICES)}.")
    if not consented:
        raise CaseError(
            "Ask the person first: their name and number go to this service, and to nobody else. (--consent)"
        )
    person = ctx.db.execute(_PERSON, {"mac": ctx.vault.index(CARD, tidy(card))}).first()
    if person is None:
        raise CaseError("Nobody has a card with this code.")
    phone = phone_of(ctx, person.id)
    language = person.language or (phone.language if phone else "") or ctx.settings.default_language
    caller = changed(ctx, person_id=person.id, phone_id=phone.id if phone else ctx.phone_id, language=language)
    new = NewCase(CaseType.REQUEST, REFERRAL, text="sms_case" if phone else "")
    told = referrals.add(caller, service, " ".join(reason.split()), new)
    audit.add(ctx.db, ctx.now, str(worker(ctx)), "referral asked", "person", person.id, service)
    return told["reference"]
