"""The composition root of the web process: the only place where its parts are built and joined."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from threading import Event, Thread
from zoneinfo import ZoneInfo

import httpx
import structlog
from fastapi import APIRouter, FastAPI
from sqlalchemy import Connection, Engine

from flows.library import Library, packaged
from service.api.interface import Interface
from service.chores import Chores
from service.console.console import ConsoleRoute
from service.console.desk import LANGUAGE, Desk
from service.console.files import Files
from service.console.tokens import cookie, of_language
from service.conversations.inbox import Inbox
from service.conversations.line import Clock, Line, utc_now
from service.conversations.surroundings import Surroundings
from service.conversations.versions import Versions
from service.database import make_engine, writing
from service.gateways.chosen import http_fields, sms_gateway, sms_pace
from service.gateways.http_ussd import carrier as http_carrier
from service.gateways.port import Carrier, SmsReport
from service.going_down import told_of_the_end
from service.hooks.doors import Doors, HooksFirst
from service.hooks.health import HealthRoutes
from service.hooks.sms import SmsHooks
from service.hooks.ussd import UssdHooks
from service.logs import configure
from service.messaging.outbox import inbox_of
from service.messaging.reports import take_report
from service.messaging.terms import Terms
from service.metrics import Metrics
from service.office import WebOffice
from service.programme.context import Context
from service.programme.demo import DEMO_PHONES
from service.programme.identity import PHONE
from service.programme.journeys.passages import Passages, keep
from service.programme.places import Atlas, ensure_reference
from service.requestlog import RequestLog
from service.settings import Settings, hook_key
from service.simulator.look import Link, Look
from service.simulator.pages import SmsShown, Someone, routes
from service.simulator.phone import SimulatedPhone
from service.units import Transact, transacting
from service.vault import Vault, open_vault
from service.worker import Worker
from service.writer import Closed, Writer

SWEEP_EVERY = 60.0
"""Seconds between two looks for calls that fell silent."""
GARBAGE_AFTER = 10_000
"""Objects made, less those gone, before the collector looks at the young ones."""


@dataclass(frozen=True)
class Parts:
    """Everything that a process of the service is made of."""

    settings: Settings
    engine: Engine
    vault: Vault
    library: Library
    writer: Writer
    around: Surroundings
    line: Line
    inbox: Inbox
    metrics: Metrics
    closing: Event = field(default_factory=Event)


def build(settings: Settings, clock: Clock = utc_now) -> Parts:
    """Build the parts. Raises VaultError where the keys are missing or wrong for this database."""
    engine = make_engine(settings.database_url)
    vault = open_vault(settings, engine)
    library, metrics, atlas = packaged(), Metrics(), Atlas()
    offered = settings.offered(library.offered())
    versions = Versions(library)

    def prepare(db: Connection) -> None:
        ensure_reference(db)
        atlas.refresh(db)
        versions.record(db, clock())

    with writing(engine) as db:
        prepare(db)
    around = Surroundings(vault, settings, versions, atlas, ZoneInfo(settings.timezone), offered)
    writer = Writer(engine, settings.writer_threads, in_loop=settings.is_sqlite)
    passages = Passages()
    line, inbox = Line(around, writer, metrics, clock, passages), Inbox(around, writer, metrics, clock, passages)
    return Parts(settings, engine, vault, library, writer, around, line, inbox, metrics)


def sms_worker(parts: Parts, transact: Transact | None = None) -> Worker:
    """A worker for this process."""
    settings = parts.settings
    run = transact or transacting(parts.engine)
    gateway = sms_gateway(settings, _reports(parts, run))
    terms = replace(Terms.of(settings), per_second=sms_pace(settings))
    return Worker(parts.engine, parts.vault, gateway, transact=run, terms=terms, chores=Chores(parts.around))


def _reports(parts: Parts, transact: Transact) -> Callable[[SmsReport], None]:
    """Takes what the simulator reports, as a hook takes a carrier's."""

    def told(report: SmsReport) -> None:
        with suppress(Closed):  # the line is going down: whoever is simulated does not report again
            transact(lambda db: take_report(db, parts.vault, report, utc_now()))

    return told


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> FastAPI:
    """The web application. `settings` from the environment where none are given (uvicorn's factory)."""
    chosen = settings or Settings()
    configure(chosen)
    parts = build(chosen, clock)
    app = FastAPI(title="Retour", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(parts))
    africas_talking = Carrier("africastalking", True, True, chosen.ussd_page_gsm, chosen.ussd_page_ucs2)
    doors = Doors(hook_key(chosen), chosen.max_body, parts.metrics)
    ussd = UssdHooks(
        parts.line, africas_talking, http_carrier(chosen.ussd_page_gsm, chosen.ussd_page_ucs2), http_fields(chosen)
    )
    hooks = [*ussd.routes(doors), *SmsHooks(parts.inbox).routes(doors)]
    app.router.routes.extend(HealthRoutes(parts.engine, parts.metrics).routes())
    if chosen.simulator:
        app.include_router(_phone(parts, africas_talking))
    _interface(parts, clock).join(app)
    app.router.routes.append(ConsoleRoute(lambda: _desk(parts, clock)))
    app.add_middleware(HooksFirst, doors=hooks)
    app.add_middleware(RequestLog)
    app.state.parts = parts
    return app


