"""Visits over the real hooks: an agent in their own villages and out of them, and the returnee's word by SMS."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from flows.codes import with_check
from service.database import writing
from service.ids import uuid7
from service.models import AuditEvent, Case, Message, Person, Staff, Visit, table_of
from service.models.staff import Role
from service.programme.staff import NewStaff, add_staff
from tests.support.line import Caller, LineUnderTest, line_settings, running
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio
AGENT, AMINATA, PIN = "+22350001103", "+22350001101", "2468"


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


def agent(line: LineUnderTest, places: str = "") -> Caller:
    """An agent who works there."""
    parts = line.parts
    with writing(parts.engine) as db:
        add_staff(db, parts.vault, NewStaff(Role.FIELD_AGENT, "Boubacar Maïga", AGENT, PIN), line.clock.now)
        db.execute(update(table_of(Staff)).values(places=places))
    return line.phone(AGENT)


async def registered(line: LineUnderTest, number: str = AMINATA) -> str:
    """Aminata of Ségué Iré (ML050118) has registered from that phone; the digits of her card."""
    caller = line.phone(number)
    await caller.dial("2")
    page = await caller.type("1", "Aminata Touré", "1", "1980", "6", "Segue Ire", "1")
    assert caller.ended, page
    return "".join(word for word in page.split("\n")[1] if word.isdigit())


async def visited(line: LineUnderTest, caller: Caller, card: str) -> None:
    """The agent notes a visit with that card."""
    await caller.dial("1")
    page = await caller.type(PIN, "1", card, "1")
    assert page.startswith("Y a-t-il un élevage"), page
    # No goats, no takings, the man decides, no debt, no problems, nothing is wanted.
    await caller.type("2", "1", "1", "2", "1", "4")
    assert caller.ended, caller.page


def due(line: LineUnderTest, days: int) -> None:
    (person,) = line.rows(Person)
    row = {"id": uuid7(), "person_id": person.id, "state": "due"}
    with writing(line.parts.engine) as db:
        db.execute(insert(table_of(Visit)), {**row, "due_on": line.clock.now.date() + timedelta(days=days)})


def alerts(line: LineUnderTest) -> list[str]:
    return [row.action for row in line.rows(AuditEvent) if row.action.startswith("alert: ")]


@pytest.mark.parametrize("places", ["", "ML050118", "ML07 ML0501"])
async def test_an_agent_visits_whoever_lives_where_they_work(line: LineUnderTest, places: str) -> None:
    card = await registered(line)
    await visited(line, agent(line, places), card)
    (visit,) = line.rows(Visit)
    assert (visit.state, visit.presence, visit.channel) == ("done", "code", "ussd")


async def test_an_agent_out_of_their_villages_is_told_so_and_nothing_else(line: LineUnderTest) -> None:
    card = await registered(line)
    caller = agent(line, "ML07")
    await caller.dial("1")
    page = await caller.type(PIN, "1", card)
    assert page.startswith("Carte d'un autre secteur.")
    assert "Aminata" not in page
    page = await caller.type(with_check("12345678"))
    assert page.startswith("Carte inconnue.")
    assert line.rows(Visit) == []


async def test_an_agent_joins_their_own_card_wherever_they_live(line: LineUnderTest) -> None:
    """« My menu » is anybody's: it is not the agent who asks there."""
    card = await registered(line)
    caller = agent(line, "ML07")
    await caller.dial("3", "3")
    assert (await caller.type(card)).startswith("Vous etes né(e) vers quelle année ?")


async def test_whoever_tries_cards_is_seen(line: LineUnderTest) -> None:
    caller = agent(line)
    await caller.dial("1")
    await caller.type(PIN, "1")
    for number in range(12345670, 12345675):
        await caller.type(with_check(str(number)))
        assert (await caller.again()).startswith("Carte inconnue")
    assert alerts(line) == ["alert: many unknown cards"]


