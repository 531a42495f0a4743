"""Visits that cannot be as they were noted: each such pattern is an alert, for a person to look into.

What was typed on the line is judged by its moment, where the card's code shows that the returnee was there: an agent
may note in the evening, from home, whom they did not find. What comes from a desk or a file is judged by its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from sqlalchemy import bindparam, func, select

from flows.places import Gazetteer
from service.models.phone import PhoneRelation
from service.models.visit import Presence, VisitState
from service.programme import audit
from service.programme import tables as t
from service.programme.alerts import raise_alert
from service.programme.context import Context
from service.programme.followup.noting import VisitNoted
from service.programme.working_days import zone_of

LOGGED = "visit logged"
"""The audit event of a visit on the line: when it was noted, and by whom."""
MANY_VISITS = "alert: many visits in a few minutes"
MANY_A_DAY, FAR_APART, AT_NIGHT = "many visits in a day", "visits far apart", "visits at night"
TWICE, OWN_PHONE, UNKNOWN_CARDS = "one person visited twice", "a visit to oneself", "many unknown cards"

MANY, WITHIN = 10, timedelta(minutes=5)
MOST_A_DAY = 20
NEAR_KM, KM_AN_HOUR = 15.0, 60.0
"""Villages nearer than this are one place: a commune's point stands for those that have none of their own. No car is
faster on the roads there."""
LOOKS_BACK = timedelta(hours=6)
TWICE_WITHIN = timedelta(hours=1)
NIGHT_FROM, NIGHT_UNTIL = 22, 5
MOST_UNKNOWN = 5
UNKNOWN_CARD = "unknown card"
"""The audit event of a card's code that nobody has, typed by an agent."""
_EARTH_KM = 6371.0

# By what they are about: a look at all that the line did in these hours would keep the caller waiting.
_DID = (
    select(t.audit_event.c.at, t.audit_event.c.subject_id)
    .where(
        t.audit_event.c.subject == bindparam("about"),
        t.audit_event.c.subject_id.in_(bindparam("ids", expanding=True)),
        t.audit_event.c.action == bindparam("did"),
        t.audit_event.c.at > bindparam("since"),
    )
    .order_by(t.audit_event.c.at.desc(), t.audit_event.c.id.desc())
)
_VISITED = (
    select(t.visit.c.id, t.visit.c.person_id, t.visit.c.presence, t.person.c.place)
    .join_from(t.visit, t.person, t.person.c.id == t.visit.c.person_id)
    .where(t.visit.c.staff_id == bindparam("agent"), t.visit.c.visited_on >= bindparam("day"))
)
_OF_DAY = select(func.count()).where(
    t.visit.c.staff_id == bindparam("agent"),
    t.visit.c.visited_on == bindparam("day"),
    t.visit.c.state == VisitState.DONE.value,
)
_OWN = (
    select(t.person_phone.c.id)
    .join_from(t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .join(t.staff, t.staff.c.phone_mac == t.phone.c.number_mac)
    .where(
        t.staff.c.id == bindparam("agent"),
        t.person_phone.c.person_id == bindparam("person"),
        t.person_phone.c.relation == PhoneRelation.OWN.value,
        t.person_phone.c.until.is_(None),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class _Logged:
    """A visit as the line noted it. `place`: a P-code or ""."""

    at: datetime
    person_id: UUID
    presence: str
    place: str


def on_the_line(ctx: Context, agent: UUID, noted: VisitNoted) -> None:
    """Look at a visit that was noted on the phone just now, and is in the audit trail."""
    of_any_day(ctx, agent, noted)
    recent = _recent(ctx, agent)
    if sum(one.at > ctx.now - WITHIN for one in recent) >= MANY:
        raise_alert(ctx, MANY_VISITS, "staff", agent, str(MANY))
    if noted.presence != Presence.CODE or not recent:
        return
    this, *before = recent
    if any(one.person_id == this.person_id and one.at > ctx.now - TWICE_WITHIN for one in before):
        raise_alert(ctx, TWICE, "person", noted.person_id)
    if _is_night(ctx):
        raise_alert(ctx, AT_NIGHT, "staff", agent)
    last = next((one for one in before if one.presence == Presence.CODE), None)
    if last and _is_too_fast(ctx.places, last, this):
        raise_alert(ctx, FAR_APART, "staff", agent, f"{last.place} > {this.place}")


def of_any_day(ctx: Context, agent: UUID, noted: VisitNoted) -> None:
    """Look at a visit of whatever day, however it came."""
    about = {"agent": agent, "day": noted.visited_on}
    if ctx.db.execute(_OF_DAY, about).scalar_one() > MOST_A_DAY:
        raise_alert(ctx, MANY_A_DAY, "staff", agent, noted.visited_on.isoformat())
    if ctx.db.execute(_OWN, {"agent": agent, "person": noted.person_id}).first() is not None:
        raise_alert(ctx, OWN_PHONE, "staff", agent)


def unknown_card(ctx: Context, agent: UUID) -> None:
    """An agent typed a card's code that nobody has. Once it is a slip; whoever does it often tries codes."""
    audit.record(ctx, UNKNOWN_CARD, "staff", agent)
    about = {"about": "staff", "ids": [str(agent)], "did": UNKNOWN_CARD, "since": ctx.now - timedelta(days=1)}
    if len(ctx.db.execute(_DID, about).all()) >= MOST_UNKNOWN:
        raise_alert(ctx, UNKNOWN_CARDS, "staff", agent, str(MOST_UNKNOWN))


def _recent(ctx: Context, agent: UUID) -> Sequence[_Logged]:
    """What the agent noted on the line in the last hours, the latest first."""
    since = ctx.now - LOOKS_BACK
    visited = ctx.db.execute(_VISITED, {"agent": agent, "day": since.astimezone(zone_of(ctx)).date()})
    found = {str(row.id): row for row in visited}
    about = {"about": "visit", "ids": list(found), "did": LOGGED, "since": since}
    return [
        _Logged(at, found[one].person_id, found[one].presence, found[one].place or "")
        for at, one in ctx.db.execute(_DID, about)
    ]


def _is_night(ctx: Context) -> bool:
    hour = ctx.now.astimezone(zone_of(ctx)).hour
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def _is_too_fast(places: Gazetteer, before: _Logged, after: _Logged) -> bool:
    """Whether nobody gets from the one place to the other in that time."""
    points = point(places, before.place), point(places, after.place)
    if points[0] is None or points[1] is None:
        return False
    apart, hours = kilometres(points[0], points[1]), (after.at - before.at).total_seconds() / 3600
    return apart > NEAR_KM and apart > hours * KM_AN_HOUR


def point(places: Gazetteer, pcode: str) -> tuple[float, float] | None:
    """Degrees of a place, or of the nearest place above it that has any, the region left out: it says nothing."""
    try:
        path = places.path(pcode)
    except KeyError:
        return None
    known = ((one.lat, one.lon) for one in reversed(path[1:]) if one.lat is not None and one.lon is not None)
    return next(known, None)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two points in degrees (haversine formula, on a sphere)."""
    (lat1, lon1), (lat2, lon2) = ([radians(degrees) for degrees in point] for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
