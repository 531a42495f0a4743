"""Reads the carrier's inbox after an outage, and takes in what the hooks missed: each once, page by page.

A page is one transaction, with the place up to which the inbox was read: whatever ends this half way, the next time
goes on behind the last page that was taken in.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from service.conversations.surroundings import Surroundings
from service.conversations.texting import take
from service.gateways.port import HasInbox, InboxText
from service.models import GatewayState, table_of
from service.prepared import Adding
from service.units import Transact

FIRST_LOOK = timedelta(days=7)
"""An inbox that was never read may hold years: what is older than this at the first look is passed over, because
nobody waits for its answer any more."""
OLD = "old"

state = table_of(GatewayState)
_ADD = Adding(state, "gateway")
_UPTO = select(state.c.received_upto).where(state.c.gateway == bindparam("name")).with_for_update()
_WRITE = update(state).where(state.c.gateway == bindparam("name")).values(received_upto=bindparam("upto"))


def fetch(
    around: Surroundings,
    transact: Transact,
    inbox: HasInbox,
    clock: Callable[[], datetime],
    since: datetime | None = None,
) -> Counter[str]:
    """Take in all that stands behind the last place; how many were of which kind (IncomingKind), texting.REPEATED where
    the hooks had told of them, OLD where they were written before `since` (None: a week ago, at the first look only).
    Raises GatewayError where the inbox cannot be read; the pages before stay taken in."""
    reading = _Reading(around, inbox, clock)
    upto = transact(reading.begin)
    if since is None and not upto:
        since = clock() - FIRST_LOOK
    found = Counter[str]()
    while page := inbox.received(upto):
        try:
            found += transact(reading.taking(page, since))
        except IntegrityError:
            # Another process began the conversation of one of these phones at the same moment.
            found += transact(reading.taking(page, since))
        upto = str(page[-1].place)
    return found


class _Reading:
    """One look through an inbox."""

    def __init__(self, around: Surroundings, inbox: HasInbox, clock: Callable[[], datetime]) -> None:
        self._around, self._name, self._clock = around, inbox.name, clock

    def begin(self, db: Connection) -> str:
        """How far the inbox was read; "" for never."""
        self._around.versions.record(db, self._clock())  # texts may begin journeys, in the version of this process
        _ADD.once(db, {"gateway": self._name})
        return self._upto(db)

    def taking(self, page: Sequence[InboxText], since: datetime | None) -> Callable[[Connection], Counter[str]]:
        """The unit that takes in a page."""

        def unit(db: Connection) -> Counter[str]:
            last = int(self._upto(db) or 0)  # another one who reads may have been faster
            new = [one for one in page if one.place > last]
            found = Counter(self._kind(db, one, since) for one in new)
            if new:
                db.execute(_WRITE, {"name": self._name, "upto": str(new[-1].place)})
            return found

        return unit

    def _kind(self, db: Connection, one: InboxText, since: datetime | None) -> str:
        written = one.text.written_at
        if since is not None and written is not None and written < since:
            return OLD
        return str(take(self._around, db, one.text, self._clock()))

    def _upto(self, db: Connection) -> str:
        """Locked: whoever reads the same inbox takes turns."""
        return str(db.execute(_UPTO, {"name": self._name}).scalar_one())
