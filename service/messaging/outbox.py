"""A text to a phone is a row, written in the transaction that causes it; the worker sends it afterwards.

STOP stops every text, answers to a person's own request among them: who wants those sends START or hears
them on the line. Only the confirmation of STOP itself goes out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select
from sqlalchemy.exc import NoResultFound

from flows.gsm7 import segments
from service.ids import uuid7
from service.models import Message, OptOut, Person, Phone, table_of
from service.models.message import MessageState
from service.prepared import Adding, Prepared
from service.vault import Vault

BODY = "message.body"
NUMBER = "phone.number"
"""The labels that bodies and numbers are sealed under."""

STOP_CONFIRMED = "stop"
"""The kind of the one text that a phone gets after its STOP."""

OPTED_OUT = "opted_out"
"""Why a text failed that STOP kept back."""

KEEPS = timedelta(days=3)
"""A text that could not leave within this time says old things: it expires."""

message, phone, person, opt_out = (table_of(model) for model in (Message, Phone, Person, OptOut))
IS_QUEUED = message.c.state == literal_column(f"'{MessageState.QUEUED.value}'")
"""Written out, for the index of what waits: a parameter might be any state."""

has_stopped = (
    select(opt_out.c.id)
    .where(opt_out.c.phone_id == phone.c.id, opt_out.c.scope == "", opt_out.c.resumed_at.is_(None))
    .exists()
)
"""Whether the phone of the row said STOP and has not taken it back."""

_READ_PHONE = Prepared(
    select(
        or_(phone.c.made_up, func.coalesce(person.c.made_up, False)).label("made_up"),
        has_stopped.label("stopped"),
    )
    .select_from(phone.outerjoin(person, person.c.id == bindparam("person_id")))
    .where(phone.c.id == bindparam("phone_id"))
)
_ADD = Adding(message)


def queue(  # noqa: PLR0913 a row has its columns, and callers name them
    connection: Connection,
    vault: Vault,
    *,
    phone_id: UUID,
    body: str,
    language: str,
    kind: str,
    priority: int,
    now: datetime,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
    best_before: datetime | None = None,
    asks: str = "",
) -> UUID:
    """Put a text into the outbox, within the caller's transaction; its id. Sent from `now` on and not after
    `best_before` (None: three days). `asks`: the journey that an answer to it begins. Where the phone said STOP it is
    kept as failed, and never sent. Raises NoResultFound for a phone that is not there."""
    about = _READ_PHONE.first(connection, phone_id=phone_id, person_id=person_id)
    if about is None:
        raise NoResultFound("there is no such phone")
    is_kept_back = about.stopped and kind != STOP_CONFIRMED
    row_id = uuid7()
    row = {
        "id": row_id,
        "phone_id": phone_id,
        "person_id": person_id,
        "case_id": case_id,
        "kind": kind,
        "priority": int(priority),
        "body": vault.seal(BODY, row_id, body),
        "language": language,
        "parts": segments(body).segments,
        "state": (MessageState.FAILED if is_kept_back else MessageState.QUEUED).value,
        "gateway": "",
        "not_before": now,
        "best_before": best_before or now + KEEPS,
        "created_at": now,
        "reason": OPTED_OUT if is_kept_back else "",
        "attempts": 0,
        "asks": asks,
        "made_up": bool(about.made_up),
    }
    _ADD.row(connection, row)
    return row_id


@dataclass(frozen=True, slots=True)
class InboxText:
    """A text as the phone shows it."""

    id: UUID
    body: str
    kind: str
    at: datetime


_READ_INBOX = (
    select(message.c.id, message.c.body, message.c.kind, message.c.sent_at)
    .join(phone, phone.c.id == message.c.phone_id)
    .where(
        phone.c.number_mac == bindparam("number_mac"),
        message.c.state.in_([MessageState.SENT.value, MessageState.DELIVERED.value]),
    )
    .order_by(message.c.sent_at.desc(), message.c.id.desc())
    .limit(bindparam("most"))
)


def inbox_of(connection: Connection, vault: Vault, number_mac: bytes, most: int = 20) -> list[InboxText]:
    """The texts that went to a phone, the latest first. Empty for a phone that nobody knows."""
    rows = connection.execute(_READ_INBOX, {"number_mac": number_mac, "most": most})
    return [InboxText(row.id, vault.open(BODY, row.id, row.body), row.kind, row.sent_at) for row in rows]
