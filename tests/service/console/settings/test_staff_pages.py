"""Staff: listed, added, changed and let go by an administrator, and by nobody else."""

import re
from uuid import UUID, uuid4

import pytest

from service.models import AuditEvent, Staff, StaffSession
from service.models.staff import Role
from service.programme.access import accounts
from tests.support.office import OfficeUnderTest, Visitor, words

NEW_AGENT = {
    "name": "Boubacar Maïga",
    "role": "field_agent",
    "phone": "50 00 41 03",
    "pin": "2468",
    "places": "Konna\nML050604",
}


@pytest.fixture
def admin(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.ADMINISTRATOR)


def test_nobody_else_sees_the_settings(office: OfficeUnderTest) -> None:
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            visitor = office.staff(role)
            for path in ("", "/staff", "/staff/new", "/gateways", "/keys", "/languages", "/values", "/rights"):
                assert visitor.get(f"/settings{path}").status_code == 403
            assert visitor.post("/settings/staff", NEW_AGENT).status_code == 403


def test_an_agent_is_added_with_an_account_and_signs_in(office: OfficeUnderTest, admin: Visitor) -> None:
    answer = admin.post("/settings/staff", {**NEW_AGENT, "login": "boubacar"})
    password = re.search(r'class="handed">([a-z2-9-]{19})<', answer.text)
    assert password, words(answer.text)
    assert re.search(r"Mot de passe à remettre .* boubacar", words(answer.text))
    listed = admin.read("/settings/staff")
    assert re.search(r"Boubacar Maïga Agent de terrain Konna, Fatoma \+223…03 boubacar", listed)
    assert "50004103" not in listed
    agent = office.stranger()
    entered = agent.post("/login", {"login": "boubacar", "password": password[1]})
    assert entered.status_code == 303
    assert agent.get("/settings").headers["location"] == "/account/password"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "a besoin d’un nom"),
        ({"phone": ""}, "Un agent de terrain a besoin d’un téléphone"),
        ({"phone": "12"}, "Ce n’est pas un numéro"),
        ({"pin": ""}, "a besoin d’un PIN"),
        ({"pin": "12"}, "Un PIN a 4 chiffres."),
        ({"places": "Konna\nNulle part"}, "Il n’y a pas de lieu 'Nulle part'."),
        ({"login": "x"}, "a de 3 à 60 lettres"),
        ({"role": "king"}, "Choisissez un rôle."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    office: OfficeUnderTest, admin: Visitor, change: dict[str, str], told: str
) -> None:
    before = len(office.rows(Staff))
    typed = {**NEW_AGENT, "phone": "50 00 42 77", **change}
    answer = admin.post("/settings/staff", typed)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert len(office.rows(Staff)) == before
    assert f'value="{typed["name"]}"' in answer.text
    assert 'value="2468"' not in answer.text, "a PIN is typed again"


def member(office: OfficeUnderTest, role: Role = Role.FIELD_AGENT) -> UUID:
    staff_id = office.staff(role).staff_id
    assert staff_id
    return staff_id


@pytest.mark.parametrize(
    ("what", "form", "told"),
    [
        ("name", {"name": "Awa Diallo"}, "Awa Diallo"),
        ("role", {"role": "reader"}, "Rôle Lecteur"),
        ("places", {"places": "Konna, Mopti (ML050605)"}, "Konna, Mopti"),
        ("pin", {"pin": "1357"}, "C’est changé."),
        ("login", {"login": "awa.unique"}, "awa.unique"),
        ("sessions", {}, "C’est changé."),
    ],
)
def test_each_thing_is_changed(
    office: OfficeUnderTest, admin: Visitor, what: str, form: dict[str, str], told: str
) -> None:
    staff_id = member(office)
    with office.world() as world:
        accounts.name_login(world.db, world.vault, staff_id, f"x{staff_id}", "test", world.now)
    assert told in admin.done(f"/settings/staff/{staff_id}/{what}", form)
    event = office.rows(AuditEvent, subject="staff", subject_id=str(staff_id))[-1]
    assert event.actor == str(admin.staff_id)


@pytest.mark.parametrize(
    ("what", "form", "told"),
    [
        ("name", {"name": " "}, "a besoin d’un nom"),
        ("phone", {"phone": ""}, "a besoin d’un téléphone"),
        ("places", {"places": "Nulle part"}, "Il n’y a pas de lieu"),
        ("pin", {"pin": "1"}, "4 chiffres"),
        ("password", {}, "n’a pas de compte"),
        ("codes-off", {}, "Aucun code n’est demandé."),
    ],
)
def test_what_cannot_be_changed(
    office: OfficeUnderTest, admin: Visitor, what: str, form: dict[str, str], told: str
) -> None:
    answer = admin.post(f"/settings/staff/{member(office)}/{what}", form)
    assert answer.status_code == 422
    assert told in words(answer.text)


def test_a_password_is_handed_over_and_the_devices_are_signed_out(office: OfficeUnderTest, admin: Visitor) -> None:
    reader = office.staff(Role.READER)
    with office.world() as world:
        assert reader.staff_id
        accounts.name_login(world.db, world.vault, reader.staff_id, "oublieuse", "test", world.now)
    answer = admin.post(f"/settings/staff/{reader.staff_id}/password")
    password = re.search(r'class="handed">([a-z2-9-]{19})<', answer.text)
    assert password
    assert reader.get("/account").status_code == 303
    assert "remis, pas encore changé" in admin.read(f"/settings/staff/{reader.staff_id}")
    assert password[1] not in admin.page(f"/settings/staff/{reader.staff_id}")


def test_whoever_has_left_is_out_at_once_and_in_a_list_of_their_own(office: OfficeUnderTest, admin: Visitor) -> None:
    agent = office.staff(Role.FIELD_AGENT)
    admin.done(f"/settings/staff/{agent.staff_id}/name", {"name": "Partie Loin"})
    assert "Ne fait plus partie de l’équipe" in admin.done(f"/settings/staff/{agent.staff_id}/end")
    assert agent.get("/account").status_code == 303
    assert "Partie Loin" not in admin.read("/settings/staff")
    assert "Partie Loin" in admin.read("/settings/staff?who=left")


def test_the_last_administrator_cannot_leave(office: OfficeUnderTest, admin: Visitor) -> None:
    with office.world() as world:
        assert admin.staff_id
        accounts.name_login(world.db, world.vault, admin.staff_id, "derniere", "test", world.now)
    for what, form in (("end", {}), ("role", {"role": "reader"})):
        answer = admin.post(f"/settings/staff/{admin.staff_id}/{what}", form)
        assert (answer.status_code, "dernier administrateur" in words(answer.text)) == (422, True)
    assert office.rows(StaffSession, staff_id=admin.staff_id)[-1].ended_at is None


def test_somebody_who_is_not_there(admin: Visitor) -> None:
    assert admin.get(f"/settings/staff/{uuid4()}").status_code == 404
    assert admin.get("/settings/staff/nonsense").status_code == 404
    assert admin.post(f"/settings/staff/{admin.staff_id}/nonsense").status_code == 404
    assert admin.get("/settings/staff?after=nonsense").status_code == 200
