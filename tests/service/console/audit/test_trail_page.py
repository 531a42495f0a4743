"""The audit's page: who did what, filtered and page by page; reports of abuse leave no trace in it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from service.models.staff import Role
from service.programme import audit
from tests.support.office import OfficeUnderTest, Visitor


@pytest.fixture
def admin(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.ADMINISTRATOR)


def lines(page: str) -> int:
    return len(re.findall(r"<tr>", page)) - 1


def test_who_did_what_to_whom(office: OfficeUnderTest, admin: Visitor) -> None:
    officer, person = office.staff(Role.PROGRAMME_OFFICER), uuid4()
    with office.world() as world:
        audit.add(world.db, world.now, str(officer.staff_id), "person opened", "person", person)
        audit.add(world.db, world.now, "command line", "staff ended", "staff", admin.staff_id)
    page = admin.page(f"/audit?staff={officer.staff_id}")
    assert lines(page) == 1
    assert "Personne vue" in page
    assert f'href="/people/{person}"' in page
    assert "Membre programme_officer" in page
    assert "Ligne de commande" in admin.read("/audit?staff=command+line")
    english = office.staff(Role.ADMINISTRATOR, language="en")
    assert "Person seen" in english.read(f"/audit?subject=person&which={person}")


def test_page_by_page_the_newest_first(office: OfficeUnderTest, admin: Visitor) -> None:
    who = str(uuid4())
    with office.world() as world:
        for n in range(120):
            audit.add(
                world.db, world.now - timedelta(seconds=n // 7), who, "visit logged", "visit", uuid4(), f"n{n:03}n"
            )
    seen, path, pages = [], f"/audit?staff={who}", 0
    while path:
        page = admin.page(path)
        seen += re.findall(r"n(\d{3})n", page)
        more = re.search(r'role="button"[^>]*href="(/audit[^"]+)"', page)
        path, pages = more[1].replace("&amp;", "&") if more else "", pages + 1
    assert pages == 3
    assert len(seen) == 120
    assert sorted(seen) == sorted(set(seen))
    assert int(seen[0]) < 7
    assert int(seen[-1]) > 112


def test_a_day_begins_at_midnight_in_the_programmes_zone(office: OfficeUnderTest, admin: Visitor) -> None:
    who, noon = str(uuid4()), office.clock.now.replace(hour=12, minute=0)
    with office.world() as world:
        for day in (-1, 0, 1):
            audit.add(world.db, noon + timedelta(days=day), who, "visit logged")
    assert lines(admin.page(f"/audit?staff={who}&day={noon.date()}")) == 1
    assert admin.get("/audit?day=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("actor", "action", "subject"),
    [
        ("", "concern read", "sensitive_case"),
        ("", "concerns listed", ""),
        ("", "case confided", "case"),
        ("sensitive", "nobody_told", ""),
    ],
)
def test_reports_of_abuse_are_not_in_it(
    office: OfficeUnderTest, admin: Visitor, actor: str, action: str, subject: str
) -> None:
    who = actor or str(uuid4())
    with office.world() as world:
        audit.add(world.db, world.now, who, action, subject, uuid4())
    assert "Rien de tel." in admin.read(f"/audit?staff={who}")
    assert "Rien de tel." in admin.read(f"/audit?staff={who}&action={action}")


def test_an_action_that_nobody_named_is_shown_as_it_is(office: OfficeUnderTest, admin: Visitor) -> None:
    with office.world() as world:
        audit.add(world.db, world.now, "line", "something quite new", "thing", uuid4())
    assert "something quite new" in admin.read("/audit?subject=thing")


def test_nobody_else_reads_it(office: OfficeUnderTest) -> None:
    for role in Role:
        status = office.staff(role).get("/audit").status_code
        assert status == (200 if role is Role.ADMINISTRATOR else 403)
