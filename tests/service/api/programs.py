"""Programs that speak to /api/v1, and a programme for them to write to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from service.database import writing
from service.models.staff import Role
from service.programme import tokens
from service.programme.staff import NewStaff, add_staff
from service.programme.tokens import Scope
from tests.service.programme.world import World
from tests.support.line import LineUnderTest

API = "/api/v1"
OFFICER, OTHER = "+22350001110", "+22350001111"


def number(place: int) -> str:
    return f"+2235000{place:04}"


@dataclass
class Program:
    """A program with a token."""

    client: httpx.AsyncClient
    token: str
    staff_id: UUID

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.client.request(method, f"{API}{path}", headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.ask("POST", path, **({"json": body} if body is not None else {}), **more)


def officer(line: LineUnderTest, phone: str = OFFICER, role: Role = Role.PROGRAMME_OFFICER) -> UUID:
    """A member of staff."""
    parts = line.parts
    with writing(parts.engine) as db:
        return add_staff(db, parts.vault, NewStaff(role, "Fanta Keïta", phone, "2468"), line.clock())


def program(line: LineUnderTest, staff_id: UUID, *scopes: Scope) -> Program:
    """A program of that member of staff; it may do everything where no scope is said."""
    parts = line.parts
    with writing(parts.engine) as db:
        made = tokens.create(db, parts.vault, "a test", scopes or list(Scope), staff_id, line.clock())
    return Program(line.client, made, staff_id)


def people(line: LineUnderTest, count: int) -> list[str]:
    """So many people register, each by a phone of their own; the codes of their cards."""
    parts = line.parts
    with writing(parts.engine) as db:
        world = World(db, parts.vault, parts.settings, parts.library, line.clock(), parts.around.atlas.gazetteer)
        return [world.register(number(2000 + place))[1] for place in range(count)]
