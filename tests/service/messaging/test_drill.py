"""Nobody twice, nobody forgotten: a campaign goes out over real processes while they are killed, and so is the carrier.
`make drills`; the large one, of 20,000, is `make bench-full`."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.messaging.dispatcher import MOST_TEXTS
from tests.support.drill import Drill, run

DRILL = Drill(people=500, personal=300, workers=2, kills=2, carrier_kills=1, rate=80)
"""Each kill costs the start of a process: the exact moments (between intent and result, within a call) are tried one by
one in test_killed_worker.py, and what is left to chance here is in `make bench-full`."""


@pytest.mark.drill
@pytest.mark.timeout(240)
def test_workers_and_carrier_die_and_everybody_is_written_to_once(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    is_postgres = engine.dialect.name == "postgresql"
    tally = run(DRILL, tmp_path / "drill", database_url if is_postgres else "")
    assert tally.kills == DRILL.kills + DRILL.carrier_kills
    assert (tally.twice, tally.lost, tally.false) == (0, 0, 0)
    # What is not with the carrier is flagged; a call that was cut short in the middle is at most so many texts.
    assert tally.sent + tally.uncertain >= DRILL.people
    assert tally.uncertain <= 2 * MOST_TEXTS
