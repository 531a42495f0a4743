"""The drill in its full size: 20,000 people, three workers, 20 of them and 5 carriers killed. Both databases."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, at_least, at_most, plain
from tests.support.drill import Drill, Tally, run
from tests.support.postgres import NoPostgres, database, postgres_server

FULL = Drill(people=20_000, personal=5_000, workers=3, kills=20, carrier_kills=5, rate=400)


def measured() -> Iterator[Figure]:
    """On SQLite the one worker is the web process, and is killed with it."""
    with tempfile.TemporaryDirectory(prefix="retour-drill-") as name:
        yield from _told("SQLite", run(FULL, Path(name)))
    try:
        with (
            postgres_server(durable=True) as found,
            database(found.url, "retour_drill") as url,
            tempfile.TemporaryDirectory(prefix="retour-drill-") as name,
        ):
            yield from _told("PostgreSQL", run(FULL, Path(name), url))
    except NoPostgres as error:
        print(f"PostgreSQL: not drilled, {error}")


def _told(name: str, tally: Tally) -> Iterator[Figure]:
    label = f"drill of {FULL.people:,} on {name}"
    yield plain(f"{label}: texts that the carrier has", tally.sent, "texts")
    yield at_least(f"{label}: killed (-9)", tally.kills, "times", FULL.kills + FULL.carrier_kills)
    yield at_most(f"{label}: sent twice", tally.twice, "texts", 0)
    yield at_most(f"{label}: lost in silence", tally.lost, "texts", 0)
    yield at_most(f"{label}: said to be sent, and not there", tally.false, "texts", 0)
    yield at_most(f"{label}: uncertain after the reports", tally.uncertain / FULL.people * 100, "%", 1)
    yield plain(f"{label}: took", tally.seconds, "s")
