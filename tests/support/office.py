"""A running office: the whole application behind a real port, and members of staff who look at its pages."""

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from sqlalchemy import Table, select

from service.app import Parts, create_app
from service.database import writing
from service.models import Staff
from service.models.base import table_of
from service.models.staff import Role
from service.programme.access import sessions
from service.programme.staff import NewStaff, add_staff
from service.settings import Settings
from tests.service.programme.world import World
from tests.support.line import Clock

_NUMBERS = count(22_350_009_000)
_START_SECONDS = 20
_STAFF = table_of(Staff)
_TAG, _SPACE = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL), re.compile(r"\s+")


@dataclass
class Visitor:
    """A member of staff with a browser. `token`: of their session, for a real browser."""

    client: httpx.Client
    staff_id: UUID | None = None
    token: str = ""

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, form: Mapping[str, str | Sequence[str]] | None = None, **more: Any) -> httpx.Response:
        """Sent as a page of the console would; it does not follow where it is sent on to."""
        headers = {"Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
        return self.client.post(path, data=dict(form or {}), headers=headers, **more)

    def page(self, path: str) -> str:
        """The HTML of a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {words(answer.text)[:500]}"
        return answer.text

    def read(self, path: str) -> str:
        """What stands on a page, without its marks."""
        return words(self.page(path))

    def done(self, path: str, form: Mapping[str, str | Sequence[str]] | None = None, **more: Any) -> str:
        """Post a form that succeeds; what stands on the page that it leads to."""
        answer = self.post(path, form, **more)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {words(answer.text)[:500]}"
        return self.read(answer.headers["location"])


def words(html: str) -> str:
    """The words of a page, one blank between them."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", html))).strip()


@dataclass
class OfficeUnderTest:
    """The application, where it listens, and a look into its database."""

    parts: Parts
    url: str
    clock: Clock
    clients: list[httpx.Client] = field(default_factory=list)

    @contextmanager
    def world(self) -> Iterator[World]:
        """The programme's own functions in one transaction, which is committed at the end."""
        with writing(self.parts.engine) as db:
            yield World(
                db,
                self.parts.vault,
                self.parts.settings,
                self.parts.library,
                self.clock.now,
                self.parts.around.atlas.gazetteer,
            )

    def rows(self, model: Any, **where: object) -> list[Any]:
        """The rows of a table, in the order of their ids."""
        table: Table = table_of(model)
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self.parts.engine.connect() as db:
            return list(db.execute(wanted.order_by(*table.primary_key.columns)))

    def stranger(self, **headers: str) -> Visitor:
        """Somebody who has not signed in."""
        client = httpx.Client(base_url=self.url, timeout=30, trust_env=False, headers=headers)
        self.clients.append(client)
        return Visitor(client)

    def staff(self, role: Role, places: str = "", language: str = "fr") -> Visitor:
        """A new member of staff, signed in."""
        parts = self.parts
        with writing(parts.engine) as db:
            new = NewStaff(role, f"Membre {role.value}", f"+{next(_NUMBERS)}", "4711")
            staff_id = add_staff(db, parts.vault, new, self.clock.now)
            if places:
                db.execute(_STAFF.update().where(_STAFF.c.id == staff_id).values(places=places))
            token = sessions.begin(db, parts.vault, parts.settings, staff_id, "Test", self.clock.now)
        made = self.stranger()
        made.client.cookies.set("retour_session", token)
        made.client.cookies.set("retour_language", language)
        made.staff_id, made.token = staff_id, token
        return made


@contextmanager
def office(settings: Settings) -> Iterator[OfficeUnderTest]:
    """Started on a free port in a thread of this process, and stopped at the end."""
    clock = Clock()
    app = create_app(settings, clock)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        _await(server, thread)
        made = OfficeUnderTest(app.state.parts, f"http://127.0.0.1:{listening.getsockname()[1]}", clock)
        try:
            yield made
        finally:
            for client in made.clients:
                client.close()
            server.should_exit = True
            thread.join(_START_SECONDS)
            assert not thread.is_alive(), "the server did not stop"


def _await(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _START_SECONDS
    while not server.started:
        assert thread.is_alive(), "the server ended as it began"
        assert time.monotonic() < until, "the server did not begin"
        time.sleep(0.01)
