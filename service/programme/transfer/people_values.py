"""What a row of a list says of a person and of a household, by the columns of the tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from service.models.person import Sex
from service.programme.registration import WOMAN_HEAD
from service.programme.registry import DISABILITY, NONE_OF_THESE

BANDS: Mapping[str, str] = MappingProxyType(
    {"children_under_6": "band_0_5", "children": "band_6_17", "adults": "band_18_59", "elders": "band_60"}
)
"""Field → column of the household."""
_COLUMNS = ("sex", "birth_year", "head", "language", "status", "wish", "collector", "guardian", "stayed")
"""Columns of a person that a row gives as they are."""


def numbers_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Every number of a row, each once."""
    return tuple(dict.fromkeys((*values.get("phone", ()), *values.get("phone2", ()))))


def person_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of the person, by the columns of the table; what it does not say is not there."""
    found = {name: values[name] for name in ("name", *_COLUMNS) if name in values}
    if "pcode" in values:
        found["place"] = values["pcode"]
    for name in ("left_on", "returned_on"):
        if name in values:
            found[name] = values[name].iso()
    return found


def vulnerability(values: Mapping[str, Any], row: Any = None) -> str:
    """What the row says, or stood there; that a woman heads the household follows."""
    stood = row.vulnerability.split() if row is not None else []
    told = list(values.get("vulnerability", stood))
    sex = values.get("sex", row.sex if row is not None else "")
    head = values.get("head", row.head if row is not None else None)
    is_woman_head = WOMAN_HEAD in told or values.get("head_sex") == Sex.FEMALE or (head and sex == Sex.FEMALE)
    computed = {DISABILITY: DISABILITY in told, WOMAN_HEAD: bool(is_woman_head)}
    kept = [one for one in told if one not in computed and one != NONE_OF_THESE]
    return " ".join(kept + [one for one, holds in computed.items() if holds])


def household_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of the household; empty where it says nothing."""
    found = {column: values[name] for name, column in BANDS.items() if name in values}
    if "household_size" in values:
        found["size"] = values["household_size"]
    elif len(found) == len(BANDS):
        found["size"] = sum(found.values())
    head_sex = values.get("head_sex") or (values.get("sex") if values.get("head") else "")
    return {**found, "head_sex": head_sex} if head_sex else found
