"""Texts that wait for a person go to the phone that reaches them best now: a new number changes what is scheduled.

A number of which nobody knows whose it is now is told nothing of anybody (service/messaging/trust.py).
What speaks to a phone and not to its person (the end of a dialogue, STOP, « another phone was added ») stays.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.models.message import MessageState
from service.models.phone import PhoneRelation, PhoneState
from service.programme import notices
from service.programme import tables as t

NO_PHONE = "no_phone"
"""Why a text is cancelled whose person is reached by no phone any more."""
TO_THE_PHONE = (notices.JOINED, notices.STOP_CONFIRMED, notices.DIALOGUE)
"""Kinds of texts that are the phone's own."""
_NEARNESS = {PhoneRelation.OWN.value: 0, PhoneRelation.SHARED.value: 1}

_LINKS = (
    select(t.person_phone.c.phone_id, t.person_phone.c.relation, t.person_phone.c.since, t.phone.c.state)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.person_id == bindparam("who"),
        t.person_phone.c.until.is_(None),
        t.phone.c.state != PhoneState.UNVERIFIED.value,
    )
)
_WAITS = (
    t.message.c.person_id == bindparam("who"),
    t.message.c.state == MessageState.QUEUED.value,
    t.message.c.kind.not_in(TO_THE_PHONE),
)
_MOVE = update(t.message).where(*_WAITS, t.message.c.phone_id != bindparam("best"))
_CANCEL = update(t.message).where(*_WAITS)


def best_phone(db: Connection, person_id: UUID) -> UUID | None:
    """The phone that is right, that is theirs, that was told of last: as campaigns choose it."""
    links: Sequence[Any] = db.execute(_LINKS, {"who": person_id}).all()
    found = max(links, key=_preference, default=None)
    return None if found is None else UUID(str(found.phone_id))


def _preference(link: Any) -> tuple[bool, int, Any]:
    return link.state != PhoneState.WRONG.value, -nearness(link.relation), link.since


def nearness(relation: str) -> int:
    """How near a phone is to a person, 0 the nearest."""
    return _NEARNESS.get(relation, 2)


def reroute(db: Connection, person_id: UUID) -> int:
    """Send what waits for the person to the phone that reaches them best, or take it back where none does; how many
    texts."""
    best = best_phone(db, person_id)
    if best is None:
        cancelled = {"state": MessageState.CANCELLED.value, "reason": NO_PHONE}
        return db.execute(_CANCEL, {"who": person_id, **cancelled}).rowcount
    return db.execute(_MOVE, {"who": person_id, "best": best, "phone_id": best}).rowcount
