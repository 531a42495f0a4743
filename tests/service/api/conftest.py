"""A running line, and a program that may do everything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.api.programs import Program, officer, program
from tests.support.line import LineUnderTest, line_settings, running


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path, campaign_approve_above=3)) as found:
        yield found


@pytest.fixture
def staff(line: LineUnderTest) -> Program:
    """A programme officer's program, with every scope."""
    return program(line, officer(line))
