"""Thirty made-up villages, each named after the commune that it lies in and put at the commune's point."""

from dataclasses import dataclass

from flows.places import Place
from service.models.place import Level
from service.models.place import Place as PlaceRow
from service.programme.demo.stage import Stage
from service.programme.places import reference_places

_COMMUNES = """
ML050605 Konna river 9            ML050118 Ségué Iré dry 8        ML050101 Bandiagara dry 5
ML050117 Sangha dry 3             ML050201 Bankass dry 4          ML050303 Djenné river 5
ML050406 Douentza dry 5           ML050409 Hombori dry 3          ML050512 Koro dry 3
ML050604 Fatoma river 3           ML050606 Korombana river 3      ML050708 Ténenkou river 4
ML050807 Youwarou river 3         ML050603 Dialloube river 2      ML060105 Diré river 5
ML060208 Goundam river 5          ML060216 Tonka river 4          ML060308 Rharous river 4
ML060303 Gossi dry 3              ML060405 Léré dry 4             ML060503 Bourem Inaly river 3
ML060506 Tombouctou river 7       ML060301 Bambara Maoudé dry 3   ML060204 Douékire river 2
ML070101 Ansongo river 5          ML070102 Bara river 3           ML070202 Bourem river 4
ML070302 Gabéro river 3           ML070303 Gao river 8            ML070304 Gounzoureye river 4
"""
"""P-code, name, by the river or not, and how much of the programme took place there."""

KONNA, SEGUE_IRE, GAO = "ML050605-01", "ML050118-01", "ML070303-01"


@dataclass(frozen=True, slots=True)
class Village:
    """`share`: its weight among the villages; `river`: whether people fish there."""

    pcode: str
    name: str
    river: bool
    share: int
    commune: Place

    @property
    def region(self) -> str:
        return self.pcode[:4]


def villages() -> list[Village]:
    """The villages of the demo. KeyError, ValueError where the reference file names a commune otherwise."""
    known = {place.pcode: place for place in reference_places()}
    return [_village(known, words) for words in _cells()]


def _cells() -> list[list[str]]:
    """Three communes a line, so that they can be read beside each other."""
    cells = [cell.strip() for line in _COMMUNES.splitlines() for cell in line.split("   ")]
    return [cell.split() for cell in cells if cell]


def _village(known: dict[str, Place], words: list[str]) -> Village:
    pcode, *name, water, share = words
    commune = known[pcode]
    if commune.name != " ".join(name):
        raise ValueError(f"{pcode} is {commune.name}")
    return Village(f"{pcode}-01", commune.name, water == "river", int(share), commune)


def add_villages(stage: Stage) -> list[Village]:
    """Their rows, below the communes of the reference file."""
    found = villages()
    for village in found:
        stage.add(
            PlaceRow,
            pcode=village.pcode,
            level=Level.VILLAGE.value,
            name=village.name,
            parent=village.commune.pcode,
            lat=village.commune.lat,
            lon=village.commune.lon,
            made_up=True,
        )
    return found
