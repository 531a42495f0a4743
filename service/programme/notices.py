"""The SMS that follow from what people do: rows of the outbox, sent after the commit. STOP is the outbox's law.

A number of which nobody knows whose it is now is told only that something waits, unless it asked for it itself.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import bindparam, delete

from service.messaging.outbox import STOP_CONFIRMED, queue
from service.models.message import MessageState, Priority
from service.programme import phones
from service.programme import tables as t
from service.programme.context import Context

__all__ = [
    "ASSIGNED",
    "CARD_TOLD",
    "CASE_TOLD",
    "DELIVERY_TOLD",
    "DIALOGUE",
    "FOCAL",
    "JOINED",
    "NEUTRAL",
    "OVERDUE",
    "QUIET",
    "RECEIPT",
    "STARTED",
    "STOP_CONFIRMED",
    "VISIT_TOLD",
    "send",
    "take_back",
]

CARD_TOLD, CASE_TOLD, VISIT_TOLD, JOINED, FOCAL, STARTED = "card", "case", "visit", "joined", "focal", "started"
DIALOGUE, RECEIPT, DELIVERY_TOLD = "dialogue", "receipt", "delivery"
OVERDUE, ASSIGNED, QUIET = "overdue", "assigned", "quiet"
"""Kinds of messages, besides the confirmation of STOP."""
NEUTRAL = "sms_neutral"
"""The text for a number of which nobody knows whose it is now: it says nothing of anybody."""
_TAKE_BACK = delete(t.message).where(
    t.message.c.phone_id == bindparam("which"),
    t.message.c.kind.in_((CARD_TOLD, CASE_TOLD)),
    t.message.c.state == MessageState.QUEUED.value,
    t.message.c.created_at == bindparam("now"),
)


def send(  # noqa: PLR0913 a text has a name, a phone, and what it is about
    ctx: Context,
    text: str,
    values: Mapping[str, str],
    *,
    phone_id: UUID,
    kind: str,
    language: str = "",
    priority: Priority = Priority.REPLY,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
    asks: str = "",
) -> None:
    """Queue a text of _texts.yaml, in that language (blank: the caller's). `asks`: the journey that an answer to it
    begins."""
    spoken, to_caller = language or ctx.language, phone_id == ctx.phone_id
    # The texts of staff are neutral already, and say what they have to do.
    if not to_caller and kind not in (FOCAL, OVERDUE, ASSIGNED, QUIET) and phones.is_unverified(ctx.db, phone_id):
        text, values, asks = NEUTRAL, {"ussd_code": ctx.settings.ussd_code}, ""
    queue(
        ctx.db,
        ctx.vault,
        phone_id=phone_id,
        body=ctx.say(text, spoken, values),
        language=spoken,
        kind=kind,
        priority=priority,
        now=ctx.now,
        person_id=person_id,
        case_id=case_id,
        asks=asks,
    )


def take_back(ctx: Context) -> None:
    """What this very step queued for the caller of their card or case, where its closing message by SMS says the same:
    twice would only cost."""
    ctx.db.execute(_TAKE_BACK, {"which": ctx.phone_id, "now": ctx.now})
