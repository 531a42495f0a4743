"""A line under test: the whole application in this process, and phones that call it as Africa's Talking does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import Table, select

from service.app import Parts, create_app
from service.models.base import table_of
from service.settings import Settings

KEY = "test-key"
HOOK = f"/hooks/{KEY}/africastalking/ussd"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "at-ussd-api/1.0"}


@dataclass
class Clock:
    """A clock that a test sets. Begins on Tuesday 24 November 2026, 10:00 in Bamako."""

    now: datetime = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class LineUnderTest:
    """The application, its clock, a client and a look into its database."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: Clock

    @property
    def parts(self) -> Parts:
        found: Parts = self.app.state.parts
        return found

    def phone(self, number: str = "+22350001234") -> "Caller":
        return Caller(self.client, number)

    def rows(self, model: Any, **where: object) -> list[Any]:
        """The rows of a table, in the order of their ids."""
        table: Table = table_of(model)
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self.parts.engine.connect() as db:
            return list(db.execute(wanted.order_by(*table.primary_key.columns)))

    def opened(self, label: str, row_id: Any, blob: bytes) -> str:
        return self.parts.vault.open(label, row_id, blob)


@dataclass
class Caller:
    """One phone. `page` is what it shows; `ended` whether the line closed the call."""

    client: httpx.AsyncClient
    number: str
    session: str = ""
    texts: list[str] = field(default_factory=list)
    page: str = ""
    ended: bool = False

    async def dial(self, *digits: str) -> str:
        """A new call, with digits dialled together with the code or none."""
        self.session, self.texts = f"ATUid_{uuid4().hex}", list(digits)
        return await self._post()

    async def type(self, *inputs: str) -> str:
        for text in inputs:
            assert not self.ended, f"the line had ended the call with {self.page!r}"
            self.texts.append(text)
            await self._post()
        return self.page

    async def again(self) -> str:
        """The carrier repeats the hop."""
        return await self._post()

    async def hang_up(self, status: str = "Incomplete") -> None:
        form = {"date": "2026-11-24 10:00:00", "sessionId": self.session, "phoneNumber": self.number, "status": status}
        form |= {"durationInMillis": "4200", "hopsCount": str(len(self.texts) + 1), "input": "*".join(self.texts)}
        answer = await self.client.post(f"{HOOK}/events", content=urlencode(form), headers=HEADERS)
        assert answer.status_code == 200

    def body(self) -> str:
        return urlencode(
            {
                "phoneNumber": self.number,
                "serviceCode": "*384*70421#",
                "text": "*".join(self.texts),
                "sessionId": self.session,
                "networkCode": "99999",
            }
        )

    async def _post(self) -> str:
        answer = await self.client.post(HOOK, content=self.body(), headers=HEADERS)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/plain")
        kind, _, self.page = answer.text.partition(" ")
        assert kind in ("CON", "END"), answer.text
        self.ended = kind == "END"
        return self.page


def line_settings(url: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test: an own folder and hook key, keys made there, nothing read from .env."""
    chosen = {"database_url": url, "var_dir": folder, "hook_key": KEY, "demo": False, "log_format": "json", **more}
    return Settings(_env_file=None, **chosen)  # type: ignore[call-arg]


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[LineUnderTest]:
    """The application started, as a server would, and stopped at the end."""
    own = clock or Clock()
    app = create_app(settings, own)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://line") as client,
    ):
        yield LineUnderTest(app, client, own)
