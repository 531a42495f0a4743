"""What the tests of campaigns in the outbox share: a campaign's row, and texts of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, update

from service.database import writing
from service.ids import uuid7
from service.messaging.outbox import message
from service.models import Campaign, Conversation, table_of
from service.models.message import Priority
from service.vault import Vault
from tests.service.messaging.post import NOW, add_text

EVENING, MORNING = NOW.replace(hour=21), NOW.replace(hour=8) + timedelta(days=1)
"""In the quiet hours, and when they are over."""


def add_campaign(engine: Engine, priority: Priority = Priority.BULK, state: str = "running", **more: Any) -> UUID:
    """A campaign that stands, begun at NOW. What it says does not matter here."""
    row_id = uuid7()
    row = {"name": b"", "texts": b"", "audience": b"", "fingerprint": b"", "state": state, "priority": priority.value}
    dates = {"starts_at": NOW, "created_at": NOW}
    with writing(engine) as db:
        db.execute(insert(table_of(Campaign)), {"id": row_id, **row, **dates, **more})
    return row_id


def change_campaign(engine: Engine, campaign_id: UUID, **values: Any) -> None:
    campaign = table_of(Campaign)
    with writing(engine) as db:
        db.execute(update(campaign).where(campaign.c.id == campaign_id).values(**values))


def change_text(engine: Engine, message_id: UUID, **values: Any) -> None:
    with writing(engine) as db:
        db.execute(update(message).where(message.c.id == message_id).values(**values))


def bulk_text(
    engine: Engine, vault: Vault, phone_id: UUID, campaign_id: UUID, body: str = "Venez", **columns: Any
) -> UUID:
    """A text of a campaign in the outbox, due at NOW, good for three days."""
    given = {"kind": "campaign", "priority": Priority.BULK, **columns}
    settled = {name: given.pop(name) for name in ("asks", "answered_at", "state", "sent_at") if name in given}
    text = add_text(engine, vault, phone_id, body, **given)
    change_text(engine, text, campaign_id=campaign_id, **settled)
    return text


def add_dialogue(engine: Engine, phone_id: UUID, touched_at: datetime, **more: Any) -> UUID:
    """A conversation by SMS that is open."""
    row_id = uuid7()
    row = {"gateway": "sms", "session_id": str(row_id), "channel": "sms", "state": "open", "phone_mac": b""}
    times = {"started_at": touched_at, "touched_at": touched_at}
    with writing(engine) as db:
        db.execute(insert(table_of(Conversation)), {"id": row_id, "phone_id": phone_id, **row, **times, **more})
    return row_id
