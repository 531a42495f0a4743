"""What each role may see and do in the console. Every page asks for one right (a test walks them all).

An agent's rights end at the villages that they work in. Reports of abuse are for the focal points alone: whoever runs
the installation can make somebody a focal point, which the audit keeps, and sees none of it by that.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from service.models.staff import Role


class Right(StrEnum):
    """One thing that a page lets somebody see or do."""

    FIGURES = "figures"
    PEOPLE = "people"
    CHANGE_PEOPLE = "change_people"
    KITS = "kits"
    CHANGE_KITS = "change_kits"
    VISITS = "visits"
    LOG_VISITS = "log_visits"
    CASES = "cases"
    WORK_CASES = "work_cases"
    REFERRALS = "referrals"
    SENSITIVE = "sensitive"
    MESSAGES = "messages"
    SEND = "send"
    JOURNEYS = "journeys"
    IMPORTS = "imports"
    EXPORTS_FULL = "exports_full"
    ADMINISTER = "administer"
    AUDIT = "audit"


_FIELD = frozenset({Right.FIGURES, Right.PEOPLE, Right.KITS, Right.VISITS, Right.LOG_VISITS, Right.CASES})
_OFFICE = _FIELD | {
    Right.CHANGE_PEOPLE,
    Right.CHANGE_KITS,
    Right.WORK_CASES,
    Right.REFERRALS,
    Right.MESSAGES,
    Right.SEND,
    Right.JOURNEYS,
    Right.IMPORTS,
}
MAY: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: _OFFICE | {Right.EXPORTS_FULL, Right.ADMINISTER, Right.AUDIT},
        Role.PROGRAMME_OFFICER: _OFFICE,
        Role.FIELD_AGENT: _FIELD | {Right.WORK_CASES},
        Role.FOCAL_POINT: frozenset({Right.FIGURES, Right.SENSITIVE}),
        Role.READER: frozenset({Right.FIGURES}),
    }
)


def may(role: str, right: Right) -> bool:
    """Whether somebody in this role may."""
    return right in MAY[Role(role)]
