"""Campaigns that somebody composes on a screen: kept as they are typed, so that nothing is lost, and whatever process
of the web answers next finds them. What becomes of them: looking.py."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select, update

from service.ids import uuid7
from service.models.campaign import DraftState
from service.prepared import Adding
from service.programme import tables as t
from service.programme.campaigns.credit import Credit
from service.programme.campaigns.desk import Wish
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.kept import read_credit, read_draft, read_preview, read_wish, told_wish
from service.programme.campaigns.preview import Preview
from service.programme.context import Context
from service.vault import Vault

WISH, LISTED, FOUND, AUDIENCE = (f"campaign_draft.{name}" for name in ("wish", "listed", "found", "audience"))
"""The labels of the sealed columns."""
KEPT = timedelta(days=7)
"""A draft that nobody has touched for so long is forgotten: lists of people do not lie about."""
STUCK = timedelta(minutes=10)
"""A look that has not ended after so long will not: its process is gone."""

_draft = t.campaign_draft
_ADD = Adding(_draft)
_OF = (_draft.c.id == bindparam("which"), _draft.c.state != DraftState.MADE.value)
WRITE = update(_draft).where(*_OF)
"""Of a draft that is not sent (bound as `which`)."""
_LIGHT = select(_draft.c.id, _draft.c.staff_id, _draft.c.state, _draft.c.wish, _draft.c.found).add_columns(
    _draft.c.kept_at, _draft.c.campaign_id, _draft.c.listed.is_not(None).label("has_list")
)
"""Without the list and the audience, which may be as long as a book."""
ONE = _LIGHT.where(_draft.c.id == bindparam("which"))
_THEIRS = (
    _LIGHT.where(_draft.c.staff_id == bindparam("whose"), _draft.c.state != DraftState.MADE.value)
    .order_by(_draft.c.kept_at.desc(), _draft.c.id.desc())
    .limit(bindparam("most"))
)
HEAVY = select(_draft.c.listed, _draft.c.audience).where(_draft.c.id == bindparam("which"))
_OLD = select(_draft.c.id).where(_draft.c.kept_at < bindparam("before")).limit(20)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a look. `reasons`: why it cannot be sent; then there is no preview."""

    draft: Draft | None = None
    preview: Preview | None = None
    credit: Credit = field(default_factory=Credit)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as a page shows it. `wish` without its list (`has_list`); `found` without its audience; `kept_at`: its
    last change; `campaign_id`: what was made of it."""

    id: UUID
    staff_id: UUID
    state: DraftState
    wish: Wish
    found: Found
    kept_at: datetime
    has_list: bool
    campaign_id: UUID | None

    def is_stuck(self, now: datetime) -> bool:
        """Whether its look will not end any more."""
        return self.state is DraftState.LOOKING and now - self.kept_at > STUCK


def keep(ctx: Context, wish: Wish, by: UUID, draft_id: UUID | None = None) -> UUID:
    """Keep a wish, in place of the one of that draft where it is theirs and not sent; the draft's id."""
    _forget_old(ctx)
    known = _theirs(ctx.db, draft_id, by)
    row_id = known or uuid7()
    values = _sealed(ctx.vault, row_id, wish) | {"state": DraftState.WRITTEN.value, "kept_at": ctx.now}
    if known:
        ctx.db.execute(WRITE.values(**values, found=None, audience=None), {"which": known})
    else:
        _ADD.row(ctx.db, {"id": row_id, "staff_id": by, **values})
    return row_id


def _theirs(db: Connection, draft_id: UUID | None, by: UUID) -> UUID | None:
    if draft_id is None:
        return None
    which = select(_draft.c.id).where(*_OF, _draft.c.staff_id == bindparam("whose"))
    found: UUID | None = db.scalar(which, {"which": draft_id, "whose": by})
    return found


def _sealed(vault: Vault, row_id: UUID, wish: Wish) -> dict[str, Any]:
    listed = None if wish.listed is None else vault.seal(LISTED, row_id, "\n".join(wish.listed))
    return {"wish": vault.seal(WISH, row_id, told_wish(wish)), "listed": listed}


def _forget_old(ctx: Context) -> None:
    """Some of them at a time: a step is short."""
    if ids := ctx.db.scalars(_OLD, {"before": ctx.now - KEPT}).all():
        ctx.db.execute(delete(_draft).where(_draft.c.id.in_(ids)))


def one(db: Connection, vault: Vault, draft_id: UUID, now: datetime) -> Kept | None:
    """A draft; None where there is none."""
    row = db.execute(ONE, {"which": draft_id}).first()
    return None if row is None else _kept(vault, row, now)


def theirs(db: Connection, vault: Vault, staff_id: UUID, now: datetime, most: int = 10) -> Sequence[Kept]:
    """What a member of staff is composing, the latest first."""
    rows = db.execute(_THEIRS, {"whose": staff_id, "most": most}).all()
    return [_kept(vault, row, now) for row in rows]


def _kept(vault: Vault, row: t.AnyRow, now: datetime) -> Kept:
    wish = read_wish(vault.open(WISH, row.id, row.wish), None)
    found = found_of(vault.open(FOUND, row.id, row.found), now) if row.found else Found()
    state = DraftState(row.state)
    return Kept(row.id, row.staff_id, state, wish, found, row.kept_at, row.has_list, row.campaign_id)


_NOBODY = json.dumps({"filters": {}, "people": None, "phones": []})
"""Whom a draft is for that was read without its audience."""


def found_of(told: str, now: datetime, audience: str = _NOBODY) -> Found:
    """What came of a look, from what was kept of it."""
    kept = json.loads(told)
    if kept["reasons"]:
        return Found(reasons=tuple(kept["reasons"]))
    return Found(read_draft(kept["draft"], audience, now), read_preview(kept["preview"]), read_credit(kept["credit"]))


def list_of(db: Connection, vault: Vault, draft_id: UUID) -> str | None:
    """The rows of a draft's list, one a line; None where it has none."""
    row = db.execute(HEAVY, {"which": draft_id}).one()
    return vault.open(LISTED, draft_id, row.listed) if row.listed else None
