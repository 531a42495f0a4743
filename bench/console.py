"""The console over a large programme on PostgreSQL: what every page takes, from the request to its last byte.

100,000 people, 50,000 deliveries with a receipt each, 100,000 visits, 500,000 SMS (bench/busy.py). Each page is asked
for by an administrator or an officer, who may not see it by a focal point, one request after the other.
"""

import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median
from uuid import UUID

import httpx
from fastapi.routing import APIRoute
from sqlalchemy import Connection, Engine, select

from bench.busy import Busy
from bench.figures import Figure, at_most, plain
from bench.programme import furnished
from service.app import build, create_app
from service.console.console import ConsoleRoute
from service.models.staff import Role
from service.programme import tables as t
from service.settings import Settings
from tests.support.postgres import NoPostgres, database, postgres_server
from tests.support.servers import Server, installation, retour_server

MOST_MS, TIMES, WARM = 100, 20, 3
COUNTED_S = 120
"""The figures are counted behind their page: what is measured is the page with them."""
_OPEN = ("/static/", "/login", "/language", "/logout")
_STREAMS = ("/progress", "/events")
_MORE = re.compile(r'class="more"><a [^>]*href="([^"]+)"')
ALSO = (
    "/cases?clock=overdue",
    "/cases?clock=closed",
    "/cases?who=nobody",
    "/visits?until=overdue",
    "/kits/receipts?state=differs",
    "/kits/receipts?state=waiting",
    "/figures/by?by=month",
    "/figures/by?by=cercle&figure=businesses",
    "/figures/map?of=people",
    "/visits/alerts?show=all",
)
"""Lists as they are narrowed."""
_TABLES = {"report": t.sensitive_case, "incoming": t.incoming_sms, "draft": t.campaign_draft, "alert": t.audit_event}
"""What an id in an address is of, where its name does not say so."""
_WORDS = {"which": "registration", "kind": "dead_sim"}
_KINDS_OF_FILES = "/transfer/"


@dataclass(frozen=True, slots=True)
class Page:
    """Milliseconds of each request, and the bytes of the page as they are sent."""

    path: str
    times: Sequence[float]
    weight: int
    more: str


def measured() -> Iterator[Figure]:
    """Every page that can be asked for by an address."""
    try:
        with (
            postgres_server(durable=True) as found,
            database(found.url, "retour_console") as url,
            tempfile.TemporaryDirectory(prefix="retour-bench-") as name,
        ):
            yield from _with_office(Path(name), url)
    except NoPostgres as error:
        print(f"console: not measured, {error}")


def _with_office(folder: Path, url: str) -> Iterator[Figure]:
    environment = installation(folder, RETOUR_DATABASE_URL=url, RETOUR_SIMULATOR="0")
    furnished(environment).dispose()
    settings = Settings(var_dir=folder, database_url=url, simulator=False, second_factor=())
    parts = build(settings)
    tokens = Busy(parts.engine, parts.vault, settings).everything()
    templates, ids = _templates(settings), _Ids(parts.engine)
    parts.engine.dispose()
    with retour_server(folder, RETOUR_DATABASE_URL=url, RETOUR_SIMULATOR="0", RETOUR_SECOND_FACTOR="none") as server:
        paths = [*(path for one in templates if (path := ids.filled(one))), *ALSO]
        for role in (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER, Role.FIELD_AGENT):
            yield from _of_role(server, role, paths, tokens)


def _of_role(server: Server, role: Role, paths: Sequence[str], tokens: Mapping[Role, str]) -> Iterator[Figure]:
    worst = 0.0
    with _client(server, tokens[role]) as own, _client(server, tokens[Role.FOCAL_POINT]) as focal:
        _await_figures(own)
        for path in paths:
            client = focal if role is Role.ADMINISTRATOR and path.startswith("/sensitive") else own
            page = _page(client, path)
            while page is not None:
                worst = max(worst, _p95(page.times))
                yield _figure(role, page)
                page = _page(client, page.more) if page.more and "after" not in page.path else None
    yield at_most(f"console, {role.value}, the slowest page, p95", worst, "ms", MOST_MS)


def _client(server: Server, token: str) -> httpx.Client:
    return httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}", cookies={"retour_session": token}, timeout=60, trust_env=False
    )


def _await_figures(client: httpx.Client) -> None:
    """What is counted behind its page is counted once, before anything is measured."""
    until = time.monotonic() + COUNTED_S
    for path in ("/figures", "/", "/visits/map", "/silence", "/messages/stops"):
        while time.monotonic() < until and "refresh" in client.get(path).headers:
            time.sleep(0.2)


def _page(client: httpx.Client, path: str) -> Page | None:
    """None for what is no page of theirs."""
    answer = _asked(client, path)
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
        if answer.status_code not in (200, 403):
            print(f"({path}: {answer.status_code})", flush=True)
        return None
    for _ in range(WARM):
        client.get(path)
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    found = _MORE.search(answer.text)
    weight = int(answer.headers.get("content-length", len(answer.content)))
    return Page(path, times, weight, unescape(found[1]) if found else "")


def _asked(client: httpx.Client, path: str) -> httpx.Response:
    """A server whose page has failed closes the connection: the next one is asked for on another."""
    try:
        return client.get(path)
    except httpx.TransportError:
        return client.get(path)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


def _figure(role: Role, page: Page) -> Figure:
    where = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", page.path)
    where = re.sub(r"after=[^&]+", "after=…", where)
    name = f"{role.value[:7]} {where} (median {median(page.times):.0f}, {page.weight:,} bytes)"
    if page.path.startswith("/figures.xlsx"):
        return plain(name, _p95(page.times), "ms")
    return at_most(name, _p95(page.times), "ms", MOST_MS)


def _templates(settings: Settings) -> list[str]:
    """The addresses of all pages, as the console's routes have them."""
    app = create_app(settings)
    console = next(route for route in app.router.routes if isinstance(route, ConsoleRoute))
    found = [one.path for one in console.app.routes if isinstance(one, APIRoute) and one.methods == {"GET"}]
    return [path for path in found if not path.startswith(_OPEN) and not path.endswith(_STREAMS)]


class _Ids:
    """One of each thing that an address may name: the one with the highest id."""

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as db:
            self._known = {name: str(self._one(db, name)) for name in self._names()}
            self._known["person_id"] = str(db.scalar(select(t.case.c.person_id).where(t.case.c.words.is_not(None))))
            self._known["first"], self._known["second"] = map(str, db.execute(_PAIR).one())

    def _names(self) -> list[str]:
        return [*(f"{name}_id" for name in _THINGS), *(f"{name}_id" for name in _TABLES)]

    def _one(self, db: Connection, name: str) -> UUID | None:
        thing = name.removesuffix("_id")
        table = _TABLES.get(thing)
        id_ = (getattr(t, thing) if table is None else table).c.id
        return db.scalar(select(id_).order_by(id_.desc()).limit(1))

    def filled(self, template: str) -> str:
        """The address; "" where nothing is known that it names."""
        names = re.findall(r"\{(\w+)\}", template)
        words = {**_WORDS, "kind": "people"} if template.startswith(_KINDS_OF_FILES) else _WORDS
        values = {name: self._known.get(name) or words.get(name, "") for name in names}
        if not all(values.values()) or "None" in values.values():
            print(f"({template} is not measured)", flush=True)
            return ""
        return template.format(**values)


_THINGS = "person business case campaign delivery distribution kit visit referral staff".split()
_PAIR = select(t.duplicate.c.first_id, t.duplicate.c.second_id).limit(1)
