"""Cases of each type and state: new ones, answers that wait to be heard, a few overdue, most of them closed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.codes import with_check
from service.models import Case, CaseEvent, SensitiveCase, SensitiveEvent, Staff
from service.models.case import CaseOutcome, CaseState, CaseType, ClosedHow
from service.models.staff import Role
from service.programme.casework import NewCase
from service.programme.demo.enterprises import Enterprise
from service.programme.demo.people import Someone
from service.programme.demo.phones import ANSWERED
from service.programme.demo.receipts import Amiss
from service.programme.demo.stage import Stage
from service.programme.demo.words import ANSWERED_ONE, MISSING, PAID, SAID, SENSITIVE, Said
from service.programme.labels import CASE_ANSWER, CASE_WORDS, SENSITIVE_CONTACT, SENSITIVE_WHO, SENSITIVE_WORDS
from service.programme.working_days import promised_at

_ZONE = ZoneInfo("Africa/Bamako")
_CASES, _OLDEST = 220, 400
_NEW, _ASSIGNED, _IN_PROGRESS = CaseState.NEW, CaseState.ASSIGNED, CaseState.IN_PROGRESS
_ON_HOLD, _ANSWERED, _CLOSED = CaseState.ON_HOLD, CaseState.ANSWERED, CaseState.CLOSED
_STATES = (_NEW, _ASSIGNED, _IN_PROGRESS, _ON_HOLD, _ANSWERED, _CLOSED)
_BY_AGE = ((3, (60, 30, 10, 0, 0, 0)), (10, (5, 25, 25, 2, 28, 15)), (30, (0, 2, 8, 3, 22, 65)))
_OLD = (0, 0, 1, 1, 3, 95)
"""How a hundred cases of at most so many days stand."""
_SENSITIVE = ((1, _NEW), (9, _IN_PROGRESS), (33, _ANSWERED), (74, _CLOSED))
_ROADS = (ClosedHow.LINE, ClosedHow.CALL, ClosedHow.VISIT, ClosedHow.MESSAGE, ClosedHow.FOCAL_POINT, ClosedHow.NOT_TOLD)
_ROAD_SHARES = (50, 22, 16, 8, 2, 2)
_BY_PHONE = (ClosedHow.LINE, ClosedHow.CALL, ClosedHow.MESSAGE)
_A_WHILE = timedelta(minutes=20)
"""Between two steps of one day: what happened to a case stands in its order."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One case to be: who said what, how many days ago, and how it stands. `at`: the moment, where it is known."""

    person: Someone
    said: Said
    ago: int
    state: CaseState
    agent: UUID
    delivery: UUID | None = None
    at: datetime | None = None


