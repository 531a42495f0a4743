"""The office of the tests of campaigns."""

import pytest

from tests.service.programme.campaigns.camp import Camp
from tests.service.programme.world import World


@pytest.fixture
def camp(world: World) -> Camp:
    return Camp(world)
