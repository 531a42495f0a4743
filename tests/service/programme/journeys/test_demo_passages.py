"""The demo's made-up calls: the same for a seed and a day, on today's journeys, and none of a sensitive one."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from flows.library import Library
from service.keys import new_keys
from service.models import JourneyPassage
from service.programme.demo.passages import add_passages
from service.programme.demo.stage import Stage
from service.programme.journeys.ways import counted
from service.programme.places import reference_gazetteer
from service.vault import Vault

TODAY = date(2026, 11, 24)


def made(library: Library, seed: int = 2012) -> list[dict[str, Any]]:
    stage = Stage(Vault(new_keys()), TODAY, seed)
    add_passages(stage, library, reference_gazetteer())
    return stage.rows[JourneyPassage]


def test_they_are_made_by_the_seed_and_nothing_else(library: Library) -> None:
    rows = made(library)
    assert rows == made(library) != made(library, 2013)
    keys = {(row["day"], row["version"], row["screen"], row["next"]) for row in rows}
    assert len(keys) == len(rows) > 500
    assert all(TODAY - timedelta(days=30) <= row["day"] < TODAY and row["taken"] > 0 for row in rows)


def test_they_lie_on_the_journeys_as_they_are(library: Library) -> None:
    rows = made(library)
    assert "concern" not in {row["journey"] for row in rows}
    assert not [row for row in rows if row["next"] == ">concern"]
    for name in ("main_menu", "registration", "kit_receipt"):
        journey = library.journeys[name]
        here = counted(journey, (SimpleNamespace(**row) for row in rows if row["journey"] == name))
        assert {row["version"] for row in rows if row["journey"] == name} == {journey.version}
        assert 0 < here.use.finished < here.use.begun + 1
        assert sum(here.left.values()) > 0
