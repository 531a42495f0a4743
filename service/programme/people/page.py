"""A person's whole history on one page. Whoever opens it stands in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from flows.places import Gazetteer
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.people.holder import PeopleError, check_theirs
from service.programme.people.records import File, Reading, file_of
from service.programme.people.sections import NOT_FOR_AGENTS, SECTIONS, Cell, Cells, Telling
from service.vault import Vault

OPENED, SHOWN_NUMBERS = "person opened", "person's numbers shown"
OPENERS = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER, Role.FIELD_AGENT)
"""Who may open a file; an agent those of their villages."""

_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"))


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table; it may hold no line."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`about`: what stands in the file itself, name and cell in turn."""

    name: str
    code: str
    about: tuple[tuple[str, Cell], ...]
    sections: Sequence[Section]


def opened(db: Connection, vault: Vault, person_id: UUID, staff_id: UUID) -> tuple[Reading, File]:
    """A person's file, and what their records are read with, for a member of staff who may see them. Whoever shows it
    notes in the audit that it was opened (`note`). Raises PeopleError where it is not for them, or nobody's."""
    reading = Reading(db, vault, person_id)
    file = file_of(reading)
    if file is None:
        raise PeopleError("There is no such person.")
    check_theirs(db, staff_id, file.place)
    return reading, file


def note(db: Connection, person_id: UUID, staff_id: UUID, now: datetime, what: str = OPENED) -> None:
    """Who looked, and at whom, is kept."""
    audit.add(db, now, str(staff_id), what, "person", person_id)


def open_file(db: Connection, vault: Vault, places: Gazetteer, person_id: UUID, staff_id: UUID, now: datetime) -> Page:
    """The page of a person, for a member of staff. Raises PeopleError where it is not for them."""
    reading, file = opened(db, vault, person_id, staff_id)
    note(db, person_id, staff_id, now)
    is_agent = db.execute(_ROLE, {"who": staff_id}).scalar_one() == Role.FIELD_AGENT
    telling = Telling(reading, places)
    sections = [
        Section(title, tuple(headings.split("|")), tuple(read(telling)))
        for title, (headings, read) in SECTIONS.items()
        if not (is_agent and title in NOT_FOR_AGENTS)
    ]
    return Page(file.name, file.code, tuple(_about(telling, file)), sections)


def _about(telling: Telling, file: File) -> list[tuple[str, Cell]]:
    heads = {None: "", True: "yes", False: "no"}[file.head]
    told: dict[str, Cell] = {
        "sex": file.sex,
        "born": file.born,
        "lives in": telling.place(file.place),
        "language": file.language,
        "state": file.state,
        "registered": file.registered_at,
        "by": file.origin,
        "heads the household": heads,
        "status": file.status,
        "vulnerability": " ".join(file.vulnerability),
        "wish": file.wish,
        "left": file.left_on,
        "returned": file.returned_on,
        "stayed": file.stayed,
        "collector": file.collector,
        "guardian": file.guardian,
    }
    return [(name, cell) for name, cell in told.items() if cell not in (None, "")]
