"""How a case comes to be: one reference, one promise, and a repeated contact joins what is open."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from flows.codes import spaced, with_check
from service.ids import uuid7
from service.models.case import CaseState, CaseType, Criticality
from service.prepared import Adding
from service.programme import notices
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import CASE_WORDS, EVENT_WORDS
from service.programme.working_days import promise, shown_at

OPEN_STATES = (CaseState.NEW, CaseState.ASSIGNED, CaseState.IN_PROGRESS, CaseState.ON_HOLD)
KIT, PAYMENT, WITHDRAW, REFERRAL, CALL_BACK = "kit", "payment", "withdraw", "referral", "call_back"
MOST_PICKS = 100
"""References tried before giving up: 90,000 stand for all the cases of a programme."""

CRITICALITY = MappingProxyType(
    {
        CaseType.REPORT: Criticality.HIGH,
        CaseType.COMPLAINT: Criticality.HIGH,
        CaseType.REQUEST: Criticality.MEDIUM,
        CaseType.QUESTION: Criticality.MEDIUM,
        CaseType.INCOMPLETE: Criticality.MEDIUM,
        CaseType.THANKS: Criticality.LOW,
    }
)
HIGH_TOPICS = frozenset({PAYMENT, WITHDRAW, REFERRAL, CALL_BACK})
"""What is high whatever its type."""


def criticality_of(kind: CaseType, topic: str) -> Criticality:
    """How soon a case is due."""
    return Criticality.HIGH if topic in HIGH_TOPICS else CRITICALITY[kind]


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is made of. `text`: the SMS that confirms it (of _texts.yaml; "" for none), `kind`: its kind.
    `adds_nothing`: it may have been opened by another effect of the same hop, which knew more of it. `by`: the member
    of staff who writes it down for whoever says it."""

    type: CaseType
    topic: str = ""
    words: str = ""
    delivery_id: UUID | None = None
    text: str = "sms_case"
    kind: str = notices.CASE_TOLD
    adds_nothing: bool = False
    by: UUID | None = None

    @property
    def criticality(self) -> Criticality:
        return criticality_of(self.type, self.topic)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case that stands, and what the closing screen says of it. `is_new`: it was not open before."""

    case_id: UUID
    results: Results
    is_new: bool = True


_ADD = Adding(t.case, "reference")
_ADD_EVENT = Adding(t.case_event)
_OPEN = select(t.case.c.id, t.case.c.reference, t.case.c.promised_at).where(
    t.case.c.state.in_(OPEN_STATES), t.case.c.type == bindparam("type")
)
_SAME = (
    _OPEN.where(
        t.case.c.topic == bindparam("topic"),
        t.case.c.delivery_id.is_not_distinct_from(bindparam("delivery", type_=Uuid)),
    )
    .order_by(t.case.c.opened_at.desc())
    .limit(1)
    .with_for_update()
)
"""What a repeated contact joins, held open until it has: the desk may be closing it at this moment."""
_SAME_OF_PERSON = _SAME.where(t.case.c.person_id == bindparam("person"))
_SAME_OF_PHONE = _SAME.where(t.case.c.phone_id == bindparam("phone"), t.case.c.person_id.is_(None))
_OF_HOP = _OPEN.where(t.case.c.conversation_id == bindparam("call"), t.case.c.opened_at == bindparam("now")).limit(1)


def open_or_join(ctx: Context, new: NewCase) -> Opened:
    """Open a case; or join the one that is open on the same topic (and delivery), of the same person, or
    of the same phone where nobody is identified."""
    found = _same(ctx, new)
    if found is None:
        return _opened(ctx, new)
    if new.words:
        add_event(ctx, found.id, "repeat", new.words, new.by)
    told = _told(ctx, found.reference, _still_promised(ctx, new, found.promised_at))
    return Opened(found.id, told, is_new=False)


def _same(ctx: Context, new: NewCase) -> t.AnyRow | None:
    if new.adds_nothing:
        hop = {"type": new.type, "call": ctx.conversation_id, "now": ctx.now}
        if (found := ctx.db.execute(_OF_HOP, hop).first()) is not None:
            return found
    about = {"type": new.type, "topic": new.topic, "delivery": new.delivery_id}
    if ctx.person_id is not None:
        return ctx.db.execute(_SAME_OF_PERSON, {**about, "person": ctx.person_id}).first()
    return ctx.db.execute(_SAME_OF_PHONE, {**about, "phone": ctx.phone_id}).first()


def _still_promised(ctx: Context, new: NewCase, before: datetime | None) -> datetime:
    """What is said to somebody who calls again. A promise that was broken is not said once more; the row
    keeps it, so that the figures show it as broken."""
    return before if before is not None and before > ctx.now else promise(ctx, new.criticality)


def _opened(ctx: Context, new: NewCase) -> Opened:
    row_id, is_thanks = uuid7(), new.type is CaseType.THANKS
    promised = None if is_thanks else promise(ctx, new.criticality)
    row = {
        "id": row_id,
        "type": new.type,
        "topic": new.topic,
        "criticality": new.criticality,
        "state": CaseState.CLOSED if is_thanks else CaseState.NEW,
        "person_id": ctx.person_id,
        "phone_id": ctx.phone_id if ctx.phone_id.int else None,  # by the office, for somebody without a phone
        "delivery_id": new.delivery_id,
        "conversation_id": ctx.conversation_id,
        "words": ctx.vault.seal(CASE_WORDS, row_id, new.words) if new.words else None,
        "opened_at": ctx.now,
        "promised_at": promised,
        "closed_at": ctx.now if is_thanks else None,
    }
    reference = _add_with_reference(ctx, row)
    add_event(ctx, row_id, "opened", by=new.by)
    results = _told(ctx, reference, promised)
    if promised is not None and new.text:
        _confirm(ctx, new, row_id, results)
    return Opened(row_id, results)


def _add_with_reference(ctx: Context, row: dict[str, Any]) -> str:
    for _ in range(MOST_PICKS):
        reference = with_check(str(secrets.randbelow(90_000) + 10_000))
        if _ADD.once(ctx.db, {**row, "reference": reference}):
            return reference
    raise RuntimeError("no free reference for a case was found")


def add_event(ctx: Context, case_id: UUID, kind: str, words: str = "", by: UUID | None = None) -> None:
    """Add to what happened to a case. `by`: the member of staff who did it, None for the caller."""
    row_id = uuid7()
    row = {
        "id": row_id,
        "case_id": case_id,
        "kind": kind,
        "at": ctx.now,
        "staff_id": by,
        "words": ctx.vault.seal(EVENT_WORDS, row_id, words) if words else None,
    }
    _ADD_EVENT.row(ctx.db, row)


def _told(ctx: Context, reference: str, promised: datetime | None) -> dict[str, str]:
    told = {"reference": spaced(reference)}
    return told if promised is None else {**told, "promised": shown_at(ctx, promised)}


def _confirm(ctx: Context, new: NewCase, case_id: UUID, results: Results) -> None:
    notices.send(
        ctx,
        new.text,
        results,
        phone_id=ctx.phone_id,
        kind=new.kind,
        person_id=ctx.person_id,
        case_id=case_id,
    )
