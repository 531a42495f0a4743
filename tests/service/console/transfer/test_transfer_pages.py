"""Lists in the console: sent, looked at, written, taken back; given out without names, or with them to whoever may."""

import csv
import io
from collections.abc import Callable
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from service.models import AuditEvent, ImportJob, Person
from service.models.staff import Role
from tests.service.programme.transfer.lists import person, workbook
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]
_NUMBERS = count(70_100_000)


def rows(many: int = 1, **changes: object) -> list[dict[str, object]]:
    """People whom nobody knows yet."""
    return [person(nom=f"Personne {next(_NUMBERS)}", tel=str(next(_NUMBERS)), **changes) for _ in range(many)]


def send(who: Visitor, path: Path, kind: str = "people") -> str:
    """Send a list; where it is looked at."""
    answer = who.post(f"/transfer/import/{kind}", files={"file": (path.name, path.read_bytes())})
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["location"])


def test_a_list_is_looked_at_imported_and_taken_back(office: OfficeUnderTest, officer: Visitor, tmp_path: Path) -> None:
    before = len(office.rows(Person))
    where = send(officer, workbook(tmp_path / "Konna.xlsx", rows(3)))
    page = officer.read(where)
    assert "Personnes, Konna.xlsx" in page
    assert "3 nouvelles" in page
    assert len(office.rows(Person)) == before, "nothing is written by a look"
    assert "Écrit : 3 lignes." in officer.done(f"{where}/apply")
    assert len(office.rows(Person)) == before + 3
    job = office.rows(ImportJob)[-1]
    assert f"/transfer/imports/{job.id}" in officer.page("/transfer")
    undo = f"/transfer/imports/{job.id}"
    assert officer.post(f"{undo}/undo").status_code == 422
    page = officer.done(f"{undo}/undo", {"sure": "yes"})
    assert "défait" in page
    assert (len(office.rows(Person)), office.rows(ImportJob)[-1].state) == (before, "undone")


def test_every_wrong_row_is_listed_with_its_column_and_reason(
    office: OfficeUnderTest, officer: Visitor, tmp_path: Path
) -> None:
    before = len(office.rows(Person))
    where = send(officer, workbook(tmp_path / "list.xlsx", [*rows(60, sexe="?"), *rows(1)]))
    page = officer.read(where)
    assert "60 fausses" in page
    assert "2 Sexe Faux ce n’est aucun de : female, male" in page
    assert "61 Sexe Faux" in officer.read(f"{where}?after=50")
    told = list(csv.reader(io.StringIO(officer.get(f"{where}/faults.csv").content.decode("utf-8-sig"))))
    assert (len(told), told[1]) == (61, ["2", "Sexe", "faux", "ce n’est aucun de : female, male"])
    refused = officer.done(f"{where}/apply")
    assert "60 lignes sur 61 sont fausses" in refused
    assert len(office.rows(Person)) == before


def test_wrong_rows_are_left_out(office: OfficeUnderTest, officer: Visitor, tmp_path: Path) -> None:
    before = len(office.rows(Person))
    where = send(officer, workbook(tmp_path / "list.xlsx", [*rows(1, sexe="?"), *rows(2)]))
    assert "Écrit : 2 lignes." in officer.done(f"{where}/apply", {"skip_wrong": "yes"})
    assert len(office.rows(Person)) == before + 2


def test_a_column_that_is_missing_is_named_and_read(officer: Visitor, tmp_path: Path) -> None:
    strange = f"Qui {uuid4().hex[:6]}"
    made = [{(strange if name == "Nom complet" else name): value for name, value in row.items()} for row in rows(2)]
    where = send(officer, workbook(tmp_path / "list.xlsx", made))
    page = officer.page(where)
    assert "Aucune colonne trouvée pour : name." in words(page)
    assert strange in page
    fields = ["name", "sex", "birth_year", "place", "phone", "consent"]
    wrong = officer.done(f"{where}/columns", {f"column-{n}": "rubbish" for n in range(len(fields))})
    assert "Il n’y a pas de champ 'rubbish'." in wrong
    page = officer.done(f"{where}/columns", {f"column-{n}": field for n, field in enumerate(fields)})
    assert "2 nouvelles" in page


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"%PDF-1.7", "a.pdf n’est pas une liste mais un PDF"),
        ("a.csv", b"   \n\n", "a.csv est vide."),
        ("../../a.xlsx", b"PK\x03\x04rubbish", "a.xlsx est abîmé"),
        ("a.csv", b"Nom;Nom\nA;B\n", "Deux colonnes s’appellent 'Nom'"),
    ],
)
def test_a_file_that_is_no_list(officer: Visitor, name: str, content: bytes, why: str) -> None:
    answer = officer.post("/transfer/import/people", files={"file": (name, content)})
    page = officer.read(answer.headers["location"])
    assert why in page
    assert "/apply" not in officer.page(answer.headers["location"])


