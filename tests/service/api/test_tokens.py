"""Who may speak to /api/v1: nobody without a token in force, and nobody further than its scopes."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import update

from service.api.door import OPENAPI, PREFIX
from service.database import writing
from service.models import ApiToken, AuditEvent, Staff, table_of
from service.models.staff import Role
from service.programme import tokens
from service.programme.tokens import Scope
from tests.service.api.programs import API, OTHER, Program, officer, program
from tests.support.line import LineUnderTest

pytestmark = pytest.mark.anyio
NOWHERE = UUID(int=7)


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """(method, path) of every route of the interface, as they are found by whoever asks for them."""
    for found in iter_route_contexts(app.router.routes):
        path = str(getattr(found, "path", ""))
        if path.startswith("/api") and path != OPENAPI:
            yield from ((method, path) for method in getattr(found, "methods", None) or {"GET"})


def address(path: str) -> str:
    return path.replace("{campaign_id}", str(NOWHERE)).replace("{message_id}", str(NOWHERE))


async def test_every_route_asks_for_a_token_and_for_a_scope(line: LineUnderTest) -> None:
    """Whatever is added later is walked here too: a route that asks for no scope fails."""
    found = list(routes(line.app))
    assert len(found) == 12
    staff_id = officer(line)
    everything = program(line, staff_id)
    for method, path in found:
        stranger = await line.client.request(method, address(path))
        assert stranger.status_code == 401, path
        assert stranger.json() == {"reasons": ["Show a token in force."]}
        opened = []
        for scope in Scope:
            answer = await program(line, staff_id, scope).ask(method, address(path).removeprefix(PREFIX))
            if answer.status_code != 403:
                opened.append(scope)
        assert len(opened) == 1, f"{method} {path} is open to {opened}"
        kind = "messages" if "/messages" in path else "campaigns"
        assert opened[0].value == f"{kind}:{'read' if method == 'GET' else 'write'}", path
        answer = await everything.ask(method, address(path).removeprefix(PREFIX))
        assert answer.status_code in (200, 404, 422), path
        assert answer.headers["cache-control"] == "no-store"


NO_TOKENS = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer retour_guess",
    "Bearer guess",
    "Basic {token}",
    "{token}",
    "Bearer {token}x",
    "Bearer retour_{long}",
    "Bearer retour_é",
    "Bearer ' OR 1=1 --",
]


async def test_what_is_no_token_opens_nothing(line: LineUnderTest, staff: Program) -> None:
    for header in NO_TOKENS:
        told = header.format(token=staff.token, long="a" * 5000).encode()
        answer = await line.client.get(f"{API}/campaigns", headers=[(b"Authorization", told)] if told else [])
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), header
        assert answer.json() == {"reasons": ["Show a token in force."]}
        assert answer.headers["cache-control"] == "no-store"


async def test_two_authorizations_are_none(line: LineUnderTest, staff: Program) -> None:
    twice = [("Authorization", f"Bearer {staff.token}")] * 2
    assert (await line.client.get(f"{API}/campaigns", headers=twice)).status_code == 401


async def test_the_scheme_is_written_as_one_likes(line: LineUnderTest, staff: Program) -> None:
    answer = await line.client.get(f"{API}/campaigns", headers={"Authorization": f"bearer  {staff.token} "})
    assert answer.status_code == 200


async def test_an_unknown_address_is_told_to_nobody(line: LineUnderTest, staff: Program) -> None:
    assert (await line.client.get(f"{API}/nothing")).status_code == 401
    unknown = await staff.get("/nothing")
    assert (unknown.status_code, unknown.json()) == (404, {"reasons": ["There is nothing at this address."]})
    other = await staff.ask("DELETE", "/campaigns")
    assert (other.status_code, other.json()) == (405, {"reasons": ["This address is not asked that way."]})


async def test_a_token_ends_at_once(line: LineUnderTest, staff: Program) -> None:
    assert (await staff.get("/campaigns")).status_code == 200
    (row,) = line.rows(ApiToken)
    with writing(line.parts.engine) as db:
        tokens.end(db, row.id, line.clock())
    assert (await staff.get("/campaigns")).status_code == 401


CHANGED: list[tuple[dict[str, Any], int]] = [
    ({"active": False}, 401),
    ({"role": Role.READER.value}, 401),
    ({"role": Role.FIELD_AGENT.value}, 401),
    ({"role": Role.ADMINISTRATOR.value}, 200),
]


async def test_a_token_may_no_more_than_who_made_it(line: LineUnderTest, staff: Program) -> None:
    for changes, status in CHANGED:
        with writing(line.parts.engine) as db:
            db.execute(update(table_of(Staff)).values(**({"active": True} | changes)))
        assert (await staff.get("/campaigns")).status_code == status, changes


async def test_of_a_token_only_the_hash_is_kept(line: LineUnderTest, staff: Program) -> None:
    (row,) = line.rows(ApiToken)
    assert len(row.token_mac) == 16
    assert staff.token.startswith("retour_")
    assert not any(staff.token in str(value) for value in row)
    (event,) = line.rows(AuditEvent, action="token created")
    assert (event.actor, event.subject_id) == (str(staff.staff_id), str(row.id))


async def test_its_use_is_noted_at_most_once_a_minute(line: LineUnderTest, staff: Program) -> None:
    began = line.clock()
    for seconds in (0, 30, 29, 2, 59, 2):
        line.clock.passes(seconds=seconds)
        await staff.get("/campaigns")
    (row,) = line.rows(ApiToken)
    assert row.used_at - began == timedelta(seconds=122), "noted at 0, 61 and 122 seconds"


async def test_a_refused_use_notes_nothing(line: LineUnderTest, staff: Program) -> None:
    await line.client.get(f"{API}/campaigns", headers={"Authorization": f"Bearer {staff.token}x"})
    assert line.rows(ApiToken)[0].used_at is None


async def test_the_log_has_templates_and_no_token(
    line: LineUnderTest, staff: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    await staff.get(f"/campaigns/{NOWHERE}")
    await staff.post(f"/messages/{NOWHERE}/give-up")
    await line.client.get(f"{API}/campaigns", headers={"Authorization": f"Bearer {staff.token}x"})
    told = "".join(capsys.readouterr())
    assert "/api/v1/campaigns/{campaign_id}" in told
    assert "/api/v1/messages/{message_id}/give-up" in told
    assert str(NOWHERE) not in told
    assert staff.token not in told


async def test_a_body_of_a_stranger_is_not_read(line: LineUnderTest) -> None:
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(10):
            read += 1
            yield b"{"

    answer = await line.client.post(f"{API}/campaigns", content=counted())
    assert (answer.status_code, read) == (401, 0)


async def test_the_description_is_for_everybody_and_loads_nothing(line: LineUnderTest) -> None:
    answer = await line.client.get(OPENAPI)
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {path for _, path in routes(line.app)}
    for ways in told["paths"].values():
        for way in ways.values():
            assert len(way["security"][0]["token"]) == 1
            assert way["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Reasons")
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for page in ("/docs", "/redoc", f"{API}/docs", "/openapi.json"):
        assert (await line.client.get(page)).status_code in (401, 404), page


async def test_behind_a_prefix_nothing_is_open(line: LineUnderTest, staff: Program) -> None:
    """A proxy that serves the line below /retour: the door finds its addresses all the same."""
    import httpx

    transport = httpx.ASGITransport(app=line.app, root_path="/retour")
    async with httpx.AsyncClient(transport=transport, base_url="http://line") as client:
        assert (await client.get(f"/retour{API}/campaigns")).status_code == 401
        headers = {"Authorization": f"Bearer {staff.token}"}
        assert (await client.get(f"/retour{API}/campaigns", headers=headers)).status_code == 200


async def test_another_officer_has_tokens_of_their_own(line: LineUnderTest, staff: Program) -> None:
    other = program(line, officer(line, OTHER))
    assert other.token != staff.token
    assert (await other.get("/campaigns")).status_code == 200
