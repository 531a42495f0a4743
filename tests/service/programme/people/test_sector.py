"""Agents have to do with the people and businesses of their villages; officers with everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent
from service.models.business import BusinessState
from service.models.staff import Role
from service.programme import tables as t
from service.programme.people import businesses, cards, contact, correcting, households
from service.programme.people.holder import PeopleError
from service.programme.people.page import open_file
from service.programme.people.within import below
from tests.service.programme.people.office import officer
from tests.service.programme.world import AGENT, OUMAR, World


@dataclass
class Deed:
    """What somebody of the staff is about to do to Aminata, whose business Oumar is to join."""

    world: World
    staff: UUID
    person: UUID
    card: str
    other: str
    business: UUID

    def joins(self, card: str) -> None:
        w = self.world
        businesses.join(w.db, w.vault, self.business, card, leads=False, staff_id=self.staff, now=w.now)


DEEDS: dict[str, Callable[[Deed], object]] = {
    "open": lambda d: open_file(d.world.db, d.world.vault, d.world.places, d.person, d.staff, d.world.now),
    "correct": lambda d: correcting.correct(
        d.world.db, d.world.vault, d.card, correcting.Said(born=1979), d.staff, d.world.now
    ),
    "household": lambda d: households.correct(
        d.world.db, d.world.vault, d.card, households.Correction(size=7), d.staff, d.world.now
    ),
    "into": lambda d: households.correct(
        d.world.db, d.world.vault, d.other, households.Correction(into=d.card), d.staff, d.world.now
    ),
    "phone": lambda d: contact.change(d.world.call(AGENT, staff=d.staff), d.card, contact.Change(own="+22350009999")),
    "card": lambda d: cards.holders(d.world.db, d.world.vault, [d.card], d.staff),
    "join": lambda d: d.joins(d.other),
    "leave": lambda d: businesses.leave(d.world.db, d.world.vault, d.business, d.card, d.staff, d.world.now),
    "state": lambda d: businesses.set_state(d.world.db, d.business, BusinessState.STOPPED, None, d.staff, d.world.now),
    "add": lambda d: businesses.add(
        d.world.db, d.world.vault, businesses.NewBusiness("fishing", "", [d.card]), d.staff, d.world.now
    ),
}


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize(
    ("role", "places", "may"),
    [
        (Role.FIELD_AGENT, "ML050604", False),
        (Role.FIELD_AGENT, "ML050604 ML0506", True),
        (Role.FIELD_AGENT, "", True),
        (Role.PROGRAMME_OFFICER, "ML050604", True),
    ],
)
def test_whose_people_they_are(world: World, name: str, role: Role, places: str, may: bool) -> None:
    """Aminata and her business are in Konna, Oumar in Fatoma."""
    staff, (person, card) = world.staff(role), world.register()
    _, other = world.register(OUMAR, name="Oumar Cissé", role="man", place="ML050604")
    business = world.business(person)
    world.db.execute(update(t.business).values(place="ML050605"))
    world.db.execute(update(t.staff).where(t.staff.c.id == staff).values(places=places))
    deed = Deed(world, staff, person, card, other, business)
    before = len(world.rows(AuditEvent))
    if may:
        DEEDS[name](deed)
        return
    with pytest.raises(PeopleError, match="none of your villages"):
        DEEDS[name](deed)
    assert len(world.rows(AuditEvent)) == before


def test_whoever_lives_nowhere_known_is_everybody_s(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    world.db.execute(update(t.person).values(place=None))
    world.db.execute(update(t.staff).values(places="ML050604"))
    assert open_file(world.db, world.vault, world.places, person, staff, world.now).name == "Aminata Traoré"


def test_the_places_of_a_list_and_of_a_sector(world: World) -> None:
    officer(world)
    both = {"ML0506", "ML050605", "ML050604"}
    for place, places, found in (
        ("ML0506", "", both),
        ("", "ML050605", {"ML050605"}),
        ("ML0506", "ML050605 ML07", {"ML050605"}),
        ("ML050604", "ML050605", set()),
        ("", "", {"ML05", *both}),
    ):
        assert set(below(world.db, place, places)) == found
