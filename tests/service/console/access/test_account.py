"""Everybody's own account: password, language, devices, one-time codes."""

import re

import pyotp
import pytest

from service.models import Staff
from service.models.staff import Role
from service.programme.access import accounts
from tests.service.console.access.test_door import PASSWORD, hire, sign_in
from tests.support.office import OfficeUnderTest, Visitor, words

NEW = "quatre moutons noirs"


def entered(office: OfficeUnderTest, login: str, role: Role = Role.READER) -> Visitor:
    visitor = office.stranger()
    visitor.staff_id = hire(office, login, role)
    assert sign_in(visitor, login).status_code == 303
    return visitor


def test_who_one_is_in_both_languages(office: OfficeUnderTest) -> None:
    reader = entered(office, "compte")
    assert "Rôle Lecteur" in reader.read("/account")
    assert "Role Reader" in reader.done("/account/language", {"language": "en"})
    assert office.rows(Staff, id=reader.staff_id)[0].language == "en"
    assert reader.post("/account/language", {"language": "xx"}).status_code == 422


def test_an_agent_sees_their_places(office: OfficeUnderTest) -> None:
    assert "Konna" in office.staff(Role.FIELD_AGENT, places="ML050605").read("/account")


@pytest.mark.parametrize(
    ("before", "password", "again", "told"),
    [
        ("autre chose ici", NEW, NEW, "Ce n’est pas votre mot de passe."),
        (PASSWORD, "court", "court", "au moins 12 caractères"),
        (PASSWORD, "motdepasse2026", "motdepasse2026", "qu’on essaie en premier"),
        (PASSWORD, PASSWORD, PASSWORD, "C’est le même qu’avant."),
        (PASSWORD, NEW, "quatre moutons blancs", "Ce n’est pas le même."),
    ],
)
def test_a_password_that_is_refused(office: OfficeUnderTest, before: str, password: str, again: str, told: str) -> None:
    reader = entered(office, f"refus{abs(hash((before, password, again)))}")
    answer = reader.post("/account/password", {"before": before, "password": password, "again": again})
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert password not in answer.text


def test_a_new_password_ends_the_other_devices(office: OfficeUnderTest) -> None:
    reader, elsewhere = entered(office, "changeante"), office.stranger()
    sign_in(elsewhere, "changeante")
    reader.done("/account/password", {"before": PASSWORD, "password": NEW, "again": NEW})
    assert elsewhere.get("/account").headers["location"].startswith("/login")
    assert sign_in(office.stranger(), "changeante").status_code == 422
    assert sign_in(office.stranger(), "changeante", NEW).status_code == 303


def test_devices_are_listed_and_signed_out(office: OfficeUnderTest) -> None:
    android = "Mozilla/5.0 (Android 13; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"
    reader, phone = entered(office, "mobile"), office.stranger(**{"User-Agent": android})
    sign_in(phone, "mobile")
    page = reader.page("/account")
    assert "Firefox, Android" in page
    end = re.search(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', page)
    assert end
    stranger = entered(office, "curieuse")
    stranger.post(end[1])
    assert phone.get("/account").status_code == 200, "nobody signs others out"
    assert "Cet appareil est sorti." in reader.done(end[1])
    assert phone.get("/account").status_code == 303
    sign_in(phone, "mobile")
    reader.done("/account/sessions/end")
    assert (phone.get("/account").status_code, reader.get("/account").status_code) == (303, 200)


def secret_of(page: str) -> tuple[pyotp.TOTP, dict[str, str]]:
    """What the app makes of the page, and what its form holds."""
    key, sealed = re.search(r'class="secret">([^<]+)<', page), re.search(r'name="secret" value="([^"]+)"', page)
    assert key
    assert sealed
    return pyotp.TOTP(key[1].replace(" ", "")), {"secret": sealed[1]}


def test_codes_are_set_up_used_and_turned_off(office: OfficeUnderTest) -> None:
    reader, other = entered(office, "codee"), office.stranger()
    sign_in(other, "codee")
    page = reader.page("/account/second-factor")
    assert "<svg" in page
    app, form = secret_of(page)
    wrong = reader.post("/account/second-factor", {**form, "code": "12"})
    assert (wrong.status_code, "Ce code n’est pas le bon" in words(wrong.text)) == (422, True)
    assert secret_of(wrong.text)[0].secret == app.secret, "the phone need not be shown another one"
    on = reader.post("/account/second-factor", {**form, "code": app.at(office.clock.now)})
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", on.text)
    assert (on.status_code, len(codes)) == (200, 10)
    assert (reader.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    assert not any(code in reader.page("/account/second-factor") for code in codes)

    asked = sign_in(office.stranger(), "codee")
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket
    again = office.stranger()
    assert again.post("/login/code", {"ticket": ticket[1], "code": codes[0]}).status_code == 303
    assert "Il reste 9 codes de secours." in again.read("/account/second-factor")

    refused = reader.post("/account/second-factor/codes", {"before": "autre chose ici"})
    assert (refused.status_code, "Ce n’est pas votre mot de passe." in words(refused.text)) == (422, True)
    made = reader.post("/account/second-factor/codes", {"before": PASSWORD})
    assert len(set(re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", made.text)) - set(codes)) == 10
    assert "plus demandé" in reader.done("/account/second-factor/off", {"before": PASSWORD})
    assert sign_in(office.stranger(), "codee").status_code == 303


def test_a_secret_of_somebody_else_is_none(office: OfficeUnderTest) -> None:
    one, other = entered(office, "premiere"), entered(office, "seconde")
    app, form = secret_of(one.page("/account/second-factor"))
    answer = other.post("/account/second-factor", {**form, "code": app.at(office.clock.now)})
    assert answer.headers["location"] == "/account/second-factor"
    with office.world() as world:
        account = accounts.of_staff(world.db, world.vault, other.staff_id) if other.staff_id else None
    assert account
    assert not account.has_codes
