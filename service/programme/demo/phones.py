"""Phones of the demo: numbers written as E.164 that no operator can give out, so that nobody is ever reached.

Mali's numbers are +223 and eight digits, of which the first is never 0 or 1 (the metadata of phonenumberslite;
a test asks it about every number here). All numbers here begin +223 01. The hooks take them (eight to fifteen
digits, the carrier knows its numbers); as a number that somebody types they are refused.
"""

from collections.abc import Iterable
from itertools import count
from uuid import UUID

from service.models import OptOut, PersonPhone, Phone
from service.models.person import PersonOrigin
from service.models.phone import PhoneRelation, PhoneState
from service.programme.demo.stage import Stage
from service.programme.labels import NUMBER, PHONE

PREFIX = "+22301"

WAITING, SHARED, AGENT, ANSWERED, UNKNOWN = (f"{PREFIX}{n:06}" for n in (1, 2, 3, 4, 999_999))

OFFICERS = (f"{PREFIX}000005", f"{PREFIX}000006")
"""From these the two programme officers of the demo work: one makes a campaign, the other approves it."""

DEMO_PHONES = (
    ("Une personne, un kit à confirmer", "One person, a kit to confirm", WAITING),
    ("Un téléphone pour trois personnes", "One phone for three people", SHARED),
    ("Un agent de terrain", "A field agent", AGENT),
    ("Une réponse attend", "An answer is waiting", ANSWERED),
    ("Un numéro inconnu", "An unknown number", UNKNOWN),
)
"""(French label, English label, number) of the phones to try the line with; the same for every seed."""

_FIRST = 1_000
"""The numbers below stand in DEMO_PHONES or are left free."""
_OPT_OUTS = 14


class Phones:
    """Gives out numbers, and links people to them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._next = count(_FIRST)
        self._chance = stage.chance("phones")

    def add(self, ago: int, number: str = "") -> tuple[UUID, str]:
        """A phone first seen so many days ago: its row and its number, the next one where none is given."""
        stage, number = self._stage, number or f"{PREFIX}{next(self._next):06}"
        first = stage.at(ago)
        phone_id = stage.new_id(first)
        is_verified = self._chance.random() < 0.8
        stage.add(
            Phone,
            id=phone_id,
            number_mac=stage.vault.index(PHONE, number),
            number=stage.seal(NUMBER, phone_id, number),
            state=PhoneState.VERIFIED.value if is_verified else PhoneState.UNVERIFIED.value,
            made_up=True,
            first_seen=first,
            last_seen=max(first, stage.at(self._chance.randint(1, max(1, ago)))),
        )
        return phone_id, number

    def link(self, people: Iterable[UUID], phone: UUID, ago: int) -> None:
        """These people are reached by that phone."""
        found = list(people)
        relation = PhoneRelation.SHARED if len(found) > 1 else PhoneRelation.OWN
        for person in found:
            since = self._stage.at(ago)
            self._stage.add(
                PersonPhone,
                id=self._stage.new_id(since),
                person_id=person,
                phone_id=phone,
                relation=relation.value,
                origin=PersonOrigin.DEMO.value,
                since=since,
            )

    def stop_some(self) -> None:
        """A few have said STOP; one in three took it back later."""
        stage = self._stage
        ordinary = stage.rows[Phone][100:]
        for row in self._chance.sample(ordinary, _OPT_OUTS):
            ago = self._chance.randint(10, 90)
            at = stage.at(ago)
            resumed = stage.at(ago - 7) if self._chance.random() < 0.3 else None
            stage.add(OptOut, id=stage.new_id(at), phone_id=row["id"], origin="ussd", at=at, resumed_at=resumed)
