"""Phones that get no SMS by their owner's wish: how many, and by what way they said it."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.programme import tables as t
from service.programme.messages import EVERYTHING


def in_force(db: Connection) -> Counter[str]:
    """Phones that said STOP and have not taken it back, by where it came from (« sms », « ussd », a carrier)."""
    said = select(t.opt_out.c.origin, func.count().label("many")).where(
        t.opt_out.c.scope == EVERYTHING, t.opt_out.c.resumed_at.is_(None)
    )
    return Counter({row.origin: row.many for row in db.execute(said.group_by(t.opt_out.c.origin))})


def since(db: Connection, moment: datetime) -> tuple[int, int]:
    """(said STOP, took it back) since a moment."""
    stop = t.opt_out.c
    of_all = select(func.count()).where(stop.scope == EVERYTHING)
    said, back = of_all.where(stop.at >= moment), of_all.where(stop.resumed_at >= moment)
    return db.scalar(said) or 0, db.scalar(back) or 0
