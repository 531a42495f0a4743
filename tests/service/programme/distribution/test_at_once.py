"""Two people who speak of one delivery in the same moment: the second waits for the first, and knows what was said.

On PostgreSQL alone: SQLite has one writer.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, update

from flows.library import Library
from service.database import make_engine, writing
from service.models import Delivery, Distribution, Receipt
from service.models.staff import Role
from service.programme import kits
from service.programme import tables as t
from service.programme.distribution.by_card import Typed, record_typed
from service.programme.distribution.errors import AlreadyRecorded, DistributionError
from service.programme.distribution.planning import Plan, cancel, look_up, write
from service.programme.distribution.recording import Delivered, record
from service.settings import Settings
from service.vault import Vault
from tests.service.programme.world import AGENT, AMINATA, NOW, OUMAR, World, receipt

pytestmark = pytest.mark.postgres
TODAY = NOW.date()
Act = Callable[[World], object]


class Two:
    """Two connections to one programme."""

    def __init__(self, engine: Engine, vault: Vault, settings: Settings, library: Library) -> None:
        self._engine, self._rest = engine, (vault, settings, library)

    def alone(self, act: Act) -> object:
        with writing(self._engine) as db:
            return act(World(db, *self._rest))

    def at_once(self, first: Act, second: Act) -> None:
        """The second begins before the first is written."""
        with ThreadPoolExecutor(1) as pool:
            with writing(self._engine) as db:
                first(World(db, *self._rest))
                other = pool.submit(self.alone, second)
                wait([other], timeout=0.5)
            other.result(timeout=10)


@pytest.fixture
def two(postgres_url: str, vault: Vault, settings: Settings, library: Library) -> Iterator[Two]:
    engine = make_engine(postgres_url)
    made = Two(engine, vault, settings, library)
    made.alone(World.furnish)
    yield made
    engine.dispose()


@pytest.fixture
def settings(postgres_url: str) -> Settings:
    return Settings(_env_file=None, database_url=postgres_url)  # type: ignore[call-arg]


class Village:
    """A kit, an agent and an officer, Aminata and Oumar, who run one business."""

    def __init__(self, world: World) -> None:
        self.agent, self.officer = world.staff(), world.staff(Role.PROGRAMME_OFFICER, "+22350001105")
        (self.aminata, self.card), (self.oumar, _) = world.register(), world.register(OUMAR, name="Oumar Cissé")
        self.business = world.business(self.aminata, self.oumar)
        world.db.execute(update(t.business).values(place="ML050605"))
        self.kit, _ = world.kit("canoe", "net 4")
        self.world = world

    def delivery(self, **values: Any) -> UUID:
        return self.world.delivery(self.kit, business_id=self.business, **values)


def says(number: str, person: UUID, delivery: UUID, overall: str = "all") -> Act:
    return lambda world: kits.confirm_receipt(world.call(number, person=person), receipt(delivery, overall))


def brings(village: Village, delivery: UUID) -> Act:
    return lambda world: record(world.call(AGENT, staff=village.agent), Delivered(village.kit, TODAY, delivery))


def test_two_members_who_do_not_say_the_same(two: Two) -> None:
    made: list[tuple[Village, UUID]] = []
    two.alone(lambda world: made.append((village := Village(world), village.delivery())))
    ((village, delivery),) = made
    two.at_once(says(AMINATA, village.aminata, delivery), says(OUMAR, village.oumar, delivery, "none"))
    assert two.alone(lambda world: world.one(Delivery).state) == "partly"


def test_one_person_on_two_phones(two: Two) -> None:
    made: list[tuple[Village, UUID]] = []
    two.alone(lambda world: made.append((village := Village(world), village.delivery())))
    ((village, delivery),) = made
    two.at_once(says(AMINATA, village.aminata, delivery), says(OUMAR, village.aminata, delivery, "none"))
    assert two.alone(lambda world: sum(row.counted for row in world.rows(Receipt))) == 1


def a_distribution(village: Village, count: int) -> tuple[UUID, list[UUID]]:
    made = village.world.add(Distribution, kit_id=village.kit, planned_on=TODAY, state="planned", created_at=NOW)
    rest: dict[str, Any] = {"state": "planned", "delivered_on": None, "distribution_id": made}
    return made, [village.delivery(**rest) for _ in range(count)]


def test_the_last_two_of_a_distribution_end_it(two: Two) -> None:
    made: list[tuple[Village, list[UUID]]] = []
    two.alone(lambda world: made.append((village := Village(world), a_distribution(village, 2)[1])))
    ((village, deliveries),) = made
    two.at_once(*(brings(village, delivery) for delivery in deliveries))
    assert two.alone(lambda world: world.one(Distribution).state) == "done"


def test_what_came_while_the_distribution_is_cancelled_has_come(two: Two) -> None:
    made: list[tuple[Village, tuple[UUID, list[UUID]]]] = []
    two.alone(lambda world: made.append((village := Village(world), a_distribution(village, 2))))
    ((village, (distribution, deliveries)),) = made
    two.at_once(
        brings(village, deliveries[0]),
        lambda world: cancel(world.call(OUMAR, staff=village.officer), distribution),
    )
    states = two.alone(lambda world: sorted(row.state for row in world.rows(Delivery)))
    assert (states, two.alone(lambda world: world.one(Distribution).state)) == (["cancelled", "delivered"], "done")


def test_two_officers_who_plan_the_same(two: Two) -> None:
    made: list[Village] = []
    two.alone(lambda world: made.append(Village(world)))

    def plans(world: World) -> None:
        ctx = world.call(OUMAR, staff=made[0].officer)
        found = look_up(ctx, Plan("fishing", "Konna", date(2026, 12, 1)))
        write(ctx, found)

    with pytest.raises(DistributionError, match="waits for one"):
        two.at_once(plans, plans)
    assert two.alone(lambda world: len(world.rows(Delivery))) == 1


def test_two_who_type_the_same_delivery(two: Two) -> None:
    made: list[Village] = []
    two.alone(lambda world: made.append(Village(world)))

    def types(world: World) -> None:
        record_typed(world.call(OUMAR, staff=made[0].officer), Typed(made[0].card, "fishing", TODAY))

    with pytest.raises(AlreadyRecorded):
        two.at_once(types, types)
    assert two.alone(lambda world: len(world.rows(Delivery))) == 1
