"""What was said with a person by SMS and on the line, as one stream: the latest first, page by page.

- An SMS of the outbox that was for them; an SMS that came from a phone of theirs, where nobody else is on that phone or
  it is known to be theirs. What belongs to a conversation is told by the conversation.
- A conversation is told by its row; what was answered in it is read in service/conversations/retold.py.
- Sensitive conversations know no person, and so cannot stand here. A case that was given to the focal points is gone:
  its words, and the texts that told of it, are gone from here with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, exists, func, or_, select

from service.messaging.outbox import BODY
from service.models.incoming import IncomingKind
from service.programme import notices
from service.programme import tables as t
from service.programme.incoming import WORDS
from service.vault import Vault

PAGE = 30
REGISTRATION = "registration"

_who = bindparam("person", type_=t.person.c.id.type)
_at, _id = bindparam("at", type_=t.message.c.created_at.type), bindparam("id", type_=t.message.c.id.type)


def _before(moment: ColumnElement[Any], table: Table) -> tuple[ColumnElement[bool], ...]:
    """Before the last line of the page before."""
    return (or_(moment < _at, and_(moment == _at, table.c.id < _id)),)


_message, _sms, _call, _link = t.message, t.incoming_sms, t.conversation, t.person_phone
_SENT = (
    select(_message)
    .where(
        _message.c.person_id == _who,
        _message.c.kind != notices.DIALOGUE,
        or_(_message.c.kind.not_in((notices.CASE_TOLD, notices.RECEIPT)), _message.c.case_id.is_not(None)),
        *_before(_message.c.created_at, _message),
    )
    .order_by(_message.c.created_at.desc(), _message.c.id.desc())
    .limit(PAGE + 1)
)
_others = t.person_phone.alias("others")
_is_alone = ~exists().where(_others.c.phone_id == _link.c.phone_id, _others.c.person_id != _link.c.person_id)
_known = func.coalesce(t.message.c.person_id, t.case.c.person_id)
_RECEIVED = (
    select(_sms)
    .join(_link, _link.c.phone_id == _sms.c.phone_id)
    .outerjoin(_message, _message.c.id == _sms.c.answers_id)
    .outerjoin(t.case, t.case.c.id == _sms.c.case_id)
    .where(
        _link.c.person_id == _who,
        _sms.c.at >= _link.c.since,
        or_(_link.c.until.is_(None), _sms.c.at <= _link.c.until),
        or_(_known == _who, and_(_known.is_(None), _is_alone)),
        or_(
            _sms.c.kind.in_((IncomingKind.STOP.value, IncomingKind.START.value)),
            and_(_sms.c.kind == IncomingKind.KEYWORD.value, _sms.c.conversation_id.is_(None)),
            # Words are a case: where there is none any more, nothing of them is here.
            and_(_sms.c.kind.in_((IncomingKind.WORDS.value, IncomingKind.ANSWER.value)), t.case.c.id.is_not(None)),
        ),
        *_before(_sms.c.at, _sms),
    )
    .order_by(_sms.c.at.desc(), _sms.c.id.desc())
    .limit(PAGE + 1)
)
_registered = bindparam("registered", type_=t.person.c.registered_at.type)
_own_call = or_(
    _call.c.person_id == _who,
    and_(  # the call by which they were registered, by nobody known yet
        _call.c.phone_id.in_(select(_link.c.phone_id).where(_link.c.person_id == _who)),
        _call.c.journey == REGISTRATION,
        _call.c.touched_at == _registered,
    ),
)
_case_of_call = or_(
    exists().where(t.case.c.conversation_id == _call.c.id),
    exists().where(
        t.case.c.person_id == _call.c.person_id,
        t.case_event.c.case_id == t.case.c.id,
        t.case_event.c.kind == "repeat",
        t.case_event.c.at.between(_call.c.started_at, _call.c.touched_at),
    ),
)
_CALLS = (
    select(
        *(
            _call.c[name]
            for name in "id channel language state journey screen version started_at touched_at progress".split()
        ),
        _case_of_call.label("has_case"),
        or_(_call.c.journey != REGISTRATION, _call.c.touched_at == _registered).label("about_them"),
    )
    .where(_own_call, _call.c.sensitive.is_(False), _call.c.journey != "", *_before(_call.c.started_at, _call))
    .order_by(_call.c.started_at.desc(), _call.c.id.desc())
    .limit(PAGE + 1)
)


@dataclass(frozen=True, slots=True)
class Before:
    """Where a page of the stream begins: before this moment and id."""

    at: datetime
    id: UUID

    @classmethod
    def read(cls, text: str) -> "Before | None":
        """What `str` gave; None for anything else."""
        moment, _, row_id = text.partition("_")
        try:
            return cls(datetime.fromisoformat(moment), UUID(row_id))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat().replace('+00:00', 'Z')}_{self.id}"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text, or one conversation. `by`: "us" or "them"; `kind`: sms or call; `words`: of a text; `state`: of a
    message or a conversation; `row`: of a conversation, for whoever retells it."""

    id: UUID
    at: datetime
    by: str
    kind: str
    words: str
    state: str
    row: Any = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A page, the latest first. `older`: where the next one begins, None on the last."""

    bubbles: tuple[Bubble, ...]
    older: Before | None


def stream(
    db: Connection, vault: Vault, person_id: UUID, registered: datetime, now: datetime, before: Before | None = None
) -> Stream:
    """What was said with a person before a moment. `registered`: when they were."""
    start = before or Before(now, UUID(int=(1 << 128) - 1))
    told = {"person": person_id, "at": start.at, "id": start.id}
    rows = (
        _read(db, _SENT, told, "created_at"),
        _read(db, _RECEIVED, told, "at"),
        _read(db, _CALLS, {**told, "registered": registered}, "started_at"),
    )
    found = list(islice(merge(*rows, key=lambda one: (one[0], one[1].id), reverse=True), PAGE + 1))
    some, has_more = found[:PAGE], len(found) > PAGE
    older = Before(some[-1][0], UUID(str(some[-1][1].id))) if has_more else None
    return Stream(tuple(_bubble(vault, at, row) for at, row in some), older)


def _read(
    db: Connection, statement: Select[Any], told: Mapping[str, Any], moment: str
) -> Iterator[tuple[datetime, Any]]:
    for row in db.execute(statement, told):
        yield getattr(row, moment), row


def _bubble(vault: Vault, at: datetime, row: Any) -> Bubble:
    names = row._mapping
    if "body" in names:
        return Bubble(row.id, at, "us", "sms", vault.open(BODY, row.id, row.body), row.state)
    if "words" in names:
        return Bubble(row.id, at, "them", "sms", vault.open(WORDS, row.id, row.words), "")
    return Bubble(row.id, at, "them", "call", "", row.state, row)
