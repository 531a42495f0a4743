"""What was seen at a visit, as a form says it. The words are the journey's (service/programme/followup/words.py)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from uuid import UUID

from service.console.forms import Form, a_day
from service.models.visit import Interview, Presence
from service.programme.context import Context
from service.programme.followup.noting import VisitNoted
from service.programme.followup.words import DECIDES, ITEM_OUTCOMES, REASONS, STATUSES, TAKINGS, YES_NO

WORDS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "business_status": STATUSES,
        "reasons": REASONS,
        "takings": TAKINGS,
        "money_decision": DECIDES,
        "new_debt": YES_NO,
        "item": ITEM_OUTCOMES,
        "interview": tuple(Interview),
    }
)
"""Field → what may be chosen."""
GOATS = ("alive", "born", "died")


class Wrong(ValueError):
    """What is wrong with a form: field → why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def noted(ctx: Context, form: Form, person_id: UUID, made_by: UUID, items: Sequence[str]) -> VisitNoted:
    """The visit that a form tells of. Raises Wrong, with all that is wrong with it."""
    faults: dict[str, str] = {}
    day, next_visit = (_day(form, name, faults) for name in ("visited_on", "next_visit_on"))
    if day is None:
        faults.setdefault("visited_on", "Say the day.")
    if not form["business_status"]:
        faults["business_status"] = "Say how the business is doing."
    goats = {name: _goats(form, name, faults) for name in GOATS}
    if faults or day is None:
        raise Wrong(faults)
    return VisitNoted(
        person_id=person_id,
        visited_on=day,
        business_status=form["business_status"],
        channel=ctx.channel,
        staff_id=made_by,
        presence=Presence.CODE if form["presence"] else Presence.ABSENT,
        interview=_interview(form),
        reasons=" ".join(form.all("reasons")),
        items=dict(_items(form, items)),
        takings=form["takings"],
        money_decision=form["money_decision"],
        new_debt=form["new_debt"],
        problems=form["problems"],
        next_visit_on=next_visit,
        wants_call=bool(form["wants_call"]),
        born=goats["born"],
        died=goats["died"],
        alive=goats["alive"],
    )


def _day(form: Form, name: str, faults: dict[str, str]) -> date | None:
    try:
        return a_day(form[name])
    except ValueError as error:
        faults[name] = str(error)
        return None


def _goats(form: Form, name: str, faults: dict[str, str]) -> int | None:
    typed = form[name]
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        faults[name] = "That is no whole number."
        return None
    return int(typed) if typed else None


def _interview(form: Form) -> Interview:
    with suppress(ValueError):
        return Interview(form["interview"])
    return Interview.IN_PERSON


def _items(form: Form, items: Sequence[str]) -> Iterator[tuple[UUID, str]]:
    for item in items:
        if outcome := form[f"item-{item}"]:
            yield UUID(item), outcome
