"""Passwords: which are refused, and what is kept of the others."""

import pytest

from service.programme.access import passwords
from service.programme.access.passwords import PasswordError
from tests.service.programme.access.house import quick


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("trois mots", "at least 12"),
        ("x" * 201, "at most 200"),
        ("motdepasse2026", "tried first"),
        ("Mot-de-passe 2026 !", "tried first"),
        ("223700011223", "tried first"),
        ("aaaabbbbcccc", "tried first"),
        ("azertyuiop123", "tried first"),
        ("AminaCissé2026", "a name"),
        ("amina.cisse.a", "a name"),
    ],
)
def test_what_is_too_easy(password: str, why: str) -> None:
    with pytest.raises(PasswordError, match=why) as error:
        passwords.check(password, "amina.cisse", "Amina Cissé")
    assert password not in str(error.value)


@pytest.mark.parametrize(
    "password", ["trois chèvres blanches", "k7mp-w3xd-9hrt-bq4n", "la lune est à 384 400 km", "كلمة السر الطويلة"]
)
def test_what_is_taken(password: str) -> None:
    passwords.check(password, "amina.cisse", "Amina Cissé")


def test_the_machines_own_are_taken_and_never_the_same() -> None:
    made = {passwords.made() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        passwords.check(one, "amina")


def test_a_hash_is_of_its_password_alone() -> None:
    hashing = quick()
    encoded = hashing.hashed("trois chèvres blanches")
    assert hashing.is_right(encoded, "trois chèvres blanches")
    assert hashing.is_right(encoded, "trois che\u0300vres blanches"), "however the keyboard composes it"
    assert not hashing.is_right(encoded, "trois chevres blanches")
    assert not hashing.is_right("", "trois chèvres blanches")
    assert not hashing.is_right("no hash", "trois chèvres blanches")
