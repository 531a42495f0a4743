"""Sensitive reports: apart, without a trace, and somebody is really told."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from flows import effects as e
from service.models import AuditEvent, Case, Message, SensitiveCase
from service.models.staff import Role
from service.programme import cases, messages
from service.programme.labels import SENSITIVE_CONTACT, SENSITIVE_WHO, SENSITIVE_WORDS
from tests.service.programme.world import AMINATA, FOCAL, NOW, OUMAR, World

WORDS = "Le chef a demandé quelque chose"


def opened(world: World, row: Any) -> tuple[str, str, str]:
    """Words, who, contact."""
    sealed = (SENSITIVE_WORDS, row.words), (SENSITIVE_WHO, row.who), (SENSITIVE_CONTACT, row.contact)
    words, who, contact = (world.vault.open(label, row.id, blob) if blob else "" for label, blob in sealed)
    return words, who, contact


def test_a_report_knows_no_person_and_no_phone(world: World) -> None:
    person, _ = world.register()
    ctx = world.call(person=person)
    assert cases.open_sensitive(ctx, e.OpenSensitiveCase(WORDS, "ML050605", "none", "leader")) == {}
    row = world.one(SensitiveCase)
    assert opened(world, row) == (WORDS, "leader", "")
    assert (row.place, row.incomplete, row.state, row.due_at) == ("ML050605", False, "new", NOW + timedelta(hours=24))
    assert not {"person_id", "phone_id"} & set(row._fields)
    assert (world.rows(Case), world.sent_to(AMINATA)) == ([], ["card"])


@pytest.mark.parametrize(("contact", "kept"), [("this", AMINATA), (OUMAR, OUMAR), ("none", ""), ("", "")])
def test_a_number_is_kept_only_where_the_caller_said_that_it_is_safe(world: World, contact: str, kept: str) -> None:
    cases.open_sensitive(world.call(), e.OpenSensitiveCase(WORDS, contact=contact))
    assert opened(world, world.one(SensitiveCase))[2] == kept


def test_every_focal_point_is_told_without_a_word_of_it(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    world.staff(Role.FOCAL_POINT, OUMAR, "")
    world.staff(Role.FIELD_AGENT)
    cases.open_sensitive(world.call(), e.OpenSensitiveCase(WORDS, "ML050605", AMINATA, "leader"))
    texts = world.texts()
    assert {(number, kind) for number, kind, _ in texts} == {(FOCAL, "focal"), (OUMAR, "focal")}
    assert {body for *_, body in texts} == {"Retour : un élément nouveau attend votre lecture. Ouvrez la console."}
    assert all((row.person_id, row.case_id) == (None, None) for row in world.rows(Message))


@pytest.mark.parametrize("why", ["no focal point", "they said STOP"])
def test_where_nobody_can_be_told_it_is_said_where_it_is_seen(world: World, why: str) -> None:
    if why == "they said STOP":
        world.staff(Role.FOCAL_POINT, FOCAL, "")
        messages.stop(world.call(FOCAL), e.StopMessages())
    with capture_logs() as logs:
        cases.open_sensitive(world.call(), e.OpenSensitiveCase(WORDS))
    assert [row.action for row in world.rows(AuditEvent) if row.actor == "sensitive"] == ["nobody_told"]
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert WORDS not in str(logs)
    assert len(world.rows(SensitiveCase)) == 1, "the report itself is safe"


def test_somebody_told_is_no_alarm(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    with capture_logs() as logs:
        cases.open_sensitive(world.call(), e.OpenSensitiveCase(WORDS))
    assert (logs, [row.action for row in world.rows(AuditEvent)]) == ([], ["staff added"])


def test_a_call_that_dropped_hands_over_what_was_said(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    cases.report_incomplete(world.call(), {"words": WORDS, "who": "staff", "place": None})
    row = world.one(SensitiveCase)
    assert (row.incomplete, row.place, opened(world, row)) == (True, None, (WORDS, "staff", ""))
    assert world.sent_to(FOCAL) == ["focal"]


def test_answers_that_stand_for_something_else(world: World) -> None:
    said = {"words": "call", "who": "unsaid", "place": "unsaid", "contact": "this"}
    cases.report_incomplete(world.call(), said)
    row = world.one(SensitiveCase)
    assert (opened(world, row), row.place) == (("Veut être rappelé(e).", "", AMINATA), None)


def test_a_place_that_is_gone_does_not_lose_the_report(world: World) -> None:
    cases.report_incomplete(world.call(), {"words": WORDS, "place": "ML999999"})
    assert world.one(SensitiveCase).place is None


def test_one_call_makes_one_report(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    ctx = world.call()
    cases.report_incomplete(ctx, {"words": "Le", "who": "leader"})
    cases.open_sensitive(ctx, e.OpenSensitiveCase(WORDS, "ML050605"))
    cases.report_incomplete(ctx, {"words": "later, and less"})
    row = world.one(SensitiveCase)
    assert (row.incomplete, row.place, opened(world, row)) == (False, "ML050605", (WORDS, "leader", ""))
    assert world.sent_to(FOCAL) == ["focal"]
    cases.open_sensitive(world.call(), e.OpenSensitiveCase(WORDS))
    assert len(world.rows(SensitiveCase)) == 2


def test_nothing_in_the_database_leads_from_a_report_to_a_call(world: World) -> None:
    ctx = world.call()
    cases.report_incomplete(ctx, {"words": "Le"})
    cases.open_sensitive(ctx, e.OpenSensitiveCase(WORDS))
    row = world.one(SensitiveCase)
    assert row.id != ctx.conversation_id
