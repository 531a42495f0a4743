"""Tests of the running line are async, on one event loop."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
