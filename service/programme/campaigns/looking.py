"""A draft is looked at in the background, and sent once.

A look at half a million people takes longer than anybody waits for a page. What was changed meanwhile, or by whom, is
known by the moment of the last change: a look that began before it ends in nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.models.campaign import DraftState
from service.programme import tables as t
from service.programme.campaigns.desk import Wish
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.drafts import AUDIENCE, FOUND, HEAVY, ONE, WISH, WRITE, Found, found_of, list_of
from service.programme.campaigns.kept import read_wish, told_credit, told_draft, told_preview
from service.programme.campaigns.preview import Preview
from service.programme.context import Context
from service.vault import Vault

FRESH = timedelta(hours=1)
"""What was looked at longer ago is looked at again before it is sent: people have come and gone meanwhile."""
AGAIN = "This draft has to be looked at again before it is sent."

_draft = t.campaign_draft


class DraftError(ValueError):
    """Why nothing can be done with a draft now. str() is plain words."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look that is wanted. `since`: when it was asked for."""

    draft_id: UUID
    wish: Wish
    since: datetime


def begin_look(ctx: Context, draft_id: UUID) -> None:
    """A look at the draft is asked for. Raises DraftError where it is sent already, or gone."""
    values = {"state": DraftState.LOOKING.value, "kept_at": ctx.now, "found": None, "audience": None}
    if ctx.db.execute(WRITE.values(**values), {"which": draft_id}).rowcount != 1:
        raise DraftError("This draft has been sent already, or it is gone.")


def wanted(db: Connection, vault: Vault, draft_id: UUID) -> Look | None:
    """The look that was asked for, with the whole wish; None where it is not wanted any more."""
    row = db.execute(ONE, {"which": draft_id}).first()
    if row is None or row.state != DraftState.LOOKING:
        return None
    wish = read_wish(vault.open(WISH, draft_id, row.wish), list_of(db, vault, draft_id))
    return Look(draft_id, wish, row.kept_at)


def end_look(ctx: Context, look: Look, found: Found) -> None:
    """What came of a look; nothing where the draft was changed meanwhile."""
    looked: dict[str, Any] = {"reasons": list(found.reasons)}
    audience, state = None, DraftState.REFUSED
    if found.draft is not None and found.preview is not None:
        looked |= {"draft": told_draft(found.draft), "preview": told_preview(found.preview)}
        looked |= {"credit": told_credit(found.credit)}
        audience, state = ctx.vault.seal(AUDIENCE, look.draft_id, found.draft.audience.told()), DraftState.LOOKED
    sealed = ctx.vault.seal(FOUND, look.draft_id, json.dumps(looked, ensure_ascii=False))
    _end(ctx, look, state, found=sealed, audience=audience)


def break_off(ctx: Context, look: Look) -> None:
    """The look came to no end."""
    _end(ctx, look, DraftState.BROKEN)


def _end(ctx: Context, look: Look, state: DraftState, **values: Any) -> None:
    ended = WRITE.where(_draft.c.state == DraftState.LOOKING.value, _draft.c.kept_at == look.since)
    ctx.db.execute(ended.values(state=state.value, kept_at=ctx.now, **values), {"which": look.draft_id})


def to_send(db: Connection, vault: Vault, draft_id: UUID, now: datetime) -> tuple[Draft, Preview]:
    """What was looked at, whole. Raises DraftError where it has to be looked at (again) first."""
    row = db.execute(ONE, {"which": draft_id}).first()
    if row is None or row.state != DraftState.LOOKED or now - row.kept_at > FRESH:
        raise DraftError(AGAIN)
    audience = db.execute(HEAVY, {"which": draft_id}).one().audience
    found = found_of(vault.open(FOUND, draft_id, row.found), now, vault.open(AUDIENCE, draft_id, audience))
    if found.draft is None or found.preview is None:
        raise DraftError(AGAIN)
    return found.draft, found.preview


def made(ctx: Context, draft_id: UUID, campaign_id: UUID) -> None:
    """A campaign was made of the draft, in the same transaction: once, however often somebody pressed. Raises
    DraftError."""
    values = {"state": DraftState.MADE.value, "campaign_id": campaign_id, "listed": None, "audience": None}
    sent = WRITE.where(_draft.c.state == DraftState.LOOKED.value)
    if ctx.db.execute(sent.values(**values, found=None, kept_at=ctx.now), {"which": draft_id}).rowcount != 1:
        raise DraftError("This draft has been sent already, or it was changed meanwhile.")
