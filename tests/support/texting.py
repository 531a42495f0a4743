"""A phone that sends SMS to the line under test, and reads what the line puts into its outbox for it."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import insert, update

from service.database import writing
from service.ids import uuid7
from service.models import Campaign, CampaignTarget, IncomingSms, Message, Phone, table_of
from service.models.message import MessageState
from service.programme.labels import TARGET_ANSWER
from tests.support.line import HEADERS, KEY, LineUnderTest

HOOK = f"/hooks/{KEY}/africastalking/sms"
_IDS = count(1)


@dataclass
class Texter:
    """One phone. `read` counts the texts to it that were looked at."""

    line: LineUnderTest
    number: str = "+22350001234"
    read: int = 0
    sent: list[str] = field(default_factory=list)

    async def send(self, words: str, carrier_id: str = "") -> None:
        number = carrier_id or f"id-{next(_IDS)}"
        self.sent.append(number)
        form = {"id": number, "from": self.number, "to": "21512", "text": words, "date": "2026-11-24 10:00:00"}
        answer = await self.line.client.post(HOOK, content=urlencode(form), headers=HEADERS)
        assert answer.status_code == 200, answer.text

    async def say(self, *words: str) -> str:
        """Send texts one after the other; what the line answers to the last one, "" for nothing."""
        for one in words:
            self.unread()
            await self.send(one)
        return "\n--\n".join(self.unread())

    def unread(self) -> list[str]:
        """The texts to this phone that are new since the last look, those that STOP kept back left out."""
        rows = self.messages()
        new, self.read = rows[self.read :], len(rows)
        return [self.line.opened("message.body", row.id, row.body) for row in new if row.state != "failed"]

    def messages(self) -> list[Any]:
        return self.line.rows(Message, phone_id=self.id)

    @property
    def id(self) -> UUID:
        mac = self.line.parts.vault.index("phone", self.number)
        found = [row.id for row in self.line.rows(Phone, number_mac=mac)]
        return UUID(str(found[0])) if found else UUID(int=0)

    def kinds(self) -> list[str]:
        return [row.kind for row in self.line.rows(IncomingSms, phone_id=self.id)]

    def change(self, **values: Any) -> None:
        with writing(self.line.parts.engine) as db:
            db.execute(update(table_of(Phone)).where(table_of(Phone).c.id == self.id).values(**values))

    def asked(self, asks: str, person_id: UUID | None = None, **values: Any) -> UUID:
        """A campaign's text has been sent to this phone just now; the message's id. `asks`: "" for a plain one."""
        campaign, message, target = uuid7(), uuid7(), uuid7()
        now, seal = self.line.clock.now, self.line.parts.vault.seal
        row = {
            "id": message,
            "phone_id": self.id,
            "person_id": person_id,
            "campaign_id": campaign,
            "kind": "campaign",
            "asks": asks,
            "body": seal("message.body", message, "…"),
            "language": "fr",
            "state": MessageState.SENT.value,
            "not_before": now,
            "sent_at": now,
            "created_at": now,
        }
        made = {
            "id": campaign,
            "name": seal("campaign.name", campaign, "n"),
            "texts": seal("campaign.texts", campaign, "{}"),
            "audience": seal("campaign.audience", campaign, "{}"),
            "fingerprint": campaign.bytes,
            "journey": asks,
            "starts_at": now,
            "created_at": now,
        }
        about = {"campaign_id": campaign, "subject_id": person_id or uuid7(), "message_id": message}
        with writing(self.line.parts.engine) as db:
            db.execute(insert(table_of(Campaign)), made)
            db.execute(insert(table_of(Message)), {**row, **values})
            db.execute(insert(table_of(CampaignTarget)), {"id": target, "person_id": person_id, **about})
        self.read += 1
        return message

    def answer(self, message: UUID) -> str | None:
        """What stands as the answer of the target that the text was for; None where it is not answered."""
        (row,) = self.line.rows(CampaignTarget, message_id=message)
        (text,) = self.line.rows(Message, id=message)
        assert (row.answered_at is None) == (text.answered_at is None)
        if row.answered_at is None:
            return None
        return self.line.opened(TARGET_ANSWER, row.id, row.answer) if row.answer else ""
