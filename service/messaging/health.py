"""How a gateway does: what is known of it without asking the carrier. A few rows by their indexes, whatever the size of
the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, literal_column, select

from service.messaging.outbox import IS_QUEUED, message
from service.messaging.pauses import Pause, pause_of
from service.messaging.waiting import attempt, conversation
from service.models import DeliveryReport, IncomingSms, table_of
from service.models.message import MessageState

MOST = 10_000
"""Nobody needs to know how many more wait."""
_IS_UNCERTAIN = message.c.state == literal_column(f"'{MessageState.UNCERTAIN.value}'")
"""Written out, as the index is."""
_report, _incoming = table_of(DeliveryReport), table_of(IncomingSms)


@dataclass(frozen=True, slots=True)
class Last:
    """The newest of its kind. `gateway`: whose, "" where nothing says it; `state`: what came of it, in its own word."""

    at: datetime
    gateway: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """`waiting` and `uncertain`: texts, at most MOST each; None: nothing of the kind ever happened."""

    pause: Pause
    waiting: int
    uncertain: int
    attempt: Last | None
    report: Last | None
    incoming: Last | None
    call: Last | None


def health(db: Connection, gateway: str) -> Health:
    """What is known of the gateway that sends now, and when something last came from any."""
    c, r, i, a = conversation.c, _report.c, _incoming.c, attempt.c
    return Health(
        pause_of(db, gateway),
        _count(db, select(message.c.id).where(IS_QUEUED)),
        _count(db, select(message.c.id).where(_IS_UNCERTAIN)),
        _last(db, select(a.at, a.state).order_by(a.id.desc())),
        _last(db, select(r.at, r.gateway, r.means.label("state")).order_by(r.id.desc())),
        _last(db, select(i.at, i.gateway, i.kind.label("state")).order_by(i.at.desc(), i.id.desc())),
        _last(db, select(c.touched_at.label("at"), c.gateway).order_by(c.id.desc())),
    )


def _count(db: Connection, wanted: Select[tuple[object]]) -> int:
    return int(db.execute(select(func.count()).select_from(wanted.limit(MOST).subquery())).scalar_one())


def _last(db: Connection, wanted: Select[tuple[object, ...]]) -> Last | None:
    row = db.execute(wanted.limit(1)).first()
    return None if row is None else Last(**row._asdict())
