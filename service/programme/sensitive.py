"""Sensitive reports: apart from all cases, without the caller's name or number, and somebody is really told.

Nothing of a report goes into a case, a log, an audit event, or an SMS; the focal points learn by SMS that
something waits, and read it in the console.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import bindparam, update

from flows.effects import OpenSensitiveCase
from flows.places import Gazetteer
from flows.state import Value
from service.ids import uuid7
from service.models.case import CaseState, Criticality
from service.models.staff import Role
from service.prepared import Adding
from service.programme import audit, notices, phones, telling
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import OF_CALL, SENSITIVE_CONTACT, SENSITIVE_WHO, SENSITIVE_WORDS
from service.programme.working_days import promise

THIS_PHONE, NO_CONTACT, UNSAID, CALL = "this", "none", "unsaid", "call"
"""Answers of the journey « concern » that stand for something else."""

WANTS_A_CALL = "Veut être rappelé(e)."
BY_STAFF = "Équipe : "
"""Before what staff wrote down of a case that is handed over."""
FROM_A_CASE = "(Venu d'une demande : on ne sait pas s'il est sûr d'appeler ce numéro.)"
NOBODY_TOLD = "nobody_told"
"""The audit event where no focal point could be reached: shown to administrators, and logged as an error."""

_LABELS = {"words": SENSITIVE_WORDS, "who": SENSITIVE_WHO, "contact": SENSITIVE_CONTACT}
_ADD = Adding(t.sensitive_case, "id")
_COMPLETE = update(t.sensitive_case).where(t.sensitive_case.c.id == bindparam("row_id"))


@dataclass(frozen=True, slots=True)
class _Report:
    """What was said; blanks where nothing was. `contact`: a number, « this » or « none »."""

    words: str = ""
    who: str = ""
    place: str = ""
    contact: str = ""
    incomplete: bool = False


def open_sensitive(ctx: Context, effect: OpenSensitiveCase) -> Results:
    """Hand a report to the focal points. No result, no SMS to the caller."""
    _take(ctx, _Report(effect.words, effect.who, effect.place, effect.contact))
    return {}


def report_incomplete(ctx: Context, answers: Mapping[str, Value]) -> None:
    """A report whose call dropped half way: what was said so far, once a conversation."""
    said = {name: str(answers.get(name) or "") for name in ("words", "who", "place", "contact")}
    words = WANTS_A_CALL if said["words"] == CALL else said["words"]
    who, place = ("" if said[name] == UNSAID else said[name] for name in ("who", "place"))
    _take(ctx, _Report(words, who, place, said["contact"], incomplete=True))


def hand_over(ctx: Context, words: str, contact: str, place: str) -> None:
    """A case that turned out to be one for the focal points. `contact`: the number that it came from, or ""; nobody
    was asked whether it is safe to call, and the words say so."""
    _take(ctx, _Report(f"{words} {FROM_A_CASE}" if contact else words, place=place, contact=contact))


def _take(ctx: Context, report: _Report) -> None:
    """One call makes one report: what comes later completes what stands, and alerts nobody again."""
    row_id = _own_id(ctx)
    row = {
        "id": row_id,
        "opened_at": ctx.now,
        "due_at": promise(ctx, Criticality.CRITICAL),
        "state": CaseState.NEW,
        **_columns(ctx, row_id, report),
    }
    if _ADD.once(ctx.db, row):
        tell_focal_points(ctx, "sms_focal")
    elif not report.incomplete:
        ctx.db.execute(_COMPLETE, {"row_id": row_id, **_columns(ctx, row_id, report)})


def _own_id(ctx: Context) -> UUID:
    """The id of a call's only report: a keyed hash of the call's own, so that nothing in the database leads from a
    report to a phone, and a report that is told again finds itself."""
    if ctx.conversation_id is None:
        return uuid7()
    return UUID(bytes=ctx.vault.index(OF_CALL, ctx.conversation_id.hex)[:16])


def _columns(ctx: Context, row_id: UUID, report: _Report) -> dict[str, Any]:
    """What was said, sealed; only that, so that a blank does not undo what stands."""
    said = {"words": report.words, "who": report.who, "contact": _contact(ctx, report.contact)}
    sealed = {name: ctx.vault.seal(_LABELS[name], row_id, text) for name, text in said.items() if text}
    place = {"place": report.place} if _is_known(ctx.places, report.place) else {}
    return {**sealed, **place, "incomplete": report.incomplete}


def _contact(ctx: Context, answer: str) -> str:
    """A number to call, only where the caller gave one or said that this phone is safe."""
    if answer == THIS_PHONE:
        return phones.number_of(ctx.db, ctx.vault, ctx.phone_id)
    return "" if answer == NO_CONTACT else answer


def _is_known(places: Gazetteer, pcode: str) -> bool:
    """A report is never lost for a village that has left the list meanwhile."""
    try:
        return bool(pcode) and bool(places.get(pcode))
    except KeyError:
        return False


def tell_focal_points(ctx: Context, text: str) -> bool:
    """Tell every focal point that something waits. Where nobody can be told, say so where it is seen."""
    told = [telling.tell(ctx, row, text, notices.FOCAL) for row in telling.in_role(ctx, Role.FOCAL_POINT)]
    if not any(told):
        audit.add(ctx.db, ctx.now, "sensitive", NOBODY_TOLD)
        structlog.get_logger().error("a sensitive report waits and no focal point could be told")
    return any(told)
