"""When campaigns may speak: by the programme's clock, in the day, and how long it takes with the nights between."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.messaging.hours import BulkRules
from service.settings import Settings

RULES = BulkRules()
"""Eight to eight in Bamako, which keeps UTC all the year."""


def at(day: int, hour: int, minute: int = 0, zone: str = "UTC") -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(7, 59, False), (8, 0, True), (12, 0, True), (19, 59, True), (20, 0, False), (0, 0, False), (23, 59, False)],
)
def test_the_hours_include_their_beginning_and_not_their_end(hour: int, minute: int, is_open: bool) -> None:
    assert RULES.is_open(at(24, hour, minute)) is is_open


@pytest.mark.parametrize(
    ("zone", "is_open"), [("Africa/Bamako", False), ("Africa/Nairobi", True), ("Asia/Dhaka", True)]
)
def test_they_are_those_of_the_programme_s_zone(zone: str, is_open: bool) -> None:
    """Six in the morning in Bamako is nine in Nairobi."""
    assert BulkRules(ZoneInfo(zone)).is_open(at(24, 6)) is is_open


@pytest.mark.parametrize(
    ("now", "morning", "opens"),
    [
        (at(24, 6), at(25, 8), at(24, 8)),
        (at(24, 12), at(25, 8), at(24, 12)),
        (at(24, 22), at(25, 8), at(25, 8)),
        (at(30, 20), datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ],
)
def test_the_next_morning_and_the_next_moment_that_is_open(now: datetime, morning: datetime, opens: datetime) -> None:
    assert (RULES.next_morning(now), RULES.next_open(now)) == (morning, opens)


def test_the_day_of_another_zone_begins_at_its_own_midnight() -> None:
    """23:30 UTC is the next day in Nairobi already: a day's cap counts from there."""
    nairobi = BulkRules(ZoneInfo("Africa/Nairobi"))
    assert nairobi.day_began(at(24, 23, 30)) == at(25, 0, zone="Africa/Nairobi") == at(24, 21)
    assert RULES.day_began(at(24, 23, 30)) == at(24, 0)


def test_summer_time_moves_the_morning() -> None:
    """Paris goes back an hour in the night of 25 October 2026: eight o'clock is an hour later in UTC."""
    paris = BulkRules(ZoneInfo("Europe/Paris"))
    assert paris.next_morning(datetime(2026, 10, 23, 12, tzinfo=UTC)) == datetime(2026, 10, 24, 6, tzinfo=UTC)
    assert paris.next_morning(datetime(2026, 10, 24, 12, tzinfo=UTC)) == datetime(2026, 10, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "hours", "ends"),
    [
        (at(24, 9), 0, at(24, 9)),
        (at(24, 9), 2, at(24, 11)),
        (at(24, 9), 11, at(24, 20)),
        (at(24, 18), 3, at(25, 9)),
        (at(24, 21), 1, at(25, 9)),
        (at(24, 6), 1, at(24, 9)),
        (at(24, 18), 2 + 12 + 12 + 1, at(27, 9)),
    ],
)
def test_sending_rests_at_night(begun: datetime, hours: int, ends: datetime) -> None:
    assert RULES.finished(begun, timedelta(hours=hours)) == ends


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 zone beside it
    st.timedeltas(timedelta(), timedelta(days=4)),
    st.sampled_from(["Africa/Bamako", "Europe/Paris", "Asia/Kolkata", "America/St_Johns"]),
)
def test_what_is_finished_was_sent_within_the_hours(begun: datetime, needed: timedelta, zone: str) -> None:
    rules = BulkRules(ZoneInfo(zone), time(9, 30), time(17, 15))
    ends = rules.finished(begun, needed)
    local = ends.astimezone(rules.zone).time()
    assert rules.opens <= local <= rules.closes
    assert ends >= begun + needed
    assert rules.next_open(begun) >= begun


def test_an_installation_says_its_own() -> None:
    told = {"sms_bulk_from": "09:30", "sms_bulk_until": "17:00", "sms_bulk_daily": 1, "timezone": "Africa/Niamey"}
    rules = BulkRules.of(Settings(_env_file=None, **told))  # type: ignore[call-arg, arg-type]
    assert rules == BulkRules(ZoneInfo("Africa/Niamey"), time(9, 30), time(17), 1)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValidationError, match="RETOUR_SMS_BULK_FROM must be earlier"):
        Settings(_env_file=None, sms_bulk_from="20:00", sms_bulk_until="08:00")  # type: ignore[call-arg, arg-type]
