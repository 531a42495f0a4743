"""What the tests of people share: an officer, two files of one person, and what refers to a person."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Column, Connection, func, select

from service.models.base import Row
from service.models.staff import Role
from service.programme import tables as t
from service.units import Transact
from tests.service.programme.world import FOCAL, OUMAR, World

T = TypeVar("T")


def officer(world: World) -> UUID:
    return world.staff(Role.PROGRAMME_OFFICER, FOCAL)


def within(world: World) -> Transact:
    """Steps, in the one transaction of the test."""

    def transact(unit: Callable[[Connection], T]) -> T:
        return unit(world.db)

    return transact


def twice(world: World, **changes: Any) -> tuple[tuple[UUID, str], tuple[UUID, str]]:
    """Aminata registers, and a day later registers again, from another phone and spelt otherwise."""
    first = world.register()
    world.passes(days=1)
    again = world.register(OUMAR, **{"name": "Aminata Traore", "birth_year": 1981.0, **changes})
    return first, again


def references() -> list[Column[Any]]:
    """Every column of every table that refers to a person."""
    return [
        column
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if any(key.column is t.person.c.id for key in column.foreign_keys)
    ]


def refer_to(world: World, person_id: UUID) -> Iterator[tuple[str, str]]:
    """Where a person is referred to."""
    for column in references():
        if world.db.scalar(select(func.count()).select_from(column.table).where(column == person_id)):
            yield str(column.table.name), column.name
