"""Where people go is counted while the line answers them: real calls and texts, on both databases."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.models import JourneyPassage, Person
from tests.support.line import LineUnderTest, line_settings, running
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio
REGISTER = ("1", "Aminata Touré", "1", "1980", "6", "Segue Ire", "1")


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def counted(line: LineUnderTest) -> Counter[tuple[str, str, str]]:
    """(journey, screen, next) → how often, after the sweep that writes the counts."""
    await line.parts.line.sweep()
    return Counter({(row.journey, row.screen, row.next): row.taken for row in line.rows(JourneyPassage)})


async def test_a_call_to_its_end(line: LineUnderTest) -> None:
    for number in ("+22350001234", "+22350001235"):
        caller = line.phone(number)
        await caller.dial()
        await caller.type("2", *REGISTER)
        assert caller.ended
    found = await counted(line)
    assert found["main_menu", "", "new"] == 2
    assert found["main_menu", "new", ">registration"] == 2
    assert found["registration", "", "consent"] == 2
    assert found["registration", "birth_year", "household_size"] == 2
    assert found["registration", "confirm", "done"] == 2
    assert not [key for key in found if key[0] == "registration" and key[2] == ""]


async def test_digits_dialled_with_the_code_are_steps_too(line: LineUnderTest) -> None:
    await line.phone().dial("2")
    found = await counted(line)
    assert found == {("main_menu", "", "new"): 1, ("main_menu", "new", ">registration"): 1, _begun("registration"): 1}


def _begun(journey: str) -> tuple[str, str, str]:
    return journey, "", "consent"


async def test_a_repeated_hop_is_no_step(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1")
    for _ in range(3):
        await caller.again()
    assert (await counted(line))["registration", "consent", "name"] == 1


async def test_where_calls_are_left(line: LineUnderTest) -> None:
    hung_up, silent, anew = line.phone("+22350001231"), line.phone("+22350001232"), line.phone("+22350001233")
    for caller in (hung_up, silent, anew):
        await caller.dial("2")
        await caller.type("1")
    await hung_up.hang_up()
    await anew.dial()
    line.clock.passes(minutes=30)
    found = await counted(line)
    assert found["registration", "name", ""] == 3
    assert found["main_menu", "unfinished", ""] == 1


async def test_nothing_of_a_sensitive_call_is_counted(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial()
    await caller.type("5", "Ils demandent de l'argent")
    await caller.hang_up()
    assert await counted(line) == {("main_menu", "", "new"): 1}


async def test_a_check_in_begins_with_its_answer(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say("INSCRIRE", "pour moi", "Awa Touré", "1", "1980", "6", "Fatoma", "oui")
    awa.asked("check_in", line.rows(Person)[-1].id)
    assert ("check_in", "", "status") not in await counted(line)
    await awa.say("1", "2")
    found = await counted(line)
    assert found["check_in", "", "status"] == 1
    assert found["check_in", "status", "wants_call"] == 1
    assert found["check_in", "wants_call", "done"] == 1
    assert found["registration", "confirm", "done"] == 1


async def test_counts_are_written_when_the_line_ends(database_url: str, tmp_path: Path) -> None:
    async with running(line_settings(database_url, tmp_path)) as line:
        await line.phone().dial()
    async with running(line_settings(database_url, tmp_path)) as again:
        assert [row.next for row in again.rows(JourneyPassage)] == ["new"]
