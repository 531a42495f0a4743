"""Businesses: their members, who may belong to several; joined, left, and how they run."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.ids import uuid7
from service.models import AuditEvent, Business, BusinessMember, BusinessType
from service.models.business import BusinessState
from service.programme import tables as t
from service.programme.people import businesses as make
from service.programme.people.businesses import NewBusiness
from service.programme.people.enterprise import one
from service.programme.people.enterprises import Wanted, businesses
from service.programme.people.holder import PeopleError
from tests.service.programme.people.office import officer
from tests.service.programme.world import NOW, OUMAR, World


@pytest.fixture
def types(world: World) -> None:
    for position, code in enumerate(("fishing", "sewing")):
        world.add(BusinessType, code=code, names={"fr": code}, position=position)


@pytest.mark.usefixtures("types")
def test_a_business_with_its_members(world: World) -> None:
    staff = officer(world)
    kit_id, _ = world.kit("filet")
    (aminata, hers), (oumar, his) = world.register(), world.register(OUMAR, name="Oumar Cissé", role="man_head")
    new = NewBusiness("fishing", "ML050605", [hers, his, hers], "fishing", " Les  pêcheuses ", hers)
    made = make.add(world.db, world.vault, new, staff, world.now)
    row = world.one(Business)
    assert (row.id, row.type, row.place, row.kit_id, row.state) == (made, "fishing", "ML050605", kit_id, "planned")
    assert b"cheuses" not in row.name
    found, members, kits = one(world.db, world.vault, made)
    assert (found.name, found.members, found.women, found.kit) == ("Les pêcheuses", 2, 1, "fishing")
    assert [(m.name, m.role) for m in members] == [("Aminata T.", "leader"), ("Oumar C.", "")]
    assert kits == []
    assert {row.person_id for row in world.rows(BusinessMember)} == {aminata, oumar}
    assert world.one(AuditEvent, action="business added").actor == str(staff)


@pytest.mark.usefixtures("types")
def test_somebody_in_two_businesses(world: World) -> None:
    staff = officer(world)
    aminata, card = world.register()
    for kind in ("fishing", "sewing"):
        make.add(world.db, world.vault, NewBusiness(kind, "", [card]), staff, world.now)
    found = list(businesses(world.db, world.vault, Wanted(member=aminata)))
    assert [business.type for business in found] == ["fishing", "sewing"]


@pytest.mark.usefixtures("types")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "mining"}, "there are fishing, sewing"),
        ({"kit": "gold"}, "there are none yet"),
        ({"members": []}, "needs a member"),
        ({"members": ["123456786"]}, "Nobody has"),
        ({"members": ["12"]}, "no card code"),
        ({"leader": "OUMAR"}, "one of the members"),
    ],
)
def test_what_is_wrong_writes_nothing(world: World, changes: dict[str, object], why: str) -> None:
    staff = officer(world)
    _, card = world.register()
    _, his = world.register(OUMAR, name="Oumar Cissé")
    told = {"type": "fishing", "place": "", "members": [card], **changes}
    told = {name: his if value == "OUMAR" else value for name, value in told.items()}
    with pytest.raises(PeopleError, match=why):
        make.add(world.db, world.vault, NewBusiness(**told), staff, world.now)  # type: ignore[arg-type]
    assert world.rows(Business) == []


@pytest.mark.usefixtures("types")
def test_made_up_and_real_people_do_not_mix(world: World) -> None:
    staff = officer(world)
    (_, hers), (oumar, his) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    world.db.execute(update(t.person).where(t.person.c.id == oumar).values(made_up=True))
    with pytest.raises(PeopleError, match="demo"):
        make.add(world.db, world.vault, NewBusiness("fishing", "", [hers, his]), staff, world.now)
    made = make.add(world.db, world.vault, NewBusiness("fishing", "", [his]), staff, world.now)
    assert world.one(Business).made_up
    with pytest.raises(PeopleError, match="demo"):
        make.join(world.db, world.vault, made, hers, leads=False, staff_id=staff, now=world.now)


@pytest.mark.usefixtures("types")
def test_joined_led_and_left(world: World) -> None:
    staff = officer(world)
    (_, hers), (oumar, his) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    made = make.add(world.db, world.vault, NewBusiness("fishing", "", [hers], leader=hers), staff, world.now)
    make.join(world.db, world.vault, made, his, leads=False, staff_id=staff, now=world.now)
    with pytest.raises(PeopleError, match="member already"):
        make.join(world.db, world.vault, made, his, leads=False, staff_id=staff, now=world.now)
    make.join(world.db, world.vault, made, his, leads=True, staff_id=staff, now=world.now)
    assert [(m.name, m.role) for m in one(world.db, world.vault, made)[1]] == [
        ("Oumar C.", "leader"),
        ("Aminata T.", ""),
    ]
    make.leave(world.db, world.vault, made, his, staff, world.now)
    assert [m.name for m in one(world.db, world.vault, made)[1]] == ["Aminata T."]
    told = world.one(AuditEvent, action="business left")
    assert (told.subject_id, told.detail) == (str(made), f"{oumar} leader since 2026-11-24")
    with pytest.raises(PeopleError, match="no member"):
        make.leave(world.db, world.vault, made, his, staff, world.now)


@pytest.mark.usefixtures("types")
def test_how_it_runs(world: World) -> None:
    staff = officer(world)
    _, card = world.register()
    made = make.add(world.db, world.vault, NewBusiness("fishing", "", [card]), staff, world.now)
    make.set_state(world.db, made, BusinessState.RUNNING, None, staff, world.now)
    assert (world.one(Business).state, world.one(Business).started_on) == ("running", NOW.date())
    make.set_state(world.db, made, BusinessState.RUNNING, date(2026, 11, 1), staff, world.now)
    make.set_state(world.db, made, BusinessState.STOPPED, None, staff, world.now)
    assert (world.one(Business).state, world.one(Business).started_on) == ("stopped", date(2026, 11, 1))
    told = [row.detail for row in world.rows(AuditEvent, action="business state")]
    assert told == ["planned > running", "running > running", "running > stopped"]
    with pytest.raises(PeopleError, match="already"):
        make.set_state(world.db, made, BusinessState.STOPPED, None, staff, world.now)
    with pytest.raises(PeopleError, match="future"):
        make.set_state(world.db, made, BusinessState.RUNNING, NOW.date() + timedelta(days=1), staff, world.now)
    with pytest.raises(PeopleError, match="no business"):
        make.set_state(world.db, uuid7(), BusinessState.RUNNING, None, staff, world.now)


@pytest.mark.usefixtures("types")
def test_lists_are_narrowed(world: World) -> None:
    staff = officer(world)
    kit_id, _ = world.kit("filet")
    _, card = world.register()
    for kind, place, kit in (("fishing", "ML050605", "fishing"), ("sewing", "ML050604", ""), ("sewing", "", "")):
        make.add(world.db, world.vault, NewBusiness(kind, place, [card], kit), staff, world.now)
    world.delivery(kit_id, business_id=world.rows(Business, type="fishing")[0].id)

    def types_of(**wanted: object) -> list[str]:
        return [found.type for found in businesses(world.db, world.vault, Wanted(**wanted))]  # type: ignore[arg-type]

    assert types_of() == ["fishing", "sewing", "sewing"]
    assert types_of(type="sewing") == ["sewing", "sewing"]
    assert types_of(kit="fishing") == ["fishing"]
    assert types_of(within=["ML050604", "ML050605"]) == ["fishing", "sewing"]
    assert types_of(state="running") == []
    _, _, kits = one(world.db, world.vault, world.rows(Business, type="fishing")[0].id)
    assert [(kit.kit, kit.state, kit.day) for kit in kits] == [("fishing", "delivered", date(2026, 11, 3))]
