"""What tests share: a migrated database of both kinds, its engine, a vault, settings that read no .env.

Migrations run once a session, on a template; each test gets a copy of it.
"""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from service.database import make_engine
from service.keys import new_keys
from service.migrating import migrate
from service.settings import Settings
from service.vault import Vault
from tests.support.absent import not_here
from tests.support.postgres import NoPostgres, Server, database, postgres_server
from tests.support.quick import quick_folder

BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]

COLLECTS_AFTER = (10_000, 10, 50)
"""As a line has it (service/app.py)."""


@pytest.fixture(scope="module", autouse=True)
def nothing_stays() -> Iterator[None]:
    """A line that starts puts all that is there out of the collector's sight for good (service/app.py): of a process
    that starts hundreds, nothing would ever be given back. What stays after that is put out of sight again: each start
    of the next lines would look through all that the tests have loaded."""
    before = gc.get_freeze_count()
    yield
    if gc.get_freeze_count() > before:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def pytest_collection_finish() -> None:
    """The tests and all that they import stay to the end: the collector need not go through them again and again, a
    tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTS_AFTER)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, looked for as tests/support/postgres.py says."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except NoPostgres as error:
            not_here(str(error))
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "retour.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    name = f"retour_template_{uuid4().hex[:8]}"
    with database(postgres.url, name) as url:
        migrate(url)
        yield name


@pytest.fixture(params=BOTH)
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    with database(server.url, f"retour_blank_{uuid4().hex[:8]}") as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database, of each kind."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "retour.db")
        yield f"sqlite:///{tmp_path / 'retour.db'}"
        return
    yield request.getfixturevalue("postgres_url")


@pytest.fixture
def postgres_url(postgres: Server, postgres_template: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database, for what only a server can do. Mark the test `postgres`."""
    with database(postgres.url, f"retour_{uuid4().hex[:8]}", postgres_template) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault with keys of its own."""
    return Vault(new_keys())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The defaults, with that database and a folder of its own."""
    return Settings(_env_file=None, var_dir=tmp_path / "var", database_url=database_url)  # type: ignore[call-arg]


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: who waits for a process, a browser or a lock leaves a core idle."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Temporary folders stand in memory, where there is room (pytest reads this when the first one is made)."""
    if folder := quick_folder():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The closing lines: what tests have to show (`record_property("shown", …)`), what was skipped, and why."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, line in report.user_properties:
            if name == "shown":
                terminalreporter.line(str(line))
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    terminalreporter.section("What was not tested here")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.line(f"{tests} × {reason}")
    if not reasons:
        terminalreporter.line("nothing")


def _reason(report: pytest.TestReport) -> str:
    """A skip's reason stands third, behind file and line."""
    where = report.longrepr
    return str(where[2] if isinstance(where, tuple) else where).removeprefix("Skipped: ")
