"""Answering: the words wait on redial, an SMS says only that they wait; calls back; the end of a case, and whether its
person was told."""

from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, select

from flows.codes import spaced
from service.messaging.outbox import has_stopped
from service.models.case import CaseOutcome, CaseState, CaseType, ClosedHow
from service.models.person import PersonState
from service.models.phone import PhoneRelation, PhoneState
from service.models.referral import ReferralState
from service.programme import identity, notices, phones
from service.programme import tables as t
from service.programme.casedesk.steps import CaseError, Step, Which, for_step, found, take, worker
from service.programme.casework import OPEN_STATES, add_event
from service.programme.context import Context
from service.programme.labels import CASE_ANSWER

LONGEST_ANSWER = 480
"""Characters: a phone shows them on four pages."""
CALLS_APART = timedelta(minutes=10)
"""A call back that fails counts when the one before is so long ago: three in a minute are one."""
UNREACHED = 3
"""Calls that reached nobody, and the case says so."""


class NoListener(CaseError):
    """There is nobody who would hear an answer on the line."""


class Reach(StrEnum):
    """How the person learns that an answer waits."""

    SMS = "an SMS says that an answer waits"
    STOPPED = "their phone said STOP: no SMS; they hear it when they call"
    NO_PHONE = "no phone of theirs is known: they hear it when they call with their card"


_nearness = case(
    (t.person_phone.c.relation == PhoneRelation.OWN.value, 0),
    (t.person_phone.c.relation == PhoneRelation.SHARED.value, 1),
    else_=2,
)
_OF_PHONE = (t.phone.c.id, t.phone.c.language, has_stopped.label("stopped"))
_PERSON = select(t.person.c.state, t.person.c.language).where(t.person.c.id == bindparam("who"))
_PHONE_OF_PERSON = (
    select(*_OF_PHONE)
    .join_from(t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.person_id == bindparam("who"),
        t.person_phone.c.until.is_(None),
        t.phone.c.state != PhoneState.WRONG.value,
    )
    .order_by(_nearness, t.person_phone.c.since.desc())
    .limit(1)
)
_PHONE = select(*_OF_PHONE).where(t.phone.c.id == bindparam("which"))
_OPEN_REFERRAL = (
    select(t.referral.c.id)
    .where(t.referral.c.case_id == bindparam("which"), t.referral.c.state != ReferralState.CLOSED.value)
    .limit(1)
)


def answer(ctx: Context, which: Which, words: str, outcome: CaseOutcome) -> Reach:
    """Answer a case. The person hears the words when they call, and says whether they will do; an SMS to their own
    phone says only that they wait. Raises CaseError, also where nobody would ever hear them."""
    row = for_step(ctx, which, Step.ANSWER)
    told = " ".join(words.split())
    if not told:
        raise CaseError("An answer needs words.")
    if len(told) > LONGEST_ANSWER:
        raise CaseError(f"An answer has {LONGEST_ANSWER} characters at most: it is read on a small phone, or heard.")
    phone, language = _heard_by(ctx, row)
    values = {
        "state": CaseState.ANSWERED,
        "answer": ctx.vault.seal(CASE_ANSWER, row.id, told),
        "answered_at": ctx.now,
        "heard_at": None,  # whatever they heard before, it was not this one
        "satisfied": "",
        "outcome": outcome,
        "held_until": None,
        "reminded_at": None,
        "assigned_to": row.assigned_to or worker(ctx),
    }
    take(ctx, row, Step.ANSWER, told, outcome.value, **values)
    if phone is not None:
        _say_that_it_waits(ctx, row, phone.id, language or phone.language)
    return _reach(phone)


def reach(ctx: Context, which: Which) -> Reach | None:
    """How the person would learn of an answer at this moment; None where nobody would ever hear it on the line."""
    try:
        phone, _ = _heard_by(ctx, found(ctx, which))
    except NoListener:
        return None
    return _reach(phone)


def _reach(phone: t.AnyRow | None) -> Reach:
    if phone is None:
        return Reach.NO_PHONE
    return Reach.STOPPED if phone.stopped else Reach.SMS


