"""A person's whole history on one page. Whoever opens it stands in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from flows.codes import spaced
from flows.places import Gazetteer
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import CODE, COLLECTOR, GUARDIAN, NAME, STAYED
from service.programme.people.holder import check_theirs
from service.programme.people.sections import NOT_FOR_AGENTS, SECTIONS, Cell, Cells, Reading
from service.vault import Vault

OPENED = "person opened"
OPENERS = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER, Role.FIELD_AGENT)
"""Who may open a file; an agent those of their villages."""

_PERSON = select(t.person).where(t.person.c.id == bindparam("who"))
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


def open_file(db: Connection, vault: Vault, places: Gazetteer, person_id: UUID, staff_id: UUID, now: datetime) -> Page:
    """The page of a person, for a member of staff. Raises PeopleError where it is not for them."""
    row = db.execute(_PERSON, {"who": person_id}).one()
    check_theirs(db, staff_id, row.place)
    is_agent = db.execute(_ROLE, {"who": staff_id}).scalar_one() == Role.FIELD_AGENT
    audit.add(db, now, str(staff_id), OPENED, "person", person_id)
    reading = Reading(db, vault, places, person_id)
    sections = [
        Section(title, tuple(headings.split("|")), tuple(read(reading)))
        for title, (headings, read) in SECTIONS.items()
        if not (is_agent and title in NOT_FOR_AGENTS)
    ]
    name, code = vault.open(NAME, person_id, row.name), vault.open(CODE, person_id, row.code)
    return Page(name, spaced(code), tuple(_about(reading, row)), sections)


def _about(reading: Reading, row: t.AnyRow) -> list[tuple[str, Cell]]:
    heads = {None: "", True: "yes", False: "no"}[row.head]
    plain: dict[str, Cell] = {
        "sex": row.sex,
        "born": row.birth_year,
        "lives in": reading.place(row.place),
        "language": row.language,
        "state": row.state,
        "registered": row.registered_at,
        "by": row.origin,
        "heads the household": heads,
        "status": row.status,
        "vulnerability": row.vulnerability,
        "wish": row.wish,
        "left": row.left_on,
        "returned": row.returned_on,
    }
    sealed = {"stayed": STAYED, "collector": COLLECTOR, "guardian": GUARDIAN}
    opened = {
        name: reading.vault.open(label, row.id, blob)
        for name, label in sealed.items()
        if (blob := getattr(row, name)) is not None
    }
    return [(name, cell) for name, cell in {**plain, **opened}.items() if cell not in (None, "")]
