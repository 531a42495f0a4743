"""A list that is given out, read page by page: people, deliveries, receipts, visits, cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from flows.places import LEVELS
from service.many import among
from service.models.person import Sex
from service.programme import tables as t
from service.programme.context import Context
from service.programme.people.within import below
from service.programme.places import named
from service.programme.transfer.export_cells import Cell, Column, Looking
from service.programme.transfer.export_columns import COLUMNS, columns_of
from service.programme.transfer.export_rows import SUBJECTS, Subject
from service.programme.transfer.faults import TransferError

T = TypeVar("T")
PAGE = 500
TAGS = 1
"""Rows of HXL tags below the headings."""
FILTERS = (*LEVELS, "sex", "kit")
_SEXES = MappingProxyType({"women": Sex.FEMALE, "men": Sex.MALE, "female": Sex.FEMALE, "male": Sex.MALE})


class Read(Protocol):
    """Runs a unit that only reads."""

    def __call__(self, unit: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True)
class Export:
    """An export that is asked for. `count`: rows given out so far."""

    kind: str
    full: bool
    conditions: tuple[ColumnElement[bool], ...]
    told: str
    """The filters, as the audit trail keeps them."""

    @property
    def columns(self) -> list[Column]:
        return columns_of(self.kind, full=self.full)

    def tags(self) -> dict[str, Cell]:
        """The row of HXL tags."""
        return {column.heading: column.tag for column in self.columns}

    def lines(self, read: Read, inside: Callable[[Connection], Context]) -> Iterator[dict[str, Cell]]:
        """Every row, page by page; what is added meanwhile may stand in it or not."""
        after = UUID(int=0)
        while True:
            page, last = read(lambda db, after=after: self._page(inside(db), after))  # type: ignore[misc]
            yield from page
            if last is None:
                return
            after = last

    def _page(self, ctx: Context, after: UUID) -> tuple[list[dict[str, Cell]], UUID | None]:
        """The rows behind that id, and where the next page begins."""
        subject = SUBJECTS[self.kind]
        key = subject.table.c.id
        wanted = subject.rows.where(key > after, *self.conditions).order_by(key).limit(PAGE)
        rows = ctx.db.execute(wanted).all()
        ids = [row.id for row in rows]
        beside = {name: find(ctx.db, ctx.vault, ids) if ids else {} for name, find in subject.beside.items()}
        looking = Looking.of(ctx, beside)
        lines = [{column.heading: column.cell(looking, row) for column in self.columns} for row in rows]
        return lines, ids[-1] if len(ids) == PAGE else None


def export_of(ctx: Context, kind: str, where: Mapping[str, Sequence[str]], *, full: bool) -> Export:
    """`where`: filter → values, any of which fits; filters narrow one another. Raises TransferError."""
    if kind not in COLUMNS:
        raise TransferError(f"There is no export {kind!r}: there are {', '.join(COLUMNS)}.")
    subject = SUBJECTS[kind]
    conditions = tuple(_condition(ctx, subject, name, values) for name, values in where.items())
    told = "; ".join(f"{name}={','.join(values)}" for name, values in where.items())
    return Export(kind, full, conditions, told)


def _condition(ctx: Context, subject: Subject, name: str, values: Sequence[str]) -> ColumnElement[bool]:
    if name not in FILTERS:
        raise TransferError(f"There is no filter {name!r}: there are {', '.join(FILTERS)}.")
    if not values:
        raise TransferError(f"{name} has no value: write {name}=….")
    if name in LEVELS:
        pcodes = [pcode for value in values for pcode in below(ctx.db, _place(ctx, name, value))]
        return among(ctx.db, subject.place, pcodes)
    if name == "sex":
        sexes = [_SEXES.get(value.casefold()) for value in values]
        if None in sexes:
            raise TransferError("sex is female or male.")
        return t.person.c.sex.in_([sex.value for sex in sexes if sex])
    return _kit(ctx, subject, values)


def _place(ctx: Context, level: str, typed: str) -> str:
    found = named(ctx.places, level, typed)
    if not found:
        raise TransferError(f"{level} has no {typed!r}.")
    if len(found) > 1:
        raise TransferError(f"{level} {typed!r} is any of {', '.join(found)}: say which by its code.")
    return found[0]


def _kit(ctx: Context, subject: Subject, codes: Sequence[str]) -> ColumnElement[bool]:
    known = {row.code: row.id for row in ctx.db.execute(select(t.kit.c.code, t.kit.c.id))}
    strange = [code for code in codes if code not in known]
    if strange:
        raise TransferError(f"kit has no {strange[0]!r}: there are {', '.join(sorted(known))}.")
    ids = [known[code] for code in codes]
    if subject.kit is not None:
        return subject.kit.in_(ids)
    came, member = t.delivery.alias(), t.business_member.alias()
    theirs = or_(
        came.c.person_id == t.person.c.id,
        exists()
        .where(member.c.business_id == came.c.business_id, member.c.person_id == t.person.c.id)
        .correlate(came, t.person),
    )
    return exists().where(came.c.kit_id.in_(ids), theirs).correlate(t.person)
