"""Many callers at once: nobody sees another's screen, and nothing personal is found on the disk."""

import asyncio
import logging
import random
from pathlib import Path

import pytest

from service.models.conversation import Conversation
from service.models.person import Person
from tests.support.line import Caller, LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio
CALLERS = 200


def _name(number: int) -> str:
    """A made-up name that says whose it is."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
    return f"Zaraba Qor{letters}"


async def _call(caller: Caller, number: int, order: random.Random) -> None:
    await caller.dial("2")
    for text in ("1", _name(number), str(1 + number % 4), str(1950 + number % 50), str(1 + number % 9), "Segue Ire"):
        await asyncio.sleep(order.random() / 50)
        await caller.type(text)
    lines = caller.page.split("\n")
    assert lines[0] == _name(number)
    assert str(1950 + number % 50) in lines[1]
    assert lines[2].startswith(f"{1 + number % 9} pers.")
    await caller.type("1")
    assert caller.ended


async def test_two_hundred_callers_interleaved_see_their_own_screens(database_url: str, tmp_path: Path) -> None:
    order = random.Random(7)
    async with running(line_settings(database_url, tmp_path)) as line:
        callers = [line.phone(f"+2235{number:07}") for number in range(CALLERS)]
        await asyncio.gather(*(_call(caller, number, order) for number, caller in enumerate(callers)))
        names = {line.opened("person.name", row.id, row.name) for row in line.rows(Person)}
        assert names == {_name(number) for number in range(CALLERS)}
        assert {row.state for row in line.rows(Conversation)} == {"ended"}
        codes = {caller.page.split("\n")[1] for caller in callers}
        assert len(codes) == CALLERS


PLANTED = ("Zaraba", "Qora", "Mon filet", "secret de mon voisin", "5007700", "5007704", "22350077", "Tombola")
"""Words long enough that no id, which is hexadecimal in the file, holds them by chance."""


async def _plant(line: LineUnderTest, number: int) -> None:
    """A registration, a complaint, a sensitive report and a dropped call, all full of planted words."""
    caller = line.phone(f"+22350077{number:03}0")
    await caller.dial("2")
    await caller.type("1", _name(number), "1", "1980", "6", "Segue Ire", "1")
    complaint = line.phone(caller.number)
    await complaint.dial()
    say = next(row[0] for row in complaint.page.split("\n") if "Dire un mot" in row)
    await complaint.type(say, "3", f"Mon filet Tombola {number}")
    trust = line.phone(caller.number)
    await trust.dial()
    way_in = next(row[0] for row in trust.page.split("\n") if "confiance" in row)
    await trust.type(way_in, f"secret de mon voisin {number}")
    dropped = line.phone(f"+22350077{number:03}1")
    await dropped.dial("2")
    await dropped.type("1", _name(number))


async def test_nothing_planted_is_found_in_the_database_file_its_log_or_our_logs(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """200 conversations; then the file, its write-ahead log and every log line are read byte by byte."""
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "retour.db"
    file.write_bytes(sqlite_template.read_bytes())
    settings = line_settings(f"sqlite:///{file}", tmp_path / "var", log_level="DEBUG")
    async with running(settings) as line:
        for number in range(50):
            await _plant(line, number)
        assert len(line.rows(Conversation)) == 200
        written = {path.name: path.read_bytes() for path in tmp_path.glob("retour.db*")}
        assert any(name.endswith("-wal") for name in written), sorted(written)
    written |= {f"{path.name} closed": path.read_bytes() for path in tmp_path.glob("retour.db*")}
    captured = capfd.readouterr()
    written["logs"] = (caplog.text + captured.out + captured.err).encode()
    assert len(written["logs"]) > 1000, "the logs were not caught"
    for name, content in written.items():
        found = [word for word in PLANTED if word.lower().encode() in content.lower()]
        assert not found, f"{found} in {name}"
