"""What was asked of a phone by SMS and is not answered yet, and what comes back to it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, update

from flows.effects import AnswerCheckIn
from service.models.case import CaseType
from service.models.message import MessageState
from service.models.phone import PhoneState
from service.programme import tables as t
from service.programme.casework import CALL_BACK, NewCase, open_or_join
from service.programme.context import Context, Results
from service.programme.labels import TARGET_ANSWER

NEVER_LEFT = (MessageState.QUEUED.value, MessageState.FAILED.value, MessageState.EXPIRED.value)
"""Texts that nobody can have read. One that is leased or uncertain may be answered before we know that it went out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that waits for an answer. `journey`: the one that an answer begins, "" for a plain text;
    `person_id`: whom it was for, on a phone of several people."""

    message_id: UUID
    journey: str
    language: str
    person_id: UUID | None
    at: datetime


_at = func.coalesce(t.message.c.sent_at, t.message.c.not_before)
_OPEN = (
    select(*(t.message.c[name] for name in ("id", "asks", "language", "person_id")), _at.label("at"))
    .join_from(t.message, t.phone, t.phone.c.id == t.message.c.phone_id)
    .where(
        t.message.c.phone_id == bindparam("which"),
        t.phone.c.state != PhoneState.UNVERIFIED.value,
        t.message.c.answered_at.is_(None),
        t.message.c.state.not_in(NEVER_LEFT),
        _at >= bindparam("since"),
    )
    .order_by(_at.desc(), t.message.c.id.desc())
    .limit(1)
)
_QUESTION = _OPEN.where(t.message.c.asks != "")
_TOLD = _OPEN.where(t.message.c.asks == "", t.message.c.campaign_id.is_not(None))
_ANSWERED = update(t.message).where(t.message.c.id == bindparam("which"), t.message.c.answered_at.is_(None))
_TARGETS = select(t.campaign_target.c.id, t.campaign_target.c.answered_at).where(
    t.campaign_target.c.message_id == bindparam("which")
)
_TARGET = update(t.campaign_target).where(t.campaign_target.c.id == bindparam("row_id"))
_OF_CONVERSATION = (
    select(t.incoming_sms.c.answers_id)
    .where(t.incoming_sms.c.conversation_id == bindparam("which"), t.incoming_sms.c.answers_id.is_not(None))
    .order_by(t.incoming_sms.c.id)
    .limit(1)
)


def question_open(ctx: Context) -> Asked | None:
    """The last question that went to this phone and waits for its answer. Of a number in doubt nobody knows who would
    answer: there is none, and there is no text that it writes back to."""
    return _latest(ctx, _QUESTION)


def told_open(ctx: Context) -> Asked | None:
    """The last plain text of a campaign that this phone has not written back to."""
    return _latest(ctx, _TOLD)


def _latest(ctx: Context, which: Select[Any]) -> Asked | None:
    since = ctx.now - timedelta(days=ctx.settings.checkin_days)
    row = ctx.db.execute(which, {"which": ctx.phone_id, "since": since}).first()
    return None if row is None else Asked(row.id, row.asks, row.language, row.person_id, row.at)


def answered(ctx: Context, message_id: UUID, answer: str = "") -> None:
    """Somebody wrote back to a text: it waits no more. `answer`: their words, or what a journey made of them; it goes,
    sealed, to the targets of the campaign that the text was for."""
    ctx.db.execute(_ANSWERED, {"which": message_id, "answered_at": ctx.now})
    for row in ctx.db.execute(_TARGETS, {"which": message_id}).all():
        values: dict[str, object] = {"answered_at": row.answered_at or ctx.now}
        if answer:
            values["answer"] = ctx.vault.seal(TARGET_ANSWER, row.id, answer)
        ctx.db.execute(_TARGET, {"row_id": row.id, **values})


def asked_by(ctx: Context) -> UUID | None:
    """The text whose answer began this conversation; None for one that a keyword or a call began."""
    found: UUID | None = ctx.db.execute(_OF_CONVERSATION, {"which": ctx.conversation_id}).scalar()
    return found


def answer_check_in(ctx: Context, effect: AnswerCheckIn) -> Results:
    """Keep how the business is with the check-in that asked, where one did: JSON, `wants_call` null where it was not
    said. A call that is wanted is a case."""
    message_id = asked_by(ctx)
    if message_id is not None:
        wants_call = effect.wants_call == "yes" if effect.wants_call else None
        said = {"status": effect.status, "reasons": effect.reasons.split(), "wants_call": wants_call}
        answered(ctx, message_id, json.dumps(said))
    if effect.wants_call != "yes":
        return {}
    return open_or_join(ctx, NewCase(CaseType.REQUEST, CALL_BACK, text="sms_call_back")).results
