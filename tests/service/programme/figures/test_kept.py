"""A report is kept as codes and numbers, and read back in the language of whoever asks."""

import json
from datetime import date

import pytest

from flows.places import Gazetteer
from service.models import BusinessType
from service.programme.figures import FiguresError, Scope, report
from service.programme.figures.kept import BY, Figures, counting, key, read
from service.programme.figures.periods import days_of, recent
from tests.service.programme.figures.field import GAO, PLACES, TODAY, Field
from tests.service.programme.world import PLACES as MOPTI

KNOWN = Gazetteer([*MOPTI, *PLACES])
SCOPE = Scope(TODAY)


def kept(here: Field, language: str = "fr", scope: Scope = SCOPE) -> Figures:
    """Through JSON, as the database keeps it."""
    found = json.loads(json.dumps(counting(scope, KNOWN)(here.world.db)))
    return read(here.world.db, found, scope, KNOWN, language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_read_back_is_the_report(here: Field, language: str) -> None:
    here.business(*here.people(20), *here.people(3, "male"))
    here.business(*here.people(9, "male", GAO), place=GAO)
    assert kept(here, language).report == report(here.world.db, SCOPE, KNOWN, BY, language)


def test_no_hidden_number_is_kept(here: Field) -> None:
    here.business(*here.people(20), *here.people(3, "male"))
    here.business(*here.people(3, "male", GAO), place=GAO)
    text = json.dumps(counting(SCOPE, KNOWN)(here.world.db)["tables"])
    made = kept(here).report
    gao = made.tables["cercle"][-1]
    assert "individuals_reached" in gao.found.hidden
    assert made.said("individuals_reached", gao.found) == "<5"
    assert '"ML0703", [null' in text


def test_a_type_that_was_added_meanwhile_has_no_number_yet(here: Field) -> None:
    here.business(*here.people(20))
    found = dict(counting(SCOPE, KNOWN)(here.world.db))
    here.world.add(BusinessType, code="mill", names={"fr": "Moulin"}, position=9)
    made = read(here.world.db, found, SCOPE, KNOWN, "fr").report
    assert made.totals.values["businesses_type_mill"] is None
    assert made.totals.values["businesses_type_fishing"] == 1


def test_the_map_hides_the_cercles_that_the_table_hides(here: Field) -> None:
    here.business(*here.people(20))
    here.business(*here.people(3, "male", GAO), place=GAO)
    here.business(*here.people(30, "male", "ML070202"), place="ML070202")
    spots = {spot.code: spot.people for spot in kept(here).spots}
    hidden = {line.code for line in kept(here).report.tables["cercle"] if "individuals_reached" in line.found.hidden}
    assert hidden == {"ML0703", "ML0702"}
    assert {code[:6] for code, people in spots.items() if people is None} == hidden


def test_each_scope_has_a_key_of_its_own() -> None:
    scopes = (
        SCOPE,
        Scope(date(2026, 11, 25)),
        Scope(TODAY, place="ML05"),
        Scope(TODAY, sex="male"),
        Scope(TODAY, since=TODAY),
        Scope(TODAY, until=TODAY),
        Scope(TODAY, households=True),
        Scope(TODAY, small=3),
    )
    assert len({key(scope) for scope in scopes}) == len(scopes)


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_period_is_its_days(period: str, since: str, until: str) -> None:
    assert days_of(period) == (date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize("period", ["", "0000", "2026-Q5", "2026-13", "26", "2026-Q", "2026-1", " 2026", "2026-Q4 "])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(FiguresError, match="no period"):
        days_of(period)


def test_the_running_periods_come_first() -> None:
    assert list(recent(date(2026, 2, 3), years=2, quarters=3, months=3)) == [
        *("2026", "2025"),
        *("2026-Q1", "2025-Q4", "2025-Q3"),
        *("2026-02", "2026-01", "2025-12"),
    ]
