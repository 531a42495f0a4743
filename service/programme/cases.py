"""Cases on the line: opened by those who call, heard by them when they are answered, reopened by them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update

from flows.codes import spaced
from flows.effects import AnswerHeard, OpenCase, RequestCallBack
from flows.state import Choice, Lookup
from service.models.case import CaseState, CaseType, ClosedHow
from service.models.phone import PhoneState
from service.prepared import Prepared
from service.programme import tables as t
from service.programme.casework import CALL_BACK, NewCase, add_event, open_or_join
from service.programme.context import Context, Results
from service.programme.labels import CASE_ANSWER
from service.programme.sensitive import open_sensitive, report_incomplete
from service.programme.working_days import promise, shown_at

__all__ = [
    "IS_UNHEARD",
    "Waiting",
    "again",
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
CLOSED_ON_THE_LINE = ClosedHow.LINE.value

_IS_MINE = (t.case.c.person_id == bindparam("person"), t.case.c.state != CaseState.CLOSED.value)
_MINE = (
    select(t.case.c.id, t.case.c.reference, t.case.c.opened_at)
    .where(*_IS_MINE)
    .order_by(t.case.c.opened_at.desc())
    .limit(MOST_SHOWN)
)
_COUNT = select(func.count()).select_from(t.case).where(*_IS_MINE)
IS_UNHEARD = (
    t.case.c.answer.is_not(None),
    or_(t.case.c.heard_at.is_(None), t.case.c.heard_at < t.case.c.answered_at),
)
"""An answer waits until its person has heard it, whatever becomes of the case: one that came back to the team, or was
closed without them, still says it on redial. Who was told by somebody has heard it."""
_OF_PERSON = (t.case.c.person_id == bindparam("person"),)
_OF_PHONE = (
    t.case.c.person_id.is_(None),
    t.case.c.phone_id == bindparam("phone"),
    ~select(t.phone.c.id)
    .where(t.phone.c.id == t.case.c.phone_id, t.phone.c.state == PhoneState.UNVERIFIED.value)
    .exists(),
)
"""What a phone asked when nobody was identified on it, unless nobody knows whose number it is now."""
_UNHEARD = (
    select(t.case.c.id, t.case.c.reference, t.case.c.answer, t.case.c.answered_at)
    .where(*IS_UNHEARD)
    .order_by(t.case.c.answered_at)
    .limit(1)
)
_UNHEARD_BY_PERSON, _UNHEARD_BY_PHONE = Prepared(_UNHEARD.where(*_OF_PERSON)), Prepared(_UNHEARD.where(*_OF_PHONE))
_HEARD = (
    select(t.case.c.id, t.case.c.criticality, t.case.c.reopened)
    .where(t.case.c.id == bindparam("which"), t.case.c.answered_at == bindparam("given"), *IS_UNHEARD)
    .with_for_update()
)
"""Held: the desk may be closing it at this moment, or changing its answer."""
_HEARD_BY_PERSON, _HEARD_BY_PHONE = _HEARD.where(*_OF_PERSON), _HEARD.where(*_OF_PHONE)
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
    given: datetime

    @property
    def which(self) -> str:
        """What stands for this very answer: another one to the same case has another moment."""
        return f"{self.case_id} {self.given.isoformat()}"


def answer_waiting(ctx: Context) -> Waiting | None:
    """The answer that has waited longest for the identified person; where nobody is identified, to what was asked by
    this phone without saying who asks."""
    row = (
        _UNHEARD_BY_PERSON.first(ctx.db, person=ctx.person_id)
        if ctx.person_id
        else _UNHEARD_BY_PHONE.first(ctx.db, phone=ctx.phone_id)
    )
    if row is None:
        return None
    return Waiting(row.id, row.reference, ctx.vault.open(CASE_ANSWER, row.id, row.answer), row.answered_at)


def answer_heard(ctx: Context, effect: AnswerHeard) -> Results:
    """Satisfied: the case is closed. Not: it is open again, with a new promise, and the team takes it up.
    Nothing for a case of somebody else, one that was heard already, or an answer that was changed since it was
    shown."""
    case_id, _, given = effect.answer_case.partition(" ")
    if not given:
        return {}
    about = {"which": UUID(case_id), "given": datetime.fromisoformat(given)}
    row = (
        ctx.db.execute(_HEARD_BY_PERSON, {**about, "person": ctx.person_id}).first()
        if ctx.person_id
        else ctx.db.execute(_HEARD_BY_PHONE, {**about, "phone": ctx.phone_id}).first()
    )
    if row is None:
        return {}
    is_satisfied = effect.satisfied == "yes"
    values = _closed(ctx.now) if is_satisfied else again(ctx, row.criticality, row.reopened)
    heard = {"heard_at": ctx.now, "satisfied": effect.satisfied}
    ctx.db.execute(_SETTLE, {"which": row.id, **heard, **values})
    add_event(ctx, row.id, "closed" if is_satisfied else "reopened")
    return {}


def _closed(now: datetime) -> dict[str, Any]:
    return {"state": CaseState.CLOSED, "closed_at": now, "closed_how": CLOSED_ON_THE_LINE, "held_until": None}


def again(ctx: Context, criticality: str, times: int) -> dict[str, Any]:
    """What becomes of a case that is opened again, after it was so `times` times: a new promise, and nothing of how it
    ended before."""
    return {
        "state": CaseState.IN_PROGRESS,
        "reopened": times + 1,
        "promised_at": promise(ctx, criticality),
        "closed_at": None,
        "closed_how": "",
        "outcome": "",
        "held_until": None,
        "reminded_at": None,
        "calls_failed": 0,
        "called_at": None,
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
