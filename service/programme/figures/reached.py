"""What is counted of those whom the programme reached: members and their businesses, people in care, referrals.

A file that was merged into another is nobody of its own. Whoever took their data back is counted as the others are:
what the programme did was done, and a number tells nobody who.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from service.models.kit import DeliveryState
from service.models.person import PersonState
from service.models.referral import CareKind, FacilityKind, ReferralOutcome, ReferralState
from service.programme import tables as t
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family, Rows, different, iso, number, within

CAME = (DeliveryState.DELIVERED.value, DeliveryState.CONFIRMED.value, DeliveryState.PARTLY.value)
"""States of a delivery that did arrive, in whole or in part."""

_IS_SOMEBODY = t.person.c.state != PersonState.MERGED.value
_IS_MEMBER = t.business_member.c.business_id == t.business.c.id


def _reaching() -> FromClause:
    """Businesses with what came to them."""
    came = and_(t.delivery.c.business_id == t.business.c.id, t.delivery.c.state.in_(CAME))
    return t.business.join(t.delivery, came)


def _member_people() -> FromClause:
    """Members of businesses, with what came to the business. Not through the business itself: nothing of it counts."""
    came = and_(t.delivery.c.business_id == t.business_member.c.business_id, t.delivery.c.state.in_(CAME))
    people = t.business_member.join(t.person, t.person.c.id == t.business_member.c.person_id)
    return people.join(t.delivery, came)


def members(scope: Scope) -> Family:
    """Person by person: to look whether something came to a business of theirs takes a third of the time of counting
    the different ones of everything that came. By month that cannot be."""
    who, day = t.person.c, iso(t.delivery.c.delivered_on)
    came = select(t.delivery.c.business_id).where(t.delivery.c.state.in_(CAME), *within(scope, day))
    members = select(t.business_member.c.person_id).where(t.business_member.c.business_id.in_(came))
    by_month = Rows(_member_people(), who.place, day, (_IS_SOMEBODY,), who.sex)
    return Family(
        Rows(t.person, who.place, None, (_IS_SOMEBODY, who.id.in_(members)), who.sex),
        {"_members": number()},
        people=True,
        monthly=Family(by_month, {"_members": different(who.id)}),
    )


def households() -> Family:
    """Each household once, by its place and its head's sex ("" where it is not known); somebody without one is one."""
    homes = _member_people().outerjoin(t.household, t.household.c.id == t.person.c.household_id)
    place = func.coalesce(t.household.c.place, t.person.c.place)
    sex = case((t.household.c.id.is_(None), t.person.c.sex), else_=t.household.c.head_sex)
    rows = Rows(homes, place, iso(t.delivery.c.delivered_on), (_IS_SOMEBODY,), sex)
    weights = (func.coalesce(t.household.c.id, t.person.c.id), func.coalesce(t.household.c.size, 1))
    return Family(rows, {"_households": func.count()}, people=True, weights=weights)


def has_member(sex: str) -> ColumnElement[bool]:
    """Whether the business has a member of that sex."""
    member = t.business_member.join(t.person, t.person.c.id == t.business_member.c.person_id)
    return select(t.person.c.id).select_from(member).where(_IS_MEMBER, _IS_SOMEBODY, t.person.c.sex == sex).exists()


def businesses(scope: Scope, types: Sequence[str]) -> Family:
    """Business by business, as `members` are: to sort all that came, once for each type, took as long as all else."""
    day, business = iso(t.delivery.c.delivered_on), t.business.c
    came = select(t.delivery.c.business_id).where(t.delivery.c.state.in_(CAME), *within(scope, day))
    places = {"business_types": different(business.type), "villages": different(business.place)}
    of_types = {f"businesses_type_{code}": business.type == code for code in types}
    once = {"businesses": number(), **places, **{key: number(which) for key, which in of_types.items()}}
    by_month = {
        "businesses": different(business.id),
        **places,
        **{key: different(business.id, which) for key, which in of_types.items()},
    }
    return Family(
        Rows(t.business, business.place, None, (business.id.in_(came),), is_of=has_member),
        once,
        monthly=Family(Rows(_reaching(), business.place, day, is_of=has_member), by_month),
    )


def care(scope: Scope) -> Family:
    """Person by person, as `members` are, and for the same reason."""
    who, day = t.person.c, iso(t.care.c.on)
    got = {
        "health_care_people": t.care.c.kind.in_((CareKind.CARE.value, CareKind.MENTAL_HEALTH.value)),
        "mental_health_people": t.care.c.kind == CareKind.MENTAL_HEALTH.value,
        "counselling_people": t.care.c.kind == CareKind.COUNSELLING.value,
    }
    kinds = [func.max(case((kind, 1), else_=0)).label(key) for key, kind in got.items()]
    each = select(t.care.c.person_id, *kinds).where(*within(scope, day)).group_by(t.care.c.person_id).subquery()
    people = each.join(t.person, who.id == each.c.person_id)
    by_month = Rows(t.care.join(t.person, who.id == t.care.c.person_id), who.place, day, (_IS_SOMEBODY,), who.sex)
    return Family(
        Rows(people, who.place, None, (_IS_SOMEBODY,), who.sex),
        {key: number(each.c[key] == 1) for key in got},
        people=True,
        monthly=Family(by_month, {key: different(t.care.c.person_id, kind) for key, kind in got.items()}),
    )


def facilities() -> Family:
    def is_of(sex: str) -> ColumnElement[bool]:
        return select(t.person.c.id).where(t.person.c.id == t.care.c.person_id, t.person.c.sex == sex).exists()

    used = t.care.join(t.facility, t.facility.c.id == t.care.c.facility_id)
    rows = Rows(used, t.facility.c.place, iso(t.care.c.on), is_of=is_of)
    kinds = {"health_centres": FacilityKind.HEALTH_CENTRE, "specialised_structures": FacilityKind.SPECIALISED}
    return Family(
        rows, {key: different(t.facility.c.id, t.facility.c.kind == kind.value) for key, kind in kinds.items()}
    )


def referrals() -> Family:
    """Closed ones count by how they went: whoever declined was not referred, whoever did not come was not received."""
    referral = t.referral.c
    rows = Rows(
        t.referral.join(t.person, t.person.c.id == referral.person_id),
        t.person.c.place,
        func.coalesce(iso(referral.referred_on), iso(referral.at)),
        (_IS_SOMEBODY,),
        t.person.c.sex,
    )
    sent = (ReferralState.REFERRED.value, ReferralState.RECEIVED.value)
    was_seen = referral.outcome.in_((ReferralOutcome.TREATED.value, ReferralOutcome.ONWARD.value))
    was_received = or_(referral.state == ReferralState.RECEIVED.value, referral.received_on.is_not(None), was_seen)
    numbers = {
        "referred_people": different(
            referral.person_id, or_(referral.state.in_(sent), referral.referred_on.is_not(None), was_received)
        ),
        "received_people": different(referral.person_id, was_received),
    }
    return Family(rows, numbers, people=True)
