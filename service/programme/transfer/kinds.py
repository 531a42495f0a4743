"""The kinds of lists that can be taken in."""

from collections.abc import Mapping
from types import MappingProxyType

from service.programme.transfer.centres import HealthCentres
from service.programme.transfer.deliveries import Deliveries
from service.programme.transfer.kind import Kind
from service.programme.transfer.people import People
from service.programme.transfer.villages import Villages
from service.programme.transfer.visits import Visits

KINDS: Mapping[str, type[Kind]] = MappingProxyType(
    {kind.name: kind for kind in (People, Deliveries, Visits, Villages, HealthCentres)}
)
