"""What the programme finds in a context, as the member of staff who looks: nothing is written, no caller waits."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from flows.changed import changed
from service.console.desk import Desk
from service.console.viewers import Viewer
from service.programme.context import Context

T = TypeVar("T")


def look(desk: Desk, viewer: Viewer, act: Callable[[Context], T]) -> T:
    """What `act` finds."""

    def unit(db: Connection) -> T:
        return act(changed(desk.office.inside(db), staff_id=viewer.staff_id, language=viewer.language))

    return desk.read(unit)
