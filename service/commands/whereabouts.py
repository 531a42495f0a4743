"""`--region`, `--cercle`, `--village`: a place by its name or its code, as the lists of the office are narrowed."""

from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from flows.places import Gazetteer, folded
from service.programme.places import named

Region = Annotated[str, typer.Option(help="Only this region: its name, or its P-code.")]
Cercle = Annotated[str, typer.Option(help="Only this cercle.")]
Village = Annotated[str, typer.Option(help="Only this village; of a commune, all that lies in it.")]


def place_of(places: Gazetteer, region: str = "", cercle: str = "", village: str = "") -> str:
    """The P-code of the nearest of them that is said, "" for none. Raises ValueError in plain words."""
    if village:
        return _one(places, village, "village", "commune")
    return _one(places, cercle, "cercle") if cercle else _one(places, region, "region") if region else ""


def anywhere(places: Gazetteer, typed: str) -> str:
    """The P-code of a place of any level, by its code or its very name: rights hang on it, so that nothing is guessed.
    Raises ValueError in plain words."""
    with suppress(KeyError):
        return places.get(typed.strip().upper()).pcode
    found = [one.pcode for one in places.find(typed, limit=20) if folded(one.name) == folded(typed)]
    return _only(places, typed, found) or _none("place", typed)


def _one(places: Gazetteer, typed: str, *levels: str) -> str:
    for level in levels:
        if found := _only(places, typed, named(places, level, typed)):
            return found
    return _none(levels[0], typed)


def _only(places: Gazetteer, typed: str, found: list[str]) -> str:
    if len(found) > 1:
        labels = ", ".join(f"{places.label(pcode)} ({pcode})" for pcode in found)
        raise ValueError(f"{typed!r} is any of {labels}: say which by its code.")
    return found[0] if found else ""


def _none(level: str, typed: str) -> NoReturn:
    raise ValueError(f"There is no {level} {typed!r}.")
