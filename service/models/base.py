"""What all tables share: names of constraints (migrations need them), ids, sealed bytes, moments."""

from typing import Any, ClassVar, cast

from sqlalchemy import Index, MetaData, Table, text
from sqlmodel import Field, SQLModel

from service.database import UtcDateTime
from service.ids import uuid7


class Row(SQLModel):
    """A table's class. Statuses are StrEnum values in plain string columns: SQLModel would turn an enum
    annotation into a database enum, which a migration cannot change inside a transaction."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for Core statements."""
    return cast(Table, model.__dict__["__table__"])


def own_id() -> Any:
    """A UUIDv7 primary key, made by the application."""
    return Field(default_factory=uuid7, primary_key=True)


def moment(index: bool = False) -> Any:
    """A moment that must be given; the models have no clock."""
    return Field(sa_type=cast(Any, UtcDateTime), index=index)


def moment_or_none(index: bool = False) -> Any:
    return Field(default=None, sa_type=cast(Any, UtcDateTime), nullable=True, index=index)


def part_of(target: str, index: bool = True) -> Any:
    """A reference to what the row belongs to: it goes with it."""
    return Field(foreign_key=target, ondelete="CASCADE", index=index)


def refers_to(target: str, index: bool = True) -> Any:
    """A reference that is forgotten when its target goes."""
    return Field(default=None, foreign_key=target, ondelete="SET NULL", nullable=True, index=index)


def needs(target: str, index: bool = True) -> Any:
    """A reference whose target cannot go while the row stands."""
    return Field(foreign_key=target, ondelete="RESTRICT", index=index)


def index_where(name: str, columns: str, condition: str) -> Index:
    """An index of some rows alone, on both databases: the others cost nothing when they are written. `columns`:
    separated by spaces. A statement uses it whose own condition is written out, and no parameter."""
    return Index(name, *columns.split(), sqlite_where=text(condition), postgresql_where=text(condition))


def in_place() -> Any:
    """Where something is, when that is known. A place that is in use cannot be removed."""
    return Field(default=None, foreign_key="place.pcode", ondelete="RESTRICT", nullable=True, index=True)
