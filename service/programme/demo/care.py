"""Health care: a centre in each village, one specialised structure, and who came there."""

from random import Random
from uuid import UUID

from service.models import Care, Consent, Facility, Referral
from service.models.person import ConsentPurpose
from service.models.referral import CareKind, FacilityKind, ReferralOutcome, ReferralState
from service.programme.demo.figures import IN_CARE
from service.programme.demo.people import People, Someone
from service.programme.demo.stage import Columns, Stage
from service.programme.demo.villages import GAO, Village
from service.programme.labels import REFERRAL_REASON

_MEMBERS_IN_CARE = 2_143
"""Members of a business who also received care; the others are their neighbours."""
_MENTAL_HEALTH, _COUNSELLED, _REFERRED = 312, 1_184, 140
_FIRST = 640
_ASKED_UNTIL = 4
"""Days until a referral has been acted upon."""
_STATES = (ReferralState.RECEIVED, ReferralState.CLOSED, ReferralState.REFERRED)
_OUTCOMES = (ReferralOutcome.TREATED, ReferralOutcome.ONWARD, ReferralOutcome.NOT_COME)
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
    state = ReferralState.ASKED if ago < _ASKED_UNTIL else chance.choice(_STATES)
    stage.add(
        Referral,
        id=referral,
        person_id=person.id,
        phone_id=person.phone,
        service="counselling" if is_talk else "health_centre",
        facility_id=None if state == ReferralState.ASKED else centres.by_village[person.village.pcode],
        reason=None if is_talk else stage.seal(REFERRAL_REASON, referral, chance.choice(_REASONS)),
        state=state.value,
        consent_id=consent,
        at=at,
        **_course(stage, chance, state, ago),
    )


def _course(stage: Stage, chance: Random, state: ReferralState, ago: int) -> Columns:
    """The days on which somebody was sent and received, and how it ended; one in six never came."""
    if state == ReferralState.ASKED:
        return {}
    sent = ago - chance.randint(0, 2)
    found: Columns = {"referred_on": stage.day(sent)}
    if state == ReferralState.REFERRED:
        return found
    ends = chance.choices(_OUTCOMES, (70, 14, 16))[0] if state == ReferralState.CLOSED else None
    if ends != ReferralOutcome.NOT_COME:
        sent = max(1, sent - chance.randint(0, 5))
        found["received_on"] = stage.day(sent)
    if ends:
        found |= {"outcome": ends.value, "closed_at": stage.at(chance.randint(1, max(1, sent - 1)))}
    return found