def _heard_by(ctx: Context, row: t.AnyRow) -> tuple[t.AnyRow | None, str]:
    """The phone of whoever will hear an answer on redial, and the person's language."""
    if row.person_id is not None:
        person = ctx.db.execute(_PERSON, {"who": row.person_id}).one()
        if person.state == PersonState.ACTIVE.value:
            return phone_of(ctx, row.person_id), person.language
    elif row.phone_id is not None and _is_nobodys(ctx, row.phone_id):
        return ctx.db.execute(_PHONE, {"which": row.phone_id}).one(), ""
    raise NoListener("Nobody would hear this answer on the line: tell them by a call or a visit, and close the case.")


def phone_of(ctx: Context, person_id: UUID) -> t.AnyRow | None:
    """The phone that reaches a person best: their own before a shared one, the latest first, never a wrong number."""
    return ctx.db.execute(_PHONE_OF_PERSON, {"who": person_id}).first()


def _is_nobodys(ctx: Context, phone_id: UUID) -> bool:
    """Nobody is registered on it, and it is not in doubt: whoever asked by it hears the answer by it."""
    return not phones.is_unverified(ctx.db, phone_id) and not identity.people_on(ctx.db, phone_id)


def _say_that_it_waits(ctx: Context, row: t.AnyRow, phone_id: UUID, language: str) -> None:
    values = {"reference": spaced(row.reference), "ussd_code": ctx.settings.ussd_code}
    notices.send(
        ctx,
        "sms_answer",
        values,
        phone_id=phone_id,
        kind=notices.CASE_TOLD,
        language=language or ctx.settings.default_language,
        person_id=row.person_id,
        case_id=row.id,
    )


def called(ctx: Context, which: Which, *, reached: bool, words: str = "") -> int:
    """A call back to the person, and whether they answered; how many calls in a row reached nobody. Who was reached is
    being worked on; a case that has been answered stays so."""
    row = for_step(ctx, which, Step.CALL)
    told = " ".join(words.split())
    if reached:
        work: dict[str, Any] = {"state": CaseState.IN_PROGRESS, "held_until": None} if row.state in OPEN_STATES else {}
        work["assigned_to"] = row.assigned_to or worker(ctx)
        take(ctx, row, Step.CALL, told, "reached", calls_failed=0, called_at=None, **work)
        return 0
    if row.called_at is not None and ctx.now - row.called_at < CALLS_APART:
        take(ctx, row, Step.CALL_FAILED, told, "not reached, too soon to count")
        return int(row.calls_failed)
    failed = int(row.calls_failed) + 1
    take(ctx, row, Step.CALL_FAILED, told, "not reached", calls_failed=failed, called_at=ctx.now)
    return failed


def close(ctx: Context, which: Which, outcome: CaseOutcome, how: ClosedHow | None = None, words: str = "") -> None:
    """The end of a case. `how` the person was told; None: they were not, and `words` say why not. One that was told has
    heard it; an answer that was not told still waits on redial. Raises CaseError."""
    row = for_step(ctx, which, Step.CLOSE)
    if ctx.db.execute(_OPEN_REFERRAL, {"which": row.id}).first() is not None:
        raise CaseError("This case is about a referral, and closes with it: `retour referral close`.")
    end(ctx, row, outcome, how, words)


def end(ctx: Context, row: t.AnyRow, outcome: CaseOutcome, how: ClosedHow | None, words: str) -> None:
    """Close a case that was found."""
    told = " ".join(words.split())
    if how is ClosedHow.LINE:
        raise CaseError("On the line a case is closed by its person alone.")
    if how is None and row.type != CaseType.THANKS and not told:
        raise CaseError("Say how the person was told, or in a few words why they were not.")
    unsaid = "" if row.type == CaseType.THANKS else ClosedHow.NOT_TOLD.value
    values: dict[str, Any] = {
        "state": CaseState.CLOSED,
        "closed_at": ctx.now,
        "closed_how": how.value if how else unsaid,
        "outcome": outcome,
        "held_until": None,
    }
    if how is not None:
        values |= {"heard_at": ctx.now, "answered_at": row.answered_at or ctx.now}
        if row.answered_at is None:  # telling them is the first answer: the figures count the time to it
            add_event(ctx, row.id, Step.ANSWER.value, by=worker(ctx))
    take(ctx, row, Step.CLOSE, told, f"{values['closed_how']} {outcome.value}".strip(), **values)
