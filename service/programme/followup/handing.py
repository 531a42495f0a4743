"""A silence is put into an agent's hands: once, in the places where they work, and until they say what came of it.

What may be handed over is read first; what is written is written in small steps, so that callers do not wait.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.ids import uuid7
from service.models.staff import Role
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.due import Agent
from service.programme.followup.silence import Filter, Line, lines
from service.programme.followup.silences import Silence
from service.programme.identity import AGENTS
from service.programme.labels import STAFF_NAME
from service.programme.names import first_name_and_initial
from service.vault import Vault

HANDED, DONE, LISTED = "silence handed", "silence done", "silence listed in full"


class HandingError(ValueError):
    """Why a line cannot be handed or settled. str() is plain words."""


class Outcome(StrEnum):
    """What came of looking for somebody."""

    FOUND = "found"
    NEW_PHONE = "new_phone"
    VISITED = "visited"
    REGISTERED = "registered"
    MOVED = "moved"
    DIED = "died"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class InHand:
    """A line in an agent's hands, or about to be."""

    handed_id: UUID
    line: Line


@dataclass(frozen=True, slots=True)
class Searcher:
    """Somebody who may be handed a list: short name; `places`: where they work, "" for everywhere."""

    id: UUID
    name: str
    places: str


STEP = 200
"""Lines handed over at once: some 30 ms."""

_ADD = Adding(t.handed, "kind", "subject_id")
_SETTLE = update(t.handed).where(t.handed.c.id == bindparam("which"))
_AGAIN = _SETTLE.where(t.handed.c.handed_at == bindparam("was_handed_at", type_=t.handed.c.handed_at.type))
_FIND = select(t.handed.c.id, t.handed.c.staff_id, t.handed.c.done_at).where(t.handed.c.id == bindparam("which"))
_SEARCHERS = (
    select(t.staff.c.id, t.staff.c.name, t.staff.c.places)
    .where(t.staff.c.active, t.staff.c.role.in_(AGENTS))
    .order_by(t.staff.c.id)
)
_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"))


def searchers(db: Connection, vault: Vault) -> list[Searcher]:
    """Everybody at work whose phone opens the agents' menu."""
    return [
        Searcher(row.id, first_name_and_initial(vault.open(STAFF_NAME, row.id, row.name)), row.places)
        for row in db.execute(_SEARCHERS)
    ]


def to_hand(ctx: Context, agent: Agent, wanted: Filter, *, again: bool = False, most: int = 0) -> list[InHand]:
    """The lines that fit, and may be put into an agent's hands; at most so many (0: all). Left out is what is in
    somebody's hands already, and, unless it is `again` to be looked into, what somebody has settled. Broken
    registrations have no place: they go to whoever is asked for them by name, or works everywhere."""
    free = (one for one in _of_agent(ctx, agent, wanted) if one.staff_id is None or (again and one.done_at))
    return [InHand(line.handed_id or uuid7(), line) for line in islice(free, most or None)]


def hand(ctx: Context, agent: Agent, some: Sequence[InHand], by: UUID) -> list[InHand]:
    """Put them into an agent's hands; without those that somebody else got since they were read."""
    given = [one for one in some if _put(ctx, agent, one)]
    if given:
        audit.add(ctx.db, ctx.now, str(by), HANDED, "staff", agent.id, str(len(given)))
    return given


def _of_agent(ctx: Context, agent: Agent, wanted: Filter) -> Iterator[Line]:
    for kind in wanted.kinds:
        has_place = kind is not Silence.ABANDONED
        if not has_place and agent.places and len(wanted.kinds) > 1:
            continue
        sector = agent.places if has_place else ""
        yield from lines(ctx, Filter((kind,), wanted.place, sector, wanted.sex, wanted.kit))


def _put(ctx: Context, agent: Agent, one: InHand) -> bool:
    line = one.line
    if line.handed_id is not None:
        anew = {"staff_id": agent.id, "handed_at": ctx.now, "done_at": None, "outcome": ""}
        about = {"which": line.handed_id, "was_handed_at": line.handed_at}
        return ctx.db.execute(_AGAIN, {**about, **anew}).rowcount == 1
    about_it = {"kind": line.kind.value, "subject_id": line.subject_id}
    return _ADD.once(ctx.db, {"id": one.handed_id, **about_it, "staff_id": agent.id, "handed_at": ctx.now})


def done(db: Connection, handed_id: UUID, outcome: Outcome, by: UUID, now: datetime) -> None:
    """Somebody says what came of a line; an agent of what is in their own hands. Raises HandingError where it is none,
    or was settled before."""
    row = db.execute(_FIND, {"which": handed_id}).first()
    if row is None:
        raise HandingError("There is no such line: the list that was handed out names them.")
    if row.done_at is not None:
        raise HandingError("That line is settled already.")
    if row.staff_id != by and db.execute(_ROLE, {"who": by}).scalar() == Role.FIELD_AGENT:
        raise HandingError("That line is in somebody else's hands.")
    db.execute(_SETTLE, {"which": handed_id, "done_at": now, "outcome": outcome.value})
    audit.add(db, now, str(by), DONE, "handed", handed_id, outcome.value)
