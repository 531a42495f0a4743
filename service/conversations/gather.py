"""gather: one look at the database for what a journey says that it needs. One function a fact."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from flows.codes import spaced
from flows.journey import Journey
from flows.state import Choice, Facts, Value
from service.conversations.caller import Caller
from service.programme import cases, identity, kits, messages, registry, visits
from service.programme.followup import due


def gather(caller: Caller, flow: Journey, screen: str = "") -> Facts:
    """The facts and lists that an input to a screen can touch, and nothing else; all of the journey's
    where no screen is given (it begins, or goes back)."""
    needs = flow.needs_at.get(screen, flow.needs)
    values = {name: read(caller) for name, read in VALUES.items() if name in needs}
    lists = {name: tuple(read(caller)) for name, read in LISTS.items() if name in needs}
    return Facts(caller.ctx.now.astimezone(caller.zone).date(), values, lists, None, caller.ctx.places)


def _of_person(read: Callable[[Caller, identity.PersonRow], Value]) -> Callable[[Caller], Value]:
    """A fact about the identified person: blank where nobody is identified."""
    return lambda caller: read(caller, caller.person) if caller.person else ""


def _code(caller: Caller, person: identity.PersonRow) -> str:
    return spaced(caller.ctx.vault.open(identity.CODE, person.id, person.code))


def _village(caller: Caller, person: identity.PersonRow) -> str:
    return caller.ctx.places.label(person.place) if person.place else ""


def _draft(caller: Caller) -> str:
    return "yes" if caller.draft else ""


def _draft_title(caller: Caller) -> str:
    if caller.draft is None:
        return ""
    journey = caller.versions.library.journeys.get(caller.draft.journey)
    return journey.text(f"{journey.name}/title", caller.session.language) if journey else ""


def _answer(part: Callable[[cases.Waiting], str]) -> Callable[[Caller], str]:
    """A part of the answer that waits for the identified person."""
    return lambda caller: part(caller.answer) if caller.answer else ""


def _kit_status(caller: Caller, _person: identity.PersonRow) -> str:
    return kits.status_text(caller.context)


def _next_visit(caller: Caller, _person: identity.PersonRow) -> str:
    day = visits.next_visit(caller.context)
    return day.isoformat() if day else ""


def _visit(part: Callable[[visits.ToConfirm], str]) -> Callable[[Caller], str]:
    return lambda caller: part(caller.visit) if caller.visit else ""


def _agent_name(caller: Caller) -> str:
    staff = caller.staff
    return caller.ctx.vault.open(identity.STAFF_NAME, staff.id, staff.name) if staff else ""


VALUES: Mapping[str, Callable[[Caller], Value]] = MappingProxyType(
    {
        "caller": lambda c: c.kind,
        "people": lambda c: float(len(c.people)),
        "first_name": _of_person(lambda c, p: c.name_of(p)),
        "registered": lambda c: c.registered,
        "language": lambda c: c.session.language,
        "draft": _draft,
        "draft_title": _draft_title,
        "answer_waiting": _answer(lambda _: "yes"),
        "answer_text": _answer(lambda a: a.text),
        "answer_reference": _answer(lambda a: spaced(a.reference)),
        "answer_case": _answer(lambda a: a.which),
        "visit_to_confirm": _visit(lambda v: str(v.visit_id)),
        "visit_date": _visit(lambda v: v.day.isoformat()),
        "card_code": _of_person(_code),
        "village": _of_person(_village),
        "deliveries_waiting": lambda c: float(len(c.deliveries)),
        "kit_status": _of_person(_kit_status),
        "next_visit": _of_person(_next_visit),
        "cases": lambda c: float(cases.count(c.context)),
        "answers_heard": lambda c: float(len(c.heard)),
        "sms": lambda c: "off" if messages.is_stopped(c.context) else "on",
        "file_complete": _of_person(lambda _, p: "yes" if p.file_complete else "no"),
        "agent_name": _agent_name,
        "ussd_code": lambda c: c.ctx.settings.ussd_code,
    }
)


def _people(caller: Caller) -> Iterator[Choice]:
    return (Choice(str(p.id), caller.name_of(p)) for p in caller.people)


def _items(caller: Caller) -> list[Choice]:
    return kits.items_of(caller.context, [delivery.id for delivery in caller.deliveries])


def _met(caller: Caller) -> str:
    """The person whose card an agent typed, in this hop or before; "" for nobody."""
    progress = caller.session.progress
    person = progress.answers.get("person") if progress else None
    return caller.found_person or (str(person) if person else "")


def _returnee_items(caller: Caller) -> list[Choice]:
    found = _met(caller)
    return kits.items_for_person(caller.context, found) if found else []


def _planned_deliveries(caller: Caller) -> list[Choice]:
    found = _met(caller)
    return kits.deliveries_planned(caller.context, found) if found else []


def _planned_items(caller: Caller) -> list[Choice]:
    return kits.items_of(caller.context, [delivery.id for delivery in _planned_deliveries(caller)])


def _my_visits(caller: Caller) -> list[Choice]:
    """The visits that the agent who calls has to make; nobody else's phone gets here."""
    staff = caller.staff
    return due.choices(caller.context, due.Agent(staff.id, staff.places)) if staff else []


def _languages(caller: Caller) -> Iterator[Choice]:
    library = caller.versions.library
    return (Choice(code, library.languages[code].name) for code in caller.offered)


LISTS: Mapping[str, Callable[[Caller], list[Choice] | Iterator[Choice]]] = MappingProxyType(
    {
        "people": _people,
        "deliveries": lambda c: c.deliveries,
        "items": _items,
        "business_types": lambda c: registry.business_types(c.ctx.db),
        "my_cases": lambda c: cases.mine(c.context),
        "heard_answers": lambda c: c.heard,
        "returnee_items": _returnee_items,
        "planned_deliveries": _planned_deliveries,
        "planned_items": _planned_items,
        "my_visits": _my_visits,
        "languages": _languages,
    }
)
