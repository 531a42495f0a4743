"""The first page: for each role what they may see, and each number leads to its list."""

import re
from datetime import timedelta
from html import unescape

import pytest

from flows import effects as e
from service.models import Visit
from service.models.staff import Role
from service.programme import audit, cases
from service.programme.pulse import quiet
from service.programme.pulse.waiting import Queue
from tests.service.console.figures.test_pages import counted
from tests.service.programme.pulse.test_traffic import attempt, call
from tests.service.programme.world import OUMAR, World
from tests.support.office import OfficeUnderTest, words

OFFICES = {queue.value for queue in Queue}


@pytest.fixture(scope="module", autouse=True)
def programme(office: OfficeUnderTest) -> None:
    """A visit of yesterday, a case of which the promise is over, one call that was left at the name, a text."""
    with office.world() as world:
        person, _ = world.register(OUMAR)
        world.add(Visit, person_id=person, due_on=world.now.date() - timedelta(days=1))
        late = World(world.db, world.vault, world.settings, world.library, world.now - timedelta(days=9), world.places)
        cases.open_case(late.call(), e.OpenCase("question", "Quand ?"))
        cases.open_sensitive(world.call(), e.OpenSensitiveCase("Un mot", "ML050605", "this", "leader"))
        call(world, world.now - timedelta(hours=2), 7, state="dropped", journey="registration", screen="name")
        call(world, world.now, 9, state="dropped", sensitive=True, journey="concern", screen="what")
        attempt(world, world.now, "accepted")


def lists(html: str) -> dict[str, tuple[str, str]]:
    """The words of each work list → its number, and where it leads."""
    found = re.findall(r'<li><a href="([^"]+)"><strong[^>]*>(.*?)</strong>(.*?)</a>', html, re.DOTALL)
    return {words(name): (number, unescape(where)) for where, number, name in found}


def test_an_officer_sees_what_waits_and_gets_there(office: OfficeUnderTest) -> None:
    officer = office.staff(Role.PROGRAMME_OFFICER)
    found = lists(counted(officer, "/"))
    assert len(found) == len(Queue)
    assert found["Visites en retard"] == ("1", "/visits?until=overdue")
    assert found["Cas en retard"] == ("1", "/cases?clock=overdue")
    assert found["Cas que personne n’a encore"] == ("1", "/cases?who=nobody")
    assert found["SMS incertains"] == ("0", "/messages/uncertain")
    for _, where in found.values():
        assert officer.get(where).status_code == 200, where


def test_an_agent_sees_what_is_theirs(office: OfficeUnderTest) -> None:
    here, elsewhere = (office.staff(Role.FIELD_AGENT, places=place) for place in ("ML0506", "ML07"))
    assert lists(counted(here, "/"))["Visites en retard"] == ("1", "/visits?until=overdue")
    found = lists(counted(elsewhere, "/"))
    assert {number for number, _ in found.values()} == {"0"}
    assert len(found) == 4
    for visitor in (here, elsewhere):
        assert "La ligne depuis un jour" not in visitor.page("/")
        for _, where in found.values():
            assert visitor.get(where).status_code == 200, where


def test_a_reader_sees_figures_alone(office: OfficeUnderTest) -> None:
    html = counted(office.staff(Role.READER), "/")
    assert "Chiffres clés" in html
    assert "Personnes touchées" in html
    assert not lists(html)
    assert "Ce qui attend" not in html
    assert "La ligne" not in words(html)


def test_a_focal_point_is_led_to_the_reports_and_nobody_else_is(office: OfficeUnderTest) -> None:
    """Without a number: what waits there is told there."""
    pages = {role: words(counted(office.staff(role), "/")) for role in Role}
    assert "Signalements en confiance" in pages[Role.FOCAL_POINT]
    assert all("confiance" not in page for role, page in pages.items() if role is not Role.FOCAL_POINT)
    assert not lists(office.staff(Role.FOCAL_POINT).page("/"))


def test_the_pulse_counts_the_last_day(office: OfficeUnderTest) -> None:
    html = counted(office.staff(Role.PROGRAMME_OFFICER), "/")
    read = words(html)
    assert "16 Écrans" in read
    assert "1 SMS envoyés" in read
    assert re.search(r'<svg class="hours" role="img"', html)
    rows = re.findall(r'<tr><th scope="row">(\d\d:\d\d)</th><td>(\d+)</td><td>(\d+)</td>', html)
    assert len(rows) == 24
    assert rows[2] == ("08:00", "1", "7")


def test_where_calls_are_left_is_said_in_the_words_of_the_screen(office: OfficeUnderTest) -> None:
    html = counted(office.staff(Role.ADMINISTRATOR), "/")
    read = words(html)
    source = office.parts.library.sources
    assert source["registration/name/say"].split("\n")[0] in read
    assert source["registration/title"] in read
    assert "1 sur 1" in read
    assert source["concern/title"] not in read


def test_a_silent_line_is_said_until_somebody_calls(office: OfficeUnderTest) -> None:
    officer = office.staff(Role.PROGRAMME_OFFICER)
    assert "La ligne est muette" not in officer.page("/")
    with office.world() as world:
        audit.add(world.db, world.now, "worker", f"alert: {quiet.KIND}", "line", detail="16")
    assert "personne n’avait appelé depuis 16 heures" in officer.read("/")
    assert lists(officer.page("/"))["Alertes à examiner"][0] == "1"
    assert "muette" not in office.staff(Role.READER).page("/")
    with office.world() as world:
        audit.add(world.db, world.now, "worker", quiet.HEARD, "line")
    assert "La ligne est muette" not in officer.page("/")


def test_the_first_page_speaks_english(office: OfficeUnderTest) -> None:
    read = words(counted(office.staff(Role.PROGRAMME_OFFICER, language="en"), "/"))
    for said in (
        "What waits",
        "Key figures",
        "Individuals reached",
        "The line in the last day",
        "Where calls are left",
    ):
        assert said in read
