"""`retour people`, end to end: found, opened, corrected, called by another number, given a card, found twice."""

import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update
from typer.testing import CliRunner, Result

from service.commands.people import app
from service.database import writing
from service.ids import uuid7
from service.models import AuditEvent, Duplicate, Person, PersonPhone, table_of
from service.programme import names
from service.programme import tables as t
from service.settings import read_settings
from service.vault import open_vault
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.campaigns.camp import MALITEL, ORANGE, Somebody
from tests.service.programme.world import AGENT, OUMAR

BY = ("--by", OUMAR)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def did(*words: str) -> str:
    result = run(*words)
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.stdout


@pytest.fixture(autouse=True)
def named(engine: Engine, people: list[Somebody]) -> None:
    """Names are found, and the two of them were born and counted."""
    vault = open_vault(read_settings(), engine)
    with writing(engine) as db:
        for one, name in zip(people, ("Aminata Traoré", "Fanta Coulibaly"), strict=True):
            names.add_tokens(db, vault, one.id, name)
        db.execute(update(t.person).values(birth_year=1980, place="ML050605"))


def actions(engine: Engine) -> list[str]:
    with engine.connect() as db:
        return list(db.scalars(select(table_of(AuditEvent).c.action).order_by(table_of(AuditEvent).c.id)))


def test_found_however_it_is_spelt(people: list[Somebody]) -> None:
    for typed in ("traore", "Traoure Aminata", people[0].code, ORANGE):
        (found,) = json.loads(did("find", *typed.split(), *BY, "--format", "json"))
        assert found["name"] == "Aminata T."
        assert found["card"].replace(" ", "") == people[0].code
        assert found["place"] == "Konna, Mopti"
    assert "Fanta C." in did("find", "kulibali", "--village", "Konna", *BY)
    assert "Nobody was found." in run("find", "kulibali", "--village", "Fatoma", *BY).stderr
    assert "There is no village" in run("find", "fanta", "--village", "Zzz", *BY).stderr
    assert "two letters" in run("find", "a", *BY).stderr
    assert "Nobody works" in run("find", "fanta", "--by", ORANGE).stderr


def test_agents_find_those_of_their_villages(engine: Engine, people: list[Somebody]) -> None:
    def found(*words: str) -> list[str]:
        return [one["name"] for one in json.loads(did("find", *words, "--by", AGENT, "--format", "json"))]

    assert found("traore") == ["Aminata T."]
    with writing(engine) as db:
        db.execute(update(t.staff).values(places="ML050604"))
    for typed in ("traore", people[0].code, ORANGE):
        assert found(*typed.split()) == [], typed
        assert found(*typed.split(), "--village", "Konna") == [], typed
    with writing(engine) as db:
        db.execute(update(t.staff).values(places="ML050604 ML0506"))
    assert found("traore", "--village", "Konna") == ["Aminata T."]
    with writing(engine) as db:
        db.execute(update(t.staff).values(places="ML050604"))
    (one,) = json.loads(did("find", "traore", *BY, "--format", "json"))
    assert one["name"] == "Aminata T.", "an officer finds everybody"


def test_a_file_is_opened_and_that_is_kept(engine: Engine, people: list[Somebody]) -> None:
    said = did("show", people[0].code, *BY)
    for word in ("Aminata Traoré", ORANGE, "phones", "Konna", "nothing:"):
        assert word in said
    assert actions(engine)[-1] == "person opened"
    assert "cases" not in did("show", people[0].code, "--by", AGENT)
    assert "Nobody has a card" in run("show", "123456786", *BY).stderr


def test_a_file_that_was_closed_is_opened_and_not_changed(engine: Engine, people: list[Somebody]) -> None:
    with writing(engine) as db:
        db.execute(update(t.person).values(state="withdrawn"))
    assert "state: withdrawn" in did("show", people[0].code, *BY)
    assert "has withdrawn" in run("household", people[0].code, "--size", "3", *BY).stderr


def test_what_a_file_says_is_corrected(people: list[Somebody]) -> None:
    said = ("--name", "Kadidia Ba", "--born", "1979", "--village", "Fatoma", "--language", "en")
    assert did("correct", people[0].code, *said, *BY) == "Corrected.\n"
    (found,) = json.loads(did("find", "kadidia", *BY, "--format", "json"))
    assert (found["name"], found["born"], found["place"]) == ("Kadidia B.", 1979, "Fatoma, Mopti")
    assert "Callers are offered fr, en" in run("correct", people[0].code, "--language", "xx", *BY).stderr


