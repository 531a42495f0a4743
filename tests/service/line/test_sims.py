"""A phone is not a person: a SIM that is shared, one that is lost, an own phone later. Each hears what is theirs."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from flows.changed import changed
from service.database import writing
from service.models import Case, Message, Person, PersonPhone, table_of
from service.models.case import CaseState
from service.models.staff import Role
from service.programme.labels import CASE_ANSWER
from service.programme.people.contact import Change, change
from service.programme.staff import NewStaff, add_staff
from tests.support.line import LineUnderTest, line_settings, running
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio
SHARED, NEW = "+22350001234", "+22350009999"
WOMAN = ("1", "Aminata Touré", "1", "1980", "6", "Segue Ire", "1")
MAN = ("1", "Oumar Maïga", "2", "1975", "4", "Segue Ire", "1")
"""Consent, name, heads a household, birth year, household, place, right."""


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def registered(line: LineUnderTest, number: str = SHARED) -> str:
    """Aminata registers from that number; the digits of her card."""
    caller = line.phone(number)
    await caller.dial("2")
    page = await caller.type(*WOMAN)
    return "".join(word for word in page.split("\n")[1] if word.isdigit())


async def joined_by_oumar(line: LineUnderTest, number: str = SHARED) -> None:
    """He is registered on the phone that she has, by the home menu's last choice."""
    caller = line.phone(number)
    menu = (await caller.dial()).split("\n")
    other = next(row[0] for row in menu if "Inscrire un autre" in row)
    await caller.type(other, *MAN)
    assert caller.ended, caller.page


def person_named(line: LineUnderTest, name: str) -> UUID:
    (found,) = [row.id for row in line.rows(Person) if line.opened("person.name", row.id, row.name) == name]
    return UUID(str(found))


async def asked(line: LineUnderTest, first: str, words: str) -> None:
    """A question from the shared phone, by whoever is chosen first."""
    caller = line.phone(SHARED)
    menu = (await caller.dial(first)).split("\n")
    say = next(row[0] for row in menu if "Dire un mot" in row)
    await caller.type(say, "1", words)


def answered(line: LineUnderTest, person_id: UUID, words: str) -> None:
    (row,) = line.rows(Case, person_id=person_id)
    table = table_of(Case)
    sealed = line.parts.vault.seal(CASE_ANSWER, row.id, words)
    with writing(line.parts.engine) as db:
        now = {"answer": sealed, "state": CaseState.ANSWERED.value, "answered_at": line.clock.now}
        db.execute(update(table).where(table.c.id == row.id).values(**now))


def staff_change(line: LineUnderTest, card: str, said: Change) -> int:
    with writing(line.parts.engine) as db:
        new = NewStaff(Role.PROGRAMME_OFFICER, "Awa Ba", "50 00 55 55", "2468")
        staff_id = add_staff(db, line.parts.vault, new, line.clock.now)
        ctx = line.parts.around.outside(db, line.clock.now, "command")
        return change(changed(ctx, staff_id=staff_id), card, said)


async def test_on_a_shared_sim_each_hears_only_their_own_answer(line: LineUnderTest) -> None:
    await registered(line)
    await joined_by_oumar(line)
    assert await line.phone(SHARED).dial() == "Qui appelle ?\n1 Aminata T.\n2 Oumar M.\n3 Une autre personne"
    await asked(line, "1", "Quand vient le kit")
    answered(line, person_named(line, "Aminata Touré"), "Lundi au marché")
    assert "Lundi" not in await line.phone(SHARED).dial("2")
    assert "Lundi" not in await line.phone(SHARED).dial("3")
    assert "Lundi au marché" in await line.phone(SHARED).dial("1")


async def test_a_lost_sim_card_and_year_bring_the_history_back(line: LineUnderTest) -> None:
    card = await registered(line)
    caller = line.phone(SHARED)
    menu = (await caller.dial()).split("\n")
    await caller.type(next(row[0] for row in menu if "Dire un mot" in row), "1", "Quand vient le kit")
    line.clock.passes(days=2)
    found = line.phone(NEW)
    assert (await found.dial()).startswith("Retour, la ligne du programme")
    await found.dial("3")
    assert (await found.type(card, "1980")).startswith("Bonjour Aminata T.")
    person = person_named(line, "Aminata Touré")
    answered(line, person, "Lundi au marché")
    assert "Lundi au marché" in await line.phone(NEW).dial()
    # What had left for the old phone before stays there; what tells of the new one goes to it too.
    assert Texter(line, SHARED).messages()[-1].kind == "joined"
    staff_change(line, card, Change(end=SHARED))
    assert (await line.phone(SHARED).dial()).startswith("Retour, la ligne du programme")
    assert len(line.rows(PersonPhone)) == 2, "that it was once hers is kept"
    assert (await line.phone(NEW).dial()).startswith("Réponse")


async def test_an_own_phone_later_takes_along_what_is_hers_alone(line: LineUnderTest) -> None:
    card = await registered(line)
    await joined_by_oumar(line)
    await asked(line, "1", "Quand vient le kit")
    staff_change(line, card, Change(own=NEW, end=SHARED))
    assert (await line.phone(NEW).dial()).startswith("Bonjour Aminata T.")
    assert (await line.phone(SHARED).dial()).startswith("Bonjour Oumar M.")
    answered(line, person_named(line, "Aminata Touré"), "Lundi au marché")
    assert "Lundi" not in await line.phone(SHARED).dial()
    assert "Lundi au marché" in await line.phone(NEW).dial()
    hers = line.rows(Message, person_id=person_named(line, "Aminata Touré"))
    (new,) = [link.phone_id for link in line.rows(PersonPhone) if link.origin == "staff"]
    # The line's own worker may have been quicker with a text or two.
    assert {row.phone_id for row in hers if row.state == "queued"} <= {new}
