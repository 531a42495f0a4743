"""The world that the programme's handlers act in, on both databases; nothing of it is committed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from flows.library import Library, packaged
from service.database import make_engine, writing
from service.settings import Settings
from service.vault import Vault
from tests.conftest import BOTH
from tests.service.programme.world import World
from tests.support.postgres import Server, database


@pytest.fixture(scope="session")
def library() -> Library:
    return packaged()


@pytest.fixture(scope="session", params=BOTH)
def common(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One migrated database of each kind for all worlds, which take back all that they do: a copy for each, and every
    statement compiled anew for it, took longer than most of the tests."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("common") / "retour.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from _used(f"sqlite:///{path}")
        return
    server: Server = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_template")
    with database(server.url, f"retour_common_{uuid4().hex[:8]}", template) as url:
        yield from _used(url)


def _used(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def world(common: Engine, vault: Vault, tmp_path: Path, library: Library) -> Iterator[World]:
    told: dict[str, Any] = {"_env_file": None, "var_dir": tmp_path / "var"}
    url = common.url.set(drivername=common.dialect.name).render_as_string(hide_password=False)
    with writing(common) as db:
        made = World(db, vault, Settings(database_url=url, **told), library)
        made.furnish()
        yield made
        db.rollback()
