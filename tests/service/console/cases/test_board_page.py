"""The board of cases: its columns, what narrows it, and who sees what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from service.models import Case
from service.models.staff import Role
from service.programme.casedesk import desk
from service.programme.casedesk.board import ON_BOARD, ON_PAGE
from service.programme.casedesk.coding import packaged_codes
from tests.service.programme.casedesk.deskwork import asked, at_desk, in_state
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


def spaced(reference: str) -> str:
    return f"{reference[:2]} {reference[2:4]} {reference[4:]}"


@pytest.fixture(scope="module")
def board(office: OfficeUnderTest) -> dict[str, str]:
    """A case for each column, by its name, and more than the board has room for."""
    with office.world() as world:
        lead = world.staff(Role.PROGRAMME_OFFICER, "+22350004001")
        person = world.register("+22350004002")[0]
        elsewhere = world.register("+22350004003", name="Oumar Touré", place="ML050604")[0]
        names = ("overdue", "held", "answered", "closed", "waiting", "elsewhere")
        made = {name: asked(world, elsewhere if name == "elsewhere" else person, topic=name) for name in names}
        late = world.now - timedelta(days=1)
        in_state(world, made["overdue"], "assigned", promised_at=late, assigned_to=lead)
        in_state(world, made["held"], "on_hold", held_until=world.now + timedelta(days=2))
        in_state(world, made["answered"], "answered", answered_at=world.now)
        in_state(world, made["closed"], "closed", closed_at=world.now, closed_how="not_told")
        in_state(world, made["waiting"], "in_progress", calls_failed=3)
        desk.code(at_desk(world, lead), made["held"], "kit_when", packaged_codes())
        for i in range(ON_PAGE + 2):
            asked(world, None, "+22350004004", topic=f"more {i}", type="complaint")
        return made


def shown(page: str, made: dict[str, str]) -> set[str]:
    return {name for name, reference in made.items() if spaced(reference) in page}


def test_each_column_has_its_cases_and_its_count(officer: Visitor, board: dict[str, str]) -> None:
    page = officer.read("/cases")
    assert shown(page, board) == set(board) - {"closed", "elsewhere"}, "the last one has no room"
    assert "En retard 1" in page
    assert f"Dans les 7 jours {ON_PAGE + 3}" in page
    assert "Pas joint(e) en 3 appels" in page
    assert "Voir tout : Dans les 7 jours" in page
    assert len(officer.page("/cases")) < 60_000


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("type=question", {"overdue", "held", "answered", "waiting", "elsewhere"}),
        ("type=thanks", set()),
        ("criticality=low", set()),
        ("place=ML050604", {"elsewhere"}),
        ("code=kit_when", {"held"}),
        ("who=mine", set()),
        ("who=nobody&type=question", {"held", "answered", "waiting", "elsewhere"}),
        ("type=rubbish&criticality=x&place=nowhere&who=x", {"overdue", "held", "answered", "waiting"}),
    ],
)
def test_it_is_narrowed(officer: Visitor, board: dict[str, str], narrowed: str, found: set[str]) -> None:
    assert shown(officer.read(f"/cases?{narrowed}"), board) == found


@pytest.mark.parametrize("column", ["overdue", "held", "answered", "waiting", "closed"])
def test_a_column_is_shown_in_full(officer: Visitor, board: dict[str, str], column: str) -> None:
    assert shown(officer.read(f"/cases?clock={column}"), board) == {column}


def test_a_long_column_has_more_pages(officer: Visitor, board: dict[str, str]) -> None:
    html = officer.page("/cases?clock=week&type=complaint")
    after = html.split("after=")[1].split('"')[0]
    rest = officer.page(f"/cases?clock=week&type=complaint&after={after}")
    assert (html.count('<th scope="row">'), rest.count('<th scope="row">')) == (ON_PAGE, 2)
    assert "after=" not in rest
    assert officer.get("/cases?clock=week&after=rubbish").status_code == 404
    assert ON_BOARD < ON_PAGE


def test_a_reference_leads_to_its_case(office: OfficeUnderTest, officer: Visitor, board: dict[str, str]) -> None:
    (row,) = office.rows(Case, reference=board["held"])
    answer = officer.get("/cases", params={"reference": spaced(board["held"])})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{row.id}")
    unknown = officer.get("/cases", params={"reference": "99 99 99"})
    assert unknown.status_code == 404
    assert "Il n’y a pas de cas 99 99 99 parmi les vôtres." in words(unknown.text)
    assert 'value="99 99 99"' in unknown.text


def test_an_agent_sees_what_was_given_to_them(
    office: OfficeUnderTest, staff_at: StaffAt, board: dict[str, str]
) -> None:
    agent = staff_at(Role.FIELD_AGENT, places="ML050605")
    assert shown(agent.read("/cases"), board) == set()
    with office.world() as world:
        in_state(world, board["waiting"], "in_progress", assigned_to=agent.staff_id)
        in_state(world, board["elsewhere"], "assigned", assigned_to=agent.staff_id)
    page = agent.page("/cases")
    assert shown(words(page), board) == {"waiting"}
    assert "Orientations" not in page
    assert "ML050604" not in page, "no village that is not theirs to choose"
    answer: Any = agent.get("/cases", params={"reference": board["held"]})
    assert answer.status_code == 404


def test_it_speaks_english(staff_at: StaffAt, board: dict[str, str]) -> None:
    page = staff_at(Role.ADMINISTRATOR, language="en").read("/cases")
    assert "Overdue" in page
    assert "Answered, not heard" in page
    assert "Not reached in 3 calls" in page
