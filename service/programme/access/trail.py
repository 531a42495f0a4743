"""The audit trail as it is read: who did or saw what, the newest first. Reports of abuse, and whoever works on them,
are not in it: that there is one is known to the focal points alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, not_, or_, select, tuple_

from service.programme import keyset
from service.programme import tables as t
from service.programme.access import roster
from service.programme.casedesk.steps import Step
from service.programme.keyset import Page
from service.vault import Vault

PAGE = 50
_e = t.audit_event
_CONFIDED = f"case {Step.CONFIDE.value}"
_HIDDEN = or_(
    _e.c.subject == "sensitive_case",
    _e.c.action.like("concern%"),
    _e.c.actor == "sensitive",
    _e.c.action == _CONFIDED,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events. `actor`: a staff id or a part of the service; `subject` and `subject_id`: about what; `day`: of the
    programme's zone; "" and None: any."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    subject_id: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """`staff_id`: who it was, where it was a member of staff; `about_staff`: whom it is about, where that is one;
    `names`: what members of staff are called."""

    id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    detail: str
    staff_id: UUID | None
    about_staff: UUID | None
    names: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def who(self) -> str:
        """A name, or the part of the service; "" for somebody who is gone."""
        return self.actor if self.staff_id is None else self.names.get(self.staff_id, "")

    @property
    def whom(self) -> str:
        return self.names.get(self.about_staff, "") if self.about_staff else ""


def trail(db: Connection, vault: Vault, wanted: Wanted, zone: ZoneInfo, after: str = "") -> Page[Event]:
    """A page of events, the newest first. `after`: the token of the page before."""
    statement = select(_e).where(not_(_HIDDEN), *_conditions(wanted, zone))
    mark = keyset.read(after)
    if mark is not None and mark.moment is not None:
        statement = statement.where(tuple_(_e.c.at, _e.c.id) < tuple_(mark.moment, mark.id))
    rows = db.execute(statement.order_by(_e.c.at.desc(), _e.c.id.desc()).limit(PAGE + 1)).all()
    page = keyset.cut(rows, PAGE, lambda row: keyset.told(row.at, row.id))
    people = {one for row in page.lines for one in (_uuid(row.actor), _about(row)) if one is not None}
    names = roster.names(db, vault, sorted(people))
    return page.of(lambda row: Event(**row._asdict(), staff_id=_uuid(row.actor), about_staff=_about(row), names=names))


def _conditions(wanted: Wanted, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    same = {name: getattr(wanted, name) for name in ("actor", "action", "subject", "subject_id")}
    found = [_e.c[name] == value for name, value in same.items() if value]
    if wanted.day is not None:
        since, until = (_midnight(wanted.day + timedelta(days=more), zone) for more in (0, 1))
        found.append(and_(_e.c.at >= since, _e.c.at < until))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _about(row: Any) -> UUID | None:
    return _uuid(row.subject_id) if row.subject == "staff" else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
