"""Health care: a centre in each village, one specialised structure, and who came there."""

from random import Random
from uuid import UUID

from service.models import Care, Consent, Facility, Referral
from service.models.person import ConsentPurpose
from service.models.referral import CareKind, FacilityKind, ReferralState
from service.programme.demo.figures import IN_CARE
from service.programme.demo.people import People, Someone
from service.programme.demo.stage import Stage
from service.programme.demo.villages import GAO, Village
from service.programme.labels import REFERRAL_REASON

_MEMBERS_IN_CARE = 2_143
"""Members of a business who also received care; the others are their neighbours."""
_MENTAL_HEALTH, _COUNSELLED, _REFERRED = 312, 1_184, 140
_FIRST = 640
_STATES = (ReferralState.RECEIVED, ReferralState.CLOSED, ReferralState.REFERRED)
_REASONS = ("illness", "illness", "pregnancy", "child", "injury", "")


class Centres:
    """The facilities, by the village where they stand."""

    def __init__(self, stage: Stage, places: list[Village]) -> None:
        self._stage = stage
        self.by_village = {
            place.pcode: self._add(FacilityKind.HEALTH_CENTRE, f"Centre de santé de {place.name}", place.pcode)
            for place in places
        }
        self.specialised = self._add(FacilityKind.SPECIALISED, "Structure de santé mentale de Gao", GAO)

    def _add(self, kind: FacilityKind, name: str, place: str) -> UUID:
        facility = self._stage.new_id(self._stage.at(_FIRST))
        self._stage.add(Facility, id=facility, kind=kind.value, name=name, place=place, made_up=True)
        return facility


def add_care(stage: Stage, people: People, members: list[Someone], places: list[Village]) -> None:
    """Care for exactly so many people, each at the centre of their village; some of them elsewhere too."""
    chance, centres = stage.chance("care"), Centres(stage, places)
    treated = chance.sample(members, _MEMBERS_IN_CARE) + _neighbours(chance, people, places)
    for person in treated:
        for kind in (CareKind.CARE,) * chance.choice((1, 1, 1, 2)):
            _add(stage, chance, person, centres.by_village[person.village.pcode], kind)
    for person in chance.sample(treated, _MENTAL_HEALTH):
        _add(stage, chance, person, centres.specialised, CareKind.MENTAL_HEALTH)
    for person in chance.sample(treated, _COUNSELLED):
        _add(stage, chance, person, centres.by_village[person.village.pcode], CareKind.COUNSELLING)
    for person in chance.sample(treated, _REFERRED):
        _refer(stage, chance, person, centres)


def _neighbours(chance: Random, people: People, places: list[Village]) -> list[Someone]:
    """One in each village first: no centre stays without anybody."""
    shares = [place.share for place in places]
    homes = places + chance.choices(places, shares, k=IN_CARE - _MEMBERS_IN_CARE - len(places))
    return [people.neighbour(home, chance.randint(2, _FIRST)) for home in homes]


def _add(stage: Stage, chance: Random, person: Someone, facility: UUID, kind: CareKind) -> None:
    ago = chance.randint(1, min(person.ago, _FIRST))
    stage.add(
        Care,
        id=stage.new_id(stage.at(ago)),
        person_id=person.id,
        facility_id=facility,
        kind=kind.value,
        on=stage.day(ago),
        made_up=True,
    )


def _refer(stage: Stage, chance: Random, person: Someone, centres: Centres) -> None:
    """A referral stands on a consent of its own; the youngest ones are only asked for."""
    ago = chance.randint(1, min(person.ago, 120))
    is_talk = chance.random() < 0.4
    at, consent = stage.at(ago), stage.new_id(stage.at(ago))
    stage.add(
        Consent,
        id=consent,
        person_id=person.id,
        purpose=ConsentPurpose.REFERRAL.value,
        given=True,
        at=at,
        channel="ussd",
        version="demo",
    )
    referral = stage.new_id(at)
    stage.add(
        Referral,
        id=referral,
        person_id=person.id,
        phone_id=person.phone,
        service="counselling" if is_talk else "health_centre",
        facility_id=None if ago < 4 else centres.by_village[person.village.pcode],
        reason=None if is_talk else stage.seal(REFERRAL_REASON, referral, chance.choice(_REASONS)),
        state=(ReferralState.ASKED if ago < 4 else chance.choice(_STATES)).value,
        consent_id=consent,
        at=at,
    )
