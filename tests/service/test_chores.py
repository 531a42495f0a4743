"""The worker's looks are joined up: somebody is told of what waits, though nobody calls."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from flows import effects as e
from service.chores import Chores
from service.conversations.surroundings import Surroundings
from service.conversations.versions import Versions
from service.models import Visit
from service.models.staff import Role
from service.programme import cases
from service.programme.places import Atlas
from service.programme.pulse import quiet
from tests.service.programme.conftest import common, library, world
from tests.service.programme.pulse.test_traffic import call
from tests.service.programme.world import FOCAL, NOW, World

__all__ = ["common", "library", "world"]
OFFICER = "+22350001105"


@pytest.fixture
def chores(world: World) -> Chores:
    zone = ZoneInfo(world.settings.timezone)
    return Chores(Surroundings(world.vault, world.settings, Versions(world.library), Atlas(), zone, ("fr",)))


def test_who_is_to_be_told_is_told_once_and_again_the_next_day(world: World, chores: Chores) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    cases.open_sensitive(world.call(), e.OpenSensitiveCase("Un mot", "ML050605", "this", "leader"))
    cases.open_case(world.call(), e.OpenCase("question", "Quand ?"))
    world.passes(days=8)
    for minutes, reminders, overdue in ((0, 1, 1), (1, 1, 1), (24 * 60, 2, 2)):
        world.passes(minutes=minutes)
        chores(world.db, world.now)
        assert world.sent_to(FOCAL).count("focal") == 1 + reminders, "the first one came with the report"
        assert world.sent_to(OFFICER).count("overdue") == overdue


def test_a_visit_is_missed_once_the_next_one_is_due(world: World, chores: Chores) -> None:
    person, _ = world.register()
    today = world.now.date()
    for days in (30, 1, -1):
        world.add(Visit, person_id=person, due_on=today - timedelta(days=days))
    chores(world.db, world.now)
    assert [row.state for row in world.rows(Visit)] == ["missed", "due", "due"]
    world.passes(days=2)
    chores(world.db, world.now)
    assert [row.state for row in world.rows(Visit)] == ["missed", "missed", "due"]


def test_a_silent_line_is_told_once_and_taken_back(world: World, chores: Chores) -> None:
    """Fifteen days with a call an hour, then none."""
    world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    for hours in range(15 * 24):
        call(world, NOW - timedelta(hours=4 + hours), state="ended")
    for silent in (True, True, False, False):
        if not silent:
            call(world, world.now, state="open")
        chores(world.db, world.now)
        assert world.sent_to(OFFICER).count("quiet") == 1
        assert (quiet.told(world.db) is not None) is silent
        world.passes(minutes=1)
