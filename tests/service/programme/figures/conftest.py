"""The programme to count, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from flows.library import packaged
from service.database import writing
from service.settings import Settings
from service.vault import Vault
from tests.service.programme.figures.field import Field
from tests.service.programme.world import World


@pytest.fixture
def here(engine: Engine, vault: Vault, settings: Settings) -> Iterator[Field]:
    with writing(engine) as db:
        world = World(db, vault, settings, packaged())
        world.furnish()
        yield Field(world)
