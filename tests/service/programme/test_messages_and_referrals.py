"""STOP and its end; referrals on a consent of their own."""

import pytest

from flows import effects as e
from service.models import Case, Consent, OptOut, Referral
from service.programme import messages, referrals
from service.programme.consents import NoConsent
from service.programme.identity import NotIdentified
from service.programme.labels import REFERRAL_REASON
from tests.service.programme.world import AMINATA, NOW, OUMAR, World


def test_stop_is_confirmed_once_and_stands(world: World) -> None:
    ctx = world.call()
    assert not messages.is_stopped(ctx)
    for _ in range(2):
        messages.stop(ctx, e.StopMessages())
    row = world.one(OptOut)
    assert (row.scope, row.origin, row.at, row.resumed_at) == ("", "ussd", NOW, None)
    assert messages.is_stopped(ctx)
    assert not messages.is_stopped(world.call(OUMAR))
    assert world.sent_to(AMINATA) == ["stop"]


def test_messages_are_taken_up_and_stopped_again(world: World) -> None:
    ctx = world.call()
    messages.stop(ctx, e.StopMessages())
    messages.resume(ctx, e.ResumeMessages())
    assert (messages.is_stopped(ctx), world.one(OptOut).resumed_at) == (False, NOW)
    messages.stop(ctx, e.StopMessages())
    assert messages.is_stopped(ctx)
    assert len(world.rows(OptOut)) == 2


def test_a_stop_about_something_else_is_none_for_everything(world: World) -> None:
    ctx = world.call()
    world.add(OptOut, phone_id=ctx.phone_id, scope="check-in", at=NOW)
    assert not messages.is_stopped(ctx)
    messages.resume(ctx, e.ResumeMessages())
    assert world.one(OptOut).resumed_at is None


def test_a_referral_has_its_consent_and_its_case(world: World) -> None:
    person, _ = world.register()
    told = referrals.request(world.call(person=person), e.RequestReferral("health_centre", "yes", "pregnancy"))
    row, case = world.one(Referral), world.one(Case)
    assert (row.person_id, row.service, row.state, row.case_id) == (person, "health_centre", "asked", case.id)
    assert world.vault.open(REFERRAL_REASON, row.id, row.reason) == "pregnancy"
    assert world.one(Consent, purpose="referral").id == row.consent_id
    assert (case.type, case.topic, case.criticality, case.words) == ("request", "referral", "high", None)
    assert set(told) == {"reference", "promised"}
    assert "pregnancy" not in str(world.texts())


def test_a_second_service_joins_the_open_case(world: World) -> None:
    person, _ = world.register()
    first = referrals.request(world.call(person=person), e.RequestReferral("health_centre", "yes"))
    assert referrals.request(world.call(person=person), e.RequestReferral("counselling", "yes")) == first
    assert [row.reason for row in world.rows(Referral)] == [None, None]
    assert len({row.consent_id for row in world.rows(Referral)}) == 2


def test_no_referral_without_consent_or_person(world: World) -> None:
    person, _ = world.register()
    with pytest.raises(NoConsent):
        referrals.request(world.call(person=person), e.RequestReferral("counselling", "no"))
    with pytest.raises(NotIdentified):
        referrals.request(world.call(), e.RequestReferral("counselling", "yes"))
    assert world.rows(Referral) == []
