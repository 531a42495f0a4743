"""A person's whole history on one page: what stands there, who may open it, and that the audit says so."""

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Visit
from service.models.staff import Role
from service.programme import cases
from service.programme import tables as t
from service.programme.kits import confirm_receipt
from service.programme.people.holder import PeopleError
from service.programme.people.merging import merge
from service.programme.people.page import Page, open_file
from service.programme.people.sections import SECTIONS
from tests.service.programme.people.office import officer, twice
from tests.service.programme.world import AMINATA, OUMAR, World, receipt


def lines(page: Page, title: str) -> list[tuple[object, ...]]:
    return next(list(section.lines) for section in page.sections if section.title == title)


def test_everything_on_one_page(world: World) -> None:
    staff = officer(world)
    aminata, code = world.register()
    kit_id, _ = world.kit("filet 2")
    delivery = world.delivery(kit_id, business_id=world.business(aminata))
    confirm_receipt(world.call(person=aminata), receipt(delivery, "none"))
    cases.open_case(world.call(person=aminata), e.OpenCase("question", words="Quand ?"))
    world.add(Visit, person_id=aminata, due_on=world.now.date())
    page = open_file(world.db, world.vault, world.places, aminata, staff, world.now)
    assert (page.name, page.code.replace(" ", "")) == ("Aminata Traoré", code)
    assert {"sex": "female", "born": 1980, "vulnerability": "woman_head"}.items() <= dict(page.about).items()
    assert [section.title for section in page.sections] == list(SECTIONS)
    assert lines(page, "household")[0][0] == 6
    assert lines(page, "phones")[0][0] == AMINATA
    assert [line[0] for line in lines(page, "businesses")] == ["fishing"]
    assert [(line[0], line[4]) for line in lines(page, "deliveries")] == [("fishing", "not_received")]
    assert [line[2] for line in lines(page, "receipts")] == ["none"]
    assert lines(page, "visits")[0][0] == world.now.date()
    assert len(lines(page, "cases")) >= 1
    assert lines(page, "messages")[0][0] == "queued"
    assert [line[:2] for line in lines(page, "consents")] == [("registration", "yes")]
    assert all("Quand" not in str(cell) for section in page.sections for line in section.lines for cell in line)
    for section in page.sections:
        assert all(len(line) == len(section.headings) for line in section.lines), section.title
    opened = world.one(AuditEvent, action="person opened")
    assert (opened.actor, opened.subject, opened.subject_id) == (str(staff), "person", str(aminata))


def test_both_histories_of_a_person_who_was_two(world: World) -> None:
    staff = officer(world)
    (first, _), (again, code) = twice(world)
    merge(world.db, world.vault, first, again, staff, world.now)
    page = open_file(world.db, world.vault, world.places, first, staff, world.now)
    (card,) = lines(page, "other cards")
    assert str(card[0]).replace(" ", "") == code
    assert card[1:3] == ("Aminata Traore", 1981)
    assert {line[0] for line in lines(page, "phones")} == {AMINATA, OUMAR}
    assert len(lines(page, "household")) == 2
    assert len(lines(page, "consents")) == 2


def test_a_sensitive_report_is_on_nobodys_page(world: World) -> None:
    staff = officer(world)
    aminata, _ = world.register()
    cases.open_sensitive(world.call(person=aminata), e.OpenSensitiveCase(words="Un secret"))
    page = open_file(world.db, world.vault, world.places, aminata, staff, world.now)
    assert lines(page, "cases") == []


def test_agents_open_their_villages_and_see_no_cases(world: World) -> None:
    agent = world.staff(Role.FIELD_AGENT)
    aminata, _ = world.register()
    cases.open_case(world.call(person=aminata), e.OpenCase("question", words="Quand ?"))
    titles = [s.title for s in open_file(world.db, world.vault, world.places, aminata, agent, world.now).sections]
    assert not {"cases", "referrals"} & set(titles)
    world.db.execute(update(t.staff).values(places="ML0506"))  # a cercle, in which Konna lies
    assert open_file(world.db, world.vault, world.places, aminata, agent, world.now).name == "Aminata Traoré"
    world.db.execute(update(t.staff).values(places="ML050604"))
    with pytest.raises(PeopleError, match="your villages"):
        open_file(world.db, world.vault, world.places, aminata, agent, world.now)
    assert len(world.rows(AuditEvent, action="person opened")) == 2
