"""Who makes visits, as a list chooses them."""

from collections.abc import Mapping
from uuid import UUID

from service.console.desk import Desk
from service.console.forms import a_uuid
from service.console.kits.narrowing import Pairs
from service.console.viewers import Viewer
from service.models.staff import Role
from service.programme.identity import AGENTS
from service.programme.names import first_name_and_initial
from service.programme.staff import everybody


def names(desk: Desk) -> Mapping[UUID, str]:
    """Agents and officers who work now: first name and initial."""
    everyone = desk.read(lambda db: list(everybody(db, desk.office.vault)))
    return {one.id: first_name_and_initial(one.name) for one in everyone if one.active and one.role in AGENTS}


def choices(desk: Desk) -> Pairs:
    return [(str(staff_id), name) for staff_id, name in names(desk).items()]


def is_bound(viewer: Viewer) -> bool:
    """Whether they see their own visits alone."""
    return viewer.role == Role.FIELD_AGENT


def chosen(viewer: Viewer, typed: str) -> UUID | None:
    """Whose visits are meant: an agent's are their own."""
    return viewer.staff_id if is_bound(viewer) else a_uuid(typed)
