"""The world that the programme's handlers act in, on both databases; nothing of it is committed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from flows.library import Library, packaged
from service.database import writing
from service.settings import Settings
from service.vault import Vault
from tests.service.programme.world import World


@pytest.fixture(scope="session")
def library() -> Library:
    return packaged()


@pytest.fixture
def world(engine: Engine, vault: Vault, settings: Settings, library: Library) -> Iterator[World]:
    with writing(engine) as db:
        made = World(db, vault, settings, library)
        made.furnish()
        yield made
