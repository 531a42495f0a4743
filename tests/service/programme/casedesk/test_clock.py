"""The clock of a case, whatever the moments: amber before red, and no working day that shortens a promise."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.models.case import CaseState, Criticality
from service.programme.casedesk.clock import Colour, amber_from, colour
from service.programme.casework import OPEN_STATES
from service.programme.working_days import is_working_day, promised_at

ZONES = st.sampled_from([ZoneInfo(name) for name in ("Africa/Bamako", "Africa/Niamey", "Europe/Stockholm")])
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=1400)).map(lambda after: BEGINNING + after)
HOLIDAYS = st.frozensets(st.dates(date(2025, 1, 1), date(2029, 2, 1)), max_size=60)
URGENCIES = st.sampled_from(list(Criticality))
OPEN = st.sampled_from(OPEN_STATES)


@given(URGENCIES, MOMENTS, ZONES, HOLIDAYS)
def test_a_promise_lies_ahead_and_amber_comes_before_it(
    criticality: Criticality, began: datetime, zone: ZoneInfo, holidays: frozenset[date]
) -> None:
    promised = promised_at(criticality, began, zone, holidays)
    amber = amber_from(began, promised)
    assert began < amber < promised
    assert abs((promised - amber) * 5 - (promised - began)) < timedelta(milliseconds=1)


@given(OPEN, URGENCIES, MOMENTS, ZONES, HOLIDAYS, st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=6))
def test_a_case_goes_from_green_by_amber_to_red_and_never_back(
    state: CaseState,
    criticality: Criticality,
    began: datetime,
    zone: ZoneInfo,
    holidays: frozenset[date],
    looks: list[float],
) -> None:
    promised = promised_at(criticality, began, zone, holidays)
    order = [Colour.GREEN, Colour.AMBER, Colour.RED]
    seen = [colour(state, began, promised, began + (promised - began) * share) for share in sorted(looks)]
    assert seen == sorted(seen, key=order.index)
    assert colour(state, began, promised, began) is Colour.GREEN
    assert colour(state, began, promised, promised - timedelta(microseconds=1)) is Colour.AMBER
    assert colour(state, began, promised, promised) is Colour.RED


@given(MOMENTS, ZONES, HOLIDAYS, HOLIDAYS)
def test_working_days_never_shorten_a_promise(
    began: datetime, zone: ZoneInfo, holidays: frozenset[date], more: frozenset[date]
) -> None:
    promised = promised_at(Criticality.HIGH, began, zone, holidays)
    assert promised_at(Criticality.HIGH, began, zone, holidays | more) >= promised
    local, due = began.astimezone(zone), promised.astimezone(zone)
    assert is_working_day(due.date(), holidays)
    assert due.date() - local.date() >= timedelta(days=3)
    assert due.time() == local.time() or due.utcoffset() != local.utcoffset()


@given(MOMENTS, ZONES, HOLIDAYS)
def test_the_more_critical_the_sooner(began: datetime, zone: ZoneInfo, holidays: frozenset[date]) -> None:
    """But for days off: three working days may well be longer than a week."""
    due = {one: promised_at(one, began, zone, holidays) for one in Criticality}
    assert due[Criticality.CRITICAL] < due[Criticality.MEDIUM] < due[Criticality.LOW]
    assert due[Criticality.CRITICAL] < due[Criticality.HIGH]


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.CLOSED])
def test_the_clock_stops_with_the_answer(state: CaseState) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert colour(state, now - timedelta(days=9), now - timedelta(days=2), now) is Colour.OFF


def test_nothing_is_promised_to_thanks() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert colour(CaseState.NEW, now, None, now + timedelta(days=100)) is Colour.OFF
