"""What stands in a person's file: what is known of them, their household, the cards that became one with theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, or_, select

from flows.codes import spaced
from service.programme import tables as t
from service.programme.labels import CODE, COLLECTOR, GUARDIAN, NAME, STAYED
from service.programme.names import first_name_and_initial
from service.programme.people.bands import BANDS
from service.vault import Vault

WHO = bindparam("person", type_=t.person.c.id.type)
"""The person, as every statement of these records binds them."""
_PERSON = select(t.person).where(t.person.c.id == WHO)
_head = t.person.alias("head")
_HOUSEHOLDS = (
    select(t.household, _head.c.id.label("head_id"), _head.c.name.label("head_name"))
    .join_from(t.person, t.household, t.household.c.id == t.person.c.household_id)
    .outerjoin(_head, _head.c.id == t.household.c.head_person_id)
    .where(or_(t.person.c.id == WHO, t.person.c.merged_into == WHO))
    .distinct()
)
_AT_HOME = (
    select(t.person.c.id, t.person.c.name, t.person.c.code, t.person.c.sex, t.person.c.birth_year, t.person.c.state)
    .where(t.person.c.household_id == bindparam("home", type_=t.household.c.id.type), t.person.c.merged_into.is_(None))
    .order_by(t.person.c.id)
)
_OTHER_CARDS = select(t.person).where(t.person.c.merged_into == WHO).order_by(t.person.c.registered_at, t.person.c.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person's records are read with."""

    db: Connection
    vault: Vault
    person_id: UUID

    def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """The rows of a statement about the person (bound as `person`)."""
        return self.db.execute(statement, {"person": self.person_id}).all()


@dataclass(frozen=True, slots=True)
class File:
    """`code`: in threes; `place`: a P-code or ""; `left_on`, `returned_on`: as far as they are known; `vulnerability`:
    words of the programme. What is not known is "" or None."""

    id: UUID
    name: str
    code: str
    sex: str
    born: int | None
    place: str
    language: str
    state: str
    origin: str
    head: bool | None
    household_id: UUID | None
    status: str
    vulnerability: tuple[str, ...]
    wish: str
    left_on: str
    returned_on: str
    stayed: str
    collector: str
    guardian: str
    complete: bool
    made_up: bool
    merged_into: UUID | None
    registered_at: datetime
    updated_at: datetime | None

    @property
    def short(self) -> str:
        """« Aminata T. »"""
        return first_name_and_initial(self.name)


@dataclass(frozen=True, slots=True)
class Household:
    """`bands`: as bands.BANDS names them; `head`: the short name of the member who heads it, "" where nobody
    registered does."""

    id: UUID
    size: int | None
    bands: Mapping[str, int | None]
    head: str
    head_sex: str
    place: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the household: short name, card in threes."""

    id: UUID
    name: str
    code: str
    sex: str
    born: int | None
    state: str


@dataclass(frozen=True, slots=True)
class OtherCard:
    """A file of the same person that was merged into this one."""

    name: str
    code: str
    born: int | None
    place: str
    registered_at: datetime
    merged_at: datetime | None


def file_of(reading: Reading) -> File | None:
    """The file itself; None where there is none with this id."""
    rows = reading.rows(_PERSON)
    return _file(reading.vault, rows[0]) if rows else None


def _file(vault: Vault, row: Any) -> File:
    def opened(label: str, blob: bytes | None) -> str:
        return vault.open(label, row.id, blob) if blob is not None else ""

    return File(
        id=row.id,
        name=opened(NAME, row.name),
        code=spaced(opened(CODE, row.code)),
        sex=row.sex,
        born=row.birth_year,
        place=row.place or "",
        language=row.language,
        state=row.state,
        origin=row.origin,
        head=row.head,
        household_id=row.household_id,
        status=row.status,
        vulnerability=tuple(row.vulnerability.split()),
        wish=row.wish,
        left_on=row.left_on,
        returned_on=row.returned_on,
        stayed=opened(STAYED, row.stayed),
        collector=opened(COLLECTOR, row.collector),
        guardian=opened(GUARDIAN, row.guardian),
        complete=bool(row.file_complete),
        made_up=bool(row.made_up),
        merged_into=row.merged_into,
        registered_at=row.registered_at,
        updated_at=row.updated_at,
    )


def households(reading: Reading) -> Iterator[Household]:
    """Their household, and that of a file that became one with theirs."""
    for row in reading.rows(_HOUSEHOLDS):
        head = first_name_and_initial(reading.vault.open(NAME, row.head_id, row.head_name)) if row.head_id else ""
        bands = {band: getattr(row, band) for band in BANDS}
        yield Household(row.id, row.size, bands, head, row.head_sex, row.place or "")


def at_home(db: Connection, vault: Vault, household_id: UUID) -> Iterator[Relative]:
    """Everybody registered of a household, whoever was first to come first."""
    for row in db.execute(_AT_HOME, {"home": household_id}):
        name = first_name_and_initial(vault.open(NAME, row.id, row.name))
        yield Relative(row.id, name, spaced(vault.open(CODE, row.id, row.code)), row.sex, row.birth_year, row.state)


def other_cards(reading: Reading) -> Iterator[OtherCard]:
    """The files that became one with theirs."""
    for row in reading.rows(_OTHER_CARDS):
        code, name = reading.vault.open(CODE, row.id, row.code), reading.vault.open(NAME, row.id, row.name)
        yield OtherCard(name, spaced(code), row.birth_year, row.place or "", row.registered_at, row.updated_at)
