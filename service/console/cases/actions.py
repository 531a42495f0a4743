"""What is done with a case on its page: what each form holds, which function of the desk it asks, what is said then.

A table: the page shows these forms, and takes what they send.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from service.console.forms import Form, a_day, a_uuid
from service.console.stopping import Stop
from service.console.viewers import Viewer
from service.models.case import CaseOutcome, CaseType, ClosedHow, Criticality
from service.programme.casedesk import answering, asking, desk
from service.programme.casedesk.answering import UNREACHED, Reach
from service.programme.casedesk.coding import Codes
from service.programme.casedesk.steps import LEADS, MAY, CaseError, Step, found, worker
from service.programme.context import Context

One = TypeVar("One", bound=StrEnum)
CONFIDE = "confide"
"""What takes a case away: there is no page to come back to."""
REACHED, YES = "reached", "yes"
TELLERS = tuple(one for one in ClosedHow if one not in (ClosedHow.LINE, ClosedHow.NOT_TOLD))
"""How staff tell somebody."""


@dataclass(frozen=True, slots=True)
class Action:
    """`does`: asks the desk; `said`: the sentence for the next page, of what came of it; `field`: what is wrong where
    the desk refuses."""

    does: Callable[[Context, UUID, Form], Any]
    said: Callable[[Viewer, Any], str]
    field: str = ""
    leads: bool = False


def check(action: Action, viewer: Viewer) -> None:
    """Whether it is theirs to do. Raises Stop."""
    if action.leads and viewer.role not in LEADS:
        raise Stop(403)


def _take(ctx: Context, which: UUID, _form: Form) -> None:
    """Whoever takes it up has it: also what was given to somebody else, who may be away."""
    row = found(ctx, which)
    if row.assigned_to not in (None, ctx.staff_id):
        desk.assign(ctx, which, worker(ctx))
    if row.state in MAY[Step.TAKE_UP]:
        desk.take_up(ctx, which)


def _assign(ctx: Context, which: UUID, form: Form) -> bool:
    to = a_uuid(form["to"])
    if to is None:
        raise CaseError("Choose who is to have it.")
    return desk.assign(ctx, which, to)


def _note(ctx: Context, which: UUID, form: Form) -> None:
    desk.note(ctx, which, form["note"])


def _hold(ctx: Context, which: UUID, form: Form) -> None:
    until = a_day(form["until"])
    if until is None:
        raise CaseError("Say the day on which it comes back.")
    desk.hold(ctx, which, until, form["hold_note"])


def _answer(ctx: Context, which: UUID, form: Form) -> Reach:
    return answering.answer(ctx, which, form["answer"], _chosen(CaseOutcome, form["answer_outcome"]))


def _call(ctx: Context, which: UUID, form: Form) -> int:
    if form["call"] not in (REACHED, "not"):
        raise CaseError("Say whether they answered the call.")
    return answering.called(ctx, which, reached=form["call"] == REACHED, words=form["call_note"])


def _close(ctx: Context, which: UUID, form: Form) -> None:
    how = ClosedHow(form["how"]) if form["how"] in TELLERS else None
    answering.close(ctx, which, _chosen(CaseOutcome, form["close_outcome"]), how, form["close_note"])


def _reopen(ctx: Context, which: UUID, form: Form) -> None:
    desk.reopen(ctx, which, form["why"])


def _code(codes: Codes) -> Callable[[Context, UUID, Form], None]:
    return lambda ctx, which, form: desk.code(ctx, which, form["code"], codes)


def _change(ctx: Context, which: UUID, form: Form) -> None:
    row = found(ctx, which)
    kind, urgency = _chosen(CaseType, form["type"]), _chosen(Criticality, form["criticality"])
    # A type that is another brings its own urgency, unless that was changed too.
    desk.change(ctx, which, kind if kind != row.type else None, urgency if urgency != row.criticality else None)


def _refer(ctx: Context, which: UUID, form: Form) -> str:
    person_id = found(ctx, which).person_id
    if person_id is None:
        raise CaseError("Nobody is referred who is not registered: find out first who asks.")
    return asking.ask_for(ctx, person_id, form["service"], consented=form["consent"] == YES, reason=form["reason"])


def _confide(ctx: Context, which: UUID, form: Form) -> None:
    if form["sure"] != YES:
        raise CaseError("Say that you mean it: the case leaves this list for good.")
    desk.confide(ctx, which)


def _chosen(kind: type[One], typed: str) -> One:
    try:
        return kind(typed)
    except ValueError:
        raise CaseError("Choose one of the list.") from None


def _assigned(viewer: Viewer, is_told: bool) -> str:
    if is_told:
        return viewer.say("Cas confié. La personne reçoit un SMS qui le dit.")
    return viewer.say("Cas confié. Aucun SMS ne l’atteint : dites-le-lui vous-même.")


def _answered(viewer: Viewer, reach: Reach) -> str:
    match reach:
        case Reach.SMS:
            return viewer.say("Réponse gardée : elle attend sur la ligne, un SMS le dit.")
        case Reach.STOPPED:
            return viewer.say("Réponse gardée : elle attend sur la ligne. Ce téléphone ne veut pas de SMS.")
        case Reach.NO_PHONE:
            return viewer.say("Réponse gardée : elle attend sur la ligne. Aucun téléphone n’est connu.")


def _called(viewer: Viewer, failed: int) -> str:
    if not failed:
        return viewer.say("Appel noté.")
    return viewer.say("Pas joint(e) : {n} sur {most}.", n=failed, most=UNREACHED)


def _says(sentence: Callable[[Viewer], str]) -> Callable[[Viewer, Any], str]:
    return lambda viewer, _: sentence(viewer)


def actions(codes: Codes) -> Mapping[str, Action]:
    """The word in the address → what is done."""
    return MappingProxyType(
        {
            "take": Action(_take, _says(lambda v: v.say("Vous avez ce cas maintenant."))),
            "assign": Action(_assign, _assigned, "to", leads=True),
            "note": Action(_note, _says(lambda v: v.say("Note gardée.")), "note"),
            "hold": Action(_hold, _says(lambda v: v.say("Cas en attente.")), "until"),
            "answer": Action(_answer, _answered, "answer"),
            "call": Action(_call, _called, "call_note"),
            "close": Action(_close, _says(lambda v: v.say("Cas clos.")), "close_note"),
            "reopen": Action(_reopen, _says(lambda v: v.say("Cas rouvert.")), "why"),
            "code": Action(_code(codes), _says(lambda v: v.say("Code gardé.")), "code"),
            "change": Action(_change, _says(lambda v: v.say("Cas reclassé.")), "type"),
            "refer": Action(
                _refer,
                lambda v, reference: v.say("Orientation demandée : cas {reference}.", reference=reference),
                "service",
            ),
            CONFIDE: Action(
                _confide, _says(lambda v: v.say("Les points focaux l’ont. Il n’est plus dans la liste.")), "sure"
            ),
        }
    )
