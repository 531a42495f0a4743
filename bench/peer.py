"""The peer that the outbox is measured beside: procrastinate, a job queue on PostgreSQL, running jobs that do nothing.

Two ways of running it are tried, and the faster counts.
"""

import asyncio
import logging
import time

from procrastinate import App, PsycopgConnector

CONCURRENCY = (1, 20)


def rate(url: str, jobs: int) -> float:
    """Jobs a second by one worker."""
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    return asyncio.run(_rate(url, jobs))


async def _rate(url: str, jobs: int) -> float:
    app = App(connector=PsycopgConnector(conninfo=url))

    task = app.task(name="nothing")(_nothing)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        rates = []
        for concurrency in CONCURRENCY:
            count = jobs // len(CONCURRENCY)
            await task.batch_defer_async(*({} for _ in range(count)))
            began = time.perf_counter()
            await app.run_worker_async(concurrency=concurrency, wait=False, install_signal_handlers=False)
            rates.append(count / (time.perf_counter() - began))
        return max(rates)


async def _nothing() -> None:
    """The job."""
