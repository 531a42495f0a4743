"""/healthz, /readyz, /metrics: what a supervisor and Prometheus ask. No personal data, no key needed."""

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from service.metrics import Metrics
from service.migrating import at_head


class HealthRoutes:
    """`/healthz`: the process answers. `/readyz`: so does the database, and its migrations are done (503
    otherwise). `/metrics`: Prometheus text."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine, self._metrics = engine, metrics

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._numbers),
        ]

    async def _alive(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _request: Request) -> Response:
        state = await run_in_threadpool(self._database)
        return JSONResponse({"database": state}, 200 if state == "ok" else 503)

    def _database(self) -> str:
        try:
            return "ok" if at_head(self._engine) else "not migrated: run retour migrate"
        except SQLAlchemyError:
            return "not reached"

    async def _numbers(self, _request: Request) -> Response:
        return Response(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
