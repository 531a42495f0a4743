"""People who registered twice, as it happens: nearly the same name, the same village, about the same year of birth."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from service.models import Person
from service.programme.demo.people import People, Someone
from service.programme.demo.stage import Stage
from service.programme.labels import NAME

_TWICE = 12
_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "Traoré": "Traore",
        "Diallo": "Jallo",
        "Cissé": "Sissé",
        "Touré": "Toure",
        "Guindo": "Gindo",
        "Ouologuem": "Wologuem",
        "Maïga": "Maiga",
        "Coulibaly": "Kulibali",
        "Haïdara": "Aïdara",
        "Fatoumata": "Fatumata",
        "Aïssata": "Aissata",
        "Djénéba": "Jeneba",
        "Mahamadou": "Mahamadu",
        "Boubacar": "Bubakar",
        "Souleymane": "Suleymane",
    }
)
"""A name, and how somebody else writes it."""


def add_registered_twice(stage: Stage, people: People, members: list[Someone]) -> None:
    """A dozen of the members, each with a second file; in every third the year of birth is one off."""
    chance = stage.chance("twice")
    rows = {row["id"]: row for row in stage.rows[Person]}
    spelt: list[tuple[Someone, str, int]] = []
    for someone in chance.sample(members, len(members)):
        row = rows[someone.id]
        name = _opened(stage, someone.id, row["name"])
        other = " ".join(_OTHERWISE.get(word, word) for word in name.split())
        if other != name and isinstance(row["birth_year"], int):
            spelt.append((someone, other, row["birth_year"]))
        if len(spelt) == _TWICE:
            break
    for i, (someone, other, year) in enumerate(spelt):
        people.again(someone, other, year + (i % 3 == 0))


def _opened(stage: Stage, row_id: UUID, name: object) -> str:
    if not isinstance(name, bytes):
        raise TypeError("a name is sealed")
    return stage.vault.open(NAME, row_id, name)
