"""A desk to work cases at: who sits there, a case that was opened by phone, and what came of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Case, CaseEvent, Staff
from service.models.staff import Role
from service.programme import cases
from service.programme import tables as t
from service.programme.context import Context
from tests.service.programme.world import AMINATA, World

OFFICER, OTHER = "+22350001105", "+22350001106"
"""The numbers of staff."""


def officer(world: World) -> UUID:
    """The programme officer."""
    found = world.rows(Staff, role=Role.PROGRAMME_OFFICER.value)
    return UUID(str(found[0].id)) if found else world.staff(Role.PROGRAMME_OFFICER, OFFICER)


def at_desk(world: World, staff_id: UUID | None) -> Context:
    """A member of staff at a command: no caller, no conversation."""
    return Context(
        db=world.db,
        vault=world.vault,
        settings=world.settings,
        say=world.library.text,
        places=world.places,
        now=world.now,
        channel="command",
        language="fr",
        phone_id=UUID(int=0),
        conversation_id=None,
        version="",
        staff_id=staff_id,
    )


def worker_of(world: World) -> Context:
    """The worker's look, at nobody's word."""
    return at_desk(world, None)


def asked(world: World, person: UUID | None = None, number: str = AMINATA, **said: Any) -> str:
    """The reference of a case that somebody opens by phone."""
    effect = e.OpenCase(**{"type": "question", "words": "Quand ?", **said})
    told = cases.open_case(world.call(number, person=person), effect)
    return str(told["reference"]).replace(" ", "")


def the_case(world: World, reference: str) -> Any:
    return world.one(Case, reference=reference)


def in_state(world: World, reference: str, state: str, **values: Any) -> None:
    """Put a case into a state without the way to it."""
    world.db.execute(update(t.case).where(t.case.c.reference == reference).values(state=state, **values))


def kinds(world: World, reference: str) -> list[str]:
    """What happened to a case, in order."""
    found = world.rows(CaseEvent, case_id=the_case(world, reference).id)
    return [row.kind for row in sorted(found, key=lambda row: (row.at, row.id))]


def audited(world: World, prefix: str = "case") -> list[tuple[str, str]]:
    """(actor, action) of the audit, of one kind of subject."""
    return [(row.actor, row.action) for row in world.rows(AuditEvent) if row.action.startswith(prefix)]
