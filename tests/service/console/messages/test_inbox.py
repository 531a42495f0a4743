"""The inbox, one SMS, texts in doubt, STOP."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import update

from service.database import writing
from service.models import AuditEvent, IncomingSms, Message
from service.models.staff import Role
from service.programme import tables as t
from service.programme.messages import put_stop
from service.programme.phones import phone_for
from tests.service.programme.test_inbox import came
from tests.support.office import OfficeUnderTest, Visitor, words

NUMBER = "+22350008001"


@pytest.fixture(scope="module")
def text(office: OfficeUnderTest) -> UUID:
    """A text of somebody who is registered, among those of an operator and more than a page of others."""
    with office.world() as world:
        world.register(NUMBER)
        for n in range(32):
            came(world, f"Autre {n}", number="+22350008002")
        came(world, "Rechargez !", number="Orange", kind="operator")
        return came(world, "Où est mon <kit> ?", number=NUMBER)


def test_who_wrote_what(officer: Visitor, text: UUID) -> None:
    page = officer.page("/messages")
    said = words(page)
    assert "Où est mon <kit> ?" in said
    assert "Aminata T." in said
    assert "50008001" not in page, "numbers are masked"
    assert "Suite de la liste" in said


def test_by_kind_and_by_day(officer: Visitor, text: UUID) -> None:
    said = officer.read("/messages?kind=operator")
    assert "Rechargez !" in said
    assert "Où est mon" not in said
    assert "Aucun SMS reçu ici." in officer.read("/messages?day=2020-01-01")
    wrong = officer.get("/messages?day=hier")
    assert wrong.status_code == 422
    assert "Ce n’est pas un jour" in words(wrong.text)


def test_one_is_answered_by_an_sms(office: OfficeUnderTest, officer: Visitor, text: UUID) -> None:
    assert "Où est mon <kit> ?" in officer.read(f"/messages/inbox/{text}")
    empty = officer.post(f"/messages/inbox/{text}/answer", {"text": " "})
    assert empty.status_code == 422
    assert "Le texte est vide." in words(empty.text)
    assert "Réponse en file" in officer.done(f"/messages/inbox/{text}/answer", {"text": "Demain"})
    event = office.rows(AuditEvent, action="sms sent")[-1]
    assert event.actor == str(officer.staff_id)
    assert officer.get(f"/messages/inbox/{UUID(int=9)}").status_code == 404


def test_one_sms_to_a_number(office: OfficeUnderTest, officer: Visitor, text: UUID) -> None:
    assert "SMS en file" in officer.done("/messages/one", {"to": NUMBER, "text": "Bonjour"})
    wrong = officer.post("/messages/one", {"to": "12", "text": "Votre {kit} ç"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.text
    assert "Votre {kit} ç" in wrong.text
    assert "Ce n’est ni un code de carte ni un numéro" in words(wrong.text)
    assert "dirait ce que quelqu’un possède" in words(wrong.text)
    length = words(officer.post("/messages/length", {"text": "Reçu"}).text)
    assert length.startswith("4 caractères, 1 SMS")
    assert "Écrivez « c »" in length


def test_what_is_uncertain_is_decided_by_a_named_person(office: OfficeUnderTest, officer: Visitor, text: UUID) -> None:
    officer.done("/messages/one", {"to": NUMBER, "text": "Incertain"})
    which = office.rows(Message)[-1].id
    with writing(office.parts.engine) as db:
        lost = {"state": "uncertain", "reason": "Timeout", "gateway": "africastalking", "kind": "focal"}
        db.execute(update(t.message).where(t.message.c.id == which).values(**lost))
    said = officer.read("/messages/uncertain")
    assert "sans réponse de l’opérateur" in said
    assert "au personnel" in said, "nothing shows that a report of abuse came in"
    assert "rien n’a été fait" in officer.done("/messages/uncertain", {"decision": "resend"})
    done = {"decision": "give_up", "message": str(which)}
    assert "SMS abandonnés : 1." in officer.done("/messages/uncertain", done)
    assert "n’est plus incertain" in officer.done("/messages/uncertain", done)
    (row,) = office.rows(Message, id=which)
    assert (row.state, row.reason) == ("failed", "decided")
    assert office.rows(AuditEvent, action="uncertain message given up")[-1].actor == str(officer.staff_id)


def test_phones_that_said_stop_are_counted(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        put_stop(world.db, phone_for(world.db, world.vault, "+22350008003", world.now).id, "sms", world.now)
    said = ""
    while "ne veulent aucun SMS" not in said:
        said = officer.read("/messages/stops")
    assert "1 ne veulent aucun SMS" in said
    assert "par SMS 1" in said


def test_every_kind_of_text_has_a_name(office: OfficeUnderTest, staff_at: Callable[..., Visitor]) -> None:
    kinds = ("stop", "start", "keyword", "answer", "operator", "empty", "words")
    with office.world() as world:
        for kind in kinds:
            came(world, kind, number=NUMBER, kind=kind)
    visitor = staff_at(Role.ADMINISTRATOR, language="en")
    for kind in kinds:
        assert visitor.get(f"/messages?kind={kind}").status_code == 200
    assert {row.kind for row in office.rows(IncomingSms)} >= set(kinds)
