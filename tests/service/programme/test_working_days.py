"""Promises by the clock: what is promised on which day, in the programme's own zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from service.programme.working_days import is_working_day, promised_at, shown, working_days_on

BAMAKO = ZoneInfo("Africa/Bamako")
INDEPENDENCE = date(2026, 9, 22)  # a Tuesday


@pytest.mark.parametrize(
    ("criticality", "now", "promised"),
    [
        ("critical", "2026-11-27T16:00", "2026-11-28T16:00"),  # 24 hours, Saturday or not
        ("high", "2026-11-23T09:30", "2026-11-26T09:30"),  # Monday: Thursday
        ("high", "2026-11-26T09:30", "2026-12-01T09:30"),  # Thursday: over the weekend
        ("high", "2026-11-27T09:30", "2026-12-02T09:30"),  # Friday: Monday, Tuesday, Wednesday
        ("high", "2026-11-28T09:30", "2026-12-02T09:30"),  # Saturday: the same
        ("high", "2026-11-29T23:59", "2026-12-02T23:59"),  # Sunday: the same
        ("high", "2026-09-18T10:00", "2026-09-24T10:00"),  # Friday before a holiday on Tuesday
        ("high", "2026-09-22T10:00", "2026-09-25T10:00"),  # on the holiday itself
        ("medium", "2026-11-27T10:00", "2026-12-04T10:00"),
        ("low", "2026-11-27T10:00", "2026-12-11T10:00"),
    ],
)
def test_promises(criticality: str, now: str, promised: str) -> None:
    opened, due = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, promised))
    assert promised_at(criticality, opened, BAMAKO, (INDEPENDENCE,)) == due


def test_days_are_those_of_the_programme_s_zone() -> None:
    """Friday 23:30 UTC is Saturday in Niamey; a promise keeps the local hour."""
    friday_night = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    niamey = ZoneInfo("Africa/Niamey")
    assert promised_at("high", friday_night, BAMAKO, ()).date() == date(2026, 12, 2)
    assert promised_at("medium", friday_night, niamey, ()).astimezone(niamey).isoformat() == "2026-12-05T00:30:00+01:00"


def test_holidays_in_a_row() -> None:
    week = [date(2026, 11, day) for day in (23, 24, 25, 26, 27)]
    assert working_days_on(date(2026, 11, 20), 1, week) == date(2026, 11, 30)
    assert not is_working_day(week[0], week)


def test_an_unknown_criticality_is_refused() -> None:
    with pytest.raises(ValueError, match="urgent"):
        promised_at("urgent", datetime(2026, 11, 27, tzinfo=UTC), BAMAKO, ())


def test_a_day_as_it_is_said() -> None:
    assert shown(date(2026, 1, 5)) == "05/01/2026"
