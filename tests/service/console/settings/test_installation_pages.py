"""Gateways, keys, languages, values and rights, as an administrator reads them."""

import re

import pytest

from service.messaging import pauses
from service.models import ApiToken, AuditEvent
from service.models.staff import Role
from service.programme import tokens
from service.settings import PREFIX, Settings
from tests.support.office import OfficeUnderTest, Visitor, words


@pytest.fixture
def admin(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.ADMINISTRATOR)


def test_a_key_is_shown_once_opens_and_is_ended(office: OfficeUnderTest, admin: Visitor) -> None:
    made = admin.post("/settings/keys", {"name": "Tableau", "scopes": ["campaigns:read", "messages:read"]})
    key = re.search(r'class="handed">(retour_[\w-]+)<', made.text)
    assert key
    asked = {"Authorization": f"Bearer {key[1]}"}
    assert admin.client.get("/api/v1/messages/uncertain", headers=asked).status_code == 200
    page = admin.page("/settings/keys")
    assert key[1] not in page
    assert "Tableau Lire les campagnes Lire les messages" in words(page)
    (row,) = office.rows(ApiToken, staff_id=admin.staff_id)
    assert "n’ouvre plus rien" in admin.done(f"/settings/keys/{row.id}/end")
    assert admin.client.get("/api/v1/messages/uncertain", headers=asked).status_code == 401
    assert admin.post(f"/settings/keys/{row.id}/end").status_code == 422
    told = [(one.action, one.actor) for one in office.rows(AuditEvent, subject=tokens.KIND, subject_id=str(row.id))]
    assert told == [("token created", str(admin.staff_id)), ("token ended", str(admin.staff_id))]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "", "scopes": "campaigns:read"}, "a besoin d’un nom"),
        ({"name": "Tableau"}, "ce que la clé peut faire"),
    ],
)
def test_a_key_that_is_refused(admin: Visitor, form: dict[str, str], told: str) -> None:
    answer = admin.post("/settings/keys", form)
    assert (answer.status_code, told in words(answer.text)) == (422, True)


def test_a_gateway_that_is_paused_says_why(office: OfficeUnderTest, admin: Visitor) -> None:
    assert "État En marche" in admin.read("/settings/gateways")
    with office.world() as world:
        pauses.begin(world.db, "simulator", world.now, "Out of credit", permanent=True)
    told = admin.read("/settings/gateways")
    assert "Arrêté : il faut agir" in told
    assert "Out of credit" in told
    assert "cet opérateur ne le dit pas" in words(admin.post("/settings/gateways/balance").text)
    with office.world() as world:
        pauses.end(world.db, "simulator")


def test_languages_and_what_is_translated(admin: Visitor) -> None:
    told = admin.read("/settings/languages")
    assert re.search(r"Français \(fr\) (\d+) 0 0 oui", told)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_value_with_its_meaning_and_no_secret(office: OfficeUnderTest, language: str) -> None:
    admin = office.staff(Role.ADMINISTRATOR, language=language)
    page = admin.page("/settings/values")
    assert {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} <= set(re.findall(r"RETOUR_\w+", page))
    settings = office.parts.settings
    assert settings.database_url not in page
    if settings.hook_key is not None:
        assert settings.hook_key.get_secret_value() not in page
    meaning = {"fr": "Le code que l’on compose", "en": "The code that people dial"}[language]
    assert f"{meaning} {settings.ussd_code}" in words(page)


def test_what_each_role_may(admin: Visitor) -> None:
    told = admin.read("/settings/rights")
    assert "Voir les signalements d’abus – – – oui –" in told
    assert "Voir les chiffres oui oui oui oui oui" in told
