"""`--region`, `--cercle`, `--village`: a place by its name or its code, as the lists of the office are narrowed."""

from typing import Annotated

import typer

from flows.places import Gazetteer
from service.programme.places import named, only

Region = Annotated[str, typer.Option(help="Only this region: its name, or its P-code.")]
Cercle = Annotated[str, typer.Option(help="Only this cercle.")]
Village = Annotated[str, typer.Option(help="Only this village; of a commune, all that lies in it.")]


def place_of(places: Gazetteer, region: str = "", cercle: str = "", village: str = "") -> str:
    """The P-code of the nearest of them that is said, "" for none. Raises ValueError in plain words."""
    if village:
        return _one(places, village, "village", "commune")
    return _one(places, cercle, "cercle") if cercle else _one(places, region, "region") if region else ""


def _one(places: Gazetteer, typed: str, *levels: str) -> str:
    for level in levels:
        if found := only(places, typed, named(places, level, typed)):
            return found
    raise ValueError(f"There is no {levels[0]} {typed!r}.")
