"""Referrals at the desk: on their own consent, to a facility, received, and what came of them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import Care, Case, Consent, Facility, Referral
from service.models.case import ClosedHow
from service.models.person import PersonState
from service.models.referral import FacilityKind, ReferralOutcome, ReferralState
from service.programme import referrals
from service.programme import tables as t
from service.programme.casedesk import asking, facilities, referral_reading, referring
from service.programme.casedesk.steps import CaseError
from service.programme.labels import REFERRAL_REASON
from tests.service.programme.casedesk.deskwork import asked, at_desk, audited, kinds, officer
from tests.service.programme.world import AMINATA, World


def wanted(world: World, *services: str, reason: str = "pregnancy") -> str:
    """The reference under which somebody asked for these."""
    person, _ = world.register()
    for service in services or ("health_centre",):
        referrals.request(world.call(person=person), e.RequestReferral(service, "yes", reason))
    return str(world.one(Case).reference)


def centre(world: World, name: str = "CSCom de Konna", kind: str = FacilityKind.HEALTH_CENTRE) -> UUID:
    return UUID(str(world.add(Facility, kind=kind, name=name, place="ML050605")))


def test_asked_referred_received_treated(world: World) -> None:
    reference, facility = wanted(world), centre(world)
    by = officer(world)
    ctx = at_desk(world, by)
    line = referring.refer(ctx, reference, "konna")
    assert (line.state, line.facility, line.referred_on) == ("referred", "CSCom de Konna", date(2026, 11, 24))
    world.passes(days=2)
    referring.received(at_desk(world, by), reference, date(2026, 11, 25))
    row, care = world.one(Referral), world.one(Care)
    assert (row.received_on, row.staff_id) == (date(2026, 11, 25), by)
    assert (care.person_id, care.facility_id, care.kind, care.on) == (
        row.person_id,
        facility,
        "care",
        date(2026, 11, 25),
    )
    referring.close(at_desk(world, by), reference, ReferralOutcome.TREATED, ClosedHow.VISIT)
    row, case = world.one(Referral), world.one(Case)
    assert (row.state, row.outcome, row.closed_at) == ("closed", "treated", world.now)
    assert (case.state, case.outcome, case.closed_how) == ("closed", "referred", "visit"), "the case ends with it"
    assert kinds(world, reference) == ["opened", "answered", "closed"]
    assert [action for _, action in audited(world, "referral")] == [
        "referral referred",
        "referral received",
        "referral closed",
    ]


@pytest.mark.parametrize(
    ("service", "kind", "care"),
    [
        ("health_centre", FacilityKind.HEALTH_CENTRE, "care"),
        ("counselling", FacilityKind.HEALTH_CENTRE, "counselling"),
        ("counselling", FacilityKind.SPECIALISED, "mental_health"),
    ],
)
def test_what_kind_of_care_it_was(world: World, service: str, kind: str, care: str) -> None:
    reference, _ = wanted(world, service), centre(world, kind=kind)
    ctx = at_desk(world, officer(world))
    referring.refer(ctx, reference, "konna")
    referring.received(ctx, reference)
    assert world.one(Care).kind == care


def test_a_consent_is_for_one_service(world: World) -> None:
    reference, _ = wanted(world), centre(world, "Structure de Gao", FacilityKind.SPECIALISED)
    ctx = at_desk(world, officer(world))
    with pytest.raises(CaseError, match="The consent is for health_centre"):
        referring.refer(ctx, reference, "gao")
    assert world.one(Referral).state == "asked"


@pytest.mark.parametrize("why", ["not given", "withdrawn"])
def test_without_a_consent_that_stands_nobody_is_referred(world: World, why: str) -> None:
    reference, _ = wanted(world), centre(world)
    change = (
        update(t.consent).values(given=False)
        if why == "not given"
        else update(t.person).values(state=PersonState.WITHDRAWN.value)
    )
    world.db.execute(change)
    with pytest.raises(CaseError, match="does not stand any more"):
        referring.refer(at_desk(world, officer(world)), reference, "konna")


def test_two_services_of_one_case_end_it_together(world: World) -> None:
    reference, _ = wanted(world, "health_centre", "counselling"), centre(world)
    ctx = at_desk(world, officer(world))
    with pytest.raises(CaseError, match="several referrals: say --service"):
        referring.refer(ctx, reference, "konna")
    referring.refer(ctx, reference, "konna", service="health_centre")
    referring.close(ctx, reference, ReferralOutcome.NOT_COME, service="health_centre")
    assert world.one(Case).state == "new", "the other one stands"
    referring.close(ctx, reference, ReferralOutcome.DECLINED, words="Ne veut plus")
    assert (world.one(Case).state, world.one(Case).outcome) == ("closed", "referred")


def test_who_was_sent_nowhere_was_told_at_most(world: World) -> None:
    reference = wanted(world)
    referring.close(at_desk(world, officer(world)), reference, ReferralOutcome.DECLINED, ClosedHow.CALL)
    assert world.one(Case).outcome == "explained"


def test_the_end_of_the_case_asks_whether_the_person_was_told(world: World) -> None:
    reference = wanted(world)
    with pytest.raises(CaseError, match="how the person was told"):
        referring.close(at_desk(world, officer(world)), reference, ReferralOutcome.DECLINED)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("asked", ReferralOutcome.TREATED),
        ("asked", ReferralOutcome.NOT_COME),
        ("referred", ReferralOutcome.TREATED),
        ("referred", ReferralOutcome.ONWARD),
        ("received", ReferralOutcome.NOT_COME),
        ("received", ReferralOutcome.DECLINED),
    ],
)
def test_how_a_referral_cannot_end(world: World, state: str, outcome: ReferralOutcome) -> None:
    reference = wanted(world)
    world.db.execute(update(t.referral).values(state=state))
    with pytest.raises(CaseError, match=f"that is {state} cannot end as {outcome.value}"):
        referring.close(at_desk(world, officer(world)), reference, outcome, ClosedHow.CALL)


def test_steps_that_are_not_possible(world: World) -> None:
    reference, _ = wanted(world), centre(world)
    ctx = at_desk(world, officer(world))
    with pytest.raises(CaseError, match="is asked: it cannot be received"):
        referring.received(ctx, reference)
    with pytest.raises(CaseError, match="still to come"):
        referring.refer(ctx, reference, "konna", date(2026, 11, 25))
    referring.refer(ctx, reference, "konna")
    with pytest.raises(CaseError, match="before they were referred"):
        referring.received(ctx, reference, date(2026, 11, 20))
    world.db.execute(update(t.referral).values(state=ReferralState.CLOSED.value))
    for step in (referring.received, lambda ctx, ref: referring.refer(ctx, ref, "konna")):
        with pytest.raises(CaseError, match="is closed: it cannot be"):
            step(ctx, reference)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("gao", "There is no facility"), ("", "There is no facility"), ("cscom", "is any of")],
)
def test_a_facility_is_named_so_that_it_is_one(world: World, typed: str, said: str) -> None:
    centre(world)
    centre(world, "CSCom de Fatoma")
    ctx = at_desk(world, officer(world))
    with pytest.raises(CaseError, match=said):
        facilities.facility_named(ctx, typed)
    assert facilities.facility_named(ctx, "CSCOM DE KONNA").name == "CSCom de Konna"
    assert [one.name for one in facilities.facilities(ctx)] == ["CSCom de Fatoma", "CSCom de Konna"]


def test_why_is_read_by_whoever_opens_it_and_stands_on_no_list(world: World) -> None:
    reference = wanted(world)
    by = officer(world)
    ctx = at_desk(world, by)
    (line,) = referral_reading.listed(ctx)
    assert "pregnancy" not in str(line)
    assert (line.person, line.phone, line.service) == ("Aminata T.", "+223…01", "health_centre")
    assert audited(world, "referral") == []
    assert referring.opened(ctx, reference)[1] == "pregnancy"
    assert referring.opened(ctx, str(line.id))[0] == line
    assert audited(world, "referral") == [(str(by), "referral read")] * 2


def test_a_list_of_those_in_a_state(world: World) -> None:
    wanted(world, "health_centre", "counselling")
    ctx = at_desk(world, officer(world))

    def services(**some: Any) -> list[str]:
        return [one.service for one in referral_reading.listed(ctx, **some)]

    assert services() == services(state=ReferralState.ASKED) == ["health_centre", "counselling"]
    assert services(service="counselling") == ["counselling"]
    assert services(state=ReferralState.CLOSED) == []


@pytest.mark.parametrize("typed", ["123456", "nothing", ""])
def test_a_referral_that_does_not_exist(world: World, typed: str) -> None:
    asked(world)
    with pytest.raises(CaseError, match="There is no referral"):
        referring.opened(at_desk(world, officer(world)), typed)


def test_asked_for_face_to_face_on_a_consent_of_its_own(world: World) -> None:
    person, card = world.register()
    by = officer(world)
    ctx = at_desk(world, by)
    reference = asking.ask(ctx, card, "specialised", consented=True, reason="Ne dort plus").replace(" ", "")
    row, consent = world.one(Referral), world.one(Consent, purpose="referral")
    assert (row.person_id, row.service, row.staff_id, row.consent_id) == (person, "specialised", by, consent.id)
    assert (consent.given, consent.channel) == (True, "command")
    assert world.one(Case).reference == reference
    assert world.sent_to(AMINATA) == ["card", "case"]
    assert audited(world, "referral") == [(str(by), "referral asked")]
    centre(world, "Structure de Gao", FacilityKind.SPECIALISED)
    assert referring.refer(ctx, reference, "gao").state == "referred"


def test_who_has_no_phone_may_be_referred_too(world: World) -> None:
    _, card = world.register()
    world.db.execute(update(t.person_phone).values(until=world.now))
    before = len(world.texts())
    asking.ask(at_desk(world, officer(world)), card, "counselling", consented=True)
    assert (world.one(Referral).phone_id, world.one(Case).phone_id, len(world.texts())) == (None, None, before)


@pytest.mark.parametrize(
    ("card", "service", "consented", "said"),
    [
        ("own", "counselling", False, "Ask the person first"),
        ("own", "magic", True, "There is no service 'magic'"),
        ("123456789", "counselling", True, "Nobody has a card"),
    ],
)
def test_what_is_wrong_with_asking(world: World, card: str, service: str, consented: bool, said: str) -> None:
    _, own = world.register()
    with pytest.raises(CaseError, match=said):
        asking.ask(at_desk(world, officer(world)), own if card == "own" else card, service, consented=consented)
    assert world.rows(Referral) == []


def test_asked_for_twice_is_one_referral(world: World) -> None:
    person, _ = world.register()
    for reason in ("pregnancy", "", "pregnancy", "injury"):
        referrals.request(world.call(person=person), e.RequestReferral("health_centre", "yes", reason))
        world.passes(hours=1)
    row = world.one(Referral)
    assert world.vault.open(REFERRAL_REASON, row.id, row.reason) == "pregnancy / injury"
    consents = world.rows(Consent, purpose="referral")
    assert len(consents) == 4, "each time anew"
    assert row.consent_id in {consent.id for consent in consents}


def test_who_was_sent_already_may_ask_anew(world: World) -> None:
    reference, _ = wanted(world), centre(world)
    referring.refer(at_desk(world, officer(world)), reference, "konna")
    person = world.one(Referral).person_id
    referrals.request(world.call(person=person), e.RequestReferral("health_centre", "yes", "injury"))
    assert sorted(row.state for row in world.rows(Referral)) == ["asked", "referred"]
