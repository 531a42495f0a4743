"""The figures that the programme reported of itself, and the same figures counted from rows.

Individuals reached: distinct members of a business with at least one delivered kit. Businesses: those with
one. Villages: where such a business is. In care: distinct people who received care on any day.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from service.models import Business, BusinessMember, BusinessType, Care, Delivery, Facility, Person, table_of
from service.models.kit import DeliveryState
from service.models.person import Sex
from service.models.referral import CareKind, FacilityKind

MEMBERS, WOMEN, BUSINESSES = 5_358, 2_840, 812
"""53 % of 5,358 is 2,840 (53.0 %)."""
IN_CARE = 9_600

CAME = (DeliveryState.DELIVERED.value, DeliveryState.CONFIRMED.value, DeliveryState.PARTLY.value)
"""States of a delivery that did arrive, in whole or in part."""

_BUSINESS, _MEMBER, _DELIVERY = table_of(Business), table_of(BusinessMember), table_of(Delivery)
_PERSON, _CARE, _FACILITY = table_of(Person), table_of(Care), table_of(Facility)


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole numbers, except for `women`: a share of the members, 0 to 1."""

    people: int
    members: int
    women: float
    businesses: int
    types: int
    villages: int
    in_care: int
    health_centres: int
    specialised: int
    counselled: int


def count(db: Connection) -> Figures:
    """The figures of the moment, from rows alone."""
    members = _number(db, _members())
    women = _number(db, _members().where(_PERSON.c.sex == Sex.FEMALE))
    return Figures(
        people=_number(db, select(func.count()).select_from(_PERSON)),
        members=members,
        women=women / members if members else 0.0,
        businesses=_number(db, _reached(func.count())),
        types=_number(db, select(func.count()).select_from(table_of(BusinessType))),
        villages=_number(db, _reached(func.count(distinct(_BUSINESS.c.place)))),
        in_care=_number(db, select(func.count(distinct(_CARE.c.person_id)))),
        health_centres=_centres(db, FacilityKind.HEALTH_CENTRE),
        specialised=_centres(db, FacilityKind.SPECIALISED),
        counselled=_number(
            db, select(func.count(distinct(_CARE.c.person_id))).where(_CARE.c.kind == CareKind.COUNSELLING)
        ),
    )


def _number(db: Connection, query: Select[int]) -> int:
    return db.execute(query).scalar_one()


def _has_kit() -> ColumnElement[bool]:
    came = (_DELIVERY.c.business_id == _BUSINESS.c.id) & _DELIVERY.c.state.in_(CAME)
    return select(_DELIVERY.c.id).where(came).exists()


def _reached(what: ColumnElement[int]) -> Select[int]:
    return select(what).select_from(_BUSINESS).where(_has_kit())


def _members() -> Select[int]:
    joined = _MEMBER.join(_BUSINESS, _MEMBER.c.business_id == _BUSINESS.c.id).join(
        _PERSON, _MEMBER.c.person_id == _PERSON.c.id
    )
    return select(func.count(distinct(_PERSON.c.id))).select_from(joined).where(_has_kit())


def _centres(db: Connection, kind: FacilityKind) -> int:
    """Facilities of a kind where somebody received care."""
    joined = _CARE.join(_FACILITY, _CARE.c.facility_id == _FACILITY.c.id)
    used = select(func.count(distinct(_FACILITY.c.id))).select_from(joined)
    return _number(db, used.where(_FACILITY.c.kind == kind))


def in_words(figures: Figures, staff_pin: str) -> str:
    """One paragraph for whoever starts the line."""
    return (
        f"The demo programme is loaded; everybody in it is made up and nobody can be reached. "
        f"{figures.members:,} people ({figures.women:.0%} women) are members of {figures.businesses:,} small "
        f"businesses of {figures.types} types in {figures.villages} villages of Gao, Mopti and Tombouctou; "
        f"{figures.in_care:,} received care in {figures.health_centres} community health centres, those with "
        f"mental health care also in {figures.specialised} specialised structure, and "
        f"{figures.counselled:,} counselling. {figures.people:,} people are registered. "
        f"The agents' PIN is {staff_pin}."
    )
