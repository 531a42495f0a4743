"""The businesses with their members, and what was delivered to each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from service.models import Business, BusinessMember, Delivery, DeliveryItem
from service.models.business import BusinessState
from service.models.kit import DeliveryState
from service.programme.demo.distributions import Distributions
from service.programme.demo.kits import KIND_OF, KitRow
from service.programme.demo.people import FAMILY, People, Someone
from service.programme.demo.plan import NET_MISSING, WAITING_DAYS, Team, teams
from service.programme.demo.stage import Columns, Stage
from service.programme.demo.villages import Village

_SILENT_SHARE, _SILENT_UNTIL = 0.2, 60
"""Some who received a kit a month ago have said nothing: silence is no receipt."""
_PARTLY = 0.07
_REFILLS, _LATER = 40, 45
"""Businesses to which something more is to be brought, within so many days."""
_TOGETHER, _SOON = 8, 3
"""So many of them, of one village, are to come for it on one day, in so many days."""
_BY_PHONE = 0.85
"""Agents record what they brought on the line; the others tell it to the office."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A business as it stands; `state`: of its first delivery, which came `ago` days before today."""

    id: UUID
    team: Team
    kit: KitRow
    village: Village
    members: tuple[Someone, ...]
    delivery: UUID
    state: DeliveryState
    agent: UUID

    @property
    def ago(self) -> int:
        return self.team.ago

    @property
    def leader(self) -> Someone:
        return self.members[0]


class Enterprises:
    """Makes businesses, each with the kit that it was given."""

    def __init__(
        self, stage: Stage, places: list[Village], kits: Mapping[str, KitRow], agents: Mapping[str, list[UUID]]
    ) -> None:
        self._stage, self._kits, self._agents = stage, kits, agents
        self._places = {place.pcode: place for place in places}
        self._chance, self._channels = stage.chance("enterprises"), stage.chance("channels")
        self._distributions = Distributions(stage)

    def all(self, people: People) -> list[Enterprise]:
        """Every business of the plan, and a few deliveries that are still to come."""
        planned = teams(list(self._places.values()), self._stage.chance("plan"))
        found = [self._add(team, people) for team in planned]
        self._refill(found)
        return found

    def _add(self, team: Team, people: People) -> Enterprise:
        village, kit = self._places[team.village], self._kits[team.kind.code]
        agent = self._chance.choice(self._agents[village.region])
        members = people.members(team, village, tuple(KIND_OF))
        at = self._stage.at(members[0].ago - 5)
        business = self._stage.new_id(at)
        self._stage.add(
            Business,
            id=business,
            type=team.kind.code,
            place=village.pcode,
            kit_id=kit.id,
            state=BusinessState.RUNNING.value if team.ago > WAITING_DAYS else BusinessState.PLANNED.value,
            started_on=self._stage.day(team.ago - 7) if team.ago > WAITING_DAYS else None,
            made_up=True,
        )
        for i, member in enumerate(members):
            role = "" if i else "leader"
            self._stage.add(BusinessMember, business_id=business, person_id=member.id, role=role, since=at)
        state = _state(self._chance, team)
        owner = members[0].id if team.size <= FAMILY else None
        planned, brought = self._planned(team.ago), self._brought(team.ago, agent)
        delivery = self._deliver(kit, business, village.pcode, agent, owner, state=state, planned_on=planned, **brought)
        return Enterprise(business, team, kit, village, tuple(members), delivery, state, agent)

    def _planned(self, ago: int) -> date:
        return self._stage.day(ago + self._chance.choice((0, 0, 0, 1, 2, 7)))

    def _brought(self, ago: int, agent: UUID) -> Columns:
        """What an agent records on the day."""
        how = "ussd" if self._channels.random() < _BY_PHONE else "command"
        at, day = self._stage.at(ago), self._stage.day(ago)
        return {"delivered_on": day, "recorded_by": agent, "recorded_at": at, "recorded_how": how}

    def _deliver(
        self,
        kit: KitRow,
        business: UUID,
        place: str,
        agent: UUID,
        owner: UUID | None,
        *,
        planned_on: date,
        **columns: object,
    ) -> UUID:
        """A delivery of the whole kit; to a family it goes by name, to a group by its business."""
        stage = self._stage
        delivery = stage.new_id(stage.at(1))
        own: Columns = {"kit_id": kit.id, "business_id": business, "place": place, "person_id": owner}
        brought_on = self._distributions.on(kit.id, place, planned_on, agent)
        more = {"planned_on": planned_on, "distribution_id": brought_on, **columns}
        stage.add(Delivery, id=delivery, made_up=True, **own, **more)
        for item in kit.kind.items:
            stage.add(
                DeliveryItem,
                id=stage.new_id(stage.at(1)),
                delivery_id=delivery,
                kit_item_id=kit.items[item.code],
                quantity=item.quantity,
            )
        return delivery

    def _refill(self, found: list[Enterprise]) -> None:
        """What is to be brought again, to businesses whose first kit was confirmed: those of one village and kit
        together in a few days, the others one by one."""
        settled = [e for e in found if e.state == DeliveryState.CONFIRMED and not e.team.is_known]
        groups: dict[tuple[str, UUID], list[Enterprise]] = {}
        for e in settled:
            groups.setdefault((e.village.pcode, e.kit.id), []).append(e)
        together = max(groups.values(), key=len)[:_TOGETHER]
        alone = [e for e in settled if e not in together]
        for e in together:
            self._bring_again(e, _SOON)
        for e in self._chance.sample(alone, _REFILLS - len(together)):
            self._bring_again(e, self._chance.randint(2, _LATER))

    def _bring_again(self, e: Enterprise, days: int) -> None:
        owner = e.leader.id if e.team.size <= FAMILY else None
        self._deliver(
            e.kit, e.id, e.village.pcode, e.agent, owner, state=DeliveryState.PLANNED, planned_on=self._stage.day(-days)
        )


def _state(chance: Random, team: Team) -> DeliveryState:
    """What the returnees have said of it so far."""
    if team.story == NET_MISSING:
        return DeliveryState.PARTLY
    if team.ago <= WAITING_DAYS or (team.ago < _SILENT_UNTIL and chance.random() < _SILENT_SHARE):
        return DeliveryState.DELIVERED
    is_whole = team.phone or chance.random() >= _PARTLY
    return DeliveryState.CONFIRMED if is_whole else DeliveryState.PARTLY
