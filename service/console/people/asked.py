"""What the pages of people share: who is meant, where somebody lives, what may be chosen."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from service.console.desk import Desk
from service.console.stopping import Stop
from service.console.viewers import Viewer
from service.programme.people import page
from service.programme.people.holder import PeopleError
from service.programme.people.records import File, Reading
from service.programme.people.whereabouts import offered, place_named
from service.programme.registry import business_types

Pairs = Sequence[tuple[str, str]]
"""(value, text) of what may be chosen."""


def opened(desk: Desk, db: Connection, viewer: Viewer, person_id: UUID) -> tuple[Reading, File]:
    """A person whom the viewer may see. Raises Stop: somebody else's is not there."""
    try:
        return page.opened(db, desk.office.vault, person_id, viewer.staff_id)
    except PeopleError:
        raise Stop(404) from None


def file_of(desk: Desk, viewer: Viewer, person_id: UUID) -> File:
    """Their file alone. Raises Stop."""
    return desk.read(lambda db: opened(desk, db, viewer, person_id)[1])


def place_of(desk: Desk, typed: str, *levels: str) -> str:
    """The P-code of a place as it was typed, "" for none. Raises PeopleError."""
    return place_named(desk.places, typed, levels) if levels else place_named(desk.places, typed)


def villages(desk: Desk) -> list[str]:
    """The names that a field of a village offers."""
    return offered(desk.places)


def types(desk: Desk, viewer: Viewer) -> dict[str, str]:
    """The programme's types of business: code → name."""
    return {one.id: one.named(viewer.language) for one in desk.read(business_types)}


def labelled(viewer: Viewer, kind: str, values: Sequence[str], blank: str = "") -> Pairs:
    """Values of a kind with what they are called; `blank`: the text of no choice, "" for none."""
    pairs = [(value, viewer.label(kind, value)) for value in values]
    return [("", blank), *pairs] if blank else pairs
