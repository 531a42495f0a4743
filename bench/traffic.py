"""What went over the line in three months: SMS in campaigns and beside them, calls, texts that came in."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from random import Random
from typing import Any
from uuid import UUID

from pydantic_core import PydanticUndefined
from sqlalchemy import Engine, select

from service import models as m
from service.database import writing
from service.ids import first_since, uuid7
from service.messaging.outbox import BODY
from service.models import Row, table_of
from service.prepared import Adding
from service.programme import tables as t
from service.programme.campaigns.audience import Audience
from service.programme.campaigns.planning import AUDIENCE, NAME, TEXTS
from service.programme.incoming import SENDER, WORDS
from service.vault import Vault

MESSAGES, IN_CAMPAIGNS, CAMPAIGNS = 500_000, 400_000, 24
CALLS, TEXTS_IN = 60_000, 30_000
DAY = timedelta(days=1)
_STEP = 20_000
_SENT = ("delivered",) * 80 + ("sent",) * 12 + ("failed",) * 4 + ("undelivered",) * 3 + ("expired",)
_ENDS = ("ended",) * 7 + ("dropped", "resumed", "discarded")
_SCREENS = (("registration", "name"), ("feedback", "kind"), ("kit_receipt", "overall"))


def id_of(at: datetime, chance: Random) -> UUID:
    """An id as it would have been made at that moment."""
    return UUID(int=first_since(at).int | chance.getrandbits(62))


def add(engine: Engine, model: type[Row], rows: Iterator[Mapping[str, Any]]) -> None:
    """In steps, with the model's own defaults."""
    adding, blank, some = Adding(table_of(model)), _blank(model), []
    for row in rows:
        some.append({**blank, **row})
        if len(some) == _STEP:
            _write(engine, adding, some)
            some = []
    _write(engine, adding, some)


def _write(engine: Engine, adding: Adding, rows: list[dict[str, Any]]) -> None:
    with writing(engine) as db:
        adding.many(db, rows)


def _blank(model: type[Row]) -> dict[str, Any]:
    fields = model.model_fields.items()
    return {name: one.default for name, one in fields if one.default not in (PydanticUndefined, None)}


class Traffic:
    """Of everybody who is registered."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault
        self._chance, self._now = Random(2013), datetime.now(UTC)
        with engine.connect() as db:
            links = select(t.person_phone.c.person_id, t.person_phone.c.phone_id).order_by(t.person_phone.c.person_id)
            self._people = [(row.person_id, row.phone_id) for row in db.execute(links)]
            self._macs = dict(db.execute(select(t.phone.c.id, t.phone.c.number_mac)).tuples().all())

    def everything(self) -> None:
        campaigns = [uuid7() for _ in range(CAMPAIGNS)]
        add(self._engine, m.Campaign, (self._campaign(n, one) for n, one in enumerate(campaigns)))
        # Rows lie in the order in which they came.
        sent = sorted((self._message(n, campaigns) for n in range(MESSAGES)), key=itemgetter("created_at"))
        add(self._engine, m.Message, iter(sent))
        add(self._engine, m.CampaignTarget, (self._target(row) for row in sent if row["campaign_id"]))
        add(self._engine, m.MessageAttempt, (self._attempt(row) for row in sent if row["attempts"]))
        calls = sorted((self._call() for _ in range(CALLS)), key=itemgetter("started_at"))
        add(self._engine, m.Conversation, iter(calls))
        texts = sorted((self._text_in(n) for n in range(TEXTS_IN)), key=itemgetter("at"))
        add(self._engine, m.IncomingSms, iter(texts))

    def _ago(self, days: float) -> datetime:
        """Some moment of the last days."""
        return self._now - self._chance.random() * days * DAY

    def _campaign(self, n: int, one: UUID) -> dict[str, Any]:
        at = self._now - (CAMPAIGNS - n) * DAY
        seal = self._vault.seal
        return {
            "id": one,
            "name": seal(NAME, one, f"Envoi {n}"),
            "texts": seal(TEXTS, one, '{"fr": "Bonjour"}'),
            "audience": seal(AUDIENCE, one, Audience().told()),
            "fingerprint": one.bytes,
            "state": "waiting" if n == CAMPAIGNS - 1 else "paused" if n == CAMPAIGNS - 2 else "running",
            "recipients": IN_CAMPAIGNS // CAMPAIGNS,
            "starts_at": at,
            "created_at": at,
        }

    def _message(self, n: int, campaigns: list[UUID]) -> dict[str, Any]:
        """Those of the campaigns that are finished are sent, and one in two hundred of the others is uncertain."""
        which = n % CAMPAIGNS if n < IN_CAMPAIGNS else -1
        at = self._ago(90) if which < 0 else self._now - (CAMPAIGNS - which - 0.9 * self._chance.random()) * DAY
        state = "queued" if which >= CAMPAIGNS - 2 else self._chance.choice(_SENT)
        if which < 0 and n % 200 == 0:
            state = "uncertain"
        one, (person, phone) = id_of(at, self._chance), self._people[n % len(self._people)]
        return {
            "id": one,
            "phone_id": phone,
            "person_id": person,
            "campaign_id": campaigns[which] if which >= 0 else None,
            "kind": "campaign" if which >= 0 else "case",
            "body": self._vault.seal(BODY, one, "Bonjour, comment va votre travail ?"),
            "language": "fr",
            "state": state,
            "gateway": "" if state == "queued" else "africastalking",
            "not_before": at,
            "created_at": at,
            "sent_at": None if state == "queued" else at,
            "attempts": int(state != "queued"),
            "carrier_id": None,
            "best_before": None,
        }

    def _target(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": uuid7(),
            "campaign_id": row["campaign_id"],
            "subject_id": uuid7(),
            "person_id": row["person_id"],
            "message_id": row["id"],
            "answered_at": row["sent_at"] if self._chance.random() < 0.1 else None,
        }

    def _attempt(self, row: Mapping[str, Any]) -> dict[str, Any]:
        states = {"failed": "failed", "uncertain": "uncertain"}
        return {
            "id": id_of(row["created_at"], self._chance),
            "message_id": row["id"],
            "worker": "bench",
            "until": row["created_at"],
            "state": states.get(row["state"], "accepted"),
            "at": row["created_at"],
        }

    def _call(self) -> dict[str, Any]:
        at, (person, phone) = self._ago(30), self._chance.choice(self._people)
        journey, screen = self._chance.choice(
            (("registration", "name"), ("feedback", "kind"), ("kit_receipt", "overall"))
        )
        return {
            "id": id_of(at, self._chance),
            "gateway": "africastalking",
            "session_id": f"{self._chance.getrandbits(80)}",
            "channel": "ussd",
            "phone_id": phone,
            "phone_mac": self._macs[phone],
            "person_id": person,
            "state": self._chance.choice(_ENDS),
            "journey": journey,
            "screen": screen,
            "hops": self._chance.randint(1, 12),
            "started_at": at,
            "touched_at": at,
            "ended_at": at,
        }

    def _text_in(self, n: int) -> dict[str, Any]:
        at, (_, phone) = self._ago(60), self._chance.choice(self._people)
        one = id_of(at, self._chance)
        return {
            "id": one,
            "gateway": "africastalking",
            "carrier_id": f"{n}",
            "digest": n.to_bytes(32),
            "sender": self._vault.seal(SENDER, one, "+22350000001"),
            "words": self._vault.seal(WORDS, one, "Merci"),
            "kind": self._chance.choice(("words", "answer", "stop", "keyword")),
            "phone_id": phone,
            "at": at,
        }
