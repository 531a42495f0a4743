"""Silence: counted behind the page, listed, handed to an agent, carried on paper, settled."""

import re
import time
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent, Handed
from service.models.staff import Role
from service.programme import tables as t
from tests.support.office import OfficeUnderTest, Visitor, words

KONNA, FATOMA = "ML050605", "ML050604"
_NUMBERS = count(22_350_011_000)


@pytest.fixture(scope="module", autouse=True)
def silent(office: OfficeUnderTest) -> list[UUID]:
    """Three people of Konna and one of Fatoma whom no phone reaches any more."""
    ids = []
    with office.world() as world:
        for place in (KONNA, KONNA, KONNA, FATOMA):
            ids.append(world.register(f"+{next(_NUMBERS)}", name="Sira Diallo", place=place)[0])
        world.db.execute(update(t.person_phone).where(t.person_phone.c.person_id.in_(ids)).values(until=world.now))
    return ids


def looked(visitor: Visitor, path: str = "/silence") -> str:
    """The page, once it was counted."""
    for _ in range(100):
        answer = visitor.get(path)
        assert answer.status_code == 200
        if "refresh" not in answer.headers and "Compté" in words(answer.text):
            return words(answer.text)
        time.sleep(0.05)
    raise AssertionError("it was never counted")


def test_it_is_counted_by_kind_village_sex_and_kit(officer: Visitor) -> None:
    told = looked(officer)
    assert "4 pas de téléphone" in told
    for one in ("Konna 3", "Fatoma 1", "Femme 4", "Pas de kit 4"):
        assert one in told, told
    narrowed = officer.read("/silence?village=Fatoma")
    assert "1 pas de téléphone" in narrowed
    assert "0 pas de téléphone" in officer.read("/silence?sex=male")


def test_each_kind_has_its_list(officer: Visitor) -> None:
    looked(officer)
    assert officer.read("/silence/no_phone").count("Sira D.") == 4
    for kind in ("dead_sim", "never_answered", "receipt", "visit", "abandoned"):
        assert "Personne." in officer.read(f"/silence/{kind}"), kind
    assert officer.get("/silence/other").status_code == 404


def test_an_agent_sees_their_villages(office: OfficeUnderTest, officer: Visitor) -> None:
    looked(officer)
    agent = office.staff(Role.FIELD_AGENT, places=FATOMA)
    assert "1 pas de téléphone" in agent.read("/silence")
    assert agent.read("/silence/no_phone").count("Sira D.") == 1
    assert agent.post("/silence/no_phone/hand", {"agent": str(agent.staff_id)}).status_code == 403


def test_a_list_is_handed_over_carried_and_settled(office: OfficeUnderTest, officer: Visitor) -> None:
    looked(officer)
    agent = office.staff(Role.FIELD_AGENT, places=KONNA)
    nobody = officer.post("/silence/no_phone/hand", {"agent": "", "most": "x"})
    assert nobody.status_code == 422
    assert "Choisissez qui cherche" in words(nobody.text)
    assert 'value="x"' in nobody.text
    told = officer.done("/silence/no_phone/hand", {"agent": str(agent.staff_id), "most": "2"})
    assert "Personnes confiées : 2." in told
    assert told.count("Sira Diallo") >= 2, "whoever looks for them reads the whole name"
    told = officer.done("/silence/no_phone/hand", {"agent": str(agent.staff_id)})
    assert "Personnes confiées : 1." in told, "the third of Konna, not the one of Fatoma, nobody twice"
    assert "Membre F." in officer.read("/silence/no_phone")
    mine = agent.page("/silence/mine")
    forms = re.findall(r'action="(/silence/mine/[0-9a-f-]{36})"', mine)
    assert len(forms) == 3
    assert agent.post(forms[0], {"outcome": ""}).status_code == 422
    agent.done(forms[0], {"outcome": "moved"})
    assert len(re.findall(r'action="/silence/mine/', agent.page("/silence/mine"))) == 2
    again = agent.post(forms[0], {"outcome": "found"})
    assert "déjà réglée" in words(again.text)
    other = office.staff(Role.FIELD_AGENT, places=KONNA)
    assert "confiée à quelqu’un d’autre" in words(other.post(forms[1], {"outcome": "found"}).text)
    assert other.get(f"/silence/hands/{agent.staff_id}").status_code == 403
    officer.done(forms[1].replace("mine", f"hands/{agent.staff_id}"), {"outcome": "found"})
    assert sorted(row.outcome for row in office.rows(Handed)) == ["", "found", "moved"]
    assert "a déménagé" in officer.read("/silence/no_phone")
    opened = office.rows(AuditEvent, action="silence listed in full", actor=str(agent.staff_id))
    assert opened


def test_a_list_of_nobody_is_not_there(office: OfficeUnderTest, officer: Visitor) -> None:
    assert officer.get("/silence/hands/0190a0b0-0000-7000-8000-000000000000").status_code == 404
    reader = office.staff(Role.READER)
    assert reader.get("/silence/no_phone").status_code == 403
