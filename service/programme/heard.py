"""Answers that their person has heard: they can be heard again, as often as it takes to remember them."""

from sqlalchemy import bindparam, select

from flows.codes import spaced
from flows.state import Choice
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import CASE_ANSWER

MOST = 3
"""The last ones; older answers are read in the console."""

_LAST = (
    select(t.case.c.id, t.case.c.reference, t.case.c.answer)
    .where(
        t.case.c.person_id == bindparam("person"),
        t.case.c.answer.is_not(None),
        t.case.c.heard_at.is_not(None),
        t.case.c.heard_at >= t.case.c.answered_at,
    )
    .order_by(t.case.c.heard_at.desc(), t.case.c.id.desc())
    .limit(MOST)
)


def last(ctx: Context) -> list[Choice]:
    """The answers that the identified person heard last, the latest first: « reference : answer »."""
    rows = ctx.db.execute(_LAST, {"person": ctx.person_id}) if ctx.person_id else ()
    return [
        Choice(str(row.id), f"{spaced(row.reference)} : {ctx.vault.open(CASE_ANSWER, row.id, row.answer)}")
        for row in rows
    ]
