"""The audit trail as the line writes it: who did what to which row, never what a person is called or said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from service.ids import uuid7
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context

LINE = "line"
"""The actor where a caller did it: the person themselves, on the phone."""

_ADD = Adding(t.audit_event)


def record(ctx: Context, action: str, subject: str = "", subject_id: UUID | None = None, detail: str = "") -> None:
    """Add an event of this hop: by the agent who calls, else by the line."""
    actor = str(ctx.staff_id) if ctx.staff_id else LINE
    add(ctx.db, ctx.now, actor, action, subject, subject_id, detail)


def add(
    db: Connection,
    at: datetime,
    actor: str,
    action: str,
    subject: str = "",
    subject_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Add an event. `detail`: words of the programme, never of a person."""
    row = {
        "id": uuid7(),
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "subject_id": str(subject_id) if subject_id else "",
        "detail": detail,
    }
    _ADD.row(db, row)
