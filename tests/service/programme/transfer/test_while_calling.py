"""People call while a list is taken in on the same database: they are answered at once, and everything is right."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, func, select

from service.conversations.surroundings import Surroundings
from service.conversations.versions import Versions
from service.database import make_engine, writing
from service.models import Person, table_of
from service.models.staff import Role
from service.programme.places import Atlas
from service.programme.staff import NewStaff, add_staff
from service.programme.transfer import taking
from service.units import transacting
from tests.service.programme.transfer.lists import person, text
from tests.support.line import LineUnderTest, line_settings, running

T = TypeVar("T")
ROWS, CALLS = 1500, 12
REGISTRATION = ("1", "Aminata Essai {n}", "1", "1980", "6", "Konna", "1", "1")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_callers_never_wait_for_an_import(database_url: str, tmp_path: Path) -> None:
    rows = [person(nom=f"Personne {n}x", village="ML050605", tel=f"7{n:07}") for n in range(ROWS)]
    path = text(tmp_path / "list.csv", rows)
    async with running(line_settings(database_url, tmp_path)) as line:
        engine = make_engine(database_url)
        importing = asyncio.create_task(asyncio.to_thread(_import, engine, line, path))
        waits: list[float] = []
        calls = 0
        while calls < CALLS or not importing.done():
            await _register(line, calls, waits)
            calls += 1
        longest = await importing
        engine.dispose()
        names = {line.opened("person.name", row.id, row.name) for row in line.rows(Person)}
    assert len(names) == ROWS + calls
    assert {f"Aminata Essai {n}" for n in range(calls)} < names
    assert median(waits) < 0.5, f"hops took {sorted(waits)[-5:]} s, the longest step {longest} s"
    assert max(waits) < 5


async def _register(line: LineUnderTest, number: int, waits: list[float]) -> None:
    phone = line.phone(f"+2236500{number:04}")
    for at, typed in enumerate(("2", *REGISTRATION)):
        began = time.perf_counter()
        await (phone.type(typed.format(n=number)) if at else phone.dial(typed))
        waits.append(time.perf_counter() - began)
        if phone.ended:
            break
    assert "Code de carte" in phone.page, phone.page


def _import(engine: Engine, line: LineUnderTest, path: Path) -> float:
    """As a command does it, in a process of its own; the longest step in seconds."""

    def read(unit: Callable[[Connection], T]) -> T:
        with engine.connect() as db:
            return unit(db)

    parts, atlas = line.parts, Atlas()
    with writing(engine) as db:
        atlas.refresh(db)
        staff_id = add_staff(db, parts.vault, NewStaff(Role.ADMINISTRATOR, "Boubacar Maïga"), datetime.now(UTC))
    library = parts.around.versions.library
    zone = ZoneInfo(parts.settings.timezone)
    around = Surroundings(parts.vault, parts.settings, Versions(library), atlas, zone, ("fr",))
    reach = taking.Access(read, transacting(engine), lambda db: around.outside(db, datetime.now(UTC), "command"))
    file = taking.opened(reach, "people", path, {})
    *_, found = taking.checked(reach, file, lambda _: None)
    job = taking.applying(reach, file, found, staff_id, skip_wrong=False)
    assert job is not None
    for _ in job.steps():
        pass
    with engine.connect() as db:
        assert (db.scalar(select(func.count()).select_from(table_of(Person))) or 0) >= ROWS
    return max(job.pace.seconds)
