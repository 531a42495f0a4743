"""A PostgreSQL server for tests and the benchmark: the one that RETOUR_TEST_POSTGRES_URL names, else one that
is started from the machine's own binaries, on a private port, in a temporary folder, and stopped at the end.

initdb refuses root: started by root, the server runs as `postgres`, or else as `nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml
from sqlalchemy import make_url

from tests.support.quick import quick_folder

VARIABLE = "RETOUR_TEST_POSTGRES_URL"
START_SECONDS = 30
_DEBIAN = Path("/usr/lib/postgresql")
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """Where a server was looked for, and why there is none. str() is fit for the closing lines of a run."""


@dataclass(frozen=True, slots=True)
class Server:
    """`url`: of a database in which others can be made. `process`: None where the server is not ours."""

    url: str
    process: subprocess.Popen[bytes] | None = None


@contextmanager
def postgres_server(durable: bool = False) -> Iterator[Server]:
    """A running server. `durable`: as an installation has it by compose.yaml (for the benchmark and crash tests),
    otherwise without waiting for the disk. Raises NoPostgres."""
    given = os.environ.get(VARIABLE, "")
    if given:
        _reach(given)
        yield Server(given)
        return
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres(f"no PostgreSQL: {VARIABLE} is not set, and no initdb was found on this machine")
    folder = Path(tempfile.mkdtemp(prefix="retour-postgres-", dir=None if durable else quick_folder()))
    try:
        with _running(binaries, folder, durable) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: by pg_config, by the path, or where Debian puts them (newest first)."""
    found = [Path(shutil.which(name) or "/nowhere").resolve().parent for name in ("initdb", "postgres")]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        found.insert(0, Path(told.stdout.strip() or "/nowhere"))
    found += sorted(_DEBIAN.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
    return next((f for f in found if (f / "initdb").exists() and (f / "postgres").exists()), None)


def shipped_settings() -> list[str]:
    """The arguments that compose.yaml starts a programme's server with: `-c` and a setting, in turn."""
    compose = yaml.safe_load((Path(__file__).parents[2] / "compose.yaml").read_text(encoding="utf-8"))
    return list(compose["services"]["db"]["command"][1:])


def run_sql(url: str, *statements: str) -> None:
    """Statements that want no transaction (CREATE DATABASE …)."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextmanager
def database(server_url: str, name: str, template: str = "") -> Iterator[str]:
    """A database of that name, dropped at the end; its URL. `template`: the one that it is a copy of."""
    with psycopg.connect(_plain(server_url), autocommit=True) as server:
        # Since version 15 a copy goes through the write-ahead log, which takes twice as long.
        copied = " STRATEGY FILE_COPY" if server.info.server_version >= 150_000 else ""
        server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"{copied}' if template else ""))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        run_sql(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _running(binaries: Path, folder: Path, durable: bool) -> Iterator[Server]:
    data, port, who = folder / "data", _free_port(), _unprivileged(folder)
    make = ["-D", str(data), "-U", "retour", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [str(binaries / "initdb"), *make], capture_output=True, text=True, check=False, cwd=folder, **who
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip().splitlines()[-1]}")
    settings = shipped_settings() if durable else [word for setting in _FAST for word in ("-c", setting)]
    where = ["-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(binaries / "postgres"), *where, *settings], stdout=log, stderr=log, cwd=folder, **who
        )
    try:
        url = f"postgresql://retour@127.0.0.1:{port}/postgres"
        _reach(url, process)
        yield Server(url, process)
    finally:
        _stop(process)


def _reach(url: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until the server answers; one that is not ours is asked once."""
    until = time.monotonic() + (START_SECONDS if process else 0)
    while True:
        try:
            psycopg.connect(_plain(url), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() >= until or (process and process.poll() is not None):
                where = "the started server" if process else VARIABLE
                raise NoPostgres(f"PostgreSQL cannot be reached ({where}): {type(error).__name__}") from None
            time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: open connections are closed."""
    with suppress(ProcessLookupError):
        process.send_signal(2)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process as a user that initdb accepts, and the folder made theirs."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgres("initdb refuses root, and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _plain(url: str) -> str:
    """The URL without SQLAlchemy's driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0
