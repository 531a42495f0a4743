"""What the tests of the outbox share: phones, texts, and a gateway that does as it is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, select

from service.database import writing
from service.gateways.port import OutgoingSms, SmsResult
from service.ids import uuid7
from service.messaging.outbox import NUMBER, message, opt_out, phone, queue
from service.messaging.waiting import attempt
from service.models.message import Priority
from service.vault import Vault

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Reply = Callable[[Sequence[OutgoingSms]], Sequence[SmsResult]]


def number(place: int) -> str:
    return f"+2235000{place:04}"


def add_phone(engine: Engine, vault: Vault, place: int, *, made_up: bool = False) -> UUID:
    """A made-up number; `made_up` as the demo's are."""
    row_id, dialled = uuid7(), number(place)
    row = {
        "id": row_id,
        "number_mac": vault.index("phone", dialled),
        "number": vault.seal(NUMBER, row_id, dialled),
        "language": "fr",
        "operator": "telecel",
        "state": "new",
        "made_up": made_up,
        "first_seen": NOW,
        "last_seen": NOW,
        "second_fact_failures": 0,
    }
    with writing(engine) as db:
        db.execute(insert(phone), row)
    return row_id


def add_text(engine: Engine, vault: Vault, phone_id: UUID, body: str = "Bonjour", **more: Any) -> UUID:
    """A text in the outbox, due at NOW."""
    given: dict[str, Any] = {"language": "fr", "kind": "reply", "priority": Priority.REPLY, "now": NOW}
    with writing(engine) as db:
        return queue(db, vault, phone_id=phone_id, body=body, **(given | more))


def stop(engine: Engine, phone_id: UUID, **more: Any) -> None:
    """The phone said STOP."""
    row = {"id": uuid7(), "phone_id": phone_id, "scope": "", "origin": "sms", "at": NOW, "resumed_at": None}
    with writing(engine) as db:
        db.execute(insert(opt_out), row | more)


def row_of(engine: Engine, message_id: UUID) -> Any:
    with engine.connect() as db:
        return db.execute(select(message).where(message.c.id == message_id)).one()


def states(engine: Engine) -> Counter[str]:
    """How many messages are in each state."""
    with engine.connect() as db:
        return Counter(db.scalars(select(message.c.state)))


def attempts(engine: Engine) -> list[tuple[str, str]]:
    """(state, reason) of every attempt, the oldest first."""
    with engine.connect() as db:
        rows = db.execute(select(attempt.c.state, attempt.c.reason).order_by(attempt.c.id))
        return [(row.state, row.reason) for row in rows]


def accept(texts: Sequence[OutgoingSms]) -> list[SmsResult]:
    return [SmsResult(one.message_id, "accepted", f"id-{one.to}", "XOF 15", 1) for one in texts]


@dataclass
class Gateway:
    """Keeps what it was given, and answers by `reply`."""

    reply: Reply = accept
    name: str = "recording"
    most_per_second: float | None = None
    calls: list[list[OutgoingSms]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def send(self, texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        with self.lock:
            self.calls.append(list(texts))
        return self.reply(texts)

    def sent(self) -> Counter[UUID]:
        """How often each message was handed over."""
        return Counter(text.message_id for call in self.calls for text in call)
