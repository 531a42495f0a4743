"""Any failure inside a call: the caller reads « Désolé, réessayez. », nothing half done stays, earlier answers do.
And what a supervisor sees of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.database import writing
from service.models.person import Person
from tests.support.line import LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


def _rename(line: LineUnderTest, old: str, new: str) -> None:
    with writing(line.parts.engine) as db:
        db.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_a_failure_is_told_politely_and_the_earlier_answers_are_safe(
    capfd: pytest.CaptureFixture[str], line: LineUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caller = line.phone()
    await caller.dial("2")
    confirm = await caller.type("1", "Zaraba Qora", "1", "1980", "6", "Segue Ire")
    _rename(line, "consent", "consent_away")
    assert await caller.type("1") == "Désolé, réessayez."
    assert caller.ended
    assert line.rows(Person) == [], "a part of the registration stayed"
    written = capfd.readouterr().err + caplog.text
    assert "hop failed" in written
    assert "Zaraba" not in written
    assert "50001234" not in written
    _rename(line, "consent_away", "consent")
    assert (await caller.dial()).startswith("Vous étiez dans : Inscription")
    assert await caller.type("1") == confirm
    await caller.type("1")
    assert caller.ended
    assert len(line.rows(Person)) == 1


async def test_a_supervisor_sees_hops_drops_and_errors(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1")
    await caller.again()
    await caller.hang_up()
    numbers = (await line.client.get("/metrics")).text
    assert 'retour_hops_total{journey="registration",screen="name"} 1.0' in numbers
    assert "retour_repeated_hops_total 1.0" in numbers
    assert 'retour_calls_dropped_total{journey="registration",screen="name"} 1.0' in numbers
    assert "retour_hop_seconds_count 2.0" in numbers
    assert float(numbers.rpartition("retour_last_hop_timestamp_seconds ")[2].split()[0]) > 1.7e9
    assert "50001234" not in numbers


async def test_a_sensitive_call_is_no_label(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("5")
    numbers = (await line.client.get("/metrics")).text
    assert 'journey="private"' in numbers
    assert "concern" not in numbers


async def test_alive_and_ready(line: LineUnderTest) -> None:
    assert (await line.client.get("/healthz")).json() == {"status": "ok"}
    assert (await line.client.get("/readyz")).status_code == 200
    _rename(line, "alembic_version", "alembic_away")
    assert (await line.client.get("/readyz")).status_code == 503
    _rename(line, "alembic_away", "alembic_version")
