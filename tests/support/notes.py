"""Small units of work for the tests of the writer: notes, each a number that is unique."""

import asyncio
import threading
from typing import Any

from sqlalchemy import Connection, Engine, text

from service.database import writing
from service.writer import Unit, Writer

ON = "one phone"
"""A key, so that units meet on one thread on PostgreSQL too."""


def make_table(engine: Engine) -> None:
    """`note`: besides its number a reference to another note, which is checked at the commit only."""
    with writing(engine) as db:
        db.execute(
            text(
                "CREATE TABLE note (n INTEGER PRIMARY KEY,"
                " after INTEGER REFERENCES note (n) DEFERRABLE INITIALLY DEFERRED)"
            )
        )


def note(n: int, after: int | None = None) -> Unit[int]:
    def unit(db: Connection) -> int:
        db.execute(text("INSERT INTO note VALUES (:n, :after)"), {"n": n, "after": after})
        return n

    return unit


def notes(engine: Engine) -> list[int]:
    with engine.connect() as db:
        return list(db.execute(text("SELECT n FROM note ORDER BY n")).scalars())


async def together(writer: Writer, *units: Unit[Any]) -> list[Any]:
    """Their outcomes, when they have run in one batch: they gather while another unit holds the thread."""
    release, holds = threading.Event(), threading.Event()

    def hold(_db: Connection) -> None:
        holds.set()
        release.wait(10)

    held = asyncio.create_task(writer.run(hold, ON))
    await asyncio.to_thread(holds.wait, 10)
    tasks = [asyncio.create_task(writer.run(unit, ON)) for unit in units]
    await asyncio.sleep(0.01)
    release.set()
    await held
    return await asyncio.gather(*tasks, return_exceptions=True)
