"""What the tests of flows share: the packaged journeys, read once."""

import pytest

from flows.library import Library, packaged


@pytest.fixture(scope="session")
def library() -> Library:
    return packaged()
