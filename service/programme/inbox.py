"""The SMS that people sent us, as the office reads them: who, what, and what became of it. The latest stand first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from flows.phones import masked
from service.many import Listed
from service.models.incoming import IncomingKind
from service.models.person import PersonState
from service.programme import tables as t
from service.programme.incoming import SENDER, WORDS
from service.programme.known import REPEATED
from service.programme.labels import NAME
from service.programme.names import first_name_and_initial
from service.vault import Vault

_sms = t.incoming_sms
_TEXTS = (
    select(_sms, t.message.c.campaign_id)
    .outerjoin(t.message, t.message.c.id == _sms.c.answers_id)
    .order_by(_sms.c.at.desc(), _sms.c.id.desc())
    .limit(bindparam("most"))
)
_ONE = select(_sms, t.message.c.campaign_id).outerjoin(t.message, t.message.c.id == _sms.c.answers_id)
_BEHIND = or_(
    _sms.c.at < bindparam("at", type_=_sms.c.at.type),
    and_(_sms.c.at == bindparam("at", type_=_sms.c.at.type), _sms.c.id < bindparam("after", type_=_sms.c.id.type)),
)
_PEOPLE = Listed(
    t.person_phone.c.phone_id,
    select(t.person_phone.c.phone_id, t.person.c.id, t.person.c.name)
    .join(t.person, t.person.c.id == t.person_phone.c.person_id)
    .where(t.person_phone.c.until.is_(None), t.person.c.state == PersonState.ACTIVE.value)
    .order_by(t.person_phone.c.id)
    .where,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which texts; a blank does not narrow. `since`, `until`: moments, the end is outside."""

    kind: IncomingKind | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person that the phone reaches. `name`: « Aminata T. »."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as a list shows it. `sender`: a masked number, or the name that an operator writes under; `people`: those
    whom the phone reaches, any of whom may have written; `case_id`: where the words went; `campaign_id`: whose
    question they answer; `can_be_answered`: it came from a phone."""

    id: UUID
    at: datetime
    kind: IncomingKind
    sender: str
    words: str
    people: tuple[Someone, ...]
    case_id: UUID | None
    campaign_id: UUID | None
    can_be_answered: bool


def texts(db: Connection, vault: Vault, wanted: Wanted, most: int, after: UUID | None = None) -> list[Incoming]:
    """The texts that are wanted, the latest first; `after`: those behind that one."""
    told: dict[str, Any] = {"most": most}
    found = _TEXTS.where(*_conditions(wanted))
    if after is not None:
        found = found.where(_BEHIND)
        told |= {"after": after, "at": db.scalar(select(_sms.c.at).where(_sms.c.id == after))}
    return _shown(db, vault, db.execute(found, told).all())


def text(db: Connection, vault: Vault, incoming_id: UUID) -> Incoming | None:
    """One of them; None where there is none."""
    rows = db.execute(_ONE.where(_sms.c.id == incoming_id)).all()
    return next(iter(_shown(db, vault, rows)), None)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.kind is not None:
        yield _sms.c.kind == wanted.kind.value
    else:
        yield _sms.c.kind != REPEATED  # told of twice, and read once
    if wanted.since is not None:
        yield _sms.c.at >= wanted.since
    if wanted.until is not None:
        yield _sms.c.at < wanted.until


def _shown(db: Connection, vault: Vault, rows: Sequence[t.AnyRow]) -> list[Incoming]:
    phones = list({row.phone_id for row in rows if row.phone_id is not None})
    people: dict[UUID, list[Someone]] = {}
    for one in _PEOPLE.all(db, phones) if phones else ():
        name = first_name_and_initial(vault.open(NAME, one.id, one.name))
        people.setdefault(one.phone_id, []).append(Someone(one.id, name))
    return [_one(vault, row, people.get(row.phone_id, [])) for row in rows]


def _one(vault: Vault, row: t.AnyRow, people: Sequence[Someone]) -> Incoming:
    sender = vault.open(SENDER, row.id, row.sender)
    return Incoming(
        row.id,
        row.at,
        IncomingKind(row.kind),
        masked(sender) if row.phone_id is not None else _operator(sender),
        vault.open(WORDS, row.id, row.words),
        tuple(people),
        row.case_id,
        row.campaign_id,
        row.phone_id is not None,
    )


def _operator(sender: str) -> str:
    """A name, or the few digits of a service; whatever has the length of a number is masked like one."""
    return masked(sender) if sum(c.isdigit() for c in sender) >= 8 else sender
