"""A referral that somebody asks a member of staff for, face to face: a walk-in, or who is sent on to another service.
Its consent is its own, as on the line."""

from types import MappingProxyType
from uuid import UUID

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
from service.programme.people.holder import check_theirs

SERVICES = MappingProxyType(
    {
        "health_centre": "the health centre",
        "counselling": "somebody to talk to",
        "specialised": "the specialised structure",
    }
)
"""What may be asked for."""
REFERRAL_ASKED = "referral asked"
_PERSON = select(t.person.c.id, t.person.c.language, t.person.c.place).where(
    t.person.c.state == PersonState.ACTIVE.value
)
_BY_CARD = _PERSON.where(t.person.c.code_mac == bindparam("mac"))
_BY_ID = _PERSON.where(t.person.c.id == bindparam("who"))


def ask(ctx: Context, card: str, service: str, *, consented: bool, reason: str = "") -> str:
    """Ask for a referral for whoever has this card; the reference of its case. They get the SMS that a call would have
    sent. Raises CaseError."""
    person = ctx.db.execute(_BY_CARD, {"mac": ctx.vault.index(CARD, tidy(card))}).first()
    return _asked(ctx, person, service, reason, consented=consented)


def ask_for(ctx: Context, person_id: UUID, service: str, *, consented: bool, reason: str = "") -> str:
    """The same for a person whose file or case lies open. Raises CaseError, PeopleError where they are not theirs."""
    person = ctx.db.execute(_BY_ID, {"who": person_id}).first()
    if person is None:
        raise CaseError("The person of this case has withdrawn: their file is closed.")
    check_theirs(ctx.db, worker(ctx), person.place)
    return _asked(ctx, person, service, reason, consented=consented)


def _asked(ctx: Context, person: t.AnyRow | None, service: str, reason: str, *, consented: bool) -> str:
    if service not in SERVICES:
        raise CaseError(f"There is no service {service!r}: there are {', '.join(SERVICES)}.")
    if not consented:
        raise CaseError(
            "Ask the person first: their name and number go to this service, and to nobody else. (--consent)"
        )
    if person is None:
        raise CaseError("Nobody has a card with this code.")
    phone = phone_of(ctx, person.id)
    language = person.language or (phone.language if phone else "") or ctx.settings.default_language
    caller = changed(ctx, person_id=person.id, phone_id=phone.id if phone else ctx.phone_id, language=language)
    new = NewCase(CaseType.REQUEST, REFERRAL, text="sms_case" if phone else "", by=worker(ctx))
    told = referrals.add(caller, service, " ".join(reason.split()), new)
    audit.add(ctx.db, ctx.now, str(worker(ctx)), REFERRAL_ASKED, "person", person.id, service)
    return told["reference"]
