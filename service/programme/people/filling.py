"""What one of two files knows and the other does not: a blank is filled, a word that stands is never replaced."""

from collections.abc import Mapping
from typing import Any

from service.programme.labels import COLLECTOR, GUARDIAN, STAYED
from service.programme.people.bands import BANDS
from service.vault import Vault

_PLAIN = "sex birth_year head household_id place language status wish left_on returned_on".split()
_SEALED = {"stayed": STAYED, "collector": COLLECTOR, "guardian": GUARDIAN}


def blanks(vault: Vault, stays: Mapping[str, Any], goes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the file that stays, as they are with what the other adds. Sealed ones are sealed anew: they are
    bound to their row."""
    found = {name: goes[name] for name in _PLAIN if stays[name] in (None, "") and goes[name] not in (None, "")}
    for name, label in _SEALED.items():
        if stays[name] is None and goes[name] is not None:
            found[name] = vault.seal(label, stays["id"], vault.open(label, goes["id"], goes[name]))
    both = dict.fromkeys(f"{stays['vulnerability']} {goes['vulnerability']}".split())
    return {**found, "vulnerability": " ".join(both), "file_complete": stays["file_complete"] or goes["file_complete"]}


def household(stays: Mapping[str, Any], goes: Mapping[str, Any]) -> dict[str, Any]:
    """The same for two households. Bands go together with the size that they add up to, or not at all."""
    found = {name: goes[name] for name in ("head_sex", "place") if not stays[name] and goes[name]}
    if stays["size"] is None:
        found["size"] = goes["size"]
    if all(stays[band] is None for band in BANDS) and goes["size"] in (stays["size"], found.get("size", goes["size"])):
        found |= {band: goes[band] for band in BANDS if goes[band] is not None}
    return found
