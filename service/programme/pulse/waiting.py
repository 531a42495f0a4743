"""What waits for whoever looks: each work list that they may see, with how much stands in it.

Reports of abuse are no work list here: their focal points find them in a place of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from service.models.campaign import CampaignState
from service.models.message import MessageState
from service.models.person import PersonState
from service.models.staff import Role
from service.programme import alerts
from service.programme import tables as t
from service.programme.access.rights import Right, may
from service.programme.casedesk import board
from service.programme.casedesk.listing import Wanted
from service.programme.casedesk.steps import LEADS, worker
from service.programme.context import Context
from service.programme.distribution.overview import BROUGHT
from service.programme.followup import due
from service.programme.followup.sector import within
from service.programme.working_days import today


class Queue(StrEnum):
    """A work list."""

    CASES_OVERDUE = "cases_overdue"
    CASES_TODAY = "cases_today"
    CASES_NEW = "cases_new"
    """Nobody has them yet."""
    VISITS_OVERDUE = "visits_overdue"
    RECEIPTS_DIFFER = "receipts_differ"
    ALERTS = "alerts"
    DUPLICATES = "duplicates"
    UNCERTAIN = "uncertain"
    APPROVALS = "approvals"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whoever looks. `places`: P-codes separated by spaces, "" for everywhere."""

    role: Role
    places: str = ""


_DIFFERING = select(func.count()).where(t.delivery.c.differs, t.delivery.c.state.in_(BROUGHT))
_first, _second = t.person.alias("first"), t.person.alias("second")
_DUPLICATES = (
    select(func.count())
    .select_from(
        t.duplicate.join(_first, _first.c.id == t.duplicate.c.first_id).join(
            _second, _second.c.id == t.duplicate.c.second_id
        )
    )
    .where(t.duplicate.c.decision == "", *(one.c.state == PersonState.ACTIVE.value for one in (_first, _second)))
)
_UNCERTAIN = (
    select(func.count())
    .select_from(t.message)
    .where(t.message.c.state == literal_column(f"'{MessageState.UNCERTAIN.value}'"))  # as its index says it
)
_APPROVALS = select(func.count()).select_from(t.campaign).where(t.campaign.c.state == CampaignState.WAITING.value)


def waiting(ctx: Context, whose: Whose) -> Mapping[Queue, int]:
    """The work lists that they may see. `ctx.staff_id` is who looks: of an agent only what is theirs."""
    return {
        queue: count for right, find in _LISTS.items() if may(whose.role, right) for queue, count in find(ctx, whose)
    }


def _cases(ctx: Context, whose: Whose) -> Iterator[tuple[Queue, int]]:
    counts = board.counts(ctx, Wanted())
    yield Queue.CASES_OVERDUE, counts[board.Column.OVERDUE]
    yield Queue.CASES_TODAY, counts[board.Column.TODAY]
    if whose.role in LEADS:
        yield Queue.CASES_NEW, sum(board.counts(ctx, Wanted(unassigned=True)).values())


def _visits(ctx: Context, whose: Whose) -> Iterator[tuple[Queue, int]]:
    agent = due.Agent(worker(ctx), whose.places) if whose.role is Role.FIELD_AGENT else None
    wanted = due.Wanted(today(ctx) - timedelta(days=1), agent=agent, sector=whose.places)
    yield Queue.VISITS_OVERDUE, due.count(ctx.db, wanted)


def _receipts(ctx: Context, whose: Whose) -> Iterator[tuple[Queue, int]]:
    yield Queue.RECEIPTS_DIFFER, _count(ctx.db, _DIFFERING.where(within(t.delivery.c.place, whose.places)))


def _alerts(ctx: Context, _whose: Whose) -> Iterator[tuple[Queue, int]]:
    yield Queue.ALERTS, alerts.count_open(ctx.db)


def _pairs(ctx: Context, _whose: Whose) -> Iterator[tuple[Queue, int]]:
    yield Queue.DUPLICATES, _count(ctx.db, _DUPLICATES)


def _messages(ctx: Context, _whose: Whose) -> Iterator[tuple[Queue, int]]:
    yield Queue.UNCERTAIN, _count(ctx.db, _UNCERTAIN)
    yield Queue.APPROVALS, _count(ctx.db, _APPROVALS)


def _count(db: Connection, statement: Select[Any]) -> int:
    return db.scalar(statement) or 0


_LISTS: Mapping[Right, Callable[[Context, Whose], Iterator[tuple[Queue, int]]]] = MappingProxyType(
    {
        Right.CASES: _cases,
        Right.VISITS: _visits,
        Right.KITS: _receipts,
        Right.CHANGE_KITS: _alerts,
        Right.CHANGE_PEOPLE: _pairs,
        Right.SEND: _messages,
    }
)
"""What one must be allowed to see a work list → how much stands in it."""
