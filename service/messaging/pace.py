"""One pace for a gateway, whatever the number of workers: the generic cell rate algorithm (ITU-T I.371), its one moment
kept in the database. Carriers refuse, or drop in silence, what comes faster than the contract says."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from service.models import GatewayPace, table_of
from service.prepared import Adding

pace = table_of(GatewayPace)
BURST = timedelta(seconds=1)
"""What may leave at once after a rest: the texts of this time, and one at least."""
NO_LIMIT = 1_000_000

_ADD = Adding(pace, "gateway")
_READ = select(pace.c.free_at).where(pace.c.gateway == bindparam("name")).with_for_update()
_WRITE = update(pace).where(pace.c.gateway == bindparam("name")).values(free_at=bindparam("until"))


def allowance(db: Connection, gateway: str, per_second: float, now: datetime) -> int:
    """How many texts may be handed over now; other workers wait for this transaction to learn their own share.
    0 a second: no limit."""
    if not per_second:
        return NO_LIMIT
    each = timedelta(seconds=1 / per_second)
    ahead = max(_free_at(db, gateway, now) - now, timedelta())
    return max(int((max(BURST, each) - ahead) / each + 1e-6), 0)


def spend(db: Connection, gateway: str, per_second: float, count: int, now: datetime) -> None:
    """So many are handed over."""
    if per_second and count:
        until = max(_free_at(db, gateway, now), now) + timedelta(seconds=count / per_second)
        db.execute(_WRITE, {"name": gateway, "until": until})


def _free_at(db: Connection, gateway: str, now: datetime) -> datetime:
    """When the gateway is free again, locked; `now` where it was never used."""
    found: datetime | None = db.scalar(_READ, {"name": gateway})
    if found is None:
        _ADD.row(db, {"gateway": gateway, "free_at": now})
        found = db.scalar(_READ, {"name": gateway})
    return found or now
