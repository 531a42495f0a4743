"""Who makes up which business: sizes, women and turns, so that the sums are those of the programme."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from service.models.person import Sex
from service.programme.demo.figures import MEMBERS, WOMEN
from service.programme.demo.kits import IN_KONNA, IN_SEGUE_IRE, KIND_OF, KINDS, Kind
from service.programme.demo.phones import ANSWERED, SHARED, WAITING
from service.programme.demo.villages import KONNA, SEGUE_IRE, Village

NET_MISSING = "net missing"
WAITING_DAYS = 14
"""A kit that came within so many days still waits for the returnee's word."""

_WAITING_NOW = 46
_FIRST_DELIVERY = 640
_RIVER, _EVERYWHERE = ("fishing",), ("farming", "livestock")


@dataclass(frozen=True, slots=True)
class Team:
    """One business to be. `sexes`: of its members, the leader first; `woman_head`: the leader is a woman who
    heads her household; `ago`: days since the kit came; `phone`: its number among DEMO_PHONES; `story`: what
    happened to it that the others have left to chance; `is_known`: the programme tells of it."""

    kind: Kind
    village: str
    size: int
    phone: str = ""
    ago: int = 0
    story: str = ""
    is_known: bool = False
    sexes: tuple[str, ...] = ()
    woman_head: bool = False


KNOWN = (
    Team(KIND_OF["fishing"], KONNA, 6, ago=20, is_known=True, story=NET_MISSING),
    Team(KIND_OF["fishing"], KONNA, 5, WAITING, ago=5, is_known=True),
    Team(KIND_OF["sewing"], KONNA, 3, ago=60, is_known=True),
    Team(KIND_OF["pottery"], KONNA, 14, ago=120, is_known=True),
    Team(KIND_OF["farming"], KONNA, 9, ago=200, is_known=True),
    Team(KIND_OF["livestock"], SEGUE_IRE, 5, ANSWERED, ago=95, is_known=True),
    Team(KIND_OF["shop"], SEGUE_IRE, 3, SHARED, ago=8, is_known=True),
)
"""The kits that the programme tells of, with the phones to try the line with."""


def teams(places: list[Village], chance: Random) -> list[Team]:
    """All businesses of the demo, in the order of their numbers; the sums are exact."""
    found = [*KNOWN, *_others(places, chance)]
    return _in_turn(_with_women(_sized(found, chance), chance), chance)


def _others(places: list[Village], chance: Random) -> Iterator[Team]:
    """One for each village first, then what is left of each type, where that type can be."""
    left = {kind.code: kind.count - sum(team.kind is kind for team in KNOWN) for kind in KINDS}
    for place in places:
        first = chance.choice([code for code in _kinds_in(place) if code in _EVERYWHERE])
        left[first] -= 1
        yield _team(KIND_OF[first], place.pcode, chance)
    for code, number in left.items():
        fitting = [place for place in places if code in _kinds_in(place)]
        for place in chance.choices(fitting, [place.share for place in fitting], k=number):
            yield _team(KIND_OF[code], place.pcode, chance)


def _team(kind: Kind, village: str, chance: Random) -> Team:
    return Team(kind, village, chance.randint(*kind.sizes))


def _kinds_in(place: Village) -> tuple[str, ...]:
    if place.pcode in (KONNA, SEGUE_IRE):
        return IN_KONNA if place.pcode == KONNA else IN_SEGUE_IRE
    return tuple(kind.code for kind in KINDS if place.river or kind.code not in _RIVER)


def _sized(found: list[Team], chance: Random) -> list[Team]:
    """A member more or less here and there, until all of them together are as many as there were."""
    sizes = [team.size for team in found]
    while missing := MEMBERS - sum(sizes):
        i = chance.randrange(len(found))
        low, high = found[i].kind.sizes
        step = 1 if missing > 0 else -1
        if not found[i].is_known and low <= sizes[i] + step <= high:
            sizes[i] += step
    return [replace(team, size=size) for team, size in zip(found, sizes, strict=True)]


def _with_women(found: list[Team], chance: Random) -> list[Team]:
    """Exactly as many women as there were, drawn by the weight of each type, leaders a little rather."""
    slots = [(i, j) for i, team in enumerate(found) for j in range(team.size)]
    drawn = [(chance.random() ** (1 / (found[i].kind.women * (1.0 if j else 1.4))), i, j) for i, j in slots]
    women = {(i, j) for _, i, j in sorted(drawn, reverse=True)[:WOMEN]}
    return [
        replace(
            team,
            sexes=tuple(Sex.FEMALE.value if (i, j) in women else Sex.MALE.value for j in range(team.size)),
            woman_head=(i, 0) in women and chance.random() < 0.8,
        )
        for i, team in enumerate(found)
    ]


def _in_turn(found: list[Team], chance: Random) -> list[Team]:
    """Days since the kit came: women heads of household were first, as far as the weather let them be."""
    waits = {i: chance.random() + 0.35 * (not t.woman_head) for i, t in enumerate(found) if not t.is_known}
    queue = sorted(waits, key=waits.__getitem__)
    days = dict(zip(queue, _days(len(queue)), strict=True))
    return [replace(team, ago=days.get(i, team.ago)) for i, team in enumerate(found)]


def _days(number: int) -> Iterator[int]:
    """From the first delivery to yesterday, evenly; the last ones have not been confirmed yet."""
    early = number - _WAITING_NOW
    for i in range(early):
        yield _FIRST_DELIVERY - i * (_FIRST_DELIVERY - WAITING_DAYS - 1) // early
    for i in range(_WAITING_NOW):
        yield WAITING_DAYS - i * WAITING_DAYS // _WAITING_NOW
