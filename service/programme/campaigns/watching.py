"""A campaign as those see it who watch it: what it says and to whom, who has answered what, who could not be reached
and why. Pages of a keyset; numbers are masked, and of a name only what a screen may show."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Connection, Select, and_, bindparam, func, literal_column, or_, select

from flows.phones import masked
from service.programme import tables as t
from service.programme.campaigns.audience import Audience, read_told
from service.programme.campaigns.control import NotPossible
from service.programme.campaigns.planning import AUDIENCE, TEXTS
from service.programme.labels import NAME, NUMBER, STAFF_NAME, TARGET_ANSWER
from service.programme.names import first_name_and_initial
from service.vault import Vault

WORDS, JOURNEY = "words", "journey"
"""What an answer counts as that is no choice: free words, or a journey that was gone through."""
AT_ONCE = 2000
"""Answers that are opened at once, while choices are counted."""

_maker, _approver = t.staff.alias("maker"), t.staff.alias("approver")
_ONE = (
    select(t.campaign, _maker.c.name.label("maker"), _approver.c.name.label("approver"))
    .outerjoin(_maker, _maker.c.id == t.campaign.c.created_by)
    .outerjoin(_approver, _approver.c.id == t.campaign.c.approved_by)
    .where(t.campaign.c.id == bindparam("which"))
)
_target, _message = t.campaign_target, t.message
_answered = (
    select(_target.c.id, _target.c.answered_at, _target.c.answer)
    .where(_target.c.campaign_id == bindparam("which"), _target.c.answered_at.is_not(None))
    .order_by(_target.c.answered_at.desc(), _target.c.id.desc())
    .limit(bindparam("most"))
)
_BEHIND = or_(
    _target.c.answered_at < bindparam("at", type_=_target.c.answered_at.type),
    and_(
        _target.c.answered_at == bindparam("at", type_=_target.c.answered_at.type),
        _target.c.id < bindparam("after", type_=_target.c.id.type),
    ),
)
_IS_MISSED: ColumnElement[bool] = literal_column("message.state IN ('failed', 'undelivered', 'expired')", Boolean)
"""Written out, as its index says it."""
_missed = (
    select(_message.c.id, _message.c.state, _message.c.reason, _message.c.phone_id, _message.c.person_id)
    .add_columns(t.phone.c.number, t.person.c.name)
    .join(t.phone, t.phone.c.id == _message.c.phone_id)
    .outerjoin(t.person, t.person.c.id == _message.c.person_id)
    .where(_message.c.campaign_id == bindparam("which"), _IS_MISSED)
    .order_by(_message.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a campaign says, to whom, and who answers for it. `made_by` "": a program, or nobody is known; `made_by_id`:
    who cannot approve it."""

    row: t.AnyRow
    texts: Mapping[str, str]
    audience: Audience
    made_by: str
    made_by_id: UUID | None
    approved_by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody has answered. `choice`: the value of a choice, or WORDS or JOURNEY; `words`: what they wrote, "" for a
    choice; `reasons`: why the business stands as it does."""

    target_id: UUID
    at: datetime
    person_id: UUID | None
    person: str
    choice: str
    words: str
    reasons: tuple[str, ...] = ()
    wants_call: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """A text that did not arrive. `reason`: the carrier's word, or ours."""

    message_id: UUID
    state: str
    reason: str
    phone: str
    person_id: UUID | None
    person: str


def said(db: Connection, vault: Vault, campaign_id: UUID) -> Said:
    """What a campaign says. Raises NotPossible where there is none."""
    row = db.execute(_ONE, {"which": campaign_id}).first()
    if row is None:
        raise NotPossible(f"There is no campaign {campaign_id}.")
    texts = json.loads(vault.open(TEXTS, campaign_id, row.texts))
    audience = read_told(vault.open(AUDIENCE, campaign_id, row.audience))
    made_by = vault.open(STAFF_NAME, row.created_by, row.maker) if row.maker else ""
    approved_by = vault.open(STAFF_NAME, row.approved_by, row.approver) if row.approver else ""
    return Said(row, texts, audience, made_by, row.created_by, approved_by)


def answers(db: Connection, vault: Vault, campaign_id: UUID, most: int, after: UUID | None = None) -> Iterator[Answer]:
    """Who has answered, the latest first; `after`: those behind that one."""
    found = _answered.add_columns(_target.c.person_id, t.person.c.name).outerjoin(
        t.person, t.person.c.id == _target.c.person_id
    )
    for row in _behind(db, found, campaign_id, most, after):
        yield Answer(row.id, row.answered_at, row.person_id, _short(vault, row), **_read(_opened(vault, row)))


def _behind(db: Connection, found: Select[Any], campaign_id: UUID, most: int, after: UUID | None) -> Sequence[t.AnyRow]:
    told: dict[str, Any] = {"which": campaign_id, "most": most}
    if after is not None:
        found = found.where(_BEHIND)
        told |= {"after": after, "at": db.scalar(select(_target.c.answered_at).where(_target.c.id == after))}
    return db.execute(found, told).all()


def choices(db: Connection, vault: Vault, campaign_id: UUID) -> Counter[str]:
    """How often each choice was made. Answers are sealed: all of them are opened, a few thousand at a time."""
    found: Counter[str] = Counter()
    after: UUID | None = None
    while rows := _behind(db, _answered, campaign_id, AT_ONCE, after):
        found.update(_read(_opened(vault, row))["choice"] for row in rows)
        after = rows[-1].id
    return found


def _opened(vault: Vault, row: t.AnyRow) -> str:
    return vault.open(TARGET_ANSWER, row.id, row.answer) if row.answer else ""


def _read(answer: str) -> dict[str, Any]:
    """What an answer says: the JSON of a check-in's journey, or somebody's words."""
    if not answer:
        return {"choice": JOURNEY, "words": ""}
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "status" not in told:
        return {"choice": WORDS, "words": answer}
    reasons, wants_call = tuple(told.get("reasons", ())), bool(told.get("wants_call"))
    return {"choice": told["status"], "words": "", "reasons": reasons, "wants_call": wants_call}


def missed(db: Connection, vault: Vault, campaign_id: UUID, most: int, after: UUID | None = None) -> Iterator[Missed]:
    """Whom a text did not reach; `after`: those behind that one."""
    found = _missed if after is None else _missed.where(_message.c.id > after)
    for row in db.execute(found, {"which": campaign_id, "most": most}):
        number = masked(vault.open(NUMBER, row.phone_id, row.number))
        yield Missed(row.id, row.state, row.reason, number, row.person_id, _short(vault, row))


def why_missed(db: Connection, campaign_id: UUID) -> Counter[tuple[str, str]]:
    """(state, reason) of the texts that did not arrive → how many."""
    by = _message.c.state, _message.c.reason
    counted = select(*by, func.count().label("many")).where(_message.c.campaign_id == campaign_id, _IS_MISSED)
    return Counter({(row.state, row.reason): row.many for row in db.execute(counted.group_by(*by))})


def _short(vault: Vault, row: t.AnyRow) -> str:
    return first_name_and_initial(vault.open(NAME, row.person_id, row.name)) if row.name else ""
