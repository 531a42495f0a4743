"""The clock of a case: green, amber when a fifth of the time is left, red when the promise is over. Pure.

It runs from the opening, or from the last time that the case was opened again, until somebody answers. A case on hold
keeps its promise: the person was told that day.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from service.models.case import CaseState

AMBER_SHARE = 5
"""Amber is the last fifth."""
_STOPPED = frozenset({CaseState.ANSWERED, CaseState.CLOSED})


class Colour(StrEnum):
    """How a case stands to its promise; OFF where it is answered, or nothing was promised."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    OFF = "off"


def amber_from(began: datetime, promised: datetime) -> datetime:
    """When a fifth of the time is left. Never after the promise, never before the beginning."""
    return promised - max(promised - began, timedelta(0)) / AMBER_SHARE


def colour(state: str, began: datetime, promised: datetime | None, now: datetime) -> Colour:
    """The colour of a case at a moment."""
    if promised is None or state in _STOPPED:
        return Colour.OFF
    if now >= promised:
        return Colour.RED
    return Colour.AMBER if now >= amber_from(began, promised) else Colour.GREEN
