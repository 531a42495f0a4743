"""Follow-up visits at 30, 90 and 180 days: done, missed, overdue, or still to come."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from service.models import Visit, VisitItem
from service.models.business import BusinessState
from service.models.visit import Confirmed, Presence, VisitState
from service.programme.demo.enterprises import Enterprise
from service.programme.demo.stage import Columns, Stage
from service.programme.demo.words import PROBLEMS_TOLD
from service.programme.labels import VISIT_PROBLEMS

_DUE = (30, 90, 180)
"""Days after the delivery."""
_OVERDUE_SHARE, _OVERDUE_UNTIL = 0.25, 40
_MISSED = 0.05
_STATES = (BusinessState.RUNNING, BusinessState.PARTLY, BusinessState.STOPPED, BusinessState.NEVER_STARTED)
_AFTER = {30: (74, 18, 3, 5), 90: (78, 14, 6, 2), 180: (76, 13, 10, 1)}
_REASONS = ("no_capital", "insecurity", "theft", "illness", "flood", "season", "sold", "moved", "no_capital season")
_TAKINGS = ("nothing", "under_10000", "under_25000", "under_50000", "under_100000", "over_100000")
_BANDS = {
    BusinessState.RUNNING: (1, 12, 30, 32, 18, 7),
    BusinessState.PARTLY: (12, 38, 32, 14, 4, 0),
    BusinessState.STOPPED: (100, 0, 0, 0, 0, 0),
    BusinessState.NEVER_STARTED: (100, 0, 0, 0, 0, 0),
}
_ITEMS = ("used", "broken", "lost", "stolen", "sold", "given")
_ITEM_SHARES = (90, 4, 1, 2, 2, 1)


@dataclass(frozen=True, slots=True)
class _Due:
    """One visit: after how many days, and how many days ago that was (negative: to come)."""

    enterprise: Enterprise
    after: int
    ago: int
    state: VisitState


def add_visits(stage: Stage, enterprises: list[Enterprise]) -> dict[UUID, BusinessState]:
    """All visits; what the latest one found of each business that has been visited."""
    chance = stage.chance("visits")
    found: dict[UUID, BusinessState] = {}
    for enterprise in enterprises:
        for after in _DUE:
            due = _due(chance, enterprise, after)
            if due.state == VisitState.DONE:
                found[enterprise.id] = _add_done(stage, chance, due, found.get(enterprise.id))
            else:
                _add(stage, due, {})
    return found


def _due(chance: Random, enterprise: Enterprise, after: int) -> _Due:
    ago = enterprise.ago - after
    is_behind = ago < 3 or (ago < _OVERDUE_UNTIL and chance.random() < _OVERDUE_SHARE)
    state = VisitState.MISSED if chance.random() < _MISSED else VisitState.DONE
    return _Due(enterprise, after, ago, VisitState.DUE if is_behind else state)


def _add(stage: Stage, due: _Due, columns: Columns) -> UUID:
    at = stage.at(due.enterprise.ago)
    visit = stage.new_id(at)
    stage.add(
        Visit,
        id=visit,
        person_id=due.enterprise.leader.id,
        business_id=due.enterprise.id,
        staff_id=due.enterprise.agent,
        delivery_id=due.enterprise.delivery,
        after_days=due.after,
        due_on=stage.day(due.ago),
        state=due.state.value,
        **columns,
    )
    return visit


def _add_done(stage: Stage, chance: Random, due: _Due, before: BusinessState | None) -> BusinessState:
    """A visit that took place, some days around its day; nine in ten were with the card. `before`: how the last one
    found the business: what has begun may stop, and did begin."""
    ago = max(1, due.ago - chance.randint(-2, 9))
    drawn = chance.choices(_STATES, _AFTER[due.after])[0]
    has_begun = before not in (None, BusinessState.NEVER_STARTED)
    status = BusinessState.STOPPED if has_begun and drawn == BusinessState.NEVER_STARTED else drawn
    presence = Presence.CODE if chance.random() < 0.9 else Presence.ABSENT
    columns: Columns = {
        "visited_on": stage.day(ago),
        "channel": "ussd",
        "presence": presence.value,
        "business_status": status.value,
        "reasons": "" if status == BusinessState.RUNNING else chance.choice(_REASONS),
        **_confirmed(chance, stage.at(max(1, ago - 3)), ago, presence),
        **(_money(chance, status) if presence == Presence.CODE else {}),
        **(_goats(chance, due) if presence == Presence.CODE else {}),
    }
    visit = _add(stage, due, columns)
    row = stage.rows[Visit][-1]
    row["problems"] = stage.seal(VISIT_PROBLEMS, visit, chance.choice(PROBLEMS_TOLD) if chance.random() < 0.2 else "")
    if presence == Presence.CODE:
        _add_items(stage, chance, visit, due.enterprise)
    return status


def _confirmed(chance: Random, at: datetime, ago: int, presence: Presence) -> Columns:
    """Whether the returnee says that it was so; the visits of the last days still wait for their word."""
    if ago < 10 or chance.random() < 0.25:
        return {}
    is_true = chance.random() < (0.99 if presence == Presence.CODE else 0.9)
    return {"confirmed": (Confirmed.YES if is_true else Confirmed.NO).value, "confirmed_at": at}


def _money(chance: Random, status: BusinessState) -> Columns:
    return {
        "takings": chance.choices(_TAKINGS, _BANDS[status])[0],
        "money_decision": chance.choices(("man", "woman", "both"), (26, 39, 35))[0],
        "new_debt": "yes" if chance.random() < 0.18 else "no",
        "wants_call": chance.random() < 0.08,
    }


def _goats(chance: Random, due: _Due) -> Columns:
    """Five goats were given; some gave birth, some died."""
    if due.enterprise.team.kind.code != "livestock":
        return {}
    born, died = chance.randint(0, due.after // 40), chance.choices((0, 1, 2), (78, 16, 6))[0]
    return {"born": born, "died": died, "alive": 5 + born - died}


def _add_items(stage: Stage, chance: Random, visit: UUID, enterprise: Enterprise) -> None:
    for item in enterprise.kit.items.values():
        outcome = chance.choices(_ITEMS, _ITEM_SHARES)[0]
        stage.add(VisitItem, id=stage.new_id(stage.at(1)), visit_id=visit, kit_item_id=item, outcome=outcome)
