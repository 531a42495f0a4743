"""The line is silent where nobody calls for longer than is usual at this time of day: told once, taken back once."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from service.models import AuditEvent, Staff
from service.models.staff import Role
from service.programme import alerts
from service.programme.context import Context
from service.programme.pulse import quiet
from service.programme.pulse.quiet import Quiet
from tests.service.programme.pulse.test_traffic import call
from tests.service.programme.world import NOW, World

ZONE = ZoneInfo("Africa/Bamako")
ADMINISTRATOR, OFFICER = "+22350001108", "+22350001109"
HOUR = timedelta(hours=1)


def days_of_calls(world: World, days: int = 28, hours: range = range(7, 20), but: tuple[int, ...] = ()) -> None:
    """One call an hour on each of the days before today; `but`: days ago on which nobody called."""
    midnight = NOW.replace(hour=0)
    for ago in set(range(1, days + 1)) - set(but):
        for hour in hours:
            call(world, midnight - timedelta(days=ago) + hour * HOUR, state="ended")


def at(hour: float) -> datetime:
    return NOW.replace(hour=0) + hour * HOUR


def silent_at(world: World, hour: float, quiet_hours: int = 3) -> Quiet | None:
    return quiet.quiet(world.db, at(hour), ZONE, quiet_hours)


def test_a_morning_without_calls_is_silence_and_a_night_is_not(world: World) -> None:
    days_of_calls(world)
    assert silent_at(world, 6.5) is None, "since seven in the evening, as every night"
    found = silent_at(world, 10.5)
    assert found == Quiet(at(19) - timedelta(days=1), timedelta(minutes=30))


def test_silence_is_longer_than_the_hours_of_the_setting(world: World) -> None:
    days_of_calls(world)
    call(world, at(8), state="ended")
    assert silent_at(world, 10.5) is None
    assert silent_at(world, 11.5) is not None
    assert silent_at(world, 11.5, quiet_hours=12) is None
    assert silent_at(world, 23.9, quiet_hours=0) is None, "never asked for"


def test_texts_do_not_make_a_line_heard(world: World) -> None:
    days_of_calls(world)
    call(world, at(10), state="ended", channel="sms")
    assert silent_at(world, 12) is not None
    call(world, at(10), state="ended")
    assert silent_at(world, 12) is None


@pytest.mark.parametrize("state", ["open", "ended", "dropped", "resumed", "discarded"])
def test_any_call_is_a_call(world: World, state: str) -> None:
    days_of_calls(world)
    call(world, at(10), state=state)
    assert silent_at(world, 12) is None


def test_a_day_off_each_week_is_usual_on_its_day(world: World) -> None:
    """Seven days ago was a Tuesday, like today."""
    days_of_calls(world, but=(7, 14, 21, 28))
    assert silent_at(world, 12) is None
    call(world, at(8), state="ended")
    days_of_calls(world, days=6)  # the other days are as busy as before
    assert silent_at(world, 12) is None


def test_a_few_days_without_a_line_change_no_habit(world: World) -> None:
    days_of_calls(world, but=(3, 4, 5))
    assert silent_at(world, 12) is not None


def test_a_young_line_has_no_habit(world: World) -> None:
    days_of_calls(world, days=6)
    assert silent_at(world, 18) is None
    days_of_calls(world, days=8)
    assert silent_at(world, 18) is not None


def test_a_line_that_nobody_ever_called_is_not_silent(world: World) -> None:
    assert silent_at(world, 12) is None


def look(world: World, hour: float) -> bool:
    """As the worker does, who calls nobody."""
    world.now = at(hour)
    around = (world.db, world.vault, world.settings, world.library.text, world.places, world.now)
    return quiet.look(Context(*around, "worker", "fr", UUID(int=0), None, ""))


@pytest.fixture
def staffed(world: World) -> World:
    days_of_calls(world)
    world.staff(Role.ADMINISTRATOR, ADMINISTRATOR)
    world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    world.staff(Role.FIELD_AGENT)
    return world


def test_a_silence_is_told_once_and_taken_back_once(staffed: World) -> None:
    for hour, silent, texts in ((6, False, 0), (11, True, 1), (12, True, 1), (26, True, 1)):
        assert look(staffed, hour) is silent
        assert [staffed.sent_to(number).count("quiet") for number in (ADMINISTRATOR, OFFICER)] == [texts] * 2
    (body,) = {body for _, kind, body in staffed.texts() if kind == "quiet"}
    assert "16 h" in body
    assert "*384*70421#" in body
    (alert,) = alerts.everything(staffed.db, staffed.vault)
    assert (alert.kind, alert.subject, alert.detail, alert.finding) == (quiet.KIND, "line", "16", "")
    call(staffed, at(26.1), state="open")
    assert not any(look(staffed, hour) for hour in (26.2, 26.3))
    (alert,) = alerts.everything(staffed.db, staffed.vault)
    assert alert.finding == "explained"
    assert len(staffed.rows(AuditEvent, action=quiet.HEARD)) == 1
    assert staffed.sent_to(OFFICER).count("quiet") == 1
    assert look(staffed, 60), "another silence"
    assert staffed.sent_to(OFFICER).count("quiet") == 2


def test_what_somebody_has_settled_is_not_settled_again(staffed: World) -> None:
    look(staffed, 11)
    (alert,) = alerts.everything(staffed.db, staffed.vault)
    officer = staffed.rows(Staff, role=Role.PROGRAMME_OFFICER)[0].id
    alerts.settle(staffed.db, alert.id, alerts.Finding.MEASURES, officer, staffed.now)
    assert look(staffed, 12), "it is silent all the same"
    call(staffed, at(12.5), state="open")
    assert not look(staffed, 13)
    assert len(staffed.rows(AuditEvent, action=alerts.SETTLED)) == 1
    assert staffed.sent_to(OFFICER).count("quiet") == 1