def _interface(parts: Parts, clock: Clock) -> Interface:
    """What programs speak to. All that they write goes through the writer."""

    return Interface(_office(parts, clock, "api"), clock)


def _desk(parts: Parts, clock: Clock) -> Desk:
    """What staff work with."""
    return Desk(_office(parts, clock, "console"), parts.around.atlas, clock, parts.metrics)


def _office(parts: Parts, clock: Clock, channel: str) -> WebOffice:
    """What a door of that channel works with."""

    def inside(db: Connection) -> Context:
        return parts.around.outside(db, clock(), channel)

    return WebOffice(parts.engine, parts.vault, parts.library, parts.writer, parts.settings, inside, parts.closing)


def _phone(parts: Parts, carrier: Carrier) -> APIRouter:
    """The simulated phone: speaks to the real hook over HTTP, as a carrier does, and shows the SMS sent."""
    settings = parts.settings
    phone = SimulatedPhone(
        _own_client(settings), f"/hooks/{hook_key(settings)}/africastalking/ussd", settings.ussd_code
    )

    def inbox(number: str) -> list[SmsShown]:
        with parts.engine.connect() as db:
            found = inbox_of(db, parts.vault, parts.vault.index(PHONE, number))
        return [SmsShown(text.at, text.body) for text in found]

    return routes(phone, lambda: [Someone(*row) for row in DEMO_PHONES], inbox, carrier, _look())


def _look() -> Look:
    """The phone stands beside the console, and looks like it."""
    files = Files()
    return Look(
        styles=tuple(files.address(name) for name in ("vendor/pico.min.css", "console.css")),
        links=(Link("/tour", "Visite guidée", "Guided tour"), Link("/", "Console", "Console")),
        language=lambda request: of_language(request, cookie(request, LANGUAGE)),
    )


def _own_client(settings: Settings) -> httpx.AsyncClient:
    """Speaks to this server. No proxy of the environment may see the hook's address, which holds its key. It is plain
    HTTP: to read the certificates of all authorities took a tenth of the start."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - not bound here
    return httpx.AsyncClient(
        base_url=f"http://{host}:{settings.port}", timeout=15.0, trust_env=False, verify=SSLContext(PROTOCOL_TLS_CLIENT)
    )


def _lifespan(parts: Parts):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        parts.writer.start()
        _settle_memory()
        stop, worker = Event(), _embedded_worker(parts)
        thread = Thread(target=worker.run_forever, args=(stop,), name="sms-worker", daemon=True) if worker else None
        if thread:
            thread.start()
        sweeping = asyncio.create_task(_sweep(parts.line))
        try:
            with told_of_the_end(parts.closing.set):
                yield
        finally:
            parts.closing.set()
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            with suppress(Exception):  # counts: they keep nobody from going home
                await keep(parts.line.passages, parts.writer)
            stop.set()
            if thread:
                await asyncio.to_thread(thread.join, 10)  # it writes through the writer: it ends first
            await asyncio.to_thread(parts.writer.close)
            parts.engine.dispose()

    return lifespan


def _settle_memory() -> None:
    """Journeys, texts and libraries stay for good: the collector need not look at them again and again, which
    stopped all callers for a tenth of a second at a time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 10, 50)


def _embedded_worker(parts: Parts) -> Worker | None:
    """With the embedded database the web process sends its SMS itself; a programme runs `retour worker`."""
    if parts.engine.dialect.name == "sqlite":
        return sms_worker(parts, parts.writer.run_blocking)
    return sms_worker(parts) if parts.settings.simulator else None


async def _sweep(line: Line) -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        try:
            await line.sweep()
        except Exception as error:  # noqa: BLE001 - the next round tries again; a sweep never takes the line down
            structlog.get_logger().error("sweep failed", error=type(error).__name__)
