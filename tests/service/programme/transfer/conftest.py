"""An office that takes lists in, on both databases."""

from pathlib import Path

import pytest

from tests.service.programme.transfer.lists import Desk
from tests.service.programme.world import World


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, tmp_path)
