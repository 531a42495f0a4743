"""Cases on the line: opened by those who call, heard by them when they are answered, reopened by them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update

from flows.codes import spaced
from flows.effects import AnswerHeard, OpenCase, RequestCallBack
from flows.state import Choice, Lookup
from service.models.case import CaseState, CaseType
from service.programme import tables as t
from service.programme.casework import CALL_BACK, NewCase, add_event, open_or_join
from service.programme.context import Context, Results
from service.programme.labels import CASE_ANSWER
from service.programme.sensitive import open_sensitive, report_incomplete
from service.programme.working_days import promise, shown_at

__all__ = [
    "Waiting",
    "answer_heard",
    "answer_waiting",
    "call_back",
    "count",
    "find_reference",
    "mine",
    "open_case",
    "open_sensitive",
    "report_incomplete",
]

MOST_SHOWN = 20
CLOSED_ON_THE_LINE = "line"

_IS_MINE = (t.case.c.person_id == bindparam("person"), t.case.c.state != CaseState.CLOSED.value)
_MINE = (
    select(t.case.c.id, t.case.c.reference, t.case.c.opened_at)
    .where(*_IS_MINE)
    .order_by(t.case.c.opened_at.desc())
    .limit(MOST_SHOWN)
)
_COUNT = select(func.count()).select_from(t.case).where(*_IS_MINE)
_IS_UNHEARD = (
    t.case.c.state == CaseState.ANSWERED.value,
    t.case.c.answer.is_not(None),
    or_(t.case.c.heard_at.is_(None), t.case.c.heard_at < t.case.c.answered_at),
)
_UNHEARD = (
    select(t.case.c.id, t.case.c.reference, t.case.c.answer)
    .where(t.case.c.person_id == bindparam("person"), *_IS_UNHEARD)
    .order_by(t.case.c.answered_at)
    .limit(1)
)
_HEARD = select(t.case.c.id, t.case.c.criticality, t.case.c.reopened).where(
    t.case.c.id == bindparam("which"), t.case.c.person_id == bindparam("person"), *_IS_UNHEARD
)
_SETTLE = update(t.case).where(t.case.c.id == bindparam("which"))
_BY_REFERENCE = select(t.case.c.id, t.case.c.state, t.case.c.person_id, t.case.c.phone_id).where(
    t.case.c.reference == bindparam("ref")
)


def open_case(ctx: Context, effect: OpenCase) -> Results:
    """A question, request, complaint, thanks or report. Thanks are read, not answered: closed at once.
    Without words it joins the case that the same hop has opened by itself (a kit that did not come)."""
    new = NewCase(CaseType(effect.type), effect.topic, effect.words, adds_nothing=not effect.words)
    return open_or_join(ctx, new).results


def call_back(ctx: Context, effect: RequestCallBack) -> Results:
    """Somebody is stuck in a journey and wants to be called. (Sensitive journeys never offer it.)"""
    new = NewCase(CaseType.REQUEST, CALL_BACK, effect.about, text="sms_call_back")
    return open_or_join(ctx, new).results


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that its person has not heard. `reference`: six digits; `text`: opened."""

    case_id: UUID
    reference: str
    text: str


def answer_waiting(ctx: Context) -> Waiting | None:
    """The answer that has waited longest for the identified person."""
    row = ctx.db.execute(_UNHEARD, {"person": ctx.person_id}).first() if ctx.person_id else None
    return row and Waiting(row.id, row.reference, ctx.vault.open(CASE_ANSWER, row.id, row.answer))


def answer_heard(ctx: Context, effect: AnswerHeard) -> Results:
    """Satisfied: the case is closed. Not: it is open again, with a new promise, and the team takes it up.
    Nothing for a case of somebody else, or one that was heard already."""
    about = {"which": UUID(effect.answer_case), "person": ctx.person_id}
    row = ctx.db.execute(_HEARD, about).first()
    if row is None:
        return {}
    is_satisfied = effect.satisfied == "yes"
    values = _closed(ctx.now) if is_satisfied else _reopened(ctx, row.criticality, row.reopened)
    heard = {"heard_at": ctx.now, "satisfied": effect.satisfied}
    ctx.db.execute(_SETTLE, {"which": row.id, **heard, **values})
    add_event(ctx, row.id, "closed" if is_satisfied else "reopened")
    return {}


def _closed(now: datetime) -> dict[str, object]:
    return {"state": CaseState.CLOSED, "closed_at": now, "closed_how": CLOSED_ON_THE_LINE}


def _reopened(ctx: Context, criticality: str, times: int) -> dict[str, object]:
    return {
        "state": CaseState.IN_PROGRESS,
        "reopened": times + 1,
        "promised_at": promise(ctx, criticality),
    }


def mine(ctx: Context) -> list[Choice]:
    """The cases of the identified person that are not closed, the latest first."""
    rows = ctx.db.execute(_MINE, {"person": ctx.person_id}) if ctx.person_id else ()
    return [Choice(str(row.id), _line(ctx, row)) for row in rows]


def _line(ctx: Context, row: t.AnyRow) -> str:
    about = {"reference": spaced(row.reference), "day": shown_at(ctx, row.opened_at)}
    return ctx.say("case_received", ctx.language, about)


def count(ctx: Context) -> int:
    """How many `mine` would list."""
    return int(ctx.db.execute(_COUNT, {"person": ctx.person_id}).scalar_one()) if ctx.person_id else 0


def find_reference(ctx: Context, digits: str) -> Lookup:
    """ok with the case and its state, for a case of this person (or of this phone, where its caller was not
    identified); unknown for any other."""
    row = ctx.db.execute(_BY_REFERENCE, {"ref": digits}).first()
    if row is None:
        return Lookup("unknown")
    is_own = row.person_id == ctx.person_id if row.person_id else row.phone_id == ctx.phone_id
    return Lookup("ok", {"case": str(row.id), "case_state": row.state}) if is_own else Lookup("unknown")
