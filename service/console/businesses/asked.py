"""What the pages of businesses share: whose business it is to see, kits and types by their names."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from service.console.desk import Desk
from service.console.stopping import Stop
from service.console.viewers import Viewer
from service.programme import tables as t
from service.programme.followup.sector import covers
from service.programme.people.enterprises import Enterprise, found_one
from service.programme.people.holder import PeopleError

_KITS = select(t.kit.c.code, t.kit.c.names).order_by(t.kit.c.code)


def kits(db: Connection, viewer: Viewer) -> Mapping[str, str]:
    """Kit code → its name."""
    return {row.code: row.names.get(viewer.language) or row.names["fr"] for row in db.execute(_KITS)}


def opened(desk: Desk, db: Connection, viewer: Viewer, business_id: UUID) -> Enterprise:
    """A business that the viewer may see. Raises Stop: somebody else's is not there."""
    try:
        found = found_one(db, desk.office.vault, business_id)
    except PeopleError:
        raise Stop(404) from None
    if not covers(desk.places, viewer.places, found.place):
        raise Stop(404)
    return found
