"""What a door for staff or programs works with: the web process's own database, writer and journeys."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection, Engine

from flows.library import Library
from service.programme.context import Context
from service.settings import Settings
from service.vault import Vault
from service.writer import Unit, Writer

T = TypeVar("T")


@dataclass(frozen=True)
class WebOffice:
    """`inside`: the context of a transaction, at this moment. All that writes goes through the writer, in steps:
    callers on the line never wait for a program or a page. `closing`: the line is going down."""

    engine: Engine
    vault: Vault
    library: Library
    writer: Writer
    settings: Settings
    inside: Callable[[Connection], Context]
    closing: Event = field(default_factory=Event)

    async def read(self, unit: Unit[T]) -> T:
        """What the unit finds, looked for in a thread of its own; nothing that it writes is kept."""
        return await asyncio.to_thread(self.read_blocking, unit)

    def read_blocking(self, unit: Unit[T]) -> T:
        """The same for a thread."""
        with self.engine.connect() as db:  # never committed
            return unit(db)

    async def write(self, unit: Unit[T]) -> T:
        """What the unit returns, once it is committed. Raises what it raises, and what Writer.run does."""
        return await self.writer.run(unit)

    def write_blocking(self, unit: Unit[T]) -> T:
        """The same for a thread."""
        return self.writer.run_blocking(unit)