class Cases:
    """Makes cases, with what happened to each of them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._chance = stage.chance("cases")
        self._references = iter(stage.chance("references").sample(range(10_000, 100_000), 2_000))

    def all(self, enterprises: list[Enterprise], amiss: list[Amiss]) -> None:
        """One for each receipt that says that something was amiss, and what people ask and complain of."""
        answered = next(e for e in enterprises if e.team.phone == ANSWERED)
        self._add(_Told(answered.leader, ANSWERED_ONE, 6, _ANSWERED, answered.agent))
        for one in amiss:
            self._add(self._about(one))
        others = [e for e in enterprises if not e.team.is_known]
        for _ in range(_CASES):
            enterprise = self._chance.choice(others)
            ago = min(1 + int(_OLDEST * self._chance.random() ** 2), max(1, enterprise.ago))
            said = self._chance.choice([one for one in SAID if one.of in ("", enterprise.team.kind.code)])
            state = _CLOSED if said.type == CaseType.THANKS else _state(self._chance, ago)
            self._add(_Told(self._chance.choice(enterprise.members), said, ago, state, enterprise.agent))
        self._sensitive(enterprises)

    def _about(self, amiss: Amiss) -> _Told:
        enterprise, short = amiss.enterprise, amiss.shortfall
        state = _ASSIGNED if enterprise.team.is_known else _state(self._chance, amiss.heard)
        said = replace(MISSING, words=f"{short.item.fr} : {_WORDS[short.outcome]}.") if short else PAID
        return _Told(enterprise.leader, said, amiss.heard, state, enterprise.agent, enterprise.delivery, amiss.at)

    def _add(self, told: _Told) -> None:
        stage, said = self._stage, told.said
        opened = told.at or stage.at(told.ago)
        case = stage.new_id(opened)
        times = _thanked(opened) if said.type == CaseType.THANKS else self._times(told, opened)
        criticality = NewCase(said.type, said.topic).criticality
        stage.add(
            Case,
            id=case,
            reference=with_check(str(next(self._references))),
            type=said.type.value,
            topic=said.topic,
            criticality=criticality.value,
            state=told.state.value,
            person_id=told.person.id,
            phone_id=told.person.phone,
            delivery_id=told.delivery,
            words=stage.seal(CASE_WORDS, case, said.words),
            answer=stage.seal(CASE_ANSWER, case, said.answer if "answered_at" in times else ""),
            opened_at=opened,
            promised_at=None if said.type == CaseType.THANKS else promised_at(criticality, opened, _ZONE, ()),
            assigned_to=None if told.state == _NEW or said.type == CaseType.THANKS else told.agent,
            coding="" if told.state == _NEW else said.coding,
            outcome=said.outcome.value if said.outcome and told.state in (_ANSWERED, _CLOSED) else "",
            made_up=True,
            **times,
        )
        self._events(case, told, opened, times)

    def _times(self, told: _Told, opened: datetime) -> Mapping[str, Any]:
        """When it was answered, heard and closed, as far as it has come; one in four that is worked on was
        answered, heard, and opened again by its person."""
        is_again = told.state == _IN_PROGRESS and told.ago > 12 and self._chance.random() < 0.25
        if told.state not in (_ANSWERED, _CLOSED) and not is_again:
            return {}
        answered_ago = max(1, told.ago - self._chance.choice((1, 2, 2, 3, 4, 6, 9)))
        answered = max(opened + 2 * _A_WHILE, self._stage.at(answered_ago))
        if told.state == _ANSWERED:
            return {"answered_at": answered}
        heard = max(answered + _A_WHILE, self._stage.at(max(1, answered_ago - self._chance.randint(0, 8))))
        if is_again:
            return {"answered_at": answered, "heard_at": heard, "satisfied": "no", "reopened": 1}
        drawn = self._chance.choices(_ROADS, _ROAD_SHARES)[0]
        how = ClosedHow.VISIT if drawn in _BY_PHONE and told.person.phone is None else drawn
        closed = {"answered_at": answered, "closed_at": heard, "closed_how": how.value}
        if how == ClosedHow.NOT_TOLD:
            return closed
        is_satisfied = how == ClosedHow.LINE or self._chance.random() < 0.85
        return {**closed, "heard_at": heard, "satisfied": "yes" if is_satisfied else "no"}

    def _events(self, case: UUID, told: _Told, opened: datetime, times: Mapping[str, Any]) -> None:
        self._event(case, "opened", opened, None)
        if told.said.type == CaseType.THANKS:
            return
        if told.state != _NEW:
            self._event(case, "assigned", opened + _A_WHILE, told.agent)
        if told.state in (_IN_PROGRESS, _ON_HOLD) and not times:
            taken = max(opened + 2 * _A_WHILE, self._stage.at(max(1, told.ago - 1)))
            self._event(case, told.state.value, taken, told.agent)
        if answered := times.get("answered_at"):
            self._event(case, "answered", answered, told.agent)
        if closed := times.get("closed_at"):
            self._event(case, "closed", closed, None)
        elif heard := times.get("heard_at"):
            self._event(case, "reopened", heard, None)

    def _event(self, case: UUID, kind: str, at: datetime, staff: UUID | None) -> None:
        self._stage.add(CaseEvent, id=self._stage.new_id(at), case_id=case, kind=kind, at=at, staff_id=staff)

    def _sensitive(self, enterprises: list[Enterprise]) -> None:
        """A few reports that only the focal points read; one of them is due tomorrow."""
        stage = self._stage
        reader = next(row["id"] for row in stage.rows[Staff] if row["role"] == Role.FOCAL_POINT.value)
        for (ago, state), (words, who, contact) in zip(_SENSITIVE, SENSITIVE, strict=True):
            opened = stage.at(ago)
            row = stage.new_id(opened)
            steps = _course(opened, state)
            stage.add(
                SensitiveCase,
                id=row,
                words=stage.seal(SENSITIVE_WORDS, row, words),
                who=stage.seal(SENSITIVE_WHO, row, who),
                contact=stage.seal(SENSITIVE_CONTACT, row, contact),
                place=self._chance.choice(enterprises).village.pcode,
                opened_at=opened,
                due_at=promised_at("critical", opened, _ZONE, ()),
                state=state.value,
                incomplete=state == _IN_PROGRESS,
                assigned_to=None if state == _NEW else reader,
                closed_at=steps.get("closed"),
                outcome=CaseOutcome.ACTED.value if state == _CLOSED else "",
            )
            for kind, at in steps.items():
                by = None if kind == "opened" else reader
                stage.add(SensitiveEvent, id=stage.new_id(at), sensitive_case_id=row, kind=kind, at=at, staff_id=by)


_WORDS = {"missing": "pas reçu", "partly": "reçu en partie", "damaged": "reçu abîmé"}


def _course(opened: datetime, state: CaseState) -> dict[str, datetime]:
    """What happened to a sensitive report until it stood so: read at once, answered and closed some days later."""
    steps = {"opened": timedelta(), "read": _A_WHILE, "answered": timedelta(days=2), "closed": timedelta(days=5)}
    much = {_NEW: 1, _IN_PROGRESS: 2, _ANSWERED: 3, _CLOSED: 4}[state]
    return {kind: opened + after for kind, after in list(steps.items())[:much]}


def _thanked(opened: datetime) -> Mapping[str, Any]:
    """Thanks are read, not answered."""
    return {"closed_at": opened}


def _state(chance: Random, ago: int) -> CaseState:
    shares = next((shares for most, shares in _BY_AGE if ago <= most), _OLD)
    return chance.choices(_STATES, shares)[0]
