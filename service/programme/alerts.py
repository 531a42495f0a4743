"""Alerts: patterns that cannot be, seen by the service and settled by a person. Each is said once a day of a subject.

An alert is an event of the audit trail, « alert: … »; so is its settling, which names it. Neither is ever changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, bindparam, literal_column, select, tuple_

from flows.phones import masked
from service.many import among
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.keyset import Page, cut, read, told
from service.programme.labels import NAME, NUMBER, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.working_days import midnight, today
from service.vault import Vault

PREFIX = "alert: "
SETTLED = "alert settled"
MOST = 30
"""Alerts of one page."""
NOBODY = "–"
"""Who it is about, where that is gone or is no person, no phone and no member of staff."""


class Finding(StrEnum):
    """What came of looking into an alert: words of the programme, since the audit trail holds no others."""

    EXPLAINED = "explained"
    MISTAKE = "mistake"
    TALKED = "talked"
    MEASURES = "measures"
    UNCLEAR = "unclear"


_SAID = (
    select(t.audit_event.c.id)
    .where(
        t.audit_event.c.action == bindparam("said"),
        t.audit_event.c.subject == bindparam("about"),
        t.audit_event.c.subject_id == bindparam("which"),
        t.audit_event.c.at >= bindparam("since"),
    )
    .limit(1)
)


def raise_alert(ctx: Context, kind: str, subject: str, subject_id: UUID | None, detail: str = "") -> bool:
    """Say an alert, once a day of the same subject; whether it was said now. `kind` with or without « alert: »;
    `detail`: words of the programme, never of a person."""
    action = PREFIX + kind.removeprefix(PREFIX)
    about = {"said": action, "about": subject, "which": str(subject_id or ""), "since": midnight(ctx, today(ctx))}
    if ctx.db.execute(_SAID, about).first() is not None:
        return False
    audit.record(ctx, action, subject, subject_id, detail)
    return True


class AlertError(ValueError):
    """Why an alert cannot be settled. str() is plain words."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as a list shows it. `who`: the member of staff, the person or the phone that it is about, as far as a
    screen may say; `finding` "" and `settled_at` None: it is open."""

    id: UUID
    at: datetime
    kind: str
    subject: str
    who: str
    detail: str
    finding: str
    settled_at: datetime | None


_EVENT = ("id", "at", "action", "subject", "subject_id", "detail")
_OF_ALERTS: ColumnElement[bool] = literal_column("audit_event.action LIKE 'alert%'")
"""As the index of alerts has it, written out: the audit trail is long, and few of it are alerts."""
_ALERTS = (
    select(*(t.audit_event.c[name] for name in _EVENT))
    .where(_OF_ALERTS, t.audit_event.c.action.startswith(PREFIX))
    .order_by(t.audit_event.c.at.desc(), t.audit_event.c.id.desc())
)
_SETTLINGS = (
    select(t.audit_event.c.subject_id, t.audit_event.c.detail, t.audit_event.c.at)
    .where(_OF_ALERTS, t.audit_event.c.action == SETTLED)
    .order_by(t.audit_event.c.at, t.audit_event.c.id)
)


def everything(db: Connection, vault: Vault, *, only_open: bool = False) -> Iterator[Alert]:
    """The alerts, the latest first; those that nobody has looked into alone, where that is wanted."""
    settled = _settled(db)
    rows = [row for row in db.execute(_ALERTS) if not (only_open and str(row.id) in settled)]
    yield from _alerts(db, vault, rows, settled)


def page(db: Connection, vault: Vault, *, only_open: bool, after: str = "", most: int = MOST) -> Page[Alert]:
    """The same, one page of them."""
    settled, mark = _settled(db), read(after)
    wanted = _ALERTS
    if mark is not None and mark.moment is not None:
        wanted = wanted.where(tuple_(t.audit_event.c.at, t.audit_event.c.id) < tuple_(_at(mark.moment), mark.id))
    is_wanted = (row for row in db.execute(wanted) if not (only_open and str(row.id) in settled))
    found = cut(list(islice(is_wanted, most + 1)), most, lambda row: told(row.at, row.id))
    return Page(list(_alerts(db, vault, found.lines, settled)), found.after)


def count_open(db: Connection) -> int:
    """How many nobody has looked into."""
    settled = _settled(db)
    return sum(str(row.id) not in settled for row in db.execute(_ALERTS))


def _settled(db: Connection) -> Mapping[str, t.AnyRow]:
    """Alert → the event that settled it."""
    return {row.subject_id: row for row in db.execute(_SETTLINGS)}


def _at(moment: datetime) -> ColumnElement[datetime]:
    return bindparam(None, moment, type_=t.audit_event.c.at.type)


def _alerts(db: Connection, vault: Vault, rows: Sequence[t.AnyRow], settled: Mapping[str, t.AnyRow]) -> Iterator[Alert]:
    names = _names(db, vault, rows)
    for row in rows:
        end = settled.get(str(row.id))
        yield Alert(
            row.id,
            row.at,
            row.action.removeprefix(PREFIX),
            row.subject,
            names.get((row.subject, row.subject_id), NOBODY),
            row.detail,
            end.detail if end else "",
            end.at if end else None,
        )


def settle(db: Connection, alert_id: UUID, finding: Finding, by: UUID, now: datetime) -> None:
    """Somebody has looked into an alert. Raises AlertError where it is none, or was settled before."""
    if db.execute(_ALERTS.where(t.audit_event.c.id == alert_id)).first() is None:
        raise AlertError("There is no such alert: the list of alerts has them all.")
    if db.execute(_SETTLINGS.where(t.audit_event.c.subject_id == str(alert_id))).first() is not None:
        raise AlertError("That alert is settled already.")
    audit.add(db, now, str(by), SETTLED, "audit_event", alert_id, finding.value)


_WHO: Mapping[str, tuple[Any, Select[Any]]] = MappingProxyType(
    {
        "staff": (t.staff.c.id, select(t.staff.c.id.label("about"), t.staff.c.id, t.staff.c.name.label("sealed"))),
        "phone": (t.phone.c.id, select(t.phone.c.id.label("about"), t.phone.c.id, t.phone.c.number.label("sealed"))),
        "person": (t.person.c.id, select(t.person.c.id.label("about"), t.person.c.id, t.person.c.name.label("sealed"))),
        "visit": (
            t.visit.c.id,
            select(t.visit.c.id.label("about"), t.person.c.id, t.person.c.name.label("sealed")).join_from(
                t.visit, t.person, t.person.c.id == t.visit.c.person_id
            ),
        ),
        "delivery": (
            t.delivery.c.id,
            select(t.delivery.c.id.label("about"), t.person.c.id, t.person.c.name.label("sealed")).join_from(
                t.delivery, t.person, t.person.c.id == t.delivery.c.person_id
            ),
        ),
    }
)
"""Subject → the column of its id, and whose sealed words say who that is."""
_SAYS: Mapping[str, Callable[[Vault, UUID, bytes], str]] = MappingProxyType(
    {
        "staff": lambda vault, row_id, sealed: first_name_and_initial(vault.open(STAFF_NAME, row_id, sealed)),
        "phone": lambda vault, row_id, sealed: masked(vault.open(NUMBER, row_id, sealed)),
    }
)


def _of_person(vault: Vault, row_id: UUID, sealed: bytes) -> str:
    return first_name_and_initial(vault.open(NAME, row_id, sealed))


def _names(db: Connection, vault: Vault, rows: Sequence[t.AnyRow]) -> dict[tuple[str, str], str]:
    """(subject, its id) → who that is: one look for each kind of subject."""
    found: dict[tuple[str, str], str] = {}
    for subject, (column, statement) in _WHO.items():
        ids = list({UUID(row.subject_id) for row in rows if row.subject == subject and row.subject_id})
        if not ids:
            continue
        say = _SAYS.get(subject, _of_person)
        for row in db.execute(statement.where(among(db, column, ids))):
            found[subject, str(row.about)] = say(vault, row.id, row.sealed)
    return found
