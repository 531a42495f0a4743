"""What the stories are told with: the packaged journeys, and the reference places."""

import pytest

from flows.library import Library, packaged
from flows.places import Gazetteer
from service.programme.places import reference_gazetteer


@pytest.fixture(scope="session")
def library() -> Library:
    return packaged()


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return reference_gazetteer()