def test_a_household_is_corrected(engine: Engine, people: list[Somebody]) -> None:
    assert did("household", people[0].code, "--bands", "1,2,2,0", "--head-sex", "female", *BY) == "Corrected.\n"
    with engine.connect() as db:
        row = db.execute(select(t.household)).one()
    assert (row.size, row.band_6_17, row.head_sex) == (5, 2, "female")
    refused = run("household", people[0].code, "--size", "9", *BY)
    assert (refused.exit_code, refused.stderr) == (1, "The ages add up to 5, but the household has 9 people.\n")


def test_a_new_number(engine: Engine, people: list[Somebody]) -> None:
    said = did("phone", people[0].code, "--end", ORANGE, "--own", "76 00 12 34", *BY)
    assert said == "Noted. Texts that were waiting, and were moved or taken back: 0.\n"
    with engine.connect() as db:
        links = db.execute(select(table_of(PersonPhone)).where(t.person_phone.c.person_id == people[0].id)).all()
    assert [link.until is None for link in links] == [False, True]
    refused = run("phone", people[0].code, "--own", MALITEL, *BY)
    assert refused.exit_code == 1
    assert MALITEL not in refused.output


def test_cards_are_printed_for_their_owner_s_eyes(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"code\n{people[1].code}\n", encoding="utf-8")
    assert did("card", people[0].code, "--list", "list.csv", "--out", "cards.html", *BY) == "Cards in cards.html: 2.\n"
    page = (tmp_path / "cards.html").read_text(encoding="utf-8")
    assert "Aminata T." in page
    assert "Traoré" not in page
    assert stat.S_IMODE((tmp_path / "cards.html").stat().st_mode) == 0o600
    assert actions(engine)[-2:] == ["card printed"] * 2
    assert 'lang="en"' not in page
    did("card", people[0].code, "--out", "cards.html", "--language", "en", *BY)
    assert 'lang="en"' in (tmp_path / "cards.html").read_text(encoding="utf-8")
    for words, why in (
        (("12",), "Code 1: That is no card code"),
        ((), "Say whose card"),
        (("--list", "none.csv"), "cannot be read"),
        ((people[0].code, "--language", "xx"), "fr or en"),
    ):
        assert why in run("card", *words, "--out", "other.html", *BY).stderr
    assert not (tmp_path / "other.html").exists()
    assert "cannot be written" in run("card", people[0].code, "--out", "no/where.html", *BY).stderr


def test_names_are_read_anew(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(t.name_token.delete())
    assert did("reindex", "--by", ADMINISTRATOR) == "Read anew: 2. Found by something else than before: 2.\n"
    assert "Aminata T." in did("find", "traore", *BY)
    assert "may not" in run("reindex", "--by", AGENT).stderr


@pytest.fixture
def again(engine: Engine, people: list[Somebody]) -> str:
    """Aminata is registered a second time; the code of her other card."""
    vault = open_vault(read_settings(), engine)
    with writing(engine) as db:
        row = db.execute(select(t.person).where(t.person.c.id == people[0].id)).one()._asdict()
        row_id, code = uuid7(), "123456786"
        row |= {"id": row_id, "name": vault.seal("person.name", row_id, "Aminata Traore")}
        row |= {"code": vault.seal("person.code", row_id, code), "code_mac": vault.index("card", code)}
        db.execute(insert(table_of(Person)), row)
    return code


def test_listed_and_found_to_be_the_same(engine: Engine, people: list[Somebody], again: str) -> None:
    (pair,) = json.loads(did("duplicates", "list", "--format", "json", *BY))
    assert (pair["name"], pair["other name"]) == ("Aminata Traoré", "Aminata Traore")
    assert pair["score"] == "90 name year village"
    assert "may not" in run("duplicates", "list", "--by", AGENT).stderr
    said = did("duplicates", "same", people[0].code, again, *BY)
    assert said.startswith("One person from now on: Aminata T. ")
    assert json.loads(did("duplicates", "list", "--format", "json", *BY)) == []
    assert "Aminata Traore" in did("show", again, *BY)
    assert "one file already" in run("duplicates", "same", people[0].code, again, *BY).stderr


def test_found_to_be_two_people(engine: Engine, people: list[Somebody], again: str) -> None:
    assert did("duplicates", "different", again, people[0].code, *BY) == "Two people: it is remembered.\n"
    assert json.loads(did("duplicates", "list", "--format", "json", *BY)) == []
    assert "they are different" in run("duplicates", "same", people[0].code, again, *BY).stderr
    with engine.connect() as db:
        assert [row.decision for row in db.execute(select(table_of(Duplicate)))] == ["different"]
