"""Who is calling: a phone is not a person, and who says that they are somebody is believed on that phone only."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select, update

from flows.effects import ChooseLanguage, IdentifyCaller
from service.models.person import PersonState
from service.models.phone import PhoneState
from service.models.staff import Role
from service.prepared import Prepared
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import CODE, NAME, PHONE, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.phones import PhoneRow, phone_for
from service.programme.proof import check_birth_year, find_card, join_phone

__all__ = [
    "AGENTS",
    "CODE",
    "NAME",
    "PHONE",
    "STAFF_NAME",
    "NotIdentified",
    "PersonRow",
    "PhoneRow",
    "StaffRow",
    "check_birth_year",
    "choose_language",
    "find_card",
    "first_name_and_initial",
    "identified",
    "identify",
    "join_phone",
    "people_on",
    "phone_for",
    "staff_of",
]

AGENTS = (Role.FIELD_AGENT, Role.PROGRAMME_OFFICER)
"""Staff whose phone opens the agents' menu; focal points call as anybody does."""


class NotIdentified(LookupError):
    """An effect that is about the caller, and nobody is identified: a fault of the line, never of a caller."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a phone. `name` and `code` are sealed; `place` is a P-code or ""."""

    id: UUID
    name: bytes
    code: bytes
    sex: str
    place: str
    language: str
    file_complete: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff by their phone. `name` is sealed; `places`: P-codes separated by spaces."""

    id: UUID
    name: bytes
    role: str
    places: str


_PEOPLE = Prepared(
    select(
        t.person.c.id,
        t.person.c.name,
        t.person.c.code,
        t.person.c.sex,
        t.person.c.place,
        t.person.c.language,
        t.person.c.file_complete,
    )
    .join_from(t.person_phone, t.person, t.person.c.id == t.person_phone.c.person_id)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.phone_id == bindparam("which"),
        t.person_phone.c.until.is_(None),
        t.person.c.state == PersonState.ACTIVE.value,
        t.phone.c.state != PhoneState.UNVERIFIED.value,
    )
    .order_by(t.person_phone.c.id)
)
_STAFF = Prepared(
    select(t.staff.c.id, t.staff.c.name, t.staff.c.role, t.staff.c.places)
    .where(t.staff.c.phone_mac == bindparam("mac"), t.staff.c.active, or_(*(t.staff.c.role == role for role in AGENTS)))
    .order_by(t.staff.c.id)
    .limit(1)
)
_PHONE_LANGUAGE = update(t.phone).where(t.phone.c.id == bindparam("row_id"))
_PERSON_LANGUAGE = update(t.person).where(t.person.c.id == bindparam("row_id"))


def people_on(db: Connection, phone_id: UUID) -> list[PersonRow]:
    """The active people of a phone, in the order in which they came to it. Nobody where it is unverified: the number
    may be somebody else's by now, who has to be told nothing of them."""
    rows = _PEOPLE.all(db, which=phone_id)
    return [PersonRow(r.id, r.name, r.code, r.sex, r.place or "", r.language, r.file_complete) for r in rows]


def staff_of(db: Connection, phone_mac: bytes) -> StaffRow | None:
    """The agent or programme officer whose phone this is."""
    row = _STAFF.first(db, mac=phone_mac)
    return None if row is None else StaffRow(row.id, row.name, row.role, row.places)


def identified(ctx: Context) -> UUID:
    """The person who is calling. Raises NotIdentified."""
    if ctx.person_id is None:
        raise NotIdentified("nobody is identified in this call")
    return ctx.person_id


def identify(_ctx: Context, _effect: IdentifyCaller) -> Results:
    """Who of a shared phone is calling stands in the conversation alone."""
    return {}


def choose_language(ctx: Context, effect: ChooseLanguage) -> Results:
    """The phone speaks it from the next call on, and so does whoever is identified on it."""
    chosen = {"language": effect.language}
    ctx.db.execute(_PHONE_LANGUAGE, {"row_id": ctx.phone_id, **chosen})
    if ctx.person_id is not None:
        ctx.db.execute(_PERSON_LANGUAGE, {"row_id": ctx.person_id, **chosen})
    return {}
