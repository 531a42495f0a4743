"""A small programme to count: people, businesses with kits, care, visits and cases, each in one line."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import UUID

from flows.codes import with_check
from flows.places import Place
from service import models as m
from service.ids import uuid7
from service.models.person import ConsentPurpose
from service.programme.figures import Scope
from service.programme.figures.catalogue import business_types, catalogue
from service.programme.figures.counting import Counting, Found
from service.programme.labels import CARD, CODE, NAME
from tests.service.programme.world import World

TODAY = date(2026, 11, 24)
DAY = date(2026, 10, 5)
KONNA, FATOMA, GAO, BOUREM = "ML050605", "ML050604", "ML070303", "ML070202"
PLACES = (
    Place("ML07", "region", "Gao", "", None, None),
    Place("ML0703", "cercle", "Gao", "ML07", None, None),
    Place("ML070303", "commune", "Gao", "ML0703", None, None),
    Place("ML0702", "cercle", "Bourem", "ML07", None, None),
    Place("ML070202", "commune", "Bourem", "ML0702", None, None),
)
"""Beside those of the world: Mopti with Konna and Fatoma."""


def moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@dataclass
class Field:
    """Adds rows as they are needed, with what the figures do not look at filled in."""

    world: World
    _cards: Any = field(default_factory=lambda: count(10_000_000))
    is_new: bool = True
    """False: another one has furnished this world."""

    def __post_init__(self) -> None:
        if not self.is_new:
            self.kit = self.world.kit("net 4", code="more")[0]
            return
        for place in PLACES:
            self.world.add(m.Place, pcode=place.pcode, level=place.level, name=place.name, parent=place.parent or None)
        self.kit = self.world.kit("net 4")[0]
        for code, name in (("fishing", "Pêche"), ("sewing", "Couture")):
            self.world.add(m.BusinessType, code=code, names={"fr": name, "en": code.title()})

    def person(self, sex: str = "female", place: str | None = KONNA, **more: Any) -> UUID:
        row_id, code = uuid7(), with_check(str(next(self._cards)))
        vault = self.world.vault
        sealed = {"code_mac": vault.index(CARD, code), "code": vault.seal(CODE, row_id, code)}
        row = {"id": row_id, "name": vault.seal(NAME, row_id, "Aminata Traoré"), "registered_at": self.world.now}
        self.world.add(m.Person, **row, **sealed, sex=sex, place=place, **more)
        return row_id

    def people(self, number: int, sex: str = "female", place: str = KONNA) -> list[UUID]:
        return [self.person(sex, place) for _ in range(number)]

    def business(
        self, *members: UUID, kind: str = "fishing", place: str = KONNA, kit: str = "delivered", on: date = DAY
    ) -> UUID:
        """With one delivery in that state; "" for none."""
        row_id = self.world.add(m.Business, type=kind, place=place)
        for member in members:
            self.world.add(m.BusinessMember, business_id=row_id, person_id=member, since=self.world.now)
        if kit:
            self.delivery(row_id, kit, on)
        return UUID(str(row_id))

    def delivery(self, business: UUID, state: str = "delivered", on: date | None = DAY, **more: Any) -> UUID:
        return self.world.delivery(self.kit, state, business_id=business, delivered_on=on, **more)

    def facility(self, kind: str = "health_centre", place: str = KONNA) -> UUID:
        return UUID(str(self.world.add(m.Facility, kind=kind, name="Centre", place=place)))

    def care(self, person: UUID, facility: UUID, kind: str = "care", on: date = DAY) -> None:
        self.world.add(m.Care, person_id=person, facility_id=facility, kind=kind, on=on)

    def referral(self, person: UUID, state: str, **more: Any) -> None:
        at = moment(DAY)
        consent = self.world.add(m.Consent, person_id=person, purpose=ConsentPurpose.REFERRAL.value, given=True, at=at)
        row = {"person_id": person, "service": "health_centre", "state": state, "consent_id": consent, "at": at}
        self.world.add(m.Referral, **row, **more)

    def visit(self, person: UUID, state: str = "done", **more: Any) -> UUID:
        return UUID(str(self.world.add(m.Visit, person_id=person, state=state, **more)))

    def case(self, person: UUID | None, kind: str = "question", state: str = "new", **more: Any) -> UUID:
        row = {"reference": with_check(f"{next(self._cards) % 90_000 + 10_000}"), "opened_at": moment(DAY), **more}
        return UUID(str(self.world.add(m.Case, person_id=person, type=kind, state=state, **row)))

    def counting(self, *by: str, small: int = 0, **scope: Any) -> Counting:
        """Small counts are shown unless a test says otherwise."""
        asked = Scope(today=TODAY, small=small, **scope)
        known = catalogue(business_types(self.world.db), households=asked.households)
        return Counting(self.world.db, asked, known, by)

    def totals(self, **scope: Any) -> Found:
        return self.counting(**scope).totals()

    def figure(self, key: str, **scope: Any) -> Any:
        return self.totals(**scope).values[key]

    def by(self, dimension: str, key: str, **scope: Any) -> dict[str, Any]:
        """Code → that figure there."""
        found = self.counting(dimension, **scope).by(dimension)
        return {code: one.values[key] for code, one in found.items()}
