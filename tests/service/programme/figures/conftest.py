"""The programme to count, on both databases."""

import pytest

from tests.service.programme.figures.field import Field
from tests.service.programme.world import World


@pytest.fixture
def here(world: World) -> Field:
    return Field(world)
