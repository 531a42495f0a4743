"""Real server processes on free ports of 127.0.0.1, each in a folder of its own, ended by their own id."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOOK_KEY = "bench-key"
HOOK = f"/hooks/{HOOK_KEY}/africastalking/ussd"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def kill(self) -> None:
        """kill -9: the process and those that it started (all in the group that we made for it)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def bare_server() -> Iterator[Server]:
    """The bare endpoint, in a uvicorn like ours."""
    port = free_port()
    words = ["uvicorn", "bench.bare:app", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    with _running([sys.executable, "-m", *words], port, "/openapi.json", dict(os.environ), None) as server:
        yield server


def installation(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of an installation in `folder`: this machine's, without settings of its own."""
    return {k: v for k, v in os.environ.items() if not k.startswith("RETOUR_")} | {
        "RETOUR_HOOK_KEY": HOOK_KEY,
        "RETOUR_VAR_DIR": str(folder),
        "RETOUR_DEMO": "0",
        "RETOUR_LOG_FORMAT": "json",
        **settings,
    }


class Kept:
    """A process that can be killed at any moment, and started again as it was."""

    def __init__(self, command: list[str], environment: Mapping[str, str], folder: Path, port: int = 0) -> None:
        self._command, self._environment, self._log = command, dict(environment), folder / "process.log"
        self._port = port
        self.server = self._started()

    def _started(self) -> Server:
        with self._log.open("ab") as log:
            made = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        return Server(self._port, made)

    def kill_and_restart(self) -> None:
        """kill -9, and the same once more; it does not wait until that one is ready."""
        self.server.kill()
        self.server = self._started()

    def await_ready(self) -> None:
        _await(f"http://127.0.0.1:{self._port}/readyz", self.server.process)


@contextmanager
def kept(command: list[str], environment: Mapping[str, str], folder: Path, port: int = 0) -> Iterator[Kept]:
    """Such a process; one with a port has answered. Stopped at the end, whichever it is by then."""
    made = Kept(command, environment, folder, port)
    try:
        if port:
            made.await_ready()
        yield made
    finally:
        made.server.stop()


@contextmanager
def retour_server(folder: Path, processes: int = 1, **settings: str) -> Iterator[Server]:
    """`retour serve` on an empty database in `folder`, or on RETOUR_DATABASE_URL where that is given."""
    port = free_port()
    environment = installation(folder, RETOUR_PORT=str(port), **settings)
    command = [sys.executable, "-m", "service.cli", "serve", "--processes", str(processes)]
    with _running(command, port, "/readyz", environment, folder) as server:
        yield server


@contextmanager
def _running(
    command: list[str], port: int, ready: str, environment: Mapping[str, str], folder: Path | None
) -> Iterator[Server]:
    log = (folder / "server.log").open("ab") if folder else subprocess.DEVNULL
    server = Server(
        port, subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log, start_new_session=True)
    )
    try:
        _await(f"http://127.0.0.1:{port}{ready}", server.process)
        yield server
    finally:
        server.stop()
        if not isinstance(log, int):
            log.close()


def _await(url: str, process: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {seconds} s")
