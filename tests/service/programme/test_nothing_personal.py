"""Nothing personal in plain: no column, no log, no audit event, no error holds a name, a number, a code or a word."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from flows import effects as e
from service.models import Row
from service.models.staff import Role
from service.programme import cases, identity, kits, referrals, registry, visits
from service.programme.consents import NoConsent
from service.programme.registration import register_returnee
from tests.service.programme.world import AGENT, AMINATA, FOCAL, OUMAR, World, receipt, registration, visit

PLANTED = (
    "Zénabou Planté",
    "Planté",
    "plante",
    "Tuteur",
    "Collecteur",
    "fleurir",
    AMINATA,
    AMINATA[4:],
    OUMAR,
    AGENT,
    FOCAL,
    "Boubacar",
)


def busy_day(world: World) -> list[str]:
    """Every handler once; the codes and references that were told."""
    staff = world.staff()
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    person, code = world.register(name="Zénabou Planté", guardian="Tuteur Planté")
    agent = world.call(AGENT, staff=staff)
    register_returnee(agent, registration(name="Issa Planté", behalf="agent", phone=OUMAR))
    ctx = world.call(person=person)
    registry.complete_file(ctx, e.CompleteFile(collector="Collecteur Planté", stayed="bamako"))
    registry.correct_village(ctx, e.CorrectVillage("ML050604"))
    identity.join_phone(world.call(OUMAR), e.JoinPhone(str(person)))
    for year in (1, 2, 3):
        identity.check_birth_year(world.call(OUMAR), str(person), year)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    told = [kits.confirm_receipt(ctx, receipt(delivery, "none", "favour"))]
    visits.log_visit(agent, visit(person, problems="fleurir", next_visit="2026-12-30"))
    told.append(cases.open_case(ctx, e.OpenCase("question", "fleurir")))
    told.append(cases.open_case(world.call(person=person), e.OpenCase("question", "fleurir encore")))
    cases.open_sensitive(world.call(), e.OpenSensitiveCase("fleurir", "ML050605", "this", "leader"))
    cases.report_incomplete(world.call(), {"words": "fleurir"})
    told.append(referrals.request(ctx, e.RequestReferral("counselling", "yes", "fleurir")))
    told.append(registry.withdraw(ctx, e.WithdrawMyData()))
    return [code, *(results["reference"] for results in told)]


def plain_values(world: World) -> list[object]:
    return [
        value.decode("latin-1") if isinstance(value, bytes) else value
        for table in Row.metadata.sorted_tables
        for row in world.db.execute(select(table))
        for value in row
    ]


def test_columns_and_logs_hold_nothing_personal(world: World) -> None:
    with capture_logs() as logs:
        code, *_ = busy_day(world)
    told = " ".join(str(value) for value in plain_values(world)) + str(logs)
    assert [word for word in (*PLANTED, code) if word.lower() in told.lower()] == []


def test_errors_hold_nothing_personal(world: World) -> None:
    with pytest.raises(NoConsent) as error:
        register_returnee(world.call(), registration(name="Zénabou Planté", consent="no"))
    assert "Plant" not in str(error.value)
