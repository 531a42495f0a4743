"""Whether a number still belongs to whom it was told of: SIM cards are lost, expire, and are sold on.

One that has been silent for long, or to which nothing arrives, is unverified until its person confirms it: it is told
nothing that is meant for a person (programme/notices.py), and knows nobody when it calls.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, select, update

from service.gateways.port import Progressed
from service.many import among
from service.messaging.outbox import message, phone
from service.models.phone import PhoneState
from service.prepared import Prepared

NEUTRAL_TEXT = "neutral"
"""The kind of a campaign's text that says nothing of anybody: it may go to a number in doubt."""
MOST_UNDELIVERED = 3
"""Texts in a row that do not arrive, and the number is in doubt."""
WRONG_NUMBER = frozenset({"InvalidPhoneNumber", "UnsupportedNumberType", "UserDoesNotExist", "NotNetworkSubcriber"})
"""Reasons of carriers that say of a number that there is none (gateways.md: the carrier's own spelling)."""
NOT_THE_NUMBERS = frozenset({"InsufficientCredit", "InvalidLinkId", "UserInBlackList", "DoNotDisturbRejection"})
"""Reasons that say nothing of whose number it is: our credit, our link, or a wish not to be written to."""

_TRUSTED = (PhoneState.NEW.value, PhoneState.VERIFIED.value)
_ARRIVED = Prepared(
    update(phone).where(phone.c.id == bindparam("which"), phone.c.undelivered > 0).values(undelivered=0)
)
_MISSED = Prepared(
    update(phone)
    .where(phone.c.id == bindparam("which"))
    .values(
        undelivered=phone.c.undelivered + 1,
        state=case(
            (phone.c.undelivered + 1 < MOST_UNDELIVERED, phone.c.state),
            (phone.c.state == PhoneState.WRONG.value, phone.c.state),
            else_=PhoneState.UNVERIFIED.value,
        ),
    )
)
_WRONG = Prepared(update(phone).where(phone.c.id == bindparam("which")).values(state=PhoneState.WRONG.value))


def heard_of(db: Connection, phone_id: UUID, means: Progressed, reason: str, *, again: bool = False) -> None:
    """What a report on a text says of the number that it went to. `again`: what became of that text was heard before;
    it is counted once, but that there is no such number may come with the second word."""
    if means == "delivered":
        _ARRIVED.write(db, which=phone_id)
    elif means == "undelivered" and reason in WRONG_NUMBER:
        _WRONG.write(db, which=phone_id)
    elif means == "undelivered" and not again and reason not in NOT_THE_NUMBERS:
        _MISSED.write(db, which=phone_id)


def mark_wrong(db: Connection, messages: Sequence[UUID]) -> None:
    """The carrier says of the numbers of these texts that there are none."""
    if messages:
        of_them = select(message.c.phone_id).where(among(db, message.c.id, messages))
        db.execute(update(phone).where(phone.c.id.in_(of_them)).values(state=PhoneState.WRONG.value))


def doubt_silent(db: Connection, before: datetime, most: int) -> int:
    """Put numbers into doubt that nobody called or wrote from since; at most so many, how many it were."""
    silent = (
        select(phone.c.id)
        .where(phone.c.last_seen < before, phone.c.state.in_(_TRUSTED), phone.c.made_up.is_(False))
        .limit(most)
    )
    values = {"state": PhoneState.UNVERIFIED.value}
    return db.execute(update(phone).where(phone.c.id.in_(silent)).values(**values)).rowcount
