"""What people said yes or no to, on which words, and when. Only ever added to."""

from uuid import UUID

from service.ids import uuid7
from service.models.person import ConsentPurpose
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context

YES = "yes"
_ADD = Adding(t.consent)


class NoConsent(ValueError):
    """Something that needs a consent was asked for without it: a fault of a journey, never of a caller."""


def required(answer: str) -> None:
    """Raises NoConsent for anything but a yes."""
    if answer != YES:
        raise NoConsent("this needs a consent, and none was given")


def add(ctx: Context, person_id: UUID, purpose: ConsentPurpose, *, given: bool) -> UUID:
    """Keep an answer to a question of consent; the id of its row."""
    row = {
        "id": uuid7(),
        "person_id": person_id,
        "purpose": purpose,
        "given": given,
        "at": ctx.now,
        "channel": ctx.channel,
        "version": ctx.version,
    }
    _ADD.row(ctx.db, row)
    return UUID(str(row["id"]))
