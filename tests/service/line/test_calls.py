"""Whole calls over the real hook, on both databases: what a caller hears, and what the database holds."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.codes import with_check
from service.models.case import Case, SensitiveCase
from service.models.conversation import Conversation
from service.models.message import Message
from service.models.person import Consent, Person
from service.models.phone import PersonPhone, Phone
from tests.support.line import LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio
REGISTER = ("1", "Aminata Touré", "1", "1980", "6", "Segue Ire", "1")
"""Consent, name, woman head of household, birth year, household, place, right."""


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def registered(line: LineUnderTest, number: str = "+22350001234", name: str = "Aminata Touré") -> str:
    """A person registered from that number; the digits of their card."""
    caller = line.phone(number)
    await caller.dial("2")
    page = await caller.type("1", name, *REGISTER[2:])
    assert caller.ended, page
    return "".join(word for word in page.split("\n")[1] if word.isdigit())


async def test_a_returnee_registers_and_the_call_ends_with_rows(line: LineUnderTest) -> None:
    caller = line.phone()
    page = await caller.dial()
    assert page.startswith("Retour, la ligne du programme\n1 Langue / Language\n2 S'inscrire")
    await caller.type("2", *REGISTER[:-1])
    assert "Aminata Touré" in caller.page
    assert "Ségué Iré" in caller.page
    await caller.type("1")
    assert caller.ended
    (person,) = line.rows(Person)
    assert line.opened("person.name", person.id, person.name) == "Aminata Touré"
    assert (person.sex, person.birth_year, person.place) == ("female", 1980, "ML050118")
    (consent,) = line.rows(Consent)
    assert (consent.purpose, consent.given) == ("registration", True)
    (text,) = line.rows(Message)
    body = line.opened("message.body", text.id, text.body)
    assert line.opened("person.code", person.id, person.code) in body.replace(" ", "")


async def test_a_card_code_is_what_the_person_copies(line: LineUnderTest) -> None:
    digits = await registered(line)
    (person,) = line.rows(Person)
    assert line.opened("person.code", person.id, person.code) == digits
    assert len(digits) == 9


async def test_a_repeated_hop_gets_the_stored_reply_and_applies_nothing(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    first = await caller.type(*REGISTER)
    assert [await caller.again() for _ in range(3)] == [first] * 3
    assert len(line.rows(Person)) == 1
    assert len(line.rows(Message)) == 1


async def test_two_equal_hops_at_the_same_time_apply_once(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type(*REGISTER[:-1])
    caller.texts.append("1")
    twins = [line.phone() for _ in range(4)]
    for twin in twins:
        twin.session, twin.texts = caller.session, caller.texts
    pages = await asyncio.gather(*(twin.again() for twin in twins))
    assert len(set(pages)) == 1
    assert len(line.rows(Person)) == 1


async def test_two_equal_first_hops_at_the_same_time_are_one_call(line: LineUnderTest) -> None:
    caller = line.phone()
    caller.session = "ATUid_" + "a" * 32
    pages = await asyncio.gather(*(caller.again() for _ in range(4)))
    assert len(set(pages)) == 1
    assert len(line.rows(Conversation)) == 1


async def test_a_typed_star_is_kept(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1", "Awa*B**", *REGISTER[2:])
    (person,) = line.rows(Person)
    assert line.opened("person.name", person.id, person.name) == "Awa*B**"


async def test_digits_dialled_with_the_code_are_played_through_menus_only(line: LineUnderTest) -> None:
    caller = line.phone()
    page = await caller.dial("2", "1", "5", "5")
    assert page.startswith("Prénom et nom ?")


async def test_a_dropped_call_is_offered_to_be_continued(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    asked = await caller.type("1", "Aminata Touré", "1")
    page = await caller.dial()
    assert page == "Vous étiez dans : Inscription\n1 Continuer\n2 Recommencer\n3 Autre chose"
    assert await caller.type("1") == asked
    await caller.type("1980", "6", "Segue Ire", "1")
    (person,) = line.rows(Person)
    assert line.opened("person.name", person.id, person.name) == "Aminata Touré"
    assert "Vous étiez" not in await caller.dial()


async def test_starting_again_forgets_the_earlier_answers(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1", "Aminata Touré", "1")
    await caller.dial("2")
    assert caller.page.startswith("C'est libre")
    await caller.type("1", "Fanta Maïga", *REGISTER[2:])
    (person,) = line.rows(Person)
    assert line.opened("person.name", person.id, person.name) == "Fanta Maïga"


async def test_somebody_known_is_offered_to_continue_too(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1", "Aminata Touré", *REGISTER[2:])
    await caller.dial()
    asked = await caller.type("1", "1")
    assert await caller.dial() == "Vous étiez dans : Votre message\n1 Continuer\n2 Recommencer\n3 Autre chose"
    assert await caller.type("1") == asked


async def test_the_menu_in_the_middle_keeps_the_answers(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    asked = await caller.type("1", "Aminata Touré")
    assert (await caller.type("00")).startswith("Vous étiez dans : Inscription")
    assert await caller.type("1") == asked


async def test_a_draft_expires(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1", "Aminata Touré")
    line.clock.passes(days=15)
    assert "Vous étiez" not in await caller.dial()
    await line.parts.line.sweep()
    assert all(row.progress is None for row in line.rows(Conversation) if row.journey == "registration")


async def test_a_shared_phone_asks_who_is_calling_before_anything_else(line: LineUnderTest) -> None:
    await registered(line, name="Aminata Touré")
    relative = line.phone()
    await relative.dial()
    await relative.type("6", "1", "Oumar Maïga", *REGISTER[2:])
    assert relative.ended, relative.page
    page = await line.phone().dial()
    assert page == "Qui appelle ?\n1 Aminata T.\n2 Oumar M.\n3 Une autre personne"


async def test_on_a_shared_phone_a_draft_is_offered_to_its_person_only(line: LineUnderTest) -> None:
    await registered(line, name="Aminata Touré")
    relative = line.phone()
    await relative.dial()
    await relative.type("6", "1", "Oumar Maïga", *REGISTER[2:])
    caller = line.phone()
    await caller.dial("1")
    menu = caller.page.split("\n")
    complete = next(row[0] for row in menu if "Finir le dossier" in row)
    await caller.type(complete, "2")
    other = line.phone()
    assert "Vous étiez" not in await other.dial("2")
    assert "Vous étiez" not in await other.dial("3")
    assert "Vous étiez" in await other.dial("1")


async def test_a_new_phone_joins_by_card_and_second_fact(line: LineUnderTest) -> None:
    code = await registered(line)
    caller = line.phone("+22350009999")
    await caller.dial("3")
    page = await caller.type(code, "1980")
    assert page.startswith("Bonjour Aminata T.")
    assert len(line.rows(PersonPhone)) == 2


async def test_an_unknown_card_and_a_wrong_year_get_the_same_words(line: LineUnderTest) -> None:
    code = await registered(line)
    wrong_year, unknown = line.phone("+22350009998"), line.phone("+22350009997")
    await wrong_year.dial("3")
    await unknown.dial("3")
    assert await wrong_year.type(code, "1981") == await unknown.type(with_check("12345678"), "1980")
    assert len(line.rows(PersonPhone)) == 1


async def test_three_wrong_second_facts_lock_the_phone_for_the_day(line: LineUnderTest) -> None:
    code = await registered(line)
    caller = line.phone("+22350009999")
    for year in ("1981", "1982", "1983", "1980"):
        await caller.dial("3")
        await caller.type(code, year)
    assert len(line.rows(PersonPhone)) == 1
    line.clock.passes(days=1)
    await caller.dial("3")
    assert (await caller.type(code, "1980")).startswith("Bonjour")


async def test_a_sensitive_report_leaves_no_trace_on_the_line(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("5")
    await caller.type("Quelqu'un a pris mon argent", "1", "Segue Ire", "2")
    assert caller.page == "Merci. Au revoir."
    (report,) = line.rows(SensitiveCase)
    assert line.opened("sensitive_case.words", report.id, report.words) == "Quelqu'un a pris mon argent"
    assert not report.incomplete
    assert line.rows(Message) == []
    assert line.rows(Case) == []
    (row,) = line.rows(Conversation)
    assert (row.progress, row.journey, row.screen, row.draft) == (None, "", "", False)
    assert "Vous étiez" not in await caller.dial()


@pytest.mark.parametrize("how", ["redial", "end event", "silence"])
async def test_a_sensitive_report_that_drops_reaches_the_focal_points_as_it_is(line: LineUnderTest, how: str) -> None:
    caller = line.phone()
    await caller.dial("5")
    await caller.type("Quelqu'un a pris mon argent")
    if how == "end event":
        await caller.hang_up()
    if how == "silence":
        line.clock.passes(minutes=11)
        await line.parts.line.sweep()
    if how == "redial":
        assert "Vous étiez" not in await caller.dial()
    (report,) = line.rows(SensitiveCase)
    assert report.incomplete
    assert line.opened("sensitive_case.words", report.id, report.words).endswith("Quelqu'un a pris mon argent")
    assert all(row.progress is None for row in line.rows(Conversation) if row.sensitive)


async def test_an_end_event_keeps_length_and_status_and_no_words(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("2")
    await caller.type("1", "Aminata Touré")
    await caller.hang_up("Failed")
    (row,) = line.rows(Conversation)
    assert (row.state, row.end_status, row.duration_ms) == ("dropped", "Failed", 4200)
    assert "Vous étiez dans" in await caller.dial()


async def test_a_language_chosen_is_kept_for_the_phone(line: LineUnderTest) -> None:
    caller = line.phone()
    await caller.dial("1")
    english = next(row[0] for row in caller.page.split("\n") if "English" in row)
    await caller.type(english)
    assert "Register" in caller.page
    assert "Register" in await line.phone().dial()
    (phone,) = line.rows(Phone)
    assert phone.language == "en"
