"""STOP that staff say for a person: by number or card, kept with a name, and undone by the person's wish alone."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from flows import effects as e
from service.commands.sms import app
from service.commands.staff import app as staff_app
from service.keys import new_keys, write_keys
from service.models import AuditEvent, OptOut, Phone
from service.models.person import PersonState
from service.models.staff import Role
from service.programme import identity, messages, wishes
from service.programme import tables as t
from service.programme.phones import phone_named
from service.programme.staff import StaffError
from service.programme.wishes import Whose
from tests.service.programme.world import AMINATA, FOCAL, OUMAR, World

BY = "50 00 11 03"


@pytest.fixture
def officer(world: World) -> UUID:
    return world.staff(Role.PROGRAMME_OFFICER)


def in_force(world: World) -> list[UUID]:
    return [row.phone_id for row in world.rows(OptOut) if row.resumed_at is None]


def test_a_number_is_stopped_even_one_that_never_called(world: World, officer: UUID) -> None:
    assert wishes.stop(world.db, world.vault, Whose(phone="50 00 11 01"), officer, world.now) == 1
    assert wishes.stop(world.db, world.vault, Whose(phone=AMINATA), officer, world.now) == 0
    ctx = world.call(AMINATA)
    assert (in_force(world), messages.is_stopped(ctx)) == ([ctx.phone_id], True)
    assert world.one(OptOut).origin == "staff"
    (event,) = [row for row in world.rows(AuditEvent) if row.action == wishes.STOPPED]
    assert (event.actor, event.subject_id) == (str(officer), str(ctx.phone_id))
    assert world.texts() == [], "who stops a person's SMS sends none"


def test_a_card_stops_all_phones_of_its_person(world: World, officer: UUID) -> None:
    person, code = world.register(AMINATA)
    identity.join_phone(world.call(OUMAR), e.JoinPhone(str(person)))

    assert wishes.stop(world.db, world.vault, Whose(card=code), officer, world.now) == 2
    assert len(in_force(world)) == 2


def test_a_phone_that_is_no_longer_theirs_is_left_alone(world: World, officer: UUID) -> None:
    person, code = world.register(AMINATA)
    identity.join_phone(world.call(OUMAR), e.JoinPhone(str(person)))
    ctx = world.call(AMINATA)
    end_links(world, phone_id=ctx.phone_id)

    assert wishes.stop(world.db, world.vault, Whose(card=code), officer, world.now) == 1
    assert in_force(world) == [world.call(OUMAR).phone_id]
    end_links(world, person_id=person)
    for do in (wishes.stop, wishes.start):
        with pytest.raises(StaffError, match="No phone of this person"):
            do(world.db, world.vault, Whose(card=code), officer, world.now)
    assert len(in_force(world)) == 1


def end_links(world: World, **of: UUID) -> None:
    which = (t.person_phone.c[name] == value for name, value in of.items())
    world.db.execute(update(t.person_phone).where(*which).values(until=world.now))


@pytest.mark.parametrize("state", [PersonState.WITHDRAWN, PersonState.MERGED])
def test_the_card_of_who_is_no_longer_in_the_programme_is_nobody_s(
    world: World, officer: UUID, state: PersonState
) -> None:
    person, code = world.register(AMINATA)
    world.db.execute(update(t.person).where(t.person.c.id == person).values(state=state.value))
    for do in (wishes.stop, wishes.start):
        with pytest.raises(StaffError, match="Nobody has a card"):
            do(world.db, world.vault, Whose(card=code), officer, world.now)
    assert in_force(world) == []


def test_only_the_person_takes_it_back(world: World, officer: UUID) -> None:
    _, code = world.register(AMINATA)
    wishes.stop(world.db, world.vault, Whose(card=code), officer, world.now)
    world.register(AMINATA, name="Fanta Traoré")
    phone_named(world.db, world.vault, AMINATA, world.now, language="fr")
    assert len(in_force(world)) == 1, "neither a registration nor a list that names the number undoes it"
    assert wishes.start(world.db, world.vault, Whose(card=code), officer, world.now) == 1
    assert in_force(world) == []
    assert [row.actor for row in world.rows(AuditEvent) if row.action == wishes.RESUMED] == [str(officer)]


@pytest.mark.parametrize(
    ("whose", "reason"),
    [
        (Whose(), "either a phone"),
        (Whose(phone=AMINATA, card="123456789"), "either a phone"),
        (Whose(phone="12"), "no phone number"),
        (Whose(card="12"), "no card code"),
        (Whose(card="572400008"), "card"),
    ],
)
def test_what_cannot_be_done_is_said(world: World, officer: UUID, whose: Whose, reason: str) -> None:
    for do in (wishes.stop, wishes.start):
        with pytest.raises(StaffError, match=reason) as raised:
            do(world.db, world.vault, whose, officer, world.now)
        assert not whose.card or whose.card not in str(raised.value)
    assert world.rows(OptOut) == []


def test_a_number_that_is_not_known_cannot_be_started(world: World, officer: UUID) -> None:
    with pytest.raises(StaffError, match=r"\+223…04 is not known"):
        wishes.start(world.db, world.vault, Whose(phone=FOCAL), officer, world.now)
    assert world.rows(Phone) == []


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> str:
    """The settings of an installation with an agent, read as the commands read them."""
    write_keys(tmp_path / "keys.json", new_keys())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    words = ["add", "--role", "field_agent", "--name", "Issa Ba", "--phone", BY]
    assert CliRunner().invoke(staff_app, words, input="2468\n2468\n").exit_code == 0
    return database_url


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands(installation: str) -> None:
    assert run("stop", "--phone", "50001101", "--by", BY).stdout == "Stopped: 1.\n"
    assert "Nothing to do" in run("stop", "--phone", "50001101", "--by", BY).stdout
    refused = run("start", "--phone", "50001101", "--by", BY)
    assert (refused.exit_code, "--asked-by-person" in refused.stderr) == (1, True)
    assert run("start", "--phone", "50001101", "--by", BY, "--asked-by-person").stdout == "SMS again: 1.\n"
    nobody = run("stop", "--phone", "50001101", "--by", "50 00 99 99")
    assert (nobody.exit_code, nobody.stderr) == (1, "Nobody works from the phone +223…99.\n")