async def test_my_visits_stand_behind_the_pin(line: LineUnderTest) -> None:
    await registered(line)
    due(line, -4)
    due(line, 18)
    due(line, 60)
    caller = agent(line, "ML05")
    page = await caller.dial("4")
    assert page.startswith("Votre PIN")
    assert await caller.type("1111") == "PIN faux. Votre PIN (4 chiffres)\n0 Retour"
    page = await caller.type(PIN)
    assert page == "Visites à faire\n1 Aminata T., Ségué Iré, 20/11\n2 Aminata T., Ségué Iré, 12/12\n0 Retour"
    assert (await caller.type("2")).startswith("Aminata T., Ségué Iré, 12/12\n1 Noter cette visite")
    assert (await caller.type("1")).startswith("Votre PIN")


async def test_an_agent_elsewhere_has_no_such_visits(line: LineUnderTest) -> None:
    await registered(line)
    due(line, 2)
    caller = agent(line, "ML07")
    await caller.dial("4")
    assert await caller.type(PIN) == "Aucune visite à faire."


def sent(line: LineUnderTest) -> None:
    """The worker has sent all texts."""
    with writing(line.parts.engine) as db:
        db.execute(update(table_of(Message)).values(state="sent", sent_at=line.clock.now))


async def asked(line: LineUnderTest) -> Texter:
    """A visit was noted, and its text has reached Aminata's phone."""
    card = await registered(line)
    await visited(line, agent(line), card)
    sent(line)
    aminata = Texter(line, AMINATA)
    (text,) = [body for body in aminata.unread() if "visite" in body]
    assert text.startswith(
        "Retour : un agent a noté une visite chez vous le 24/11/2026. C'est vrai ? Répondez OUI ou NON"
    )
    return aminata


@pytest.mark.parametrize(
    ("words", "confirmed", "raised"),
    [("OUI", "yes", []), ("Non.", "no", ["alert: visit denied"]), ("2", "no", ["alert: visit denied"])],
)
async def test_the_returnee_s_word_by_sms(line: LineUnderTest, words: str, confirmed: str, raised: list[str]) -> None:
    aminata = await asked(line)
    assert await aminata.say(words) == "Merci. C'est noté."
    (visit,) = line.rows(Visit)
    assert (visit.confirmed, alerts(line)) == (confirmed, raised)
    (text,) = line.rows(Message, asks="visit_true")
    assert text.answered_at == line.clock.now
    page = await line.phone(AMINATA).dial()
    assert page.startswith("Bonjour Aminata T."), "and nobody asks again"


async def test_who_has_said_it_in_a_call_is_not_waited_for(line: LineUnderTest) -> None:
    aminata = await asked(line)
    caller = line.phone(AMINATA)
    assert (await caller.dial()).startswith("Un agent dit vous avoir rendu visite le 24/11/2026.")
    await caller.type("2")
    assert alerts(line) == ["alert: visit denied"]
    await aminata.say("OUI")
    (visit,) = line.rows(Visit)
    assert visit.confirmed == "no", "what was said first stands"


async def test_two_visits_are_two_questions(line: LineUnderTest) -> None:
    aminata = await asked(line)
    (card,) = [line.opened("person.code", row.id, row.code) for row in line.rows(Person)]
    line.clock.passes(days=1)
    await visited(line, line.phone(AGENT), card)
    sent(line)
    aminata.unread()
    assert await aminata.say("NON") == "Merci. C'est noté."
    assert await aminata.say("OUI") == "Merci. C'est noté."
    assert [(row.visited_on.day, row.confirmed) for row in line.rows(Visit)] == [(24, "yes"), (25, "no")]


async def test_other_words_are_still_heard(line: LineUnderTest) -> None:
    """Somebody has something else to say: a case, as it always was."""
    aminata = await asked(line)
    await aminata.say("mes filets ne sont pas venus", "mes filets ne sont pas venus")
    assert len(line.rows(Case)) == 1
