"""A gateway that cannot be used now: known to all workers, told once. A pause that repeats grows; a success ends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from service.models import GatewayState, table_of
from service.prepared import Adding, Prepared

state = table_of(GatewayState)
PERMANENT_PAUSE = timedelta(minutes=15)
"""Out of credit, a bad sender, a bad key: until somebody acts. Then one text tries whether somebody has."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)

_ADD = Adding(state, "gateway")
_OF_GATEWAY = select(state.c.paused_until, state.c.pauses, state.c.permanent, state.c.reason).where(
    state.c.gateway == bindparam("name")
)
_READ, _LOCK = Prepared(_OF_GATEWAY), Prepared(_OF_GATEWAY.with_for_update())
_WRITE = update(state).where(state.c.gateway == bindparam("name"))
_END = Prepared(
    _WRITE.where(state.c.pauses > 0).values(paused_until=None, pauses=0, permanent=False, reason=""),
)


@dataclass(frozen=True, slots=True)
class Pause:
    """`until` None: the gateway may be called. `times`: pauses in a row."""

    until: datetime | None = None
    times: int = 0
    permanent: bool = False
    reason: str = ""

    def holds(self, now: datetime) -> bool:
        return self.until is not None and now < self.until


def pause_of(db: Connection, gateway: str) -> Pause:
    """Whether a gateway is paused."""
    row = _READ.first(db, name=gateway)
    return Pause() if row is None else Pause(*row)


def begin(db: Connection, gateway: str, now: datetime, reason: str, *, permanent: bool) -> bool:
    """Pause from now on; whether this is news (an outage is told once, by whichever worker met it first)."""
    _ADD.once(db, {"gateway": gateway})
    before = Pause(*_LOCK.first(db, name=gateway))  # workers take turns
    if before.holds(now) and before.permanent >= permanent:
        return False
    grown = min(FIRST_PAUSE * 2 ** min(before.times, 10), LONGEST_PAUSE)
    until = now + (PERMANENT_PAUSE if permanent else grown)
    values = {"paused_until": until, "pauses": before.times + 1, "permanent": permanent, "reason": reason}
    db.execute(_WRITE.values(**values), {"name": gateway})
    return before.times == 0 or (permanent and not before.permanent)


def end(db: Connection, gateway: str) -> bool:
    """The gateway works; whether that is news."""
    return _END.run(db, name=gateway) > 0
