"""Signing in and out through the pages: by password, by code, and what a stranger is told."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pyotp
import pytest

from service.models import StaffSession
from service.models.staff import Role
from service.programme.access import accounts, second_factor
from service.programme.access.passwords import Passwords
from service.programme.staff import NewStaff, add_staff
from tests.support.office import OfficeUnderTest, Visitor, words

PASSWORD = "trois chèvres blanches"
ENCODED = Passwords().hashed(PASSWORD)
"""Made once: each takes a while."""


def hire(office: OfficeUnderTest, login: str, role: Role = Role.READER) -> UUID:
    with office.world() as world:
        staff_id = add_staff(world.db, world.vault, NewStaff(role, f"Awa {login}", "", ""), world.now)
        accounts.name_login(world.db, world.vault, staff_id, login, "test", world.now)
        accounts.set_password(world.db, world.vault, staff_id, ENCODED, "test", world.now)
    return staff_id


def sign_in(visitor: Visitor, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return visitor.post("/login", {"login": login, "password": password, **more})


def test_a_reader_signs_in_sees_their_page_and_leaves(office: OfficeUnderTest) -> None:
    hire(office, "lectrice")
    visitor = office.stranger()
    assert "Mot de passe" in visitor.read("/login")
    entered = sign_in(visitor, "Lectrice", next="/account")
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    cookies = entered.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=strict" in one for one in cookies)
    assert "Awa lectrice" in visitor.read("/account")
    token = visitor.client.cookies["retour_session"]
    left = visitor.post("/logout")
    assert left.headers["location"] == "/login"
    assert "Vous êtes sorti." in visitor.read("/login")
    visitor.client.cookies.set("retour_session", token)
    assert visitor.get("/account").status_code == 303, "a copy of the cookie opens nothing"


@pytest.mark.parametrize(("login", "password"), [("personne", PASSWORD), ("discrete", "faux faux faux faux")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    office: OfficeUnderTest, login: str, password: str
) -> None:
    if not office.rows(StaffSession):
        hire(office, "discrete")
    answer = sign_in(office.stranger(), login, password)
    told = words(answer.text)
    assert answer.status_code == 422
    assert "Ce nom et ce mot de passe ne vont pas ensemble." in told
    assert f'value="{login}"' in answer.text
    assert password not in answer.text


def test_five_failures_have_to_wait_and_a_known_device_has_not(office: OfficeUnderTest) -> None:
    hire(office, "patiente")
    known = office.stranger()
    assert sign_in(known, "patiente").status_code == 303
    stranger = office.stranger()
    for _ in range(4):
        assert sign_in(stranger, "patiente", "faux faux faux faux").status_code == 422
    assert sign_in(stranger, "patiente", "faux faux faux faux").status_code == 429
    refused = sign_in(stranger, "patiente")
    assert refused.status_code == 429
    assert re.search(r"Essayez encore à \d\d:\d\d\.", words(refused.text))
    known.post("/logout")
    assert sign_in(known, "patiente").status_code == 303


@pytest.mark.parametrize("where", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])
def test_nobody_is_sent_elsewhere(office: OfficeUnderTest, where: str) -> None:
    login = f"partie{abs(hash(where))}"
    hire(office, login)
    assert sign_in(office.stranger(), login, next=where).headers["location"] == "/"


def test_whoever_comes_to_the_door_again_is_sent_on(office: OfficeUnderTest) -> None:
    visitor = office.staff(Role.READER)
    assert visitor.get("/login?next=/account").headers["location"] == "/account"
    assert office.stranger().get("/login/code").headers["location"] == "/login"


def test_a_code_is_asked_for_after_the_password(office: OfficeUnderTest) -> None:
    staff_id, secret = hire(office, "prudente"), second_factor.new_secret()
    making = pyotp.TOTP(secret)
    with office.world() as world:
        now = world.now
        second_factor.turn_on(world.db, world.vault, staff_id, secret, making.at(now - timedelta(seconds=30)), now)
    visitor = office.stranger()
    asked = sign_in(visitor, "prudente", next="/account")
    assert "Code à usage unique" in words(asked.text)
    assert "retour_session" not in visitor.client.cookies
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket
    form = {"ticket": ticket[1], "next": "/account"}
    wrong = visitor.post("/login/code", {**form, "code": "12"})
    assert (wrong.status_code, "a déjà servi" in words(wrong.text)) == (422, True)
    entered = visitor.post("/login/code", {**form, "code": making.at(now)})
    assert entered.headers["location"] == "/account"
    again = office.stranger().post("/login/code", {**form, "code": making.at(now)})
    assert again.status_code == 422, "the same code does not count twice"
    late = office.stranger().post("/login/code", {"ticket": "nonsense", "code": "123456"})
    assert "donnez encore votre mot de passe" in words(late.text)


def test_a_password_that_was_handed_over_is_changed_first(office: OfficeUnderTest) -> None:
    staff_id = hire(office, "nouvelle")
    with office.world() as world:
        until = world.now + accounts.HANDED_OVER
        accounts.set_password(world.db, world.vault, staff_id, ENCODED, "test", world.now, until=until)
    visitor = office.stranger()
    sign_in(visitor, "nouvelle")
    assert visitor.get("/settings").headers["location"] == "/account/password"
    chosen = {"before": PASSWORD, "password": "quatre moutons noirs", "again": "quatre moutons noirs"}
    assert "compte dès maintenant" in visitor.done("/account/password", chosen)
    assert visitor.get("/settings").status_code == 403


def test_the_cookies_of_a_connection_over_tls_go_over_tls_alone(office: OfficeUnderTest) -> None:
    """The proxy before the service says that it speaks TLS; ours listens on this machine, so it is believed."""
    hire(office, "chiffree")
    visitor = office.stranger(**{"X-Forwarded-Proto": "https"})
    entered = sign_in(visitor, "chiffree")
    for one in entered.headers.get_list("set-cookie"):
        assert one.startswith("__Host-retour_")
        assert "Secure" in one
    assert "max-age" in entered.headers["strict-transport-security"]