def test_no_file_and_no_such_kind(officer: Visitor) -> None:
    answer = officer.post("/transfer/import/people", files={"other": ("", b"")})
    assert (answer.status_code, "Choisissez un fichier." in words(answer.text)) == (422, True)
    assert officer.get("/transfer/import/rubbish").status_code == 404


@pytest.mark.parametrize("kind", ["people", "deliveries", "visits", "villages", "health_centres"])
def test_what_a_list_may_hold(officer: Visitor, kind: str) -> None:
    assert "Titres compris aussi" in officer.read(f"/transfer/import/{kind}")


def test_a_list_is_its_senders_alone_and_lists_are_no_agents(
    officer: Visitor, staff_at: StaffAt, tmp_path: Path
) -> None:
    where = send(officer, workbook(tmp_path / "list.xlsx", rows(1)))
    assert staff_at(Role.PROGRAMME_OFFICER).get(where).status_code == 404
    assert "envoyez le fichier encore une fois" in words(officer.get(f"/transfer/lists/{uuid4()}").text)
    agent = staff_at(Role.FIELD_AGENT)
    for path in ("/transfer", "/transfer/export", "/transfer/import/people", where):
        assert agent.get(path).status_code == 403
    assert "La liste est abandonnée." in officer.done(f"{where}/forget")
    assert officer.get(where).status_code == 404


def test_a_page_that_looks_on_is_loaded_anew_at_the_end(officer: Visitor, tmp_path: Path) -> None:
    where = send(officer, workbook(tmp_path / "list.xlsx", rows(1)))
    answer = officer.get(f"{where}/progress")
    assert (answer.headers["hx-refresh"], "<html" in answer.text) == ("true", False)


class TestExports:
    def made(self, who: Visitor, path: str = "/transfer/export", **form: str) -> tuple[str, list[list[str]]]:
        """The page of an export, and its rows."""
        answer = who.post(path, {"kind": "people", "how": "csv", **form})
        assert answer.status_code == 303, words(answer.text)
        where = answer.headers["location"]
        file = who.get(f"{where}/file")
        assert file.headers["content-disposition"] == f'attachment; filename="{form.get("kind", "people")}.csv"'
        return where, list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))

    def test_without_names(self, office: OfficeUnderTest, officer: Visitor) -> None:
        with office.world() as world:
            world.register("+22350009981")
        where, told = self.made(officer, region="ML05")
        assert "name" not in told[0]
        assert not any("Aminata" in cell for row in told for cell in row)
        assert "Prendre le fichier people.csv" in officer.read(where)
        event = office.rows(AuditEvent, subject="export", action="exported")[-1]
        assert (event.actor, event.detail) == (str(officer.staff_id), f"people: {len(told) - 2} rows; region=ML05")

    def test_with_names_for_whoever_may_and_in_the_audit(self, office: OfficeUnderTest, staff_at: StaffAt) -> None:
        with office.world() as world:
            world.register("+22350009982")
        administrator, officer = staff_at(Role.ADMINISTRATOR), staff_at(Role.PROGRAMME_OFFICER)
        assert officer.post("/transfer/export/full", {"kind": "people"}).status_code == 403
        assert "/transfer/export/full" not in officer.page("/transfer/export")
        _, told = self.made(administrator, "/transfer/export/full")
        assert any("Aminata Traoré" in row for row in told)
        by = str(administrator.staff_id)
        (event,) = office.rows(AuditEvent, subject="export", action="exported in full", actor=by)
        assert event.detail.startswith("people: ")

    def test_a_workbook_is_its_askers_alone(self, officer: Visitor, staff_at: StaffAt) -> None:
        answer = officer.post("/transfer/export", {"kind": "deliveries", "how": "xlsx"})
        where = answer.headers["location"]
        assert officer.get(f"{where}/file").content.startswith(b"PK")
        assert staff_at(Role.PROGRAMME_OFFICER).get(f"{where}/file").status_code == 404

    def test_what_cannot_be_asked_for(self, officer: Visitor) -> None:
        for form, why in (
            ({"kind": "sensitive"}, "Il n’y a pas de liste 'sensitive'"),
            ({"kind": "people", "cercle": "Nulle Part"}, "Aucun cercle ne s’appelle 'Nulle Part'."),
            ({"kind": "people", "kit": "rubbish"}, "Il n’y a pas de kit 'rubbish'"),
        ):
            answer = officer.post("/transfer/export", form)
            assert (answer.status_code, why in words(answer.text)) == (422, True)
