"""A sample is drawn by village, asked about by somebody else, and counted with those who cannot be reached."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent, Case, Verification, VerificationTarget
from service.models.kit import Checked
from service.models.staff import Role
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import samples
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.verification import Wanted, draw, keep, note, verification_named
from tests.service.programme.world import AGENT, OUMAR, World

VILLAGES = {"ML050605": 60, "ML050604": 30, None: 10}
"""A hundred deliveries: of a hundred, 80 make a sample (test_sampling.py)."""


@pytest.fixture
def officer(world: World) -> Context:
    return world.call(OUMAR, staff=world.staff(Role.PROGRAMME_OFFICER, OUMAR))


def a_hundred(world: World) -> UUID:
    kit, _ = world.kit("canoe")
    states = ("delivered", "confirmed", "partly", "not_received")
    for village, count in VILLAGES.items():
        for n in range(count):
            world.delivery(kit, states[n % 4], place=village)
    for state in ("planned", "cancelled"):
        world.delivery(kit, state, place="ML050605")
    return kit


def drawn(world: World, ctx: Context, **wanted: object) -> UUID:
    return keep(ctx, draw(world.db, world.places, world.settings, Wanted("Mai", **wanted)))  # type: ignore[arg-type]


def drawn_in(world: World, verification: UUID) -> set[UUID]:
    return {row.delivery_id for row in world.rows(VerificationTarget, verification_id=verification)}


def one_of(world: World, ctx: Context, **delivery: Any) -> tuple[UUID, UUID, str]:
    """A sample of the one delivery to Aminata; (its id, the delivery's, the code of her card)."""
    person, code = world.register()
    kit, _ = world.kit("canoe", "net 4")
    made = world.delivery(kit, person_id=person, place="ML050605", **delivery)
    return drawn(world, ctx), made, code


def test_a_sample_is_drawn_by_village_of_what_agents_noted(world: World, officer: Context) -> None:
    a_hundred(world)
    verification = drawn(world, officer, seed=7)
    row, targets = world.one(Verification), world.rows(VerificationTarget)
    assert (row.name, row.population, row.size, row.seed, row.confidence, row.margin, row.expected, row.created_by) == (
        "Mai",
        100,
        80,
        7,
        0.95,
        0.05,
        0.5,
        officer.staff_id,
    )
    assert Counter(target.place for target in targets) == {"ML050605": 48, "ML050604": 24, None: 8}
    assert {target.outcome for target in targets} == {""}
    assert world.one(AuditEvent, action="verification planned").subject_id == str(verification)


def test_the_same_seed_draws_the_same_sample(world: World, officer: Context) -> None:
    a_hundred(world)
    first, again, other = (drawn(world, officer, seed=seed) for seed in (7, 7, 8))
    assert drawn_in(world, first) == drawn_in(world, again) != drawn_in(world, other)


def test_a_seed_is_drawn_where_none_is_said(world: World, officer: Context) -> None:
    a_hundred(world)
    drawn(world, officer), drawn(world, officer)
    assert len({row.seed for row in world.rows(Verification)}) == 2


def test_it_may_be_of_one_kit_or_one_region(world: World, officer: Context) -> None:
    a_hundred(world)
    sewing, _ = world.kit("machine", code="sewing")
    for _ in range(5):
        world.delivery(sewing, place="ML050604")
    assert draw(world.db, world.places, world.settings, Wanted("Mai", kit="sewing")).population == 5
    assert draw(world.db, world.places, world.settings, Wanted("Mai", region="mopti")).population == 95
    for wanted, reason in (
        (Wanted("Mai", region="Paris"), "no region 'Paris'"),
        (Wanted("Mai", kit="goat"), "no kit 'goat'"),
        (Wanted(" "), "needs a name"),
    ):
        with pytest.raises(DistributionError, match=reason):
            draw(world.db, world.places, world.settings, wanted)


def test_nothing_delivered_is_nothing_to_verify(world: World) -> None:
    with pytest.raises(DistributionError, match="no delivery to verify"):
        draw(world.db, world.places, world.settings, Wanted("Mai"))


def test_who_is_not_reached_is_counted_and_asked_again(world: World, officer: Context) -> None:
    verification, _, code = one_of(world, officer)
    for outcome in (Checked.UNREACHABLE, Checked.UNREACHABLE, Checked.CONFIRMED):
        note(officer, verification, code, outcome)
    row = world.one(VerificationTarget)
    assert (row.outcome, row.tries, row.staff_id, row.at) == ("confirmed", 3, officer.staff_id, world.now)
    with pytest.raises(DistributionError, match="reached already"):
        note(officer, verification, str(row.id), Checked.UNREACHABLE)
    assert world.rows(Case) == []


def test_a_difference_opens_a_case_of_the_person(world: World, officer: Context) -> None:
    verification, delivery, code = one_of(world, officer)
    note(officer, verification, code, Checked.DIFFERS)
    case = world.one(Case)
    assert (case.type, case.topic, case.delivery_id) == ("report", "kit", delivery)
    assert case.person_id == world.people()[0].id
    assert case.phone_id is not None
    note(officer, verification, code, Checked.DIFFERS)
    assert len(world.rows(Case)) == 1


def test_a_person_without_a_phone_has_a_case_too(world: World, officer: Context) -> None:
    verification, _, code = one_of(world, officer)
    world.db.execute(update(t.person_phone).values(until=world.now))
    note(officer, verification, code, Checked.DIFFERS)
    assert world.one(Case).phone_id is None


def test_nobody_verifies_what_they_noted_themselves(world: World, officer: Context) -> None:
    agent = world.staff(number=AGENT)
    verification, _, code = one_of(world, officer, recorded_by=agent)
    with pytest.raises(DistributionError, match="somebody else has to ask"):
        note(world.call(AGENT, staff=agent), verification, code, Checked.CONFIRMED)
    row = world.db.execute(t.staff.select().where(t.staff.c.id == agent)).one()
    assert list(samples.targets(officer, verification, None, row, in_full=False)) == []


def test_an_agent_notes_only_what_is_in_their_places(world: World, officer: Context) -> None:
    agent = world.staff(number=AGENT)
    verification, _, code = one_of(world, officer)
    world.db.execute(update(t.staff).where(t.staff.c.id == agent).values(places="ML050604"))
    with pytest.raises(DistributionError, match="another area"):
        note(world.call(AGENT, staff=agent), verification, code, Checked.CONFIRMED)
    world.db.execute(update(t.staff).where(t.staff.c.id == agent).values(places="ML050605"))
    note(world.call(AGENT, staff=agent), verification, code, Checked.CONFIRMED)
    assert world.one(VerificationTarget).outcome == "confirmed"


@pytest.mark.parametrize(
    ("which", "reason"),
    [("123456789", "Nobody has a card"), ("00000000-0000-7000-8000-000000000000", "not in the sample")],
)
def test_only_who_was_drawn_counts(world: World, officer: Context, which: str, reason: str) -> None:
    verification, _, _ = one_of(world, officer)
    with pytest.raises(DistributionError, match=reason):
        note(officer, verification, which, Checked.CONFIRMED)
    _, other = world.register(AGENT, name="Fanta Maïga")
    with pytest.raises(DistributionError, match="not in the sample"):
        note(officer, verification, other, Checked.CONFIRMED)


def test_it_stands_village_by_village_with_the_margin_of_those_who_were_reached(world: World, officer: Context) -> None:
    a_hundred(world)
    verification = drawn(world, officer)
    outcomes = ["confirmed"] * 6 + ["differs"] * 2 + ["unreachable"] * 3
    of_konna = world.rows(VerificationTarget, place="ML050605")
    for target, outcome in zip(of_konna, outcomes, strict=False):
        changed = update(t.verification_target).where(t.verification_target.c.id == target.id)
        world.db.execute(changed.values(outcome=outcome))
    found = samples.standing(world.db, world.places, verification_named(world.db, " Mai "))
    lines = {
        one.village: (one.drawn, one.confirmed, one.differs, one.unreachable, one.still_open) for one in found.villages
    }
    assert lines == {"Konna, Mopti": (48, 6, 2, 3, 37), "Fatoma, Mopti": (24, 0, 0, 0, 24), "–": (8, 0, 0, 0, 8)}
    assert (found.total.drawn, found.total.reached, found.share) == (80, 8, 0.75)
    assert found.margin == pytest.approx(1.96 * (0.25 / 8 * 92 / 99) ** 0.5, abs=1e-3)
    (row,) = samples.verifications(world.db)
    assert (row.id, row.asked) == (verification, 11)


def test_nothing_is_known_before_somebody_was_reached(world: World, officer: Context) -> None:
    one_of(world, officer)
    found = samples.standing(world.db, world.places, verification_named(world.db, "Mai"))
    assert (found.share, found.margin) == (None, None)


def test_a_list_holds_who_is_still_to_be_asked(world: World, officer: Context) -> None:
    verification, _, code = one_of(world, officer)
    (line,) = samples.targets(officer, verification, ["ML050605"], None, in_full=False)
    assert (line.who, line.card.replace(" ", ""), line.phone, line.kit) == ("Aminata T.", code, "", "fishing")
    (line,) = samples.targets(officer, verification, None, None, in_full=True)
    assert (line.who, line.phone) == ("Aminata Traoré", "+22350001101")
    assert list(samples.targets(officer, verification, ["ML050604"], None, in_full=False)) == []
    note(officer, verification, code, Checked.UNREACHABLE)
    assert [one.outcome for one in samples.targets(officer, verification, None, None, in_full=False)] == ["unreachable"]
    note(officer, verification, code, Checked.CONFIRMED)
    assert list(samples.targets(officer, verification, None, None, in_full=False)) == []


def test_an_agent_gets_the_list_of_their_own_places(world: World, officer: Context) -> None:
    agent = world.staff(number=AGENT)
    verification, _, _ = one_of(world, officer)
    for places, count in (("ML050605", 1), ("ML050604", 0), ("ML05", 1), ("", 1)):
        world.db.execute(update(t.staff).where(t.staff.c.id == agent).values(places=places))
        row = world.db.execute(t.staff.select().where(t.staff.c.id == agent)).one()
        assert len(list(samples.targets(officer, verification, None, row, in_full=False))) == count


def test_a_verification_is_found_by_its_id_too(world: World, officer: Context) -> None:
    verification, _, _ = one_of(world, officer)
    assert verification_named(world.db, str(verification)).id == verification
    with pytest.raises(DistributionError, match="There is no verification 'Juin'"):
        verification_named(world.db, "Juin")
