"""The SMS that follow from what people do: rows of the outbox, sent after the commit. STOP is the outbox's law."""

from collections.abc import Mapping
from uuid import UUID

from service.messaging.outbox import STOP_CONFIRMED, queue
from service.models.message import Priority
from service.programme.context import Context

__all__ = ["CARD_TOLD", "CASE_TOLD", "FOCAL", "JOINED", "STARTED", "STOP_CONFIRMED", "VISIT_TOLD", "send"]

CARD_TOLD, CASE_TOLD, VISIT_TOLD, JOINED, FOCAL, STARTED = "card", "case", "visit", "joined", "focal", "started"
"""Kinds of messages, besides the confirmation of STOP."""


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
) -> None:
    """Queue a text of _texts.yaml, in that language (blank: the caller's)."""
    spoken = language or ctx.language
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
    )
