"""A consent that a person gives, or takes back, face to face: noted by staff, beside what stood before."""

from uuid import UUID

from flows.changed import changed
from flows.effects import WithdrawMyData
from service.models.person import ConsentPurpose
from service.programme import audit, consents, registry
from service.programme.context import Context
from service.programme.people.holder import PeopleError
from service.programme.people.rerouting import best_phone

NOTED = "consent noted by staff"
PURPOSES = (ConsentPurpose.REGISTRATION, ConsentPurpose.SHARING)
"""What is asked here. A referral has its own consent, asked where it is made."""
YES, NO = "yes", "no"


def note(ctx: Context, person_id: UUID, purpose: str, answer: str) -> None:
    """Keep what somebody said of being in the programme, or of sharing their data. Who does not want to be in it any
    more has withdrawn, as on the line: a case with a promise, and no more SMS. Raises PeopleError."""
    if purpose not in PURPOSES:
        raise PeopleError("Say what the consent is for.")
    if answer not in (YES, NO):
        raise PeopleError("Say what the person answered: yes or no.")
    consents.add(ctx, person_id, ConsentPurpose(purpose), given=answer == YES)
    audit.record(ctx, NOTED, "person", person_id, purpose)
    if purpose == ConsentPurpose.REGISTRATION and answer == NO:
        phone_id = best_phone(ctx.db, person_id) or ctx.phone_id
        registry.withdraw(changed(ctx, person_id=person_id, phone_id=phone_id), WithdrawMyData())
