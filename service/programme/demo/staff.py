"""Staff of the demo: agents of each region with a PIN that everybody may know, focal points, an officer."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from service.models import Staff
from service.models.person import Sex
from service.models.staff import Role
from service.programme.demo.names import POOLS, pool_of
from service.programme.demo.phones import AGENT, OFFICERS, Phones
from service.programme.demo.stage import Stage
from service.programme.identity import AGENTS
from service.programme.labels import PHONE, STAFF_NAME, STAFF_PHONE

AGENT_PIN = "2012"
"""The PIN of every agent and officer of the demo. Their phones lie outside the numbering plan, as all phones here."""

REGIONS = ("ML05", "ML06", "ML07")
_AGENTS = (4, 3, 3)
_SINCE = 720


def add_staff(stage: Stage, phones: Phones) -> Mapping[str, list[UUID]]:
    """The agents by region (P-code); the first one of Mopti has the phone that the simulator offers."""
    agents: dict[str, list[UUID]] = {}
    for region, wanted in zip(REGIONS, _AGENTS, strict=True):
        numbers = [AGENT if region == REGIONS[0] and not i else "" for i in range(wanted)]
        agents[region] = [_add(stage, phones, Role.FIELD_AGENT, region, number) for number in numbers]
    for _ in range(2):
        _add(stage, phones, Role.FOCAL_POINT)
    for number in OFFICERS:
        _add(stage, phones, Role.PROGRAMME_OFFICER, number=number)
    return MappingProxyType(agents)


def _add(stage: Stage, phones: Phones, role: Role, places: str = "", number: str = "") -> UUID:
    chance = stage.chance(f"staff {role} {places} {len(stage.rows[Staff])}")
    pool = pool_of(places) if places else POOLS[chance.choice(sorted(POOLS))]
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    staff_id = stage.new_id(stage.at(_SINCE))
    number = phones.add(_SINCE, number)[1]
    stage.add(
        Staff,
        id=staff_id,
        name=stage.seal(STAFF_NAME, staff_id, pool.name(sex, chance)),
        role=role.value,
        phone_mac=stage.vault.index(PHONE, number),
        phone=stage.seal(STAFF_PHONE, staff_id, number),
        pin_mac=stage.vault.pin(staff_id, AGENT_PIN) if role in AGENTS else None,
        places=places,
        made_up=True,
    )
    return staff_id
