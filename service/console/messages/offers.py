"""What may be chosen on the form of a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from flows.library import Library
from service.console.desk import Desk
from service.console.viewers import Viewer
from service.programme.campaigns import control
from service.programme.campaigns.audience import RECEIPTS, VISITS, VULNERABILITIES
from service.programme.campaigns.drafting import by_sms
from service.programme.distribution.catalogue import kit_names
from service.programme.registry import business_types

Pairs = Sequence[tuple[str, str]]
"""(value, text)."""
MOST = 20
SOURCE = "fr"


@dataclass(frozen=True, slots=True)
class Offers:
    """`languages`: the first `offered` of them are those of the line; `campaigns`: the latest ones, whose silent
    people may be asked again."""

    regions: Pairs
    kits: Pairs
    businesses: Pairs
    vulnerabilities: Pairs
    receipts: Pairs
    visits: Pairs
    journeys: Pairs
    languages: Pairs
    offered: int
    campaigns: Pairs


def offers(desk: Desk, db: Connection, viewer: Viewer) -> Offers:
    """What there is, in the viewer's language."""
    library = desk.office.library

    def valued(name: str, values: Sequence[str]) -> Pairs:
        return [(value, viewer.label("filter_value", f"{name}_{value}")) for value in values]

    return Offers(
        [(one.pcode, one.name) for one in desk.places.children("")],
        [(code, _called(names, viewer.language)) for code, names in kit_names(db).items()],
        [(one.id, one.named(viewer.language)) for one in business_types(db)],
        [(one, viewer.label("vulnerability", one)) for one in sorted(VULNERABILITIES)],
        valued("receipt", RECEIPTS),
        valued("visit", VISITS),
        [(name, library.journeys[name].title) for name in by_sms(library)],
        [(one, viewer.label("language", one)) for one in _spoken(library)],
        len(library.offered()),
        [(str(which), name) for which, name in control.names(db, desk.office.vault, MOST)],
    )


def _called(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names[SOURCE]


def _spoken(library: Library) -> Sequence[str]:
    """The languages that texts may be in: French first, then the others that callers are offered."""
    offered = library.offered()
    return (*offered, *sorted(code for code in library.languages if code not in offered))
