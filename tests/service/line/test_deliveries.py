"""Kits on the line, as agents and returnees live through it: recorded, confirmed, a missing net, a false word."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from service.database import writing
from service.ids import uuid7
from service.models import AuditEvent, Case, CaseEvent, Delivery, Kit, KitItem, Message, Receipt, Visit
from service.models.base import table_of
from service.models.person import Person
from service.models.staff import Role
from service.programme.labels import EVENT_WORDS
from service.programme.staff import NewStaff, add_staff
from tests.support.line import LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio
AGENT, AMINATA, PIN = "+22350001103", "+22350001234", "2468"


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def registered(line: LineUnderTest, number: str = AMINATA, name: str = "Aminata Touré") -> str:
    """A woman of Ségué Iré registers; the digits of her card."""
    caller = line.phone(number)
    await caller.dial("2")
    page = await caller.type("1", name, "1", "1980", "6", "Segue Ire", "1")
    return "".join(word for word in page.split("\n")[1] if word.isdigit())


def fishing(line: LineUnderTest, *people: UUID) -> list[UUID]:
    """An agent at work, and a kit of a canoe and four nets that is planned for these people."""
    parts, kit, today = line.parts, uuid7(), line.clock.now.date()
    deliveries = [uuid7() for _ in people]
    with writing(parts.engine) as db:
        add_staff(db, parts.vault, NewStaff(Role.FIELD_AGENT, "Boubacar Maïga", AGENT, PIN), line.clock.now)
        db.execute(insert(table_of(Kit)), {"id": kit, "code": "fishing", "names": {"fr": "Pêche"}})
        for position, (code, name, count) in enumerate((("canoe", "Pirogue", 1), ("net", "Filets", 4))):
            item = {"id": uuid7(), "kit_id": kit, "position": position, "code": code, "names": {"fr": name}}
            db.execute(insert(table_of(KitItem)), {**item, "quantity": count})
        for delivery, person in zip(deliveries, people, strict=True):
            planned = {"id": delivery, "kit_id": kit, "person_id": person, "state": "planned", "planned_on": today}
            db.execute(insert(table_of(Delivery)), planned)
    return deliveries


async def recorded(line: LineUnderTest, code: str, *came: str) -> str:
    """The agent records what came by phone; the closing page."""
    agent = line.phone(AGENT)
    page = await agent.dial()
    await agent.type(_key(page, "Noter une livraison"), PIN, code)
    return await agent.type(*came)


def _key(page: str, option: str) -> str:
    return next(row.split(" ")[0] for row in page.split("\n") if row.endswith(option))


def state(line: LineUnderTest) -> tuple[str, bool]:
    (row,) = line.rows(Delivery)
    return row.state, row.differs


async def test_an_agent_records_a_delivery_and_the_returnee_says_what_came(line: LineUnderTest) -> None:
    code = await registered(line)
    (person,) = line.rows(Person)
    fishing(line, person.id)
    assert "Ce qui est arrivé" not in await line.phone(AMINATA).dial()
    page = await recorded(line, code, "1", "1")
    assert page == "Livraison notée. La personne peut dire ce qui est arrivé."
    assert state(line) == ("delivered", False)
    assert [visit.after_days for visit in line.rows(Visit)] == [30, 90, 180]
    (told,) = line.rows(Message, kind="delivery")
    body = line.opened("message.body", told.id, told.body)
    assert body == f"Retour : un message vous attend. Composez {line.parts.settings.ussd_code}."
    caller = line.phone(AMINATA)
    page = await caller.dial()
    await caller.type(_key(page, "Ce qui est arrivé"), "1", "2", "1", "2")
    assert caller.page == "Merci. C'est noté."
    assert (state(line), line.rows(Case)) == (("confirmed", False), [])


async def test_a_receipt_with_a_missing_net(line: LineUnderTest) -> None:
    """The agent says four, the returnee three: a case with both words, and she hears its number and its day."""
    code = await registered(line)
    (person,) = line.rows(Person)
    fishing(line, person.id)
    await recorded(line, code, "1", "1")
    caller = line.phone(AMINATA)
    page = await caller.dial()
    page = await caller.type(_key(page, "Ce qui est arrivé"), "2", "1")
    assert page.startswith("Filets (4) ?")
    page = await caller.type("3", "3", "2", "1", "2")
    (case,) = line.rows(Case)
    assert page.split("\n")[0] == "Merci. L'équipe vérifie."
    assert case.reference in page.replace(" ", "")
    assert "Réponse avant le 27/11/2026." in page
    assert (case.type, case.topic, state(line)) == ("report", "kit", ("partly", True))
    (event,) = line.rows(CaseEvent, kind="both words")
    assert line.opened(EVENT_WORDS, event.id, event.words) == "Filets : agent 4, personne 3."


async def test_an_agent_who_says_that_less_came_is_not_repeated_to_the_returnee(line: LineUnderTest) -> None:
    code = await registered(line)
    (person,) = line.rows(Person)
    fishing(line, person.id)
    await recorded(line, code, "2", "1", "3", "1")
    caller = line.phone(AMINATA)
    page = await caller.dial()
    page = await caller.type(_key(page, "Ce qui est arrivé"), "2", "1")
    assert page.startswith("Filets (4) ?"), "not « Filets (3) »"
    await caller.type("3", "3", "2", "1", "2")
    assert (state(line), len(line.rows(Case))) == (("partly", False), 1)


async def test_an_agent_who_confirms_for_others(line: LineUnderTest) -> None:
    """With her card and her year of birth the agent's phone is one of hers; what it confirms counts for nothing, staff
    are told, and she is asked herself."""
    code = await registered(line)
    (person,) = line.rows(Person)
    fishing(line, person.id)
    await recorded(line, code, "1", "1")
    agent = line.phone(AGENT)
    page = await agent.dial()
    page = await agent.type(_key(page, "Mon menu"))
    page = await agent.type(_key(page, "J'ai une carte"), code, "1980")
    if "Agent : que faire ?" in page:
        page = await agent.type(_key(page, "Mon menu"))
    await agent.type(_key(page, "Ce qui est arrivé"), "1", "2", "1", "2")
    assert agent.page == "Merci. C'est noté."
    (receipt,) = line.rows(Receipt)
    assert (receipt.counted, state(line)) == (False, ("delivered", False))
    assert len(line.rows(AuditEvent, action="alert: a phone of staff confirms")) == 1
    caller = line.phone(AMINATA)
    page = await caller.dial()
    await caller.type(_key(page, "Ce qui est arrivé"), "3", "2", "2")
    assert (state(line)[0], len(line.rows(Case))) == ("not_received", 1)
