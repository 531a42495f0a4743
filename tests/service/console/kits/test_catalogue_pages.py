"""The catalogue of kits and the samples that check deliveries, in the console."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent, Kit, KitItem, Verification, VerificationTarget, Visit
from service.models.staff import Role
from service.programme import tables as t
from tests.service.console.kits.field import Field, field
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]
YAML = "kits:\n  {code}:\n    names: {{fr: Poterie}}\n    items:\n      wheel: {{fr: Tours}}\n"


@pytest.fixture
def there(office: OfficeUnderTest) -> Field:
    return field(office)


def lines(*items: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("code", "fr", "en", "quantity")
    return {f"item-{n}-{name}": value for n, item in enumerate(items) for name, value in zip(names, item, strict=True)}


def test_the_catalogue_and_one_kit(staff_at: StaffAt, officer: Visitor, there: Field) -> None:
    assert "filets × 4, pirogue × 1" in officer.read("/kits/catalogue")
    agent = staff_at(Role.FIELD_AGENT)
    assert "<form" not in agent.page(f"/kits/catalogue/{there.kit}").split("<main")[1]
    assert agent.post(f"/kits/catalogue/{there.kit}/retire").status_code == 403
    assert officer.get(f"/kits/catalogue/{there.person}").status_code == 404


def test_a_kit_is_changed(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    items = lines(("filets", "Filets", "Nets", "6"), ("pirogue", "", "", "1"), ("", "Rames", "", "2"))
    form = {"fr": "Pêche", "en": "", "visit_days": "20 40", **items}
    assert "Le kit est enregistré." in officer.done(f"/kits/catalogue/{there.kit}", form)
    (row,) = office.rows(Kit, id=there.kit)
    assert (row.visit_days, row.names["fr"]) == ("20 40", "Pêche")
    now = {one.code: one.quantity for one in office.rows(KitItem, kit_id=there.kit)}
    assert now == {"filets": 6, "rames": 2}


def test_what_is_wrong_with_a_kit_stands_at_its_field(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    form = {"fr": "", "visit_days": "soon", **lines(("filets", "Filets neufs", "", "many"))}
    answer = officer.post(f"/kits/catalogue/{there.kit}", form)
    page = words(answer.text)
    assert answer.status_code == 422
    for why in ("Il manque le nom en français.", "Les jours de visite sont", "Combien : un nombre entier de 1 à 999."):
        assert why in page
    assert 'value="Filets neufs"' in answer.text
    assert office.rows(Kit, id=there.kit)[0].visit_days == "30 90 180"


def test_a_new_kit_and_one_whose_code_is_taken(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    form = {"code": f"new_{there.code}", "fr": "Couture", "visit_days": "", **lines(("", "Ciseaux", "", "2"))}
    assert "Le kit est enregistré." in officer.done("/kits/catalogue/new", form)
    assert office.rows(Kit, code=form["code"])
    again = officer.post("/kits/catalogue/new", form)
    assert (again.status_code, "Ce code est déjà celui d’un kit." in words(again.text)) == (422, True)


def test_a_kit_is_planned_no_more(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    assert "N’est plus prévu" in officer.done(f"/kits/catalogue/{there.kit}/retire")
    assert not office.rows(Kit, id=there.kit)[0].active
    again = officer.post(f"/kits/catalogue/{there.kit}/retire")
    assert "n’est déjà plus prévu" in words(again.text)


def test_a_file_changes_the_catalogue_or_nothing(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    code = f"file_{there.code}"

    def send(text: bytes) -> str:
        answer = officer.post("/kits/catalogue/file", files={"file": ("kits.yaml", text)})
        return words(answer.text) if answer.status_code == 422 else str(answer.status_code)

    assert "kits.yaml, ligne 2" in send(b"kits:\n  pottery: {items: {wheel: {fr: Tours}}}\n")
    assert "UTF-8" in send(b"\xff\xfe\x00")
    assert "Choisissez un fichier." in words(officer.post("/kits/catalogue/file").text)
    assert send(YAML.format(code=code).encode()) == "303"
    assert office.rows(Kit, code=code)


def test_visits_are_brought_in_line_with_the_days_of_the_kits(
    office: OfficeUnderTest, officer: Visitor, there: Field
) -> None:
    officer.done("/kits/catalogue/visits")
    due = office.rows(Visit, delivery_id=there.which)
    assert sorted(one.after_days for one in due) == [30, 90, 180]
    assert "Visites mises à jour" in officer.read("/kits/catalogue")
    assert "Mettre les visites à jour" in words(officer.page("/kits/catalogue/visits"))


class TestVerification:
    @pytest.fixture
    def sample(self, office: OfficeUnderTest, officer: Visitor, there: Field) -> UUID:
        officer.done("/kits/verification", {"title": f"Essai {there.code}", "kit": there.code})
        (row,) = office.rows(Verification, name=f"Essai {there.code}")
        return UUID(str(row.id))

    def test_how_many_were_drawn_and_who_is_asked(self, officer: Visitor, there: Field, sample: UUID) -> None:
        page = officer.read(f"/kits/verification/{sample}")
        assert "1 livraisons tirées sur 1" in page
        assert "Aminata T." in page
        assert f"Essai {there.code}" in officer.read("/kits/verification")

    def test_what_was_found_is_noted(self, office: OfficeUnderTest, officer: Visitor, sample: UUID) -> None:
        (target,) = office.rows(VerificationTarget, verification_id=sample)
        where = f"/kits/verification/{sample}/outcome"
        blank = officer.post(where, {"target": str(target.id), "outcome": ""})
        assert (blank.status_code, "Choisissez ce qu’on a trouvé." in words(blank.text)) == (422, True)
        page = officer.done(where, {"target": str(target.id), "outcome": "confirmed"})
        assert "Plus personne à demander ici." in page
        assert "100 % de ceux qu’on a trouvés confirment" in page.replace("\xa0", " ").replace("\u202f", " ")

    def test_an_agent_asks_in_their_villages_and_not_about_their_own(
        self, office: OfficeUnderTest, staff_at: StaffAt, there: Field, sample: UUID
    ) -> None:
        theirs, other = (staff_at(Role.FIELD_AGENT, places=place) for place in (there.place, "ML050604"))
        where = f"/kits/verification/{sample}"
        assert (theirs.get(where).status_code, other.get(where).status_code) == (200, 404)
        assert str(sample) not in other.page("/kits/verification")
        assert theirs.post(f"{where}/list").status_code == 403
        (target,) = office.rows(VerificationTarget, verification_id=sample)
        form = {"target": str(target.id), "outcome": "confirmed"}
        assert other.post(f"{where}/outcome", form).status_code == 404
        assert office.rows(VerificationTarget, verification_id=sample)[0].outcome == ""
        with office.world() as world:
            mine = update(t.delivery).where(t.delivery.c.id == there.which)
            world.db.execute(mine.values(recorded_by=theirs.staff_id))
        assert "Aminata T." not in theirs.read(where)
        assert "quelqu’un d’autre doit demander" in words(theirs.post(f"{where}/outcome", form).text)

    def test_a_list_with_names_stands_in_the_audit(
        self, office: OfficeUnderTest, officer: Visitor, sample: UUID
    ) -> None:
        answer = officer.post(f"/kits/verification/{sample}/list")
        assert "Aminata Traoré" in words(answer.text)
        (event,) = office.rows(AuditEvent, subject_id=str(sample), action="verification list handed out")
        assert (event.actor, event.detail) == (str(officer.staff_id), "1")

    def test_what_cannot_be_drawn(self, officer: Visitor) -> None:
        for form, why in (({"title": ""}, "Donnez un nom"), ({"title": "X", "kit": "rubbish"}, "Il n’y a pas de kit")):
            answer = officer.post("/kits/verification", form)
            assert (answer.status_code, why in words(answer.text)) == (422, True)
