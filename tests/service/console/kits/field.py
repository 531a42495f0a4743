"""A village with a kit that was brought to it, made anew for each test in the office that a file shares."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import update

from service.models import Distribution, Place
from service.programme import tables as t
from service.programme.receipts import confirm_receipt
from tests.service.programme.world import World, receipt
from tests.support.office import OfficeUnderTest

DAY = date(2026, 11, 20)
_NUMBERS = count(22_350_200_000)
_PLACES = count(1)


@dataclass(frozen=True)
class Field:
    """`place`: a village of its own; `kit`: four nets and a canoe; `which`: a delivery of it to `person`."""

    place: str
    kit: UUID
    code: str
    net: UUID
    canoe: UUID
    person: UUID
    card: str
    phone: str
    distribution: UUID
    which: UUID
    agent: UUID

    def said(self, world: World, overall: str = "part", nets: int = 3) -> None:
        """The returnee says on their phone what came."""
        items = {str(self.net): "partly", str(self.canoe): "received"} if overall == "part" else {}
        counts = {str(self.net): str(nets)} if overall == "part" else {}
        confirm_receipt(world.call(self.phone, self.person), receipt(self.which, overall, items=items, counts=counts))


def field(office: OfficeUnderTest, *, state: str = "delivered") -> Field:
    with office.world() as world:
        n = next(_PLACES)
        place = f"ML050605-9{n:03}"
        world.add(Place, pcode=place, level="village", name=f"Essai {n}", parent="ML050605")
        code = f"fishing_{n}"
        kit, (net, canoe) = world.kit("filets 4", "pirogue", code=code, name=f"Pêche {n}")
        agent = world.staff(number=f"+{next(_NUMBERS)}")
        phone = f"+{next(_NUMBERS)}"
        person, card = world.register(phone, place="ML050605")
        world.db.execute(update(t.person).where(t.person.c.id == person).values(place=place))
        made = {"kit_id": kit, "place": place, "planned_on": DAY, "created_at": world.now}
        distribution = UUID(str(world.add(Distribution, **made, state="planned" if state == "planned" else "done")))
        about = {"person_id": person, "place": place, "planned_on": DAY, "distribution_id": distribution}
        noted = {"delivered_on": DAY, "recorded_by": agent, "recorded_at": world.now, "recorded_how": "ussd"}
        blank = {"delivered_on": None}
        which = world.delivery(kit, state, **about, **(blank if state == "planned" else noted))
    with office.parts.engine.connect() as db:
        office.parts.around.atlas.refresh(db)
    return Field(place, kit, code, net, canoe, person, card, phone, distribution, which, agent)
