"""`make bench`: hops and SMS over real processes, beside a bare endpoint and a job queue measured in the same run.

`--full` (`make bench-full`): ten times the messages, the figures and imports of a large programme, and the drill.
`--only line|outbox|programme|transfer|console|drill`: that part alone.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from bench import console, drill, durability, outbox, programme, stepping, transfer
from bench.client import REGISTRATION, Load, run
from bench.figures import Figure, at_least, at_most, keep, plain, shown
from tests.support.postgres import NoPostgres, database, postgres_server
from tests.support.servers import HOOK, Server, bare_server, retour_server

BARE_HOPS, WARM_HOPS, HOPS, LONG_HOPS = 8_000, 1_000, 12_000, 100_000
RATIO = {"SQLite": 0.35, "PostgreSQL": 0.20}
RESULT = Path("var") / "bench.json"
TEXTS, ALL_TEXTS = 50_000, 500_000


def main() -> int:
    """Print the rows as they come; 1 where a target was not met."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--full", action="store_true")
    asked.add_argument("--only", choices=("line", "outbox", "programme", "transfer", "console", "drill"))
    wanted = asked.parse_args()
    figures: list[Figure] = []
    for figure in _figures(wanted.only or "", full=wanted.full):
        print(shown(figure), flush=True)
        figures.append(figure)
    keep(figures, RESULT)
    return 1 if any(figure.ok is False for figure in figures) else 0


def _figures(only: str, *, full: bool) -> Iterator[Figure]:
    if only in ("", "line"):
        yield from _of_line()
    if only in ("", "outbox"):
        try:
            yield from outbox.measured(ALL_TEXTS if full else TEXTS)
        except NoPostgres as error:
            print(f"outbox: not measured, {error}")
    long = {
        "programme": programme.measured,
        "transfer": transfer.measured,
        "console": console.measured,
        "drill": drill.measured,
    }
    for name, measured in long.items():
        if only == name or (full and not only):
            yield from measured()


def _of_line() -> Iterator[Figure]:
    yield stepping.measured()
    print(f"(a registration is {len(REGISTRATION)} hops, « 2 » dialled with the code; every run registers people)")
    with bare_server() as bare:
        yield from _on_sqlite(bare)
        try:
            yield from _on_postgres(bare)
        except NoPostgres as error:
            print(f"PostgreSQL: not measured, {error}")


def _on_postgres(bare: Server) -> Iterator[Figure]:
    """As an installation has it: a commit waits for the disk, and the SMS are sent by a process of their own."""
    with (
        postgres_server(durable=True) as found,
        database(found.url, "retour_bench") as url,
        _folder() as folder,
        retour_server(folder, RETOUR_DATABASE_URL=url, RETOUR_SIMULATOR="0") as server,
    ):
        yield from _throughput("PostgreSQL", server, bare)


def _on_sqlite(bare: Server) -> Iterator[Figure]:
    with _folder() as folder, retour_server(folder) as server:
        yield from _throughput("SQLite", server, bare)
        yield from _long_run(server)
    with _folder() as folder:
        yield from durability.measured(folder)


def _throughput(name: str, server: Server, bare: Server) -> Iterator[Figure]:
    _load(server, HOOK, 32, WARM_HOPS)
    floor = [_load(bare, "/bare", 32, BARE_HOPS).rate]
    before = server.cpu_seconds
    load = _load(server, HOOK, 32, HOPS)
    used = server.cpu_seconds - before
    floor.append(_load(bare, "/bare", 32, BARE_HOPS).rate)  # before and after: a machine is not the same all day
    yield plain(f"{name}, bare FastAPI Form() endpoint beside it, 32 callers", mean(floor), "hops/s")
    yield plain(f"{name}, registration, 32 callers", load.rate, "hops/s")
    yield at_least(f"{name}, of the bare endpoint's rate", load.rate / mean(floor), "ratio", RATIO[name])
    yield plain(f"{name}, p50 at 32 callers", load.quantile(0.5), "ms")
    yield at_most(f"{name}, p99 at 32 callers", load.quantile(0.99), "ms", 100)
    yield plain(f"{name}, server CPU per hop", used / len(load.times) * 1000, "ms")
    many = _load(server, HOOK, 256, HOPS)
    yield _of_many(name, many.quantile(0.99))


def _of_many(name: str, p99: float) -> Figure:
    """256 callers who wait for one another at 0.20 of the bare endpoint's rate wait 600 ms on the mean: on PostgreSQL
    the figure is shown, and 500 ms is what SQLite has to reach."""
    label = f"{name}, p99 at 256 callers"
    return at_most(label, p99, "ms", 500) if name == "SQLite" else plain(label, p99, "ms")


def _long_run(server: Server) -> Iterator[Figure]:
    """Memory and pace over many hops: the last tenth beside the first."""
    tenth = LONG_HOPS // 10
    rates = [_load(server, HOOK, 32, tenth).rate for _ in range(10)]
    yield at_least(f"SQLite, pace of the last of {LONG_HOPS:,} hops to the first", rates[-1] / rates[0], "ratio", 0.9)
    yield at_most(f"SQLite, process after {LONG_HOPS:,} hops", server.megabytes, "MB", 200)


def _load(server: Server, path: str, callers: int, hops: int) -> Load:
    load = asyncio.run(run(server.port, path, callers, hops))
    if load.refused:
        raise RuntimeError(f"the server answered {load.refused[0]!r}")
    return load


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="retour-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main())
