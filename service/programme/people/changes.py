"""What was changed in a person's file, by whom and when: the audit of it, without who only looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from service.many import among
from service.programme import tables as t
from service.programme.casedesk.asking import REFERRAL_ASKED
from service.programme.labels import STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.people import cards, consenting, contact, correcting, duplicates, households, merging
from service.programme.proof import JOINED
from service.programme.registration import REGISTERED
from service.programme.registry import COMPLETED, VILLAGE_CORRECTED, WITHDRAWAL_ASKED
from service.vault import Vault

CHANGES = (
    REGISTERED,
    COMPLETED,
    VILLAGE_CORRECTED,
    WITHDRAWAL_ASKED,
    JOINED,
    REFERRAL_ASKED,
    correcting.CORRECTED,
    consenting.NOTED,
    contact.ADDED,
    contact.ENDED,
    households.MOVED,
    duplicates.DECIDED_DIFFERENT,
    merging.MERGED,
    merging.MERGED_AWAY,
    cards.PRINTED,
)
"""Events of the audit that tell of a change to a file, or of what was made of it."""
MOST = 50

_CHANGES = (
    select(t.audit_event.c.at, t.audit_event.c.actor, t.audit_event.c.action)
    .where(
        t.audit_event.c.subject == "person",
        t.audit_event.c.subject_id == bindparam("who"),
        t.audit_event.c.action.in_(CHANGES),
    )
    .order_by(t.audit_event.c.at.desc(), t.audit_event.c.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class Change:
    """`action`: one of CHANGES; `who`: the member of staff, « Moussa D. », or "" where the line or an import did it."""

    at: datetime
    action: str
    who: str


def changes(db: Connection, vault: Vault, person_id: UUID) -> Iterator[Change]:
    """The latest first, at most MOST."""
    rows = db.execute(_CHANGES, {"who": str(person_id)}).all()
    names = staff_names(db, vault, {row.actor for row in rows})
    for row in rows:
        yield Change(row.at, row.action, names.get(row.actor, ""))


def staff_names(db: Connection, vault: Vault, actors: set[str]) -> dict[str, str]:
    """Actor of the audit → short name, of those who are staff."""
    ids = [UUID(actor) for actor in actors if _is_id(actor)]
    if not ids:
        return {}
    rows = db.execute(select(t.staff.c.id, t.staff.c.name).where(among(db, t.staff.c.id, ids)))
    return {str(row.id): first_name_and_initial(vault.open(STAFF_NAME, row.id, row.name)) for row in rows}


def _is_id(actor: str) -> bool:
    return len(actor) == 36 and actor.count("-") == 4
