"""A campaign that stands: how far it is, and pause, go on, cancel, approve. Each step is in the audit trail."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.models.campaign import CampaignState, Occasion
from service.models.message import MessageState
from service.programme import audit
from service.programme import tables as t
from service.programme.campaigns.planning import NAME
from service.programme.campaigns.tally import Tally, tallies
from service.vault import Vault

STEP = 1000
"""Texts that one step of a cancellation takes back."""

_OUT = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNDELIVERED)
_MISSED = (MessageState.FAILED, MessageState.UNDELIVERED, MessageState.EXPIRED)
_MAY: Mapping[CampaignState, tuple[CampaignState, ...]] = {
    CampaignState.PAUSED: (CampaignState.RUNNING,),
    CampaignState.RUNNING: (CampaignState.PAUSED,),
    CampaignState.CANCELLED: (
        CampaignState.PLANNING,
        CampaignState.WAITING,
        CampaignState.RUNNING,
        CampaignState.PAUSED,
    ),
}
"""What a campaign may become, and from what."""
_WORDS = {
    CampaignState.PAUSED: "paused",
    CampaignState.RUNNING: "resumed",
    CampaignState.CANCELLED: "cancelled",
}


class NotPossible(ValueError):
    """What a campaign cannot become now, or that there is none. str() is plain words."""


@dataclass(frozen=True, slots=True)
class Status:
    """`texts`: how many are in each state (message.state); `left_out`: why people get nothing → how many."""

    id: UUID
    name: str
    state: CampaignState
    occasion: Occasion
    days: int
    journey: str
    starts_at: datetime
    created_at: datetime
    recipients: int
    texts: Counter[str]
    left_out: Counter[str]
    answered: int

    @property
    def still_to_go(self) -> int:
        return self.texts[MessageState.QUEUED.value] + self.texts[MessageState.LEASED.value]

    @property
    def counts(self) -> dict[str, int]:
        """The states that staff think in, and how many texts are in each. « sent » counts what was delivered too."""
        return {
            "queued": self.still_to_go,
            "sent": sum(self.texts[state.value] for state in _OUT),
            "delivered": self.texts[MessageState.DELIVERED.value],
            "failed": sum(self.texts[state.value] for state in _MISSED),
            "uncertain": self.texts[MessageState.UNCERTAIN.value],
            "cancelled": self.texts[MessageState.CANCELLED.value],
            "answered": self.answered,
        }

    @property
    def word(self) -> str:
        """Where it stands, in a word."""
        if self.state is CampaignState.RUNNING and self.occasion is Occasion.ONCE and not self.still_to_go:
            return "done"
        return self.state.value


def status(db: Connection, vault: Vault, campaign_id: UUID) -> Status:
    """How far a campaign is. Raises NotPossible where there is none."""
    return status_of(vault, *counted(db, campaign_id))


def counted(db: Connection, campaign_id: UUID) -> tuple[t.AnyRow, Tally]:
    """The row of a campaign, and its texts counted. Raises NotPossible where there is none."""
    row = db.execute(select(t.campaign).where(t.campaign.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotPossible(f"There is no campaign {campaign_id}.")
    return row, tallies(db, [campaign_id])[campaign_id]


def everyone(db: Connection, vault: Vault, most: int = 50, before: UUID | None = None) -> Iterator[Status]:
    """The latest campaigns, the newest first; `before`: those made before that one."""
    rows = latest(db, most, before)
    found = tallies(db, [row.id for row in rows])
    yield from (status_of(vault, row, found[row.id]) for row in rows)


def latest(
    db: Connection, most: int, before: UUID | None = None, *, standing: bool | None = None
) -> Sequence[t.AnyRow]:
    """The rows of the latest campaigns, the newest first. `standing`: only check-ins that stand, or only campaigns that
    are sent by hand."""
    found = select(t.campaign).order_by(t.campaign.c.id.desc()).limit(most)
    if before is not None:
        found = found.where(t.campaign.c.id < before)
    if standing is not None:
        once = Occasion.ONCE.value
        found = found.where(t.campaign.c.occasion != once if standing else t.campaign.c.occasion == once)
    return db.execute(found).all()


def names(db: Connection, vault: Vault, most: int) -> list[tuple[UUID, str]]:
    """(id, name) of the latest campaigns."""
    return [(row.id, vault.open(NAME, row.id, row.name)) for row in latest(db, most)]


def status_of(vault: Vault, row: t.AnyRow, tally: Tally) -> Status:
    """How far the campaign of a row is, by what was counted of it."""
    return Status(
        row.id,
        vault.open(NAME, row.id, row.name),
        CampaignState(row.state),
        Occasion(row.occasion),
        row.days,
        row.journey,
        row.starts_at,
        row.created_at,
        row.recipients,
        tally.texts,
        tally.left_out,
        tally.answered,
    )


def change(db: Connection, campaign_id: UUID, to: CampaignState, by: UUID | None, now: datetime) -> None:
    """Pause, go on, or cancel. Raises NotPossible. What is in a worker's hands already still goes."""
    allowed = [state.value for state in _MAY[to]]
    changed = update(t.campaign).where(t.campaign.c.id == campaign_id, t.campaign.c.state.in_(allowed))
    if db.execute(changed.values(state=to.value)).rowcount != 1:
        raise NotPossible(_why_not(db, campaign_id, _WORDS[to]))
    audit.add(db, now, str(by) if by else audit.LINE, f"campaign {_WORDS[to]}", "campaign", campaign_id)


def approve(db: Connection, campaign_id: UUID, by: UUID, now: datetime) -> None:
    """The second pair of eyes: another member of staff than the one who made it. Raises NotPossible."""
    made_by = db.scalar(select(t.campaign.c.created_by).where(t.campaign.c.id == campaign_id))
    if made_by == by:
        raise NotPossible("Whoever made a campaign cannot approve it: a second pair of eyes is another person's.")
    approved = update(t.campaign).where(
        t.campaign.c.id == campaign_id, t.campaign.c.state == CampaignState.WAITING.value
    )
    if db.execute(approved.values(state=CampaignState.RUNNING.value, approved_by=by)).rowcount != 1:
        raise NotPossible(_why_not(db, campaign_id, "approved"))
    audit.add(db, now, str(by), "campaign approved", "campaign", campaign_id)


def _why_not(db: Connection, campaign_id: UUID, word: str) -> str:
    state = db.scalar(select(t.campaign.c.state).where(t.campaign.c.id == campaign_id))
    if state is None:
        return f"There is no campaign {campaign_id}."
    return f"The campaign is {state}: it cannot be {word}."


_QUEUED = (
    select(t.message.c.id)
    .where(t.message.c.campaign_id == bindparam("which"), t.message.c.state == MessageState.QUEUED.value)
    .limit(STEP)
    .with_for_update(skip_locked=True)
)


def take_back(db: Connection, campaign_id: UUID) -> int:
    """Of a cancelled campaign, texts that wait are cancelled, STEP at a time; how many it were."""
    ids = db.scalars(_QUEUED, {"which": campaign_id}).all()
    if ids:
        values = {"state": MessageState.CANCELLED.value, "reason": "campaign"}
        db.execute(update(t.message).where(t.message.c.id.in_(ids)).values(**values))
    return len(ids)
