"""Which column is which: in French, in English, of Kobo, with slips, and as whoever imports says."""

import pytest

from service.models import ImportMapping, Person
from service.programme.transfer import vocabulary as v
from service.programme.transfer.cells import a_name, words
from service.programme.transfer.columns import Field, columns_of
from service.programme.transfer.faults import TransferError
from service.programme.transfer.options import some_of
from service.programme.transfer.remembered import recalled, remember
from tests.service.programme.transfer.lists import Desk, outcomes, person

FIELDS = (
    Field("name", a_name, "nom | nom complet"),
    Field("place", words(), "village"),
    Field("vulnerability", some_of(v.VULNERABILITY), "vulnérabilité", v.VULNERABILITY),
)
KOBO = {
    "start": "2024-03-12T10:00:00.000+00:00",
    "deviceid": "ee.collect:1",
    "groupe/nom_complet": "Aminata Traoré",
    "groupe/sexe": "2",
    "groupe/annee_de_naissance": "1980",
    "village": "Konna",
    "vulnerabilite": "pregnant disability",
    "vulnerabilite/pregnant": 1,
    "vulnerabilite/disability": "True",
    "vulnerabilite/chronic_illness": 0,
    "consentement": "oui",
    "_id": 17,
    "_uuid": "0b7f5f5e-5c57-4f0c-8f0e-7d5a1d0d2f11",
    "_submission_time": "2024-03-12T10:05:00",
}


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("name", "name"),
        ("NOM  COMPLET", "name"),
        ("Nom_complet", "name"),
        ("identite/nom", "name"),
        ("identite-nom", "name"),
        ("Villlage", "place"),
        ("vulnérabilité/enceinte", "vulnerability/pregnant"),
        ("g/vulnerabilite/disability", "vulnerability/disability"),
        ("vulnerability.child_head", "vulnerability/child_head"),
        ("Remarque", "None"),
        ("nm", "None"),
    ],
)
def test_a_heading_is_known(heading: str, told: str) -> None:
    assert str(columns_of([heading], FIELDS, {}).targets[0]) == told


def test_two_columns_of_one_field_have_to_be_told_apart() -> None:
    with pytest.raises(TransferError, match="Two columns look like name"):
        columns_of(["nom", "nom complet"], FIELDS, {})
    assert [str(one) for one in columns_of(["nom", "nom complet"], FIELDS, {"nom": "-"}).targets] == ["None", "name"]
    assert [str(one) for one in columns_of(["nom", "x"], FIELDS, {"x": "name"}).targets] == ["None", "name"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [({"x": "name"}, "has no column 'x'"), ({"nom": "nam"}, "There is no field 'nam'")],
)
def test_what_is_said_of_columns_must_be_so(said: dict[str, str], reason: str) -> None:
    with pytest.raises(TransferError, match=reason):
        columns_of(["nom"], FIELDS, said)


def test_what_was_said_is_remembered_for_such_files(desk: Desk) -> None:
    rows = [{**person(), "Qui": "Fanta Coulibaly"}]
    headings = tuple(rows[0])
    remember(desk.world.db, "people", headings, {"Qui": "collector"}, desk.world.now)
    remember(desk.world.db, "people", headings, {"Village": "place"}, desk.world.now)
    assert recalled(desk.world.db, "people", headings[::-1]) == {"Qui": "collector", "Village": "place"}
    assert recalled(desk.world.db, "visits", headings) == {}
    assert len(desk.world.rows(ImportMapping)) == 1
    assert desk.open(rows).columns.heading("collector") == "Qui"


def test_a_file_without_what_it_must_have_is_refused(desk: Desk) -> None:
    with pytest.raises(
        TransferError, match=r"No column was found for: sex, birth_year or age, consent\. The file has: Nom"
    ):
        desk.look([{"Nom": "Awa"}])


def test_an_export_of_kobo_is_taken_as_it_comes(desk: Desk) -> None:
    rows = [KOBO, {**KOBO, "_uuid": "another", "groupe/nom_complet": "Oumar Cissé", "vulnerabilite": None}]
    del rows[1]["vulnerabilite"]
    desk.take([{name: row[name] for name in row if name != "vulnerabilite"} for row in rows])
    one, other = desk.world.rows(Person)
    assert {one.vulnerability, other.vulnerability} == {"pregnant disability"}
    assert (one.sex, one.birth_year, one.place) == ("female", 1980, "ML050605")


def test_several_answers_in_one_cell(desk: Desk) -> None:
    desk.take([{name: cell for name, cell in KOBO.items() if "/" not in name or name.startswith("groupe")}])
    assert desk.world.one(Person).vulnerability == "pregnant disability"


def test_the_same_submission_in_another_export_changes_nothing(desk: Desk) -> None:
    row = {name: cell for name, cell in KOBO.items() if not name.startswith("vulnerabilite/")}
    desk.take([row])
    later = {**row, "_submission_time": "later", "autre": "x", "groupe/nom_complet": "Aminata T."}
    assert outcomes(desk.look([later, {**later, "_uuid": "new"}])) == (1, 0, 1, 0)
