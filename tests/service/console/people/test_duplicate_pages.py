"""Two files side by side; somebody decides, once."""

from uuid import UUID

import pytest

from service.models import AuditEvent, Duplicate, Person
from tests.support.office import OfficeUnderTest, Visitor, words


@pytest.fixture
def pair(office: OfficeUnderTest, officer: Visitor) -> tuple[UUID, UUID]:
    """Aminata, registered twice, and proposed."""
    with office.world() as world:
        start = 22_350_008_000 + 2 * len(world.people())
        first, _ = world.register(f"+{start}", name=f"Aminata Traoré {start}")
        again, _ = world.register(f"+{start + 1}", name=f"Aminata Traore {start}", birth_year=1981.0)
    officer.done("/people/duplicates/look")
    return first, again


def where(pair: tuple[UUID, UUID]) -> str:
    return f"/people/duplicates/{pair[0]}/{pair[1]}"


def test_what_is_alike_and_what_differs(office: OfficeUnderTest, officer: Visitor, pair: tuple[UUID, UUID]) -> None:
    listed = officer.page("/people/duplicates")
    assert where(pair) in listed
    assert "le village" in listed
    told = officer.read(where(pair))
    assert "Né(e) vers différent 1980 1981" in told
    assert "Village pareil Konna Konna" in told
    assert len(office.rows(AuditEvent, action="duplicates listed", actor=str(officer.staff_id))) == 2


@pytest.mark.parametrize("stays", [0, 1])
def test_the_file_that_is_chosen_stays(
    office: OfficeUnderTest, officer: Visitor, pair: tuple[UUID, UUID], stays: int
) -> None:
    told = officer.done(where(pair), {"decision": ("first", "second")[stays]})
    assert "Une seule personne" in told
    (goes,) = office.rows(Person, id=pair[1 - stays])
    assert (goes.state, goes.merged_into) == ("merged", pair[stays])
    assert "Autres cartes de la personne" in told
    assert officer.get(where(pair)).status_code == 409
    assert where(pair) not in officer.page("/people/duplicates")


def test_two_people_are_never_proposed_again(
    office: OfficeUnderTest, officer: Visitor, pair: tuple[UUID, UUID]
) -> None:
    assert "Deux personnes : c’est retenu." in officer.done(where(pair), {"decision": "different"})
    officer.done("/people/duplicates/look")
    assert where(pair) not in officer.page("/people/duplicates")
    again = officer.post(where(pair), {"decision": "first"})
    assert again.status_code == 422
    assert "C’est décidé depuis" in words(again.text)
    assert [row.decision for row in office.rows(Duplicate, first_id=pair[0])] == ["different"]


def test_a_decision_has_to_be_made(officer: Visitor, pair: tuple[UUID, UUID]) -> None:
    assert officer.post(where(pair), {}).status_code == 422
